// Inside net only: the state of a Session that has become a WebSocket.
#pragma once

#include "labd/net/session.h"

namespace labd::net {

struct Session::WebSocket {
    WebSocket(std::size_t message_bytes_max, WebSocketHandler its_handler)
        : frames(FrameReader::Role::server, message_bytes_max),
          handler(std::make_shared<const WebSocketHandler>(std::move(its_handler))) {}

    bool reads() const { return opened && !input_over; }

    FrameReader frames;
    /// Null once `on_close` was called. Whoever calls it holds a copy: the call may end everything.
    std::shared_ptr<const WebSocketHandler> handler;
    bool opened = false;
    /// A close frame came, or what came was no WebSocket.
    bool input_over = false;
    /// Nothing is taken into the queue any more; a close frame follows what is in it.
    bool closing = false;
    bool close_sent = false;
    std::string close_frame_payload;
    CloseCode code = CloseCode::abnormal;

    std::deque<std::shared_ptr<const std::string>> pending;
    std::size_t pending_bytes = 0;
    /// The newest ping's payload; older ones need no answer (RFC 6455, section 5.5.3).
    std::optional<std::string> pong_due;
    bool ping_due = false;
    bool ping_unanswered = false;
    TimePoint heard_at;
};

/// What web holds: does not keep the connection alive.
class Session::Peer : public WebSocketPeer {
public:
    explicit Peer(std::weak_ptr<Session> session) : session_(std::move(session)) {}

    bool send(std::shared_ptr<const std::string> text) override {
        const std::shared_ptr<Session> session = session_.lock();
        return session && session->websocket_send(std::move(text));
    }

    void close(CloseCode code, std::string_view reason) override {
        if (const std::shared_ptr<Session> session = session_.lock()) {
            session->websocket_close(code, reason);
        }
    }

    std::size_t pending() const override {
        const std::shared_ptr<Session> session = session_.lock();
        return session ? session->websocket_pending() : 0;
    }

private:
    std::weak_ptr<Session> session_;
};

}  // namespace labd::net
