// Inside net only: one connection's HTTP and WebSocket behaviour, apart from the kind of socket.
#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "labd/net/output_queue.h"
#include "labd/net/request_reader.h"
#include "labd/net/server.h"
#include "labd/net/websocket_frames.h"

namespace labd::net {

using TimePoint = std::chrono::steady_clock::time_point;

class Session;

/// What all sessions of a server share.
struct SessionContext {
    ServerLimits limits;
    RequestLimits request_limits;
    HttpServer::Handler handler;
    std::function<Response(int status)> error_body;
    /// Takes the session out of the server's list; the server may be gone.
    std::function<void(Session&)> forget;
};

/// One connection. Phases: handshake → between requests ⇄ reading ⇄ handling → (WebSocket) →
/// draining what is queued → farewell → closed. The server owns it until it is closed; so does each
/// socket operation under way.
class Session : public ResponseSink, public std::enable_shared_from_this<Session> {
public:
    /// `refused`: one too many; answers 503 and goes.
    Session(std::shared_ptr<SessionContext> context, bool refused);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    virtual void start() = 0;

    /// Checks every deadline. Called a few times per shortest limit.
    void sweep(TimePoint now);

    /// Ends gracefully: see HttpServer::shutdown.
    void shut_down();

    /// Cuts the connection. Harmless when it is closed already.
    void abort();

    void respond(std::uint64_t request_number, Response response) override;
    void upgrade(std::uint64_t request_number, WebSocketHandler handler) override;
    void abandon(std::uint64_t request_number) override;

    bool websocket_send(std::shared_ptr<const std::string> text);
    void websocket_close(CloseCode code, std::string_view reason);
    std::size_t websocket_pending() const;

protected:
    using ErrorCode = boost::system::error_code;

    // What the socket does for the session; each ends in the call named.
    virtual void start_read(char* to, std::size_t room) = 0;                           // on_read
    virtual void start_write(std::span<const boost::asio::const_buffer> buffers) = 0;  // on_written
    virtual void start_farewell() = 0;                                                 // abort
    virtual void close_socket() = 0;
    virtual void run_later(std::function<void()> action) = 0;

    // What the socket tells the session.
    void on_ready();
    void on_read(ErrorCode error, std::size_t bytes);
    void on_written(ErrorCode error);

    void expect_handshake() { set_deadline(context_->limits.header); }

    std::string remote_address_;
    bool tls_ = false;

private:
    enum class Phase : std::uint8_t {
        handshake,
        reading,
        handling,
        websocket,
        draining,
        farewell,
        closed,
    };

    struct WebSocket;
    class Peer;

    void set_deadline(Duration from_now);
    void on_deadline();
    void leave_idle();
    void process();
    void process_http();
    // False when there is nothing more to do with the bytes at hand.
    bool read_request();
    void dispatch();
    void send_response(Response response, bool head_only);
    // False when the rest of a promised body can't be had.
    bool fill_from_source();
    void fail(int status);
    void drain();
    void read_more();
    void flush();

    void process_websocket();
    void on_frame(FrameReader::Event event);
    void open_websocket(WebSocketHandler handler);
    void fill_from_websocket();
    void begin_websocket_close(CloseCode code, std::string_view reason);
    void sweep_websocket(TimePoint now);
    void end_websocket();

    std::string_view input() const {
        return {input_.data() + input_from_, input_to_ - input_from_};
    }

    const std::shared_ptr<SessionContext> context_;
    Phase phase_ = Phase::handshake;
    TimePoint deadline_;
    bool refused_ = false;

    std::vector<char> input_;
    std::size_t input_from_ = 0;
    std::size_t input_to_ = 0;
    bool reading_ = false;
    bool input_ended_ = false;
    bool processing_ = false;

    RequestReader reader_;
    RequestReader::State reader_state_ = RequestReader::State::between;
    std::uint64_t request_number_ = 0;
    bool request_is_head_ = false;
    bool keep_alive_ = true;
    bool stopping_ = false;
    // What the handshake of RFC 6455 needs of the request being handled.
    bool wants_websocket_ = false;
    std::string websocket_key_;
    std::string websocket_version_;

    OutputQueue output_;
    std::size_t responses_waiting_ = 0;
    // Of the answer that is being sent; nothing else is begun meanwhile.
    std::shared_ptr<BodySource> source_;
    std::uint64_t source_left_ = 0;
    bool writing_ = false;
    TimePoint write_deadline_;

    std::unique_ptr<WebSocket> websocket_;
};

}  // namespace labd::net
