#include "proctor-console/terminal/floor/news.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/floor/alarm_rows.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/floor/words.h"
#include "proctor-console/terminal/members.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

constexpr Duration sync_every = seconds(60);
constexpr Duration retry_every = seconds(1);

double rate_at(const json::object& message) {
    const json::value* rate = message.if_contains("rate");
    return rate != nullptr && rate->is_number() ? rate->to_number<double>() : 1;
}

/// The board is known to be old until it was read anew.
void want_board(State& state, Wanted& wanted, Duration monotonic) {
    wanted.board = true;
    if (!state.dirty_since) {
        state.dirty_since = monotonic;
    }
}

void want_what_is_shown(const State& state, Wanted& wanted) {
    wanted.details = state.has_drawer;
    wanted.output = state.screen == Screen::output && state.output.is_live;
}

void take_message(State& state, const json::object& message, Duration monotonic, Wanted& wanted) {
    state.heard = monotonic;
    state.is_connected = true;
    const std::optional<Instant> now = parse_instant(text_at(message, "now"));
    if (now && !state.clock.agrees(*now, rate_at(message), monotonic)) {
        wanted.clock = true;
    }
    const std::string type = text_at(message, "type");
    if (type == "hello") {
        wanted.clock = true;
        wanted.footage = true;
        wanted.flush = true;
        want_board(state, wanted, monotonic);
        want_what_is_shown(state, wanted);
    } else if (type == "entries" || type == "resync" || type == "board_changed") {
        wanted.footage = type != "board_changed";
        want_board(state, wanted, monotonic);
        want_what_is_shown(state, wanted);
    }
}

void take_site(State& state, const json::object& site) {
    state.site = text_at(site, "site");
    state.version = text_at(site, "version");
    state.is_training = text_at(site, "mode") == "training";
    state.seats.clear();
    state.rooms.clear();
    state.racks.clear();
    state.rack_of_seat.clear();
    state.equipment.clear();
    state.rack_of_equipment.clear();
    const auto add_rack = [&](const std::string& rack) {
        if (!rack.empty() && std::ranges::find(state.racks, rack) == state.racks.end()) {
            state.racks.push_back(rack);
        }
    };
    for (const json::value& room : list_at(site, "rooms")) {
        if (!room.is_object()) {
            continue;
        }
        state.rooms.push_back(text_at(room.get_object(), "id"));
        for (const json::value& seat : list_at(room.get_object(), "seats")) {
            if (seat.is_object()) {
                const std::string id = text_at(seat.get_object(), "id");
                state.seats.push_back(id);
                state.rack_of_seat[id] = text_at(seat.get_object(), "rack");
                add_rack(state.rack_of_seat[id]);
            }
        }
    }
    for (const json::value& each : list_at(site, "equipment")) {
        if (each.is_object()) {
            const std::string id = text_at(each.get_object(), "id");
            state.equipment.push_back(id);
            state.rack_of_equipment[id] = text_at(each.get_object(), "rack");
        }
    }
}

void take_board(State& state, const News& news, Duration monotonic) {
    state.dirty_since.reset();
    if (!news.body.is_object()) {
        state.problem = news.lines.empty() ? "" : news.lines.front();
        state.day.reset();
    } else {
        state.day = parse_day(news.body.get_object());
        state.problem.clear();
    }
    put_in_order(state, monotonic);
    const std::size_t alarms = alarm_rows(state, monotonic).size();
    state.alarm_at = std::min(state.alarm_at, alarms == 0 ? 0 : alarms - 1);
}

/// Sittings by seat and name, as they are called on this screen.
std::string with_names(const State& state, const std::string& line) {
    const std::size_t at = std::min(line.find_first_not_of(' '), line.size());
    for (const Sitting& sitting : state.day ? state.day->sittings : std::vector<Sitting>()) {
        const std::string_view rest = std::string_view(line).substr(at);
        const std::string_view behind =
            rest.starts_with(sitting.sitting) ? rest.substr(sitting.sitting.size()) : "";
        if (behind.starts_with(":") || behind.starts_with("：")) {
            return line.substr(0, at) + handle_of(*state.day, sitting) + " " +
                   name_of(state.texts, sitting) + std::string(behind);
        }
    }
    return line;
}

/// The seat that has to be typed, or `yes` where there is none to type.
void ask_to_confirm(State& state, const News& news) {
    Confirmation confirmation;
    const Prepared& prepared = news.prepared;
    confirmation.line = news.text;
    confirmation.body = prepared.body;
    confirmation.enter = prepared.enter;
    confirmation.sitting = prepared.sitting;
    confirmation.is_decision = prepared.is_decision;
    for (const std::string& line : prepared.lines) {
        confirmation.effects.push_back(with_names(state, line));
    }
    const Sitting* sitting = state.day ? state.day->find(prepared.sitting) : nullptr;
    confirmation.wants_seat = prepared.ends_an_exam && sitting != nullptr;
    confirmation.wanted = confirmation.wants_seat ? handle_of(*state.day, *sitting) : "yes";
    state.confirmation = std::move(confirmation);
}

void take_prepared(State& state, const News& news, Duration monotonic) {
    state.is_busy = false;
    switch (news.prepared.kind) {
        case Prepared::Kind::preview: ask_to_confirm(state, news); break;
        case Prepared::Kind::wrong:
            tell(state, Notice::Kind::refused, news.prepared.lines, monotonic);
            // To be mended where it was written.
            if (state.prompt.kind == Prompt::Kind::closed) {
                const Notice notice = *state.notice;
                open_prompt(state, news.text);
                state.prompt.cursor = state.prompt.text.size();
                state.notice = notice;
            }
            break;
        case Prepared::Kind::output:
            state.screen = Screen::output;
            state.output = {news.text, "", news.prepared.lines, 0, false, false};
            break;
        case Prepared::Kind::fact: break;
    }
}

void take_last(State& state, const News& news, Duration monotonic) {
    state.is_busy = false;
    if (news.text.empty()) {
        tell(state, Notice::Kind::refused, {state.texts.say("web.nothing_to_undo")}, monotonic);
        return;
    }
    open_prompt(state, "correct " + quoted_word(news.text) + " --remove --reason \"\"");
    tell(state, Notice::Kind::waiting, news.lines, monotonic);
}

/// What nobody has seen sounds when it comes, and again after a minute (P1) or five (P2).
bool is_bell_due(State& state, Duration monotonic) {
    if (!state.day || is_stale(state, monotonic)) {
        return false;
    }
    std::map<std::string, Duration> sounded;
    bool is_due = false;
    for (const Alarm& alarm : state.day->alarms) {
        if (alarm.priority > 2 || alarm.is_shelved() || alarm.acknowledged_by) {
            continue;
        }
        const Duration again = alarm.priority == 1 ? minutes(1) : minutes(5);
        const auto before = state.sounded.find(alarm.key);
        const bool sounds = before == state.sounded.end() || monotonic - before->second >= again;
        sounded[alarm.key] = sounds ? monotonic : before->second;
        is_due = is_due || sounds;
    }
    state.sounded = std::move(sounded);
    return is_due;
}

}  // namespace

News news_of(News::Kind kind, std::string text) {
    News news;
    news.kind = kind;
    news.text = std::move(text);
    return news;
}

Wanted take_news(State& state, News news, Duration monotonic) {
    Wanted wanted;
    switch (news.kind) {
        case News::Kind::message:
            if (news.body.is_object()) {
                take_message(state, news.body.get_object(), monotonic, wanted);
            }
            break;
        case News::Kind::lost: state.is_connected = false; break;
        case News::Kind::denied: wanted.quit = true; break;
        case News::Kind::pings:
            if (const Ping* best = best_ping(news.pings)) {
                state.clock.set(*best);
            }
            break;
        case News::Kind::me:
            if (news.body.is_object()) {
                state.user = text_at(news.body.get_object(), "name");
                state.role = text_at(news.body.get_object(), "role");
                wanted.flush = true;
            }
            break;
        case News::Kind::site:
            if (news.body.is_object()) {
                take_site(state, news.body.get_object());
            }
            break;
        case News::Kind::board: take_board(state, news, monotonic); break;
        case News::Kind::footage:
            if (news.body.is_object()) {
                state.footage = parse_footage(news.body.get_object());
            }
            break;
        case News::Kind::details: state.details = std::move(news.details); break;
        case News::Kind::output:
            if (state.output.line == news.text) {
                state.output.lines = std::move(news.lines);
                if (state.output.is_latest_first) {
                    std::ranges::reverse(state.output.lines);
                }
            }
            break;
        case News::Kind::last: take_last(state, news, monotonic); break;
        case News::Kind::prepared: take_prepared(state, news, monotonic); break;
        case News::Kind::recorded:
            state.is_busy = false;
            tell(state, news.mood, std::move(news.lines), monotonic);
            if (!news.text.empty()) {
                const Notice notice = *state.notice;
                open_prompt(state, news.text);
                state.prompt.cursor = state.prompt.text.size();
                state.notice = notice;
            }
            break;
        case News::Kind::kept: state.kept = std::move(news.kept); break;
        case News::Kind::said:
            state.is_busy = false;
            tell(state, news.mood, std::move(news.lines), monotonic);
            break;
    }
    return wanted;
}

Wanted take_time(State& state, Duration monotonic) {
    Wanted wanted;
    wanted.bell = is_bell_due(state, monotonic);
    if (state.notice && monotonic >= state.notice->until) {
        state.notice.reset();
    }
    if (!is_held(state, monotonic)) {
        put_in_order(state, monotonic);
    }
    const bool is_due = !state.retried_at || monotonic - *state.retried_at >= retry_every;
    if (!state.is_connected || !is_due) {
        return wanted;
    }
    state.retried_at = monotonic;
    wanted.board = state.dirty_since.has_value();
    if (!state.synced_at || monotonic - *state.synced_at >= sync_every) {
        state.synced_at = monotonic;
        wanted.clock = true;
    }
    wanted.flush =
        std::ranges::any_of(own_kept(state), [](const Kept* each) { return !each->problem; });
    return wanted;
}

}  // namespace labd::console::floor
