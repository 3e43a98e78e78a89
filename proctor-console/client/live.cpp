#include "proctor-console/client/live.h"

#include <algorithm>

#include "labd/codec/json.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// Three heartbeats of labd.
constexpr Duration silence_max = seconds(6);
constexpr Duration turn = seconds(1);
constexpr Duration pause_max = seconds(5);

std::optional<Seq> number_at(const json::object& from, std::string_view name) {
    const json::value* number = from.if_contains(name);
    if (number == nullptr || !number->is_int64() || number->get_int64() < 0) {
        return std::nullopt;
    }
    return static_cast<Seq>(number->get_int64());
}

}  // namespace

LiveFeed::LiveFeed(net::ClientOptions options, std::string token, Seq cursor,
                   std::function<void(Duration)> pause)
    : options_(std::move(options)),
      token_(std::move(token)),
      cursor_(cursor),
      pause_(std::move(pause)) {}

LiveEvent LiveFeed::lose(std::string why) {
    socket_.reset();
    silent_ = {};
    LiveEvent event;
    event.kind = LiveEvent::Kind::lost;
    event.text = std::move(why);
    return event;
}

LiveEvent LiveFeed::open() {
    if (failures_ > 0) {
        pause_(std::min(milliseconds(250) * (1 << std::min(failures_, 5)), pause_max));
    }
    auto socket = std::make_unique<net::WebSocketClient>(options_);
    std::string target = "/api/v1/live?after=" + std::to_string(cursor_);
    const net::ClientResult opened =
        socket->open(std::move(target), {{"Authorization", "Bearer " + token_}});
    if (opened.answered() && opened.status == 101) {
        socket_ = std::move(socket);
        failures_ = 0;
        silent_ = {};
        LiveEvent event;
        event.kind = was_open_ ? LiveEvent::Kind::back : LiveEvent::Kind::quiet;
        was_open_ = true;
        return event;
    }
    ++failures_;
    if (opened.answered() && (opened.status == 401 || opened.status == 403)) {
        LiveEvent event;
        event.kind = LiveEvent::Kind::denied;
        event.status = opened.status;
        return event;
    }
    return lose(opened.answered() ? std::to_string(opened.status) : opened.error);
}

std::optional<LiveEvent> LiveFeed::take(const std::string& text) {
    const auto parsed = codec::parse_json(text, {16 * 1024 * 1024, 32});
    const json::object* message = parsed ? parsed->if_object() : nullptr;
    const json::value* type = message == nullptr ? nullptr : message->if_contains("type");
    if (type == nullptr || !type->is_string()) {
        return lose("a message without a type");
    }
    LiveEvent event;
    if (type->get_string() == "resync") {
        event.kind = LiveEvent::Kind::behind;
        event.size = number_at(*message, "size").value_or(0);
        return event;
    }
    const json::value* entries = message->if_contains("entries");
    if (type->get_string() != "entries" || entries == nullptr || !entries->is_array()) {
        return std::nullopt;
    }
    for (const json::value& entry : entries->get_array()) {
        const std::optional<Seq> seq =
            entry.is_object() ? number_at(entry.get_object(), "seq") : std::nullopt;
        if (seq && *seq >= cursor_) {
            cursor_ = *seq + 1;
            event.entries.push_back(entry);
        }
    }
    event.kind = LiveEvent::Kind::entries;
    return event.entries.empty() ? std::nullopt : std::optional(std::move(event));
}

LiveEvent LiveFeed::next(Duration limit) {
    if (!socket_) {
        return open();
    }
    for (Duration waited; waited < limit;) {
        const Duration step = std::min(turn, limit - waited);
        const net::WebSocketRead read = socket_->read(step);
        if (read.kind == net::WebSocketRead::Kind::closed) {
            return lose(read.text);
        }
        if (read.kind == net::WebSocketRead::Kind::timed_out) {
            waited += step;
            silent_ += step;
            if (silent_ >= silence_max) {
                return lose("no sign of life");
            }
            continue;
        }
        silent_ = {};
        if (std::optional<LiveEvent> event = take(read.text)) {
            return std::move(*event);
        }
        // Heartbeats must not keep the caller waiting for ever.
        waited += milliseconds(1);
    }
    return {};
}

}  // namespace labd::console
