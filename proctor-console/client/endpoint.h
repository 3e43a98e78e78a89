// Where a labd is: the parts of its base URL.
#pragma once

#include <string>
#include <string_view>

#include "labd/net/client.h"

namespace labd::console {

struct Endpoint {
    /// In one spelling, `http://127.0.0.1:8080`: what tokens are kept under.
    std::string url;
    net::ClientOptions options;
};

/// Either an endpoint or, in words, what is wrong with the URL.
struct ParsedEndpoint {
    Endpoint endpoint;
    /// The catalogue's key of the error; empty when there is none.
    std::string error_key;
};

/// Takes `http://HOST[:PORT]` and `https://HOST[:PORT]`. Plain HTTP only to this machine: a token
/// would be readable on the way.
ParsedEndpoint parse_endpoint(std::string_view url);

/// `S 7/b` as `S%207%2Fb`: one segment of a path or one value of a query.
std::string percent_encode(std::string_view text);

}  // namespace labd::console
