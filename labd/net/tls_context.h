// Inside net only: what TLS is set up with, on both sides.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "labd/net/server.h"

namespace labd::net {

struct TlsContext {
    /// Null on failure.
    std::shared_ptr<boost::asio::ssl::context> context;
    /// What is wrong, with the file's name; empty on success.
    std::string error;
};

/// TLS 1.2 or later.
TlsContext load_server_tls(const TlsFiles& files);

/// Trusts the certificates in `ca_file` (PEM), or the system's when it is empty.
TlsContext load_client_tls(const std::string& ca_file);

}  // namespace labd::net
