#include "proctor-console/terminal/camera_view.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"
#include "proctor-console/terminal/report_file.h"
#include "proctor-console/terminal/stills.h"

namespace labd::console {

namespace {

namespace json = boost::json;

Emphasis emphasis_of(std::string_view state) {
    return state == "gap" || state == "degraded" ? Emphasis::alert
           : state == "recorded"                 ? Emphasis::none
                                                 : Emphasis::strong;
}

/// `99.17 %`; a dash where there is no window.
std::string uptime_of(const json::object& sums) {
    constexpr double per_cent = 100;
    const json::value* uptime = sums.if_contains("uptime");
    return uptime != nullptr && uptime->is_number()
               ? fmt::format("{:.2f} %", uptime->to_number<double>() * per_cent)
               : "-";
}

void add_row(Table& table, const std::string& name, const json::object& sums) {
    table.add({{name},
               {length_at(sums, "recorded_s")},
               {length_at(sums, "unproven_s")},
               {length_at(sums, "degraded_s")},
               {length_at(sums, "gap_s")},
               {length_at(sums, "unknown_s")},
               {uptime_of(sums)}});
}

std::string fault_text(const Texts& texts, const json::object& of) {
    const std::string fault = text_at(of, "fault");
    return fault.empty() ? fault : texts.name("fault", fault);
}

void print_coverage(Console& console, const json::object& coverage) {
    const Texts& texts = console.texts();
    const json::object window = object_at(coverage, "window");
    console.print(texts.tell("cli.coverage.head", {{"from_at", text_at(window, "from")},
                                                   {"to_at", text_at(window, "to")}}));
    Table sums({texts.say("cli.column.camera"), texts.name("footage", "recorded"),
                texts.name("footage", "unproven"), texts.name("footage", "degraded"),
                texts.name("footage", "gap"), texts.name("footage", "unknown"),
                texts.say("cli.column.uptime")});
    for (const json::value& each : list_at(coverage, "cameras")) {
        if (const json::object* camera = each.if_object()) {
            add_row(sums, text_at(*camera, "camera"), *camera);
        }
    }
    add_row(sums, texts.say("cli.coverage.all"), coverage);
    console.print(sums);
    Table intervals({texts.say("cli.column.camera"), texts.say("cli.column.from"),
                     texts.say("cli.column.to"), texts.say("cli.column.length"),
                     texts.say("cli.column.state"), texts.say("cli.column.fault")});
    for (const json::value& each : list_at(coverage, "intervals")) {
        const json::object* part = each.if_object();
        if (part == nullptr || text_at(*part, "state") == "recorded") {
            continue;
        }
        const std::string state = text_at(*part, "state");
        intervals.add({{text_at(*part, "camera")},
                       {clock_text(text_at(*part, "from"))},
                       {clock_text(text_at(*part, "to"))},
                       {length_at(*part, "length_s")},
                       {texts.name("footage", state), emphasis_of(state)},
                       {fault_text(texts, *part)}});
    }
    if (!intervals.empty()) {
        console.print(intervals);
    }
}

/// `?at=…&from=…&to=…` as given; nothing, told, when a time is none.
std::optional<std::string> coverage_query(Console& console) {
    std::optional<std::string> query = moment_query(console);
    for (const std::string name : {"from", "to"}) {
        const Invocation& line = console.line();
        if (!query || !line.has(name)) {
            continue;
        }
        if (!parse_instant(line.value(name)) && !parse_time_of_day(line.value(name))) {
            console.fail(ExitCode::usage, "--" + name + ": " +
                                              console.texts().say("cli.error.instant",
                                                                  {{"word", line.value(name)}}));
            return std::nullopt;
        }
        *query += (query->empty() ? "?" : "&") + name + "=" + percent_encode(line.value(name));
    }
    return query;
}

std::optional<json::value> get_coverage(Console& console) {
    const std::optional<std::string> query = coverage_query(console);
    if (!query) {
        return std::nullopt;
    }
    const bool of_sitting = console.line().has("SITTING");
    const std::optional<std::string> id =
        of_sitting ? console.sitting(console.line().value("SITTING")) : console.session();
    return id ? console.get(std::string("/api/v1/") + (of_sitting ? "sittings/" : "sessions/") +
                            percent_encode(*id) + "/coverage" + *query)
              : std::nullopt;
}

void print_cameras(Console& console, const json::object& answer) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.camera"), texts.say("cli.column.room"),
                 texts.say("cli.column.state"), texts.say("cli.column.since"),
                 texts.say("cli.column.fault"), texts.say("cli.column.live"),
                 texts.say("cli.column.still"), texts.say("cli.column.seats")});
    for (const json::value& each : list_at(answer, "cameras")) {
        const json::object* camera = each.if_object();
        if (camera == nullptr) {
            continue;
        }
        const std::string state = text_at(*camera, "state");
        const json::object live = object_at(*camera, "live");
        table.add({{text_at(*camera, "camera")},
                   {text_at(*camera, "room")},
                   {texts.name("footage", state), emphasis_of(state)},
                   {clock_text(text_at(*camera, "since"))},
                   {fault_text(texts, *camera)},
                   {live_text(texts, live),
                    text_at(live, "stream") == "live" ? Emphasis::none : Emphasis::strong},
                   {length_at(live, "still_age_s")},
                   {joined(list_at(*camera, "seats"))}});
    }
    console.print(table);
}

}  // namespace

std::string live_text(const Texts& texts, const json::object& live) {
    if (live.empty()) {
        return {};
    }
    const std::string stream = text_at(live, "stream");
    if (stream.empty()) {
        const json::value* address = live.if_contains("has_address");
        const bool has_address = address != nullptr && address->is_bool() && address->get_bool();
        return texts.name("stream", has_address ? "none" : "no_address");
    }
    std::string text = texts.name("stream", stream);
    bool is_first = true;
    for (const json::value& reason : list_at(live, "reasons")) {
        // What the state says already needs no second word.
        if (reason.is_string() && reason.get_string() != stream) {
            text += (is_first ? ": " : ", ") +
                    texts.name("fault", std::string_view(reason.get_string()));
            is_first = false;
        }
    }
    return text;
}

ExitCode show_cameras(Console& console) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> session = query ? console.session() : std::nullopt;
    const std::optional<json::value> answer =
        session ? console.get("/api/v1/cameras" + *query + (query->empty() ? "?" : "&") +
                              "session=" + percent_encode(*session))
                : std::nullopt;
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "cameras");
    } else {
        print_cameras(console, answer->get_object());
    }
    return console.line().has("stills")
               ? save_stills(console, list_at(answer->get_object(), "cameras"))
               : ExitCode::done;
}

ExitCode show_coverage(Console& console) {
    if (console.line().has("report")) {
        return save_report(console);
    }
    const std::optional<json::value> answer = get_coverage(console);
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "cameras");
    } else {
        print_coverage(console, answer->get_object());
    }
    return ExitCode::done;
}

}  // namespace labd::console
