// A blocking HTTP/1.1 and WebSocket client for the terminal console and for tests. Every call ends
// within its limit.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "labd/core/time.h"
#include "labd/net/http.h"
#include "labd/net/server.h"
#include "labd/net/websocket.h"

namespace labd::net {

struct ClientOptions {
    /// A name or a numeric address; over TLS it must be in the server's certificate.
    std::string host;
    std::uint16_t port = 0;
    Security security = Security::plain;
    /// PEM certificates to trust; empty: the system's.
    std::string ca_file;
    /// For TCP and TLS. Looking the name up has the system resolver's own limit.
    Duration connect = seconds(5);
    /// From sending a request to the end of its response.
    Duration exchange = seconds(30);
    /// Of a response's body, and of a WebSocket message.
    std::size_t received_bytes_max = 16 * 1024 * 1024;
    /// Once it is true, a call under way ends as timed out within a fraction of a second; set from
    /// any thread. Null: never.
    std::shared_ptr<const std::atomic<bool>> stopped = nullptr;
};

enum class ClientFailure : std::uint8_t {
    none,
    unknown_host,
    refused,
    timed_out,
    /// The handshake failed: no TLS, or a certificate that is not trusted or of another host.
    tls,
    /// The connection broke. Whether the server has done what was asked is not known.
    closed,
    malformed_request,
    malformed_response,
    too_large,
    other,
};

struct ClientRequest {
    Method method = Method::get;
    /// Path and query, percent-encoded.
    std::string target = "/";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string content_type;
    std::string body;
};

struct ClientResult {
    ClientFailure failure = ClientFailure::none;
    /// For people: what failed, with host and port; empty without failure.
    std::string error;
    int status = 0;
    Headers headers;
    std::string body;

    /// Whether there is a response, of any status.
    bool answered() const { return failure == ClientFailure::none; }
};

/// Keeps one connection open between requests, and opens another when the server has closed it. One
/// thread at a time.
class HttpClient {
public:
    explicit HttpClient(ClientOptions options);
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;

    /// Never repeats a request that may have reached the server: that is for the caller, who knows
    /// its Idempotency-Key. Redirects are answers like any other.
    ClientResult send(const ClientRequest& request);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

struct WebSocketRead {
    enum class Kind : std::uint8_t { text, timed_out, closed };
    Kind kind = Kind::closed;
    /// The message; when closed, the reason the server gave, or what went wrong.
    std::string text;
    /// When closed: the server's code, ours if it broke the protocol, or `abnormal`.
    CloseCode code = CloseCode::abnormal;
};

/// One thread at a time. Pings are answered while a call is under way, so `read` must be called
/// again and again.
class WebSocketClient {
public:
    explicit WebSocketClient(ClientOptions options);
    ~WebSocketClient();
    WebSocketClient(WebSocketClient&&) noexcept;
    WebSocketClient& operator=(WebSocketClient&&) noexcept;

    /// Status 101 when it is open; otherwise why not, or the server's answer (401, 403 …).
    /// `headers` are added to the handshake, such as Origin and Authorization.
    ClientResult open(std::string target, std::vector<std::pair<std::string, std::string>> headers);

    /// False when the connection is closed, or the server takes nothing within the exchange limit.
    bool send(std::string_view text);

    /// The next message. A timeout loses nothing: call again.
    WebSocketRead read(Duration limit);

    /// Says goodbye and waits at most a second for the server's.
    void close();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace labd::net
