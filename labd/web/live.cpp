#include "labd/web/live.h"

#include <algorithm>

#include "labd/codec/plain_json.h"
#include "labd/codec/writer.h"
#include "labd/web/day.h"
#include "labd/web/metrics.h"
#include "labd/web/problem.h"
#include "labd/web/projection.h"

namespace labd::web {

namespace {

namespace json = boost::json;

/// Twice a second: who lost the right to listen is cut within one.
constexpr Duration tick_length = milliseconds(500);
constexpr int ticks_a_heartbeat = 4;
/// Entries in one message.
constexpr Seq entries_max = 200;
/// A reader that is further behind reads anew, which costs less.
constexpr Seq catch_up_max = 2000;

std::shared_ptr<const std::string> text_of(const json::object& message) {
    return std::make_shared<const std::string>(codec::plain_json(message));
}

}  // namespace

struct Live::Reader {
    Principal principal;
    /// How many entries of the journal it has.
    Seq cursor = 0;
    std::shared_ptr<net::WebSocketPeer> peer;
    /// It missed something; once its queue is empty it is told to read anew.
    bool behind = false;

    bool send(const std::shared_ptr<const std::string>& text) {
        behind = behind || !peer->send(text);
        return !behind;
    }
};

Live::Live(const Context& context, ports::Loop& loop, Boards& boards)
    : context_(context), boards_(boards), timer_(loop.make_timer()) {
    subscription_ = context.kernel.on_durable([this](Seq from, Seq to) { on_durable(from, to); });
}

Live::~Live() = default;

void Live::handle(Call call) {
    if (!call.request.wants_websocket()) {
        net::Response response = problem(Fault::upgrade_needed, call.language());
        response.headers.emplace_back("Upgrade", "websocket");
        call.reply(std::move(response));
        return;
    }
    const Seq size = context_.kernel.state().size;
    auto after = query_number(call, "after", size, ~Seq{0} >> 1);
    if (auto* response = std::get_if<net::Response>(&after)) {
        call.reply(std::move(*response));
        return;
    }
    if (shut_ || readers_.size() >= context_.config.live_readers_max) {
        net::Response response =
            problem(Fault::busy, call.language(), {"problem.too_many_live", {}});
        response.headers.emplace_back("Retry-After", "5");
        call.reply(std::move(response));
        return;
    }
    auto reader = std::make_shared<Reader>();
    reader->principal = call.principal;
    reader->cursor = std::get<std::uint64_t>(after);
    net::WebSocketHandler handler;
    handler.on_open = [this, reader](std::shared_ptr<net::WebSocketPeer> peer) {
        reader->peer = std::move(peer);
        open(reader);
    };
    handler.on_message = [reader](const std::string&) {
        reader->peer->close(net::CloseCode::policy_violation, "nothing is to be sent here");
    };
    handler.on_close = [this, raw = reader.get()](net::CloseCode) { drop(raw); };
    call.reply.upgrade(std::move(handler));
}

void Live::open(const std::shared_ptr<Reader>& reader) {
    if (shut_) {
        reader->peer->close(net::CloseCode::going_away, "labd is stopping");
        return;
    }
    readers_.push_back(reader);
    context_.metrics.set_live_readers(readers_.size());
    const Seq size = context_.kernel.state().size;
    reader->send(text_of(
        {{"type", "hello"},
         {"size", size},
         {"now", context_.zone().format(context_.kernel.now())},
         {"mode", context_.clock.mode() == ports::ClockMode::training ? "training" : "real"},
         {"rate", context_.training == nullptr ? 1.0 : context_.training->rate()},
         {"role", codec::enum_name(reader->principal.role)},
         {"heartbeat_s", 2}}));
    catch_up(*reader, size);
    if (readers_.size() == 1) {
        ticks_ = 0;
        timer_->arm(tick_length, [this] { tick(); });
    }
}

void Live::drop(const Reader* reader) {
    readers_.remove_if([reader](const auto& one) { return one.get() == reader; });
    context_.metrics.set_live_readers(readers_.size());
    if (readers_.empty()) {
        timer_->cancel();
    }
}

void Live::resync(Reader& reader) {
    const Seq size = context_.kernel.state().size;
    reader.behind = !reader.peer->send(text_of({{"type", "resync"}, {"size", size}}));
    reader.cursor = size;
    context_.metrics.count_resync();
}

void Live::catch_up(Reader& reader, Seq to) {
    // A cursor beyond the journal is one of another journal.
    if (reader.cursor > to || to - reader.cursor > catch_up_max) {
        resync(reader);
        return;
    }
    while (reader.cursor < to && !reader.behind) {
        const Seq end = std::min(to, reader.cursor + entries_max);
        if (reader.send(entries_text(reader.principal.role, reader.cursor, end))) {
            reader.cursor = end;
        }
    }
}

Live::Text Live::entries_text(domain::Role role, Seq from, Seq to) const {
    const Date today = context_.today();
    const TimeZone zone = context_.zone();
    json::array entries;
    context_.kernel.read(from, to - from, [&](const domain::Entry& entry) {
        entries.push_back(entry_for(role, entry, context_.kernel.state(), today, zone));
    });
    return text_of(
        {{"type", "entries"}, {"from", from}, {"entries", std::move(entries)}, {"size", to}});
}

void Live::on_durable(Seq from, Seq to) {
    if (readers_.empty()) {
        return;
    }
    std::map<domain::Role, Text> texts;
    for (const std::shared_ptr<Reader>& reader : readers_) {
        if (reader->behind) {
            continue;
        }
        if (reader->cursor != from || to - from > entries_max) {
            catch_up(*reader, to);
            continue;
        }
        Text& text = texts[reader->principal.role];
        if (!text) {
            text = entries_text(reader->principal.role, from, to);
        }
        if (reader->send(text)) {
            reader->cursor = to;
        }
    }
    tell_boards(sessions_in(from, to));
}

std::vector<SessionId> Live::sessions_in(Seq from, Seq to) const {
    std::vector<SessionId> sessions;
    for (Seq seq = from; seq < to; ++seq) {
        const std::shared_ptr<const domain::Entry> entry = context_.kernel.recent(seq);
        if (entry && !entry->session.empty() &&
            std::ranges::find(sessions, entry->session) == sessions.end()) {
            sessions.push_back(entry->session);
        }
    }
    return sessions;
}

std::vector<SessionId> Live::sessions_today() const {
    std::vector<SessionId> sessions;
    const auto& days = context_.kernel.state().days;
    const auto day = days.find(context_.today());
    if (day != days.end()) {
        for (const auto& [id, session] : day->second.now.sessions) {
            sessions.push_back(id);
        }
    }
    return sessions;
}

void Live::tell_boards(const std::vector<SessionId>& sessions) {
    for (const SessionId& session : sessions) {
        const Text text = text_of({{"type", "board_changed"},
                                   {"session", session.value},
                                   {"size", context_.kernel.state().size}});
        for (const std::shared_ptr<Reader>& reader : readers_) {
            if (!reader->behind && may(reader->principal.role, Action::see_board)) {
                reader->send(text);
            }
        }
    }
}

void Live::tick() {
    timer_->arm(tick_length, [this] { tick(); });
    const Instant wall = context_.clock.wall();
    const std::vector<std::shared_ptr<Reader>> all(readers_.begin(), readers_.end());
    for (const std::shared_ptr<Reader>& reader : all) {
        if (!context_.gate.is_live(reader->principal.credential, wall)) {
            close(reader);
        } else if (reader->behind && reader->peer->pending() == 0) {
            resync(*reader);
        }
    }
    std::vector<SessionId> changed;
    for (const SessionId& session : sessions_today()) {
        if (boards_.refresh(session)) {
            changed.push_back(session);
        }
    }
    tell_boards(changed);
    if (++ticks_ % ticks_a_heartbeat == 0) {
        const Text text =
            text_of({{"type", "heartbeat"},
                     {"now", context_.zone().format(context_.kernel.now())},
                     {"rate", context_.training == nullptr ? 1.0 : context_.training->rate()},
                     {"size", context_.kernel.state().size}});
        for (const std::shared_ptr<Reader>& reader : readers_) {
            if (!reader->behind) {
                reader->send(text);
            }
        }
    }
}

void Live::close(const std::shared_ptr<Reader>& reader) {
    reader->peer->close(net::CloseCode::policy_violation, "signed out");
    drop(reader.get());
}

void Live::end_credential(std::int64_t credential) {
    const std::vector<std::shared_ptr<Reader>> all(readers_.begin(), readers_.end());
    for (const std::shared_ptr<Reader>& reader : all) {
        if (reader->principal.credential == credential) {
            close(reader);
        }
    }
}

void Live::clock_moved() { tell_boards(sessions_today()); }

void Live::shutdown() {
    shut_ = true;
    timer_->cancel();
    const std::vector<std::shared_ptr<Reader>> all(readers_.begin(), readers_.end());
    for (const std::shared_ptr<Reader>& reader : all) {
        reader->peer->close(net::CloseCode::going_away, "labd is stopping");
    }
    readers_.clear();
}

}  // namespace labd::web
