#include "proctor-console/terminal/lab_view.h"

#include <boost/json/array.hpp>

#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

void print_racks(Console& console, const json::array& racks) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.rack"), texts.say("cli.column.room"),
                 texts.say("cli.column.seats"), texts.say("cli.column.state"),
                 texts.say("cli.column.because"), texts.say("cli.column.sittings")});
    for (const json::value& each : racks) {
        if (const json::object* rack = each.if_object()) {
            const std::string use = text_at(*rack, "use");
            const bool usable = use == "free" || use == "taken";
            table.add({{text_at(*rack, "rack")},
                       {text_at(*rack, "room")},
                       {joined(list_at(*rack, "seats"))},
                       {texts.name("rack_use", use), usable ? Emphasis::none : Emphasis::strong},
                       {shown(joined(list_at(*rack, "because")))},
                       {shown(joined(list_at(*rack, "sittings")))}});
        }
    }
    if (!table.empty()) {
        console.print(table);
    }
}

void print_failures(Console& console, const json::array& failures) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.failure"), texts.say("cli.column.item"),
                 texts.say("cli.column.rack"), texts.say("cli.column.from"),
                 texts.say("cli.column.to"), texts.say("cli.column.length"),
                 texts.say("cli.column.owner"), texts.say("cli.column.cause")});
    for (const json::value& each : failures) {
        if (const json::object* failure = each.if_object()) {
            const std::string until = text_at(*failure, "until");
            table.add({{text_at(*failure, "failure")},
                       {text_at(*failure, "item")},
                       {shown(text_at(*failure, "rack"))},
                       {clock_text(text_at(*failure, "since"))},
                       {until.empty() ? texts.say("cli.word.open") : clock_text(until),
                        until.empty() ? Emphasis::strong : Emphasis::none},
                       {length_at(*failure, "length_s")},
                       {shown(text_at(*failure, "owner"))},
                       {shown(text_at(*failure, "cause"))}});
        }
    }
    if (!table.empty()) {
        console.print(table);
    }
}

bool is_overdue(const json::object& investigation) {
    const json::value* overdue = investigation.if_contains("overdue");
    return overdue != nullptr && overdue->is_bool() && overdue->get_bool();
}

void print_investigations(Console& console, const json::array& investigations) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.investigation"), texts.say("cli.column.about"),
                 texts.say("cli.column.owner"), texts.say("cli.column.due"),
                 texts.say("cli.column.state"), texts.say("cli.column.cause")});
    for (const json::value& each : investigations) {
        if (const json::object* one = each.if_object()) {
            const bool closed = !text_at(*one, "closed_at").empty();
            const std::string cause = text_at(*one, "cause");
            table.add({{text_at(*one, "investigation")},
                       {text_at(*one, "about")},
                       {text_at(*one, "owner")},
                       {text_at(*one, "due"), is_overdue(*one) ? Emphasis::alert : Emphasis::none},
                       {texts.say(closed ? "cli.word.closed" : "cli.word.open")},
                       {cause.empty() ? "-" : texts.name("cause", cause)}});
        }
    }
    if (!table.empty()) {
        console.print(table);
    }
}

}  // namespace

ExitCode show_equipment(Console& console) {
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> session = query ? console.session() : std::nullopt;
    const std::optional<json::value> answer =
        session
            ? console.get("/api/v1/sessions/" + percent_encode(*session) + "/equipment" + *query)
            : std::nullopt;
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "racks");
        return ExitCode::done;
    }
    const json::object& body = answer->get_object();
    print_racks(console, list_at(body, "racks"));
    print_failures(console, list_at(body, "failures"));
    print_investigations(console, list_at(body, "investigations"));
    const std::string spares = joined(list_at(body, "spares"));
    console.print(console.texts().say("cli.talk.spares", {{"seats", shown(spares)}}));
    return ExitCode::done;
}

ExitCode show_investigations(Console& console) {
    const std::optional<json::value> answer = console.get("/api/v1/investigations");
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "investigations");
        return ExitCode::done;
    }
    const json::array investigations = list_at(answer->get_object(), "investigations");
    if (investigations.empty()) {
        console.talk(console.texts().say("cli.talk.no_investigations"));
    }
    print_investigations(console, investigations);
    return ExitCode::done;
}

ExitCode show_rack_report(Console& console) {
    const std::optional<json::value> answer =
        console.get("/api/v1/racks/report?month=" + percent_encode(console.line().value("MONTH")));
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "racks");
        return ExitCode::done;
    }
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.rack"), texts.say("cli.column.failures"),
                 texts.say("cli.column.out_of_order"), texts.say("cli.column.outages"),
                 texts.say("cli.column.lost")});
    for (const json::value& each : list_at(answer->get_object(), "racks")) {
        if (const json::object* rack = each.if_object()) {
            table.add({{text_at(*rack, "rack")},
                       {std::to_string(number_at(*rack, "failures").value_or(0))},
                       {length_at(*rack, "out_of_order_s")},
                       {std::to_string(number_at(*rack, "outages").value_or(0))},
                       {length_at(*rack, "lost_s")}});
        }
    }
    console.print(table);
    return ExitCode::done;
}

}  // namespace labd::console
