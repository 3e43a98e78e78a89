#include "labd/net/session_websocket.h"

#include <utility>

#include "labd/core/assert.h"

namespace labd::net {
namespace {

// What goes into one system call: enough to amortise it, little enough to stay cancellable.
constexpr std::size_t batch_messages_max = 64;
constexpr std::size_t batch_bytes_max = 128 * 1024;

}  // namespace

void Session::open_websocket(WebSocketHandler handler) {
    phase_ = Phase::websocket;
    websocket_ = std::make_unique<WebSocket>(context_->limits.websocket_message_bytes_max,
                                             std::move(handler));
    websocket_->heard_at = std::chrono::steady_clock::now();
    // Later, so that whoever asked for the upgrade is not called in the middle of it.
    run_later(
        [weak = std::weak_ptr<Session>(std::static_pointer_cast<Session>(shared_from_this()))] {
            const std::shared_ptr<Session> self = weak.lock();
            if (!self || self->phase_ == Phase::closed) {
                return;
            }
            self->websocket_->opened = true;
            const std::shared_ptr<const WebSocketHandler> its_handler = self->websocket_->handler;
            if (its_handler->on_open) {
                its_handler->on_open(std::make_shared<Peer>(weak));
            }
            self->process();
        });
}

void Session::process_websocket() {
    if (input_from_ < input_to_) {
        websocket_->heard_at = std::chrono::steady_clock::now();
        websocket_->ping_unanswered = false;
    }
    while (phase_ == Phase::websocket && websocket_->reads() && input_from_ < input_to_) {
        std::string_view bytes = input();
        FrameReader::Event event = websocket_->frames.next(bytes);
        input_from_ = input_to_ - bytes.size();
        on_frame(std::move(event));
    }
}

void Session::on_frame(FrameReader::Event event) {
    WebSocket& websocket = *websocket_;
    switch (event.kind) {
        case FrameReader::Event::Kind::need_more:
        case FrameReader::Event::Kind::pong: return;
        case FrameReader::Event::Kind::ping: websocket.pong_due = std::move(event.payload); return;
        case FrameReader::Event::Kind::text: {
            const std::shared_ptr<const WebSocketHandler> handler = websocket.handler;
            if (!websocket.closing && handler && handler->on_message) {
                handler->on_message(std::move(event.payload));
            }
            return;
        }
        case FrameReader::Event::Kind::close:
        case FrameReader::Event::Kind::failed:
            websocket.input_over = true;
            // The peer has stopped listening, or cannot be trusted to.
            websocket.pending.clear();
            websocket.pending_bytes = 0;
            begin_websocket_close(event.code, "");
            return;
    }
}

bool Session::websocket_send(std::shared_ptr<const std::string> text) {
    LABD_ASSERT(text != nullptr);
    if (phase_ != Phase::websocket || websocket_->closing) {
        return false;
    }
    WebSocket& websocket = *websocket_;
    if (websocket.pending.size() >= context_->limits.websocket_pending_max ||
        websocket.pending_bytes + text->size() > context_->limits.websocket_pending_bytes_max) {
        return false;
    }
    websocket.pending_bytes += text->size();
    websocket.pending.push_back(std::move(text));
    if (!processing_) {
        flush();
    }
    return true;
}

void Session::websocket_close(CloseCode code, std::string_view reason) {
    if (phase_ == Phase::websocket) {
        begin_websocket_close(code, reason);
        if (!processing_) {
            flush();
        }
    }
}

std::size_t Session::websocket_pending() const {
    return phase_ == Phase::websocket ? websocket_->pending.size() : 0;
}

void Session::begin_websocket_close(CloseCode code, std::string_view reason) {
    if (!websocket_->closing) {
        websocket_->closing = true;
        websocket_->code = code;
        websocket_->close_frame_payload = close_payload(code, reason);
        set_deadline(context_->limits.write);
    }
}

void Session::fill_from_websocket() {
    if (phase_ != Phase::websocket) {
        return;
    }
    WebSocket& websocket = *websocket_;
    const auto add_control = [this](Opcode opcode, std::string_view payload) {
        append_frame_header(output_.text(), opcode, payload.size());
        output_.add(payload);
    };
    if (!websocket.close_sent) {
        if (websocket.pong_due) {
            add_control(Opcode::pong, *std::exchange(websocket.pong_due, std::nullopt));
        }
        if (std::exchange(websocket.ping_due, false)) {
            add_control(Opcode::ping, "");
        }
        for (std::size_t count = 0; count < batch_messages_max && !websocket.pending.empty() &&
                                    output_.bytes() < batch_bytes_max;
             ++count) {
            std::shared_ptr<const std::string> text = std::move(websocket.pending.front());
            websocket.pending.pop_front();
            websocket.pending_bytes -= text->size();
            append_frame_header(output_.text(), Opcode::text, text->size());
            output_.add_shared(std::move(text));
        }
        if (websocket.closing && websocket.pending.empty()) {
            add_control(Opcode::close, websocket.close_frame_payload);
            websocket.close_sent = true;
            set_deadline(context_->limits.farewell);
        }
    }
    if (websocket.close_sent && websocket.input_over) {
        drain();
        end_websocket();
    }
}

void Session::sweep_websocket(TimePoint now) {
    WebSocket& websocket = *websocket_;
    const auto silence_us =
        std::chrono::duration_cast<std::chrono::microseconds>(now - websocket.heard_at).count();
    if (websocket.closing) {
        if (!writing_ && now >= deadline_) {
            abort();
        }
    } else if (silence_us >= context_->limits.websocket_idle.us) {
        abort();
    } else if (silence_us >= context_->limits.websocket_ping.us && !websocket.ping_unanswered) {
        websocket.ping_due = true;
        websocket.ping_unanswered = true;
        flush();
    }
}

void Session::end_websocket() {
    if (!websocket_) {
        return;
    }
    websocket_->pending.clear();
    const std::shared_ptr<const WebSocketHandler> handler =
        std::exchange(websocket_->handler, nullptr);
    if (handler && websocket_->opened && handler->on_close) {
        handler->on_close(websocket_->code);
    }
}

}  // namespace labd::net
