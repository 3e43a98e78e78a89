#include "proctor-console/client/day_feed.h"

#include <algorithm>
#include <boost/json/value.hpp>

#include "labd/codec/json.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// labd gives a sign of life every 2 s.
constexpr Duration silence_max = milliseconds(4500);
constexpr Duration turn = milliseconds(250);
constexpr Duration pause_max = milliseconds(1500);
constexpr Duration opening_max = seconds(4);

}  // namespace

DayFeed::DayFeed(net::ClientOptions options, std::string token, Seq cursor,
                 std::function<void(Duration)> pause)
    : options_(std::move(options)),
      token_(std::move(token)),
      cursor_(cursor),
      pause_(std::move(pause)) {
    options_.connect = opening_max;
    options_.exchange = opening_max;
}

DayNews DayFeed::lose(std::string why) {
    socket_.reset();
    silent_ = {};
    ++failures_;
    DayNews news;
    news.kind = DayNews::Kind::lost;
    news.text = std::move(why);
    return news;
}

DayNews DayFeed::open() {
    if (failures_ > 0) {
        pause_(std::min(milliseconds(250) * (1 << std::min(failures_ - 1, 4)), pause_max));
    }
    auto socket = std::make_unique<net::WebSocketClient>(options_);
    const net::ClientResult opened = socket->open("/api/v1/live?after=" + std::to_string(cursor_),
                                                  {{"Authorization", "Bearer " + token_}});
    if (opened.answered() && opened.status == 101) {
        socket_ = std::move(socket);
        failures_ = 0;
        silent_ = {};
        return {};
    }
    DayNews news = lose(opened.answered() ? std::to_string(opened.status) : opened.error);
    if (opened.answered() && (opened.status == 401 || opened.status == 403)) {
        news.kind = DayNews::Kind::denied;
    }
    return news;
}

DayNews DayFeed::next(Duration limit) {
    if (!socket_) {
        return open();
    }
    for (Duration waited; waited < limit; waited += turn) {
        const net::WebSocketRead read = socket_->read(turn);
        if (read.kind == net::WebSocketRead::Kind::closed) {
            return lose(read.text);
        }
        if (read.kind == net::WebSocketRead::Kind::timed_out) {
            silent_ += turn;
            if (silent_ >= silence_max) {
                return lose("no sign of life");
            }
            continue;
        }
        silent_ = {};
        auto parsed = codec::parse_json(read.text, {16 * 1024 * 1024, 32});
        if (!parsed || !parsed->is_object()) {
            return lose("a message that is none");
        }
        DayNews news;
        news.kind = DayNews::Kind::message;
        news.message = std::move(parsed->get_object());
        const json::value* size = news.message.if_contains("size");
        if (size != nullptr && size->is_int64() && size->get_int64() >= 0) {
            cursor_ = static_cast<Seq>(size->get_int64());
        }
        return news;
    }
    return {};
}

}  // namespace labd::console
