#include "proctor-console/terminal/views.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "proctor-console/terminal/members.h"

namespace labd::console {

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
        if (const json::object* outage = each.if_object()) {
            const json::value* scope = outage->if_contains("scope");
            console.print(
                texts.say("cli.outage.line",
                          {{"id", text_at(*outage, "id")},
                           {"scope", scope == nullptr ? std::string() : json::serialize(*scope)},
                           {"cause", texts.name("cause", text_at(*outage, "cause"))},
                           {"since", clock_text(text_at(*outage, "since"))},
                           {"estimate", clock_text(text_at(*outage, "estimate"))},
                           {"ended", clock_text(text_at(*outage, "ended_at"))}}));
        }
    }
}

/// `?at=…&as_of=…` as given on the command line; nothing when a time is none.
std::optional<std::string> moment_query(Console& console) {
    std::string query;
    const Invocation& line = console.line();
    if (line.has("at")) {
        if (!parse_instant(line.value("at")) && !parse_time_of_day(line.value("at"))) {
            console.fail(
                ExitCode::usage,
                "--at: " + console.texts().say("cli.error.instant", {{"word", line.value("at")}}));
            return std::nullopt;
        }
        query += "&at=" + percent_encode(line.value("at"));
    }
    if (line.has("as-of")) {
        query += "&as_of=" + percent_encode(line.value("as-of"));
    }
    if (!query.empty()) {
        query.front() = '?';
    }
    return query;
}

/// GET of something about the sitting that the line names.
std::optional<json::value> get_of_sitting(Console& console, std::string_view what) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> id =
        query ? console.sitting(console.line().value("SITTING")) : std::nullopt;
    return id ? console.get("/api/v1/sittings/" + percent_encode(*id) + std::string(what) + *query)
              : std::nullopt;
}

/// GET of something about the session.
std::optional<json::value> get_of_session(Console& console, std::string_view what) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> id = query ? console.session() : std::nullopt;
    return id ? console.get("/api/v1/sessions/" + percent_encode(*id) + std::string(what) +
                            (what.empty() ? *query : ""))
              : std::nullopt;
}

std::string show_member(const json::value& value) {
    if (value.is_string()) {
        return clock_text(value.get_string());
    }
    return value.is_null() ? "-" : json::serialize(value);
}

/// A name and its value a line, for what has no form of its own.
void print_members(Console& console, const json::object& object) {
    Table table({console.texts().say("cli.column.what"), console.texts().say("cli.column.value")});
    for (const auto& member : object) {
        const std::string_view name = member.key();
        if (name == "alarms" || name == "rules") {
            continue;
        }
        const bool length = name.ends_with("_s") && member.value().is_number();
        table.add({{std::string(length ? name.substr(0, name.size() - 2) : name)},
                   {length ? length_text(member.value().to_number<double>())
                           : show_member(member.value())}});
    }
    console.print(table);
}

std::string joined(const json::array& texts) {
    std::string all;
    for (const json::value& each : texts) {
        if (each.is_string()) {
            all += (all.empty() ? "" : ", ") + std::string(each.get_string());
        }
    }
    return all;
}

void tell_sum(Console& console, const json::object& explanation) {
    const Texts& texts = console.texts();
    const json::object sum = object_at(explanation, "sum");
    console.print(texts.tell("why.starts", sum));
    for (const auto& [member, key] : {std::pair{"scheduled_breaks_s", "why.scheduled_breaks"},
                                      std::pair{"accommodation_s", "why.accommodation"},
                                      std::pair{"rest_breaks_s", "why.rest_breaks"}}) {
        const json::value* length = sum.if_contains(member);
        if (length != nullptr && length->is_number() && length->to_number<double>() > 0) {
            console.print(texts.tell(key, {{"length_s", *length}}));
        }
    }
    for (const json::value& each : list_at(explanation, "intervals")) {
        const json::object* interval = each.if_object();
        if (interval == nullptr || text_at(*interval, "what") != "lost") {
            continue;
        }
        const json::array entries = list_at(*interval, "entries");
        const bool united = entries.size() > 1;
        json::object values{{united ? "outages" : "outage", joined(entries)},
                            {"from_at", text_at(*interval, "from")},
                            {"to_at", text_at(*interval, "to")}};
        if (const json::value* length = interval->if_contains("length_s")) {
            values["lost_s"] = *length;
        }
        console.print(texts.tell(united ? "why.lost_united" : "why.lost", values));
    }
    const json::value* lost = sum.if_contains("lost_s");
    const bool some = lost != nullptr && lost->is_number() && lost->to_number<double>() > 0;
    console.print(some ? texts.tell("why.lost_in_all", {{"lost_s", *lost}})
                       : texts.say("why.nothing_lost"));
}

void tell_end(Console& console, const json::object& explanation) {
    const std::string ends = text_at(explanation, "ends_at");
    const std::string ended = text_at(explanation, "ended_at");
    const Texts& texts = console.texts();
    if (!ended.empty()) {
        const std::string as = text_at(explanation, "ended_as");
        console.print(as.empty() ? texts.tell("cli.why.ended", {{"ended_at", ended}})
                                 : texts.tell("why.ended." + as, {{"ended_at", ended}}));
    } else if (!ends.empty()) {
        console.print(texts.tell("why.ends", {{"ends_at", ends}}));
    } else {
        console.print(texts.say("cli.why.stopped"));
    }
}

void tell_intervals(Console& console, const json::object& explanation) {
    const Texts& texts = console.texts();
    for (const json::value& each : list_at(explanation, "intervals")) {
        const json::object* interval = each.if_object();
        if (interval == nullptr) {
            continue;
        }
        json::object values{{"from_at", text_at(*interval, "from")},
                            {"to_at", text_at(*interval, "to")},
                            {"module", text_at(*interval, "module")}};
        if (const json::value* length = interval->if_contains("length_s")) {
            values["length_s"] = *length;
        }
        std::string line = "  " + texts.tell("why.interval." + text_at(*interval, "what"), values);
        const std::string entries = joined(list_at(*interval, "entries"));
        line += "  [" + joined(list_at(*interval, "rules")) +
                (entries.empty() ? "" : "; " + entries) + "]";
        console.print(line);
    }
}

}  // namespace

ExitCode show_board(Console& console) {
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

ExitCode show_why(Console& console) {
    const std::optional<json::value> answer = get_of_sitting(console, "/explanation");
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "intervals");
        return ExitCode::done;
    }
    const json::object& explanation = answer->get_object();
    tell_sum(console, explanation);
    tell_end(console, explanation);
    tell_intervals(console, explanation);
    console.print(
        console.texts().say("why.rules", {{"rules", joined(list_at(explanation, "rules"))}}));
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
