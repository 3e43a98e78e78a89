// A WebSocket as web sees it: a peer to send text to, and a handler that gets what the peer sends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace labd::net {

/// Close codes of RFC 6455, section 7.4.1, that we send or report.
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    /// Never sent: the connection ended without a close frame.
    abnormal = 1006,
    invalid_text = 1007,
    policy_violation = 1008,
    too_big = 1009,
    internal_error = 1011,
    try_again_later = 1013,
};

/// The other side of an open WebSocket. Loop thread only. Safe to keep and call after the
/// connection has ended, or even the server: nothing happens then.
class WebSocketPeer {
public:
    virtual ~WebSocketPeer() = default;

    /// Queues a text message, UTF-8, shared by all peers it goes to. False when it would exceed the
    /// bound of messages or bytes waiting, or the connection is closing: then nothing was queued,
    /// and the caller either closes or sends a resync once `pending()` has gone down.
    virtual bool send(std::shared_ptr<const std::string> text) = 0;

    /// Closes after what is queued was sent. `reason` is UTF-8, cut at 123 bytes.
    virtual void close(CloseCode code, std::string_view reason) = 0;

    /// Messages queued and not yet handed to the socket.
    virtual std::size_t pending() const = 0;
};

/// What a WebSocket does. All on the loop thread, all optional; called in this order, `on_open` and
/// `on_close` once each. The server drops the handler after `on_close`.
struct WebSocketHandler {
    std::function<void(std::shared_ptr<WebSocketPeer>)> on_open;
    std::function<void(std::string text)> on_message;
    /// The code the peer or we closed with, or `abnormal`; the peer's may be any number.
    std::function<void(CloseCode code)> on_close;
};

}  // namespace labd::net
