#include "labd/net/session.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "labd/core/assert.h"
#include "labd/net/response_head.h"
#include "labd/net/session_websocket.h"

namespace labd::net {
namespace {

// Room for a whole header, and the least that body and frames are read in.
constexpr std::size_t input_bytes_min = 8 * 1024;

constexpr std::size_t write_bytes_per_s = 256 * 1024;

// So much of a long body is in memory at a time.
constexpr std::size_t piece_bytes = 256 * 1024;

TimePoint after(Duration duration) {
    return std::chrono::steady_clock::now() + std::chrono::microseconds(duration.us);
}

}  // namespace

Session::Session(std::shared_ptr<SessionContext> context, bool refused)
    : context_(std::move(context)),
      refused_(refused),
      input_(std::max(context_->limits.header_bytes_max + 1, input_bytes_min)),
      reader_(context_->request_limits) {}

Session::~Session() = default;

void Session::set_deadline(Duration from_now) { deadline_ = after(from_now); }

void Session::sweep(TimePoint now) {
    if (writing_ && now >= write_deadline_) {
        abort();
    } else if (writing_ && (phase_ == Phase::draining || source_)) {
        // A long answer has the write's own deadline.
        return;
    } else if (phase_ == Phase::websocket) {
        sweep_websocket(now);
    } else if (phase_ != Phase::closed && now >= deadline_) {
        on_deadline();
    }
}

void Session::on_deadline() {
    switch (phase_) {
        case Phase::reading:
            if (reader_state_ == RequestReader::State::between) {
                leave_idle();
            } else {
                fail(408);
                flush();
            }
            return;
        case Phase::handling: {
            Response late = context_->error_body(503);
            late.headers.emplace_back("Retry-After", "1");
            respond(request_number_, std::move(late));
            return;
        }
        default: abort();
    }
}

void Session::shut_down() {
    stopping_ = true;
    if (phase_ == Phase::websocket) {
        websocket_close(CloseCode::going_away, "the server is shutting down");
    } else if (phase_ == Phase::handshake) {
        abort();
    } else if (phase_ == Phase::reading && reader_state_ == RequestReader::State::between) {
        leave_idle();
    }
}

// Nobody waits for an answer: nothing is lost by closing at once, unless one is still on its way.
void Session::leave_idle() {
    if (writing_) {
        drain();
    } else {
        abort();
    }
}

void Session::abort() {
    if (phase_ == Phase::closed) {
        return;
    }
    const std::shared_ptr<Session> self = shared_from_this();
    phase_ = Phase::closed;
    close_socket();
    context_->forget(*this);
    end_websocket();
}

void Session::on_ready() {
    phase_ = Phase::reading;
    set_deadline(context_->limits.header);
    if (refused_) {
        fail(503);
        flush();
    } else {
        read_more();
    }
}

void Session::on_read(ErrorCode error, std::size_t bytes) {
    reading_ = false;
    if (phase_ == Phase::closed) {
        return;
    }
    if (error) {
        input_ended_ = true;
        if (phase_ == Phase::websocket || !writing_) {
            abort();
        } else if (phase_ == Phase::reading) {
            // The peer asks nothing more but may still read what is on its way.
            drain();
        }
        return;
    }
    input_to_ += bytes;
    process();
}

void Session::process() {
    if (processing_) {
        return;
    }
    processing_ = true;
    process_http();
    if (phase_ == Phase::websocket) {
        process_websocket();
    }
    processing_ = false;
    flush();
    read_more();
}

void Session::process_http() {
    while (phase_ == Phase::reading && !source_ &&
           responses_waiting_ < context_->limits.pipelined_max && read_request()) {
    }
}

bool Session::read_request() {
    if (input_from_ == input_to_) {
        return false;
    }
    input_from_ += reader_.feed(input());
    const RequestReader::State before = std::exchange(reader_state_, reader_.state());
    switch (reader_state_) {
        case RequestReader::State::between: return false;
        case RequestReader::State::in_header:
            if (before == RequestReader::State::between && request_number_ > 0) {
                set_deadline(context_->limits.header);
            }
            return false;
        case RequestReader::State::in_body:
            if (before != RequestReader::State::in_body) {
                set_deadline(context_->limits.body);
            }
            if (reader_.take_expect_continue()) {
                output_.add("HTTP/1.1 100 Continue\r\n\r\n");
            }
            return false;
        case RequestReader::State::failed: fail(reader_.error_status()); return false;
        case RequestReader::State::complete: dispatch(); return true;
    }
    return false;
}

void Session::dispatch() {
    Request request = reader_.take();
    reader_state_ = RequestReader::State::between;
    request.remote_address = remote_address_;
    request.tls = tls_;
    keep_alive_ = reader_.keep_alive();
    request_is_head_ = request.method == Method::head;
    wants_websocket_ = request.wants_websocket();
    if (wants_websocket_) {
        websocket_key_ = request.headers.find("Sec-WebSocket-Key").value_or("");
        websocket_version_ = request.headers.find("Sec-WebSocket-Version").value_or("");
    }
    phase_ = Phase::handling;
    set_deadline(context_->limits.handling);
    ++request_number_;
    context_->handler(std::move(request), Responder(weak_from_this(), request_number_));
}

void Session::respond(std::uint64_t request_number, Response response) {
    if (phase_ != Phase::handling || request_number != request_number_) {
        return;
    }
    if (!is_sendable(response)) {
        response = context_->error_body(500);
    }
    send_response(std::move(response), request_is_head_);
    if (!keep_alive_ || stopping_ || input_ended_) {
        drain();
    } else {
        phase_ = Phase::reading;
        set_deadline(context_->limits.idle);
    }
    process();
}

void Session::abandon(std::uint64_t request_number) {
    if (phase_ == Phase::handling && request_number == request_number_) {
        respond(request_number, context_->error_body(500));
    }
}

void Session::upgrade(std::uint64_t request_number, WebSocketHandler handler) {
    if (phase_ != Phase::handling || request_number != request_number_) {
        return;
    }
    const std::optional<std::string> accept = websocket_accept(websocket_key_);
    if (wants_websocket_ && websocket_version_ != "13") {
        Response other_version = context_->error_body(426);
        other_version.headers.emplace_back("Sec-WebSocket-Version", "13");
        other_version.headers.emplace_back("Upgrade", "websocket");
        respond(request_number, std::move(other_version));
    } else if (!wants_websocket_ || !accept) {
        respond(request_number, context_->error_body(400));
    } else if (stopping_) {
        respond(request_number, context_->error_body(503));
    } else {
        output_.add(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: ");
        output_.add(*accept);
        output_.add("\r\n\r\n");
        open_websocket(std::move(handler));
        flush();
    }
}

void Session::send_response(Response response, bool head_only) {
    const bool stays_open = keep_alive_ && !stopping_;
    append_response_head(output_.text(), response, stays_open);
    if (response.body && !head_only && status_has_body(response.status)) {
        output_.add_shared(std::move(response.body));
    }
    if (response.source && !head_only && status_has_body(response.status)) {
        source_ = std::move(response.source);
        source_left_ = source_->size();
    }
    ++responses_waiting_;
}

void Session::fail(int status) {
    keep_alive_ = false;
    Response response = context_->error_body(status);
    if (status == 503) {
        response.headers.emplace_back("Retry-After", "1");
    }
    send_response(std::move(response), false);
    drain();
}

// Nothing more is read or answered; what is queued still goes out.
void Session::drain() {
    phase_ = Phase::draining;
    set_deadline(context_->limits.write);
}

void Session::read_more() {
    const bool wanted = phase_ == Phase::websocket
                            ? websocket_->reads()
                            : phase_ == Phase::reading && !source_ &&
                                  responses_waiting_ < context_->limits.pipelined_max;
    if (!wanted || reading_ || input_ended_) {
        return;
    }
    if (input_from_ == input_to_) {
        input_from_ = 0;
        input_to_ = 0;
    } else if (input_from_ > 0) {
        std::memmove(input_.data(), input_.data() + input_from_, input_to_ - input_from_);
        input_to_ -= input_from_;
        input_from_ = 0;
    }
    if (input_to_ == input_.size()) {
        // A line of the chunked coding that does not fit; headers have failed before.
        fail(400);
        flush();
        return;
    }
    reading_ = true;
    start_read(input_.data() + input_to_, input_.size() - input_to_);
}

void Session::flush() {
    if (phase_ == Phase::closed || phase_ == Phase::farewell || writing_) {
        return;
    }
    fill_from_websocket();
    if (!fill_from_source()) {
        abort();
        return;
    }
    if (!output_.empty()) {
        responses_waiting_ = 0;
        const std::span<const boost::asio::const_buffer> buffers = output_.begin_batch();
        writing_ = true;
        write_deadline_ =
            after(context_->limits.write +
                  seconds(static_cast<std::int64_t>(output_.batch_bytes() / write_bytes_per_s)));
        start_write(buffers);
    } else if (phase_ == Phase::draining) {
        phase_ = Phase::farewell;
        set_deadline(context_->limits.farewell);
        start_farewell();
    }
}

bool Session::fill_from_source() {
    if (!source_) {
        return true;
    }
    const std::size_t most =
        static_cast<std::size_t>(std::min<std::uint64_t>(source_left_, piece_bytes));
    std::string piece = most == 0 ? std::string() : source_->read(most);
    if (piece.size() > most || (piece.empty() && most > 0)) {
        return false;
    }
    source_left_ -= piece.size();
    output_.add_shared(std::make_shared<const std::string>(std::move(piece)));
    if (source_left_ == 0) {
        source_.reset();
        if (phase_ == Phase::reading) {
            set_deadline(context_->limits.idle);
        }
    }
    return true;
}

void Session::on_written(ErrorCode error) {
    writing_ = false;
    output_.end_batch();
    if (phase_ == Phase::closed) {
        return;
    }
    if (error) {
        abort();
        return;
    }
    if (input_ended_ && phase_ == Phase::reading) {
        drain();
    }
    process();
}

}  // namespace labd::net
