// The HTTP/1.1 and WebSocket server, with TLS: every wait, size and number has a limit, and
// whatever the limit refuses is answered in the form that web asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "labd/core/time.h"
#include "labd/net/http.h"
#include "labd/net/loop.h"
#include "labd/net/websocket.h"

namespace labd::net {

/// Inside net: where a Responder's answer goes.
class ResponseSink {
public:
    virtual ~ResponseSink() = default;
    virtual void respond(std::uint64_t request_number, Response response) = 0;
    virtual void upgrade(std::uint64_t request_number, WebSocketHandler handler) = 0;
    virtual void abandon(std::uint64_t request_number) = 0;
};

/// The answer to one request, to be given once, at once or later. Loop thread only. Destroyed
/// without an answer, it sends a 500. The peer may be gone by then, the deadline may have passed
/// (and a 503 gone out), even the server may be gone: the answer is then dropped.
class Responder {
public:
    Responder(std::weak_ptr<ResponseSink> sink, std::uint64_t request_number)
        : sink_(std::move(sink)), request_number_(request_number) {}

    ~Responder();

    Responder(Responder&& other) noexcept
        : sink_(std::move(other.sink_)), request_number_(std::exchange(other.request_number_, 0)) {}

    Responder& operator=(Responder&&) = delete;
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;

    /// Aborts when called twice, or on a moved-from responder. A header that would break the
    /// message (a line break in it) makes it a 500.
    void operator()(Response response);

    /// Makes the connection a WebSocket; `on_open` runs later. Who may do so (Origin, sign-in) was
    /// checked by the caller. A request without a proper handshake gets a 400, another version of
    /// the protocol a 426, and the handler is dropped uncalled.
    void upgrade(WebSocketHandler handler);

private:
    std::weak_ptr<ResponseSink> sink_;
    std::uint64_t request_number_ = 0;
};

enum class Security : std::uint8_t { plain, tls };

struct ListenAddress {
    /// A numeric IPv4 or IPv6 address.
    std::string address;
    /// 0: any free one; see HttpServer::listen.
    std::uint16_t port = 0;
    Security security = Security::plain;
};

struct TlsFiles {
    /// PEM: the server's certificate first, then the intermediate ones.
    std::string certificate_chain;
    /// PEM, unencrypted.
    std::string private_key;
};

struct ServerLimits {
    /// Beyond these a connection gets a 503; far beyond, it is closed without a word.
    std::size_t connections_max = 1024;
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t header_fields_max = 100;
    /// Answers waiting to be written, beyond which no further pipelined request is read.
    std::size_t pipelined_max = 16;
    /// From the first byte (for the first request: from the connection) to the end of the header.
    Duration header = seconds(10);
    /// From the end of the header to the end of the body.
    Duration body = seconds(60);
    /// From the complete request to the answer; then 503 with Retry-After.
    Duration handling = seconds(30);
    /// For one write of at most a few messages, plus a second for each 256 KiB in it.
    Duration write = seconds(10);
    /// Between two requests.
    Duration idle = seconds(60);
    /// For what the peer still sends while we close.
    Duration farewell = seconds(2);

    std::size_t websocket_message_bytes_max = 64 * 1024;
    std::size_t websocket_pending_max = 256;
    std::size_t websocket_pending_bytes_max = 1024 * 1024;
    /// Silence after which a ping goes out, and after which the connection is given up.
    Duration websocket_ping = seconds(15);
    Duration websocket_idle = seconds(40);
};

struct ServerConfig {
    std::vector<ListenAddress> addresses;
    /// Needed as soon as one address uses TLS.
    TlsFiles tls;
    ServerLimits limits;
    /// The longest body to accept, asked before any of it is read: of a request that has only its
    /// head yet, and not where it comes from. Null: 64 KiB.
    std::function<std::size_t(const Request& head)> body_bytes_max;
    /// The answer to what never reaches the handler: 400, 408, 413, 426, 431, 500, 501, 503, 505.
    /// Null: plain text.
    std::function<Response(int status)> error_body;
};

/// Serves from construction's `listen()` to `shutdown()` or destruction. Loop thread only (before
/// `run()` is fine).
class HttpServer {
public:
    using Handler = std::function<void(Request, Responder)>;

    HttpServer(EventLoop& loop, ServerConfig config, Handler handler);
    /// Cuts every connection; each open WebSocket gets its `on_close`.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    struct Listening {
        /// The ports in the order of the configured addresses; empty on failure.
        std::vector<std::uint16_t> ports;
        /// What went wrong and where; empty on success.
        std::string error;
    };

    /// Opens all addresses or none. Refuses anything but a loopback address without TLS.
    Listening listen();

    /// Reads certificate and key again, for connections from now on. Returns what is wrong with
    /// them; then the old ones stay in use. Empty on success.
    std::string reload_tls();

    /// Stops accepting, lets the requests in progress finish, closes WebSockets with 1001, and cuts
    /// what is left after `limit`. `done` runs on the loop once no connection is left; the loop
    /// then has nothing more to do for this server.
    void shutdown(Duration limit, std::function<void()> done);

    /// Connections open now, of both kinds.
    std::size_t connections() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace labd::net
