#include "proctor-console/terminal/views.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "proctor-console/terminal/floor/full_screen.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"

namespace labd::console {

std::string scope_text(const Texts& texts, const boost::json::object& scope) {
    for (const std::string name : {"seat", "rack", "room"}) {
        if (const std::string id = text_at(scope, name); !id.empty()) {
            std::string text = texts.say("cli.scope." + name);
            text += " ";
            text += id;
            return text;
        }
    }
    const boost::json::array sittings = list_at(scope, "sittings");
    return sittings.empty() ? texts.say("cli.scope.site") : joined(sittings);
}

namespace {

namespace json = boost::json;

Emphasis emphasis_of(const json::array& alarms) {
    std::int64_t worst = 4;
    for (const json::value& alarm : alarms) {
        if (alarm.is_object() && !alarm.get_object().contains("acknowledged_at")) {
            worst = std::min(worst, number_at(alarm.get_object(), "priority").value_or(4));
        }
    }
    return worst == 1 ? Emphasis::alert : worst == 2 ? Emphasis::strong : Emphasis::none;
}

/// `P1 BRK-2, P3 MOD-3`.
std::string alarm_marks(const json::array& alarms) {
    std::string marks;
    for (const json::value& alarm : alarms) {
        if (alarm.is_object()) {
            marks += (marks.empty() ? "P" : ", P") +
                     std::to_string(number_at(alarm.get_object(), "priority").value_or(0)) + " " +
                     text_at(alarm.get_object(), "rule");
        }
    }
    return marks;
}

std::string name_of(const Texts& texts, const json::object& row) {
    const std::string local = text_at(row, "name_local");
    return texts.is_japanese() && !local.empty() ? local : text_at(row, "name");
}

std::string phase_of(const Texts& texts, const json::object& row) {
    const std::string ended = text_at(row, "ended_as");
    return ended.empty() ? texts.name("phase", text_at(row, "phase"))
                         : texts.name("ended_as", ended);
}

Table board_table(const Texts& texts, const json::object& board) {
    Table table({texts.say("cli.column.seat"), texts.say("cli.column.sitting"),
                 texts.say("cli.column.name"), texts.say("cli.column.phase"),
                 texts.say("cli.column.clock"), texts.say("cli.column.ends"),
                 texts.say("cli.column.module"), texts.say("cli.column.left"),
                 texts.say("cli.column.lost"), texts.say("cli.column.break"),
                 texts.say("cli.column.alarms")});
    for (const json::value& each : list_at(board, "sittings")) {
        const json::object* row = each.if_object();
        if (row == nullptr) {
            continue;
        }
        const json::object module = object_at(*row, "module");
        const json::object pause = object_at(*row, "break");
        const json::array alarms = list_at(*row, "alarms");
        const bool ended = !text_at(*row, "ended_at").empty();
        const std::string ends = clock_text(text_at(*row, ended ? "ended_at" : "ends_at"));
        table.add({{text_at(*row, "seat")},
                   {text_at(*row, "sitting")},
                   {name_of(texts, *row)},
                   {phase_of(texts, *row)},
                   {texts.name("clock", text_at(*row, "clock"))},
                   {ends.empty() ? "-" : ends},
                   {text_at(module, "id")},
                   {length_at(module, "remaining_s")},
                   {length_at(*row, "lost_s") == "0:00" ? "" : length_at(*row, "lost_s")},
                   {clock_text(text_at(pause, "since"))},
                   {alarm_marks(alarms), emphasis_of(alarms)}});
    }
    return table;
}

std::string alarm_text(const Texts& texts, const json::object& alarm) {
    return texts.tell(text_at(alarm, "text"), object_at(alarm, "values"));
}

void print_alarms(Console& console, const json::array& alarms) {
    const Texts& texts = console.texts();
    for (const json::value& each : alarms) {
        const json::object* alarm = each.if_object();
        if (alarm == nullptr) {
            continue;
        }
        const std::int64_t priority = number_at(*alarm, "priority").value_or(3);
        std::string line = "P" + std::to_string(priority) + " " +
                           clock_text(text_at(*alarm, "since")) + "  " + alarm_text(texts, *alarm) +
                           "  [" + text_at(*alarm, "key") + "]";
        if (alarm->contains("acknowledged_at")) {
            line += "  " + texts.say("cli.alarm.acknowledged",
                                     {{"by", text_at(*alarm, "acknowledged_by")}});
        }
        if (alarm->contains("shelved_until")) {
            line += "  " + texts.say("cli.alarm.shelved",
                                     {{"until", clock_text(text_at(*alarm, "shelved_until"))}});
        }
        console.print(line);
    }
}

void print_outages(Console& console, const json::array& outages) {
    const Texts& texts = console.texts();
    for (const json::value& each : outages) {
        const json::object* outage = each.if_object();
        if (outage == nullptr) {
            continue;
        }
        std::string line = texts.tell(
            "cli.outage.line", {{"id", text_at(*outage, "outage")},
                                {"scope", scope_text(texts, object_at(*outage, "scope"))},
                                {"cause", text_at(*outage, "cause")},
                                {"since_at", text_at(object_at(*outage, "reported"), "at")}});
        const std::string ended = text_at(object_at(*outage, "ended"), "at");
        const std::string until = text_at(object_at(*outage, "estimate"), "resolved_by");
        if (!ended.empty()) {
            line += "; " + texts.tell("cli.outage.ended", {{"ended_at", ended}});
        } else if (!until.empty()) {
            line += "; " + texts.tell("cli.outage.expected", {{"until_at", until}});
        }
        console.print(line);
    }
}

/// GET of something about the session.
std::optional<json::value> get_of_session(Console& console, std::string_view what) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> id = query ? console.session() : std::nullopt;
    return id ? console.get("/api/v1/sessions/" + percent_encode(*id) + std::string(what) +
                            (what.empty() ? *query : ""))
              : std::nullopt;
}

/// A member's value as people read it: names of states by the catalogue, instants and lengths by
/// the clock.
// One level of recursion, into members that are no objects; one branch a kind of value.
// NOLINTNEXTLINE(misc-no-recursion,readability-function-cognitive-complexity)
std::string show_member(const Texts& texts, std::string_view name, const json::value& value) {
    if (value.is_null()) {
        return "-";
    }
    if (value.is_string()) {
        const std::string_view text = value.get_string();
        return parse_instant(text) ? clock_text(text) : texts.name(name, text);
    }
    if (value.is_bool()) {
        return texts.say(value.get_bool() ? "cli.word.yes" : "cli.word.no");
    }
    if (value.is_number()) {
        const auto number = value.to_number<double>();
        return name.ends_with("_s") ? length_text(number) : fmt::format("{:.15g}", number);
    }
    std::string all;
    const auto add = [&](const std::string& part) { all += (all.empty() ? "" : ", ") + part; };
    for (const json::value& each : value.is_array() ? value.get_array() : json::array()) {
        const std::string_view group = name == "missing" ? "checkin_step" : "role";
        add(each.is_string() ? texts.name(group, each.get_string()) : json::serialize(each));
    }
    for (const auto& member : value.is_object() ? value.get_object() : json::object()) {
        const std::string_view group = name == "counts" ? "phase" : "";
        const std::string part = member.value().is_object()
                                     ? json::serialize(member.value())
                                     : show_member(texts, member.key(), member.value());
        add(texts.name(group, member.key()) + " " + part);
    }
    return all.empty() ? "-" : all;
}

/// A name and its value a line, for what has no form of its own.
void print_members(Console& console, const json::object& object) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.what"), texts.say("cli.column.value")}, 200);
    for (const auto& member : object) {
        const std::string name(member.key());
        if (name != "alarms" && name != "rules") {
            const std::string key = "cli.member." + name;
            table.add({{codec::has_message(key) ? texts.say(key) : name},
                       {show_member(texts, name, member.value())}});
        }
    }
    console.print(table);
}

void print_on_duty(Console& console, const json::array& people) {
    const Texts& texts = console.texts();
    std::string names;
    for (const json::value& each : people) {
        if (const json::object* person = each.if_object()) {
            names += (names.empty() ? "" : ", ") +
                     texts.tell("cli.board.person", {{"name", text_at(*person, "name")},
                                                     {"role", text_at(*person, "role")},
                                                     {"since_at", text_at(*person, "since")}});
        }
    }
    console.print(names.empty() ? texts.say("cli.board.nobody_on_duty")
                                : texts.say("cli.board.on_duty", {{"people", names}}));
}

void print_checked_in(Console& console, const json::array& sittings) {
    std::string places;
    std::int64_t count = 0;
    for (const json::value& each : sittings) {
        const json::object* row = each.if_object();
        const json::value* done = row == nullptr ? nullptr : row->if_contains("checked_in");
        if (done != nullptr && done->is_bool() && done->get_bool()) {
            const std::string seat = text_at(*row, "seat");
            places +=
                (places.empty() ? "" : ", ") + (seat.empty() ? text_at(*row, "sitting") : seat);
            ++count;
        }
    }
    console.print(
        console.texts().say("cli.board.checked_in", {{"count", std::to_string(count)},
                                                     {"all", std::to_string(sittings.size())},
                                                     {"places", places.empty() ? "-" : places}}));
}

}  // namespace

ExitCode show_board(Console& console) {
    if (floor::is_for_full_screen(console)) {
        return floor::run_full_screen(console);
    }
    const json::object* board = console.board();
    if (board == nullptr) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*board, "sittings");
        return ExitCode::done;
    }
    const json::object session = object_at(*board, "session");
    console.print(console.texts().say(
        "cli.board.head",
        {{"session", text_at(session, "id")}, {"now", clock_text(text_at(*board, "now"))}}));
    console.print(board_table(console.texts(), *board));
    // A display sees neither people nor who has been checked in.
    if (board->contains("on_duty")) {
        print_checked_in(console, list_at(*board, "sittings"));
        print_on_duty(console, list_at(*board, "on_duty"));
    }
    print_outages(console, list_at(*board, "outages"));
    print_alarms(console, list_at(*board, "alarms"));
    return ExitCode::done;
}

ExitCode show_sitting(Console& console) {
    const std::optional<json::value> answer = get_of_sitting(console, "");
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer);
        return ExitCode::done;
    }
    print_members(console, answer->get_object());
    print_alarms(console, list_at(answer->get_object(), "alarms"));
    return ExitCode::done;
}

ExitCode show_alarms(Console& console) {
    const std::optional<json::value> answer = get_of_session(console, "/alarms");
    if (!answer) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "alarms");
        return ExitCode::done;
    }
    const json::array alarms =
        answer->is_object() ? list_at(answer->get_object(), "alarms") : json::array();
    print_alarms(console, alarms);
    if (alarms.empty()) {
        console.talk(console.texts().say("cli.talk.no_alarms"));
    }
    return ExitCode::done;
}

ExitCode show_outages(Console& console) {
    const std::optional<json::value> answer = get_of_session(console, "/outages");
    if (!answer) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "outages");
        return ExitCode::done;
    }
    const json::array outages =
        answer->is_object() ? list_at(answer->get_object(), "outages") : json::array();
    print_outages(console, outages);
    if (outages.empty()) {
        console.talk(console.texts().say("cli.talk.no_outages"));
    }
    return ExitCode::done;
}

ExitCode show_sessions(Console& console) {
    const std::optional<json::value> answer = console.get("/api/v1/sessions");
    if (!answer) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "sessions");
        return ExitCode::done;
    }
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.session"), texts.say("cli.column.date"),
                 texts.say("cli.column.starts"), texts.say("cli.column.state")});
    for (const json::value& each :
         answer->is_object() ? list_at(answer->get_object(), "sessions") : json::array()) {
        if (const json::object* row = each.if_object()) {
            const json::value* closed = row->if_contains("closed");
            const bool over = closed != nullptr && closed->is_bool() && closed->get_bool();
            table.add({{text_at(*row, "id")},
                       {text_at(*row, "date")},
                       {clock_text(text_at(*row, "starts_at"))},
                       {texts.say(over ? "cli.word.closed" : "cli.word.open")}});
        }
    }
    console.print(table);
    return ExitCode::done;
}

namespace {

/// Shows an object's members, or the object.
ExitCode show_object(Console& console, const std::optional<json::value>& answer) {
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer);
    } else {
        print_members(console, answer->get_object());
    }
    return ExitCode::done;
}

}  // namespace

ExitCode show_session(Console& console) {
    return show_object(console, get_of_session(console, ""));
}

ExitCode show_head(Console& console) { return show_object(console, console.get("/api/v1/head")); }

ExitCode show_whoami(Console& console) { return show_object(console, console.get("/api/v1/me")); }

ExitCode show_clock(Console& console) {
    const Invocation& line = console.line();
    if (!line.has("now") && !line.has("rate")) {
        return show_object(console, console.get("/api/v1/clock"));
    }
    json::object body;
    if (line.has("now")) {
        body["now"] = line.value("now");
    }
    if (line.has("rate")) {
        const Decimal rate = parse_decimal(line.value("rate"));
        if (!rate.valid) {
            return console.fail(ExitCode::usage,
                                "--rate: " + console.texts().say("cli.error.number",
                                                                 {{"word", line.value("rate")}}));
        }
        body["rate"] = rate.value;
    }
    Api::Post post;
    post.target = "/api/v1/training/clock";
    post.body = json::serialize(body);
    post.idempotency_key = console.around().new_key();
    const Answer answer = console.api().post(post);
    if (!answer.ok()) {
        return console.fail(answer);
    }
    return show_object(console, answer.body.is_object() ? std::optional(answer.body)
                                                        : console.get("/api/v1/clock"));
}

}  // namespace labd::console
