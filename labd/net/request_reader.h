// Inside net only: bytes to Request, with every limit checked before memory is spent on it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "labd/net/http.h"

namespace labd::net {

struct RequestLimits {
    std::size_t header_bytes = 0;
    std::size_t header_fields = 0;
    /// How long a body may be, asked once the header is read.
    std::function<std::size_t(const Request& head)> body_bytes;
};

/// Reads one request after the other.
class RequestReader {
public:
    enum class State : std::uint8_t {
        /// Nothing of the next request was seen yet.
        between,
        in_header,
        in_body,
        complete,
        failed,
    };

    explicit RequestReader(const RequestLimits& limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Reads on; returns how many bytes it has used. Give the others again, with more behind them.
    std::size_t feed(std::string_view bytes);

    State state() const;

    /// The status to answer once the state is `failed`: 400, 413, 431, 501 or 505.
    int error_status() const;

    /// Whether the peer waits for a `100 Continue` before it sends the body. Says so once.
    bool take_expect_continue();

    /// Whether the peer lets the connection stay open after the request last taken.
    bool keep_alive() const;

    /// The complete request; the reader begins with the next.
    Request take();

private:
    class Parser;

    const RequestLimits& limits_;
    std::unique_ptr<Parser> parser_;
    bool keep_alive_ = false;
};

}  // namespace labd::net
