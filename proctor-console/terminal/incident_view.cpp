#include "proctor-console/terminal/incident_view.h"

#include <boost/json/array.hpp>

#include "proctor-console/terminal/attachment_view.h"
#include "proctor-console/terminal/members.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

std::string shown(const json::object& from, std::string_view name) {
    return shown(text_at(from, name));
}

std::string query_of(const Invocation& line) {
    std::string query;
    for (const std::string name : {"session", "sitting", "kind", "state", "after", "limit"}) {
        if (line.has(name)) {
            query += (query.empty() ? "?" : "&") + name + "=" + percent_encode(line.value(name));
        }
    }
    return query;
}

/// `A (S01), B (S02)`.
std::string people_of(const json::object& incident) {
    std::string people;
    for (const json::value& each : list_at(incident, "sittings")) {
        if (const json::object* one = each.if_object()) {
            const std::string seat = text_at(*one, "seat");
            people += (people.empty() ? "" : ", ") + text_at(*one, "sitting") +
                      (seat.empty() ? "" : " (" + seat + ")");
        }
    }
    return people;
}

bool waits_for_second(const json::object& decision) {
    const json::value* confirmed = decision.if_contains("confirmed");
    return confirmed != nullptr && confirmed->is_bool() && !confirmed->get_bool();
}

std::string finding_of(const Texts& texts, const json::object& incident) {
    const std::string finding = text_at(object_at(incident, "decision"), "finding");
    return finding.empty() ? "-" : texts.name("incident_finding", finding);
}

Table table_of(const Texts& texts) {
    return Table({texts.say("cli.column.incident"), texts.say("cli.column.kind"),
                  texts.say("cli.column.severity"), texts.say("cli.column.state"),
                  texts.say("cli.column.session"), texts.say("cli.column.since"),
                  texts.say("cli.column.sittings"), texts.say("cli.column.owner"),
                  texts.say("cli.column.finding")});
}

void add_row(const Texts& texts, const json::object& incident, Table& table) {
    const std::string state = text_at(incident, "state");
    const std::string severity = text_at(incident, "severity");
    const bool grave = severity == "critical" && state == "open";
    table.add(
        {{text_at(incident, "incident")},
         {texts.name("incident_kind", text_at(incident, "kind"))},
         {severity.empty() ? "-" : texts.name("severity", severity),
          grave ? Emphasis::alert : Emphasis::none},
         {texts.name("incident_state", state), state == "open" ? Emphasis::strong : Emphasis::none},
         {shown(incident, "session")},
         {shown(incident, "opened_at")},
         {shown(people_of(incident))},
         {shown(incident, "owner")},
         {finding_of(texts, incident)}});
}

void print_notes(Console& console, const json::object& incident) {
    for (const json::value& each : list_at(incident, "notes")) {
        if (const json::object* note = each.if_object()) {
            console.print(text_at(*note, "at") + "  " + text_at(*note, "by") + ": " +
                          shown(*note, "text"));
        }
    }
}

void print_footage(Console& console, const json::object& incident) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.request"), texts.say("cli.column.cameras"),
                 texts.say("cli.column.from"), texts.say("cli.column.to"),
                 texts.say("cli.column.state")});
    for (const json::value& each : list_at(incident, "footage")) {
        if (const json::object* request = each.if_object()) {
            table.add({{text_at(*request, "request")},
                       {joined(list_at(*request, "cameras"))},
                       {text_at(*request, "from")},
                       {text_at(*request, "to")},
                       {texts.name("footage_request", text_at(*request, "state"))}});
        }
    }
    if (!table.empty()) {
        console.print(table);
    }
}

void print_coverage(Console& console, const json::object& incident) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.camera"), texts.say("cli.column.from"),
                 texts.say("cli.column.to"), texts.say("cli.column.state")});
    for (const json::value& each : list_at(incident, "coverage")) {
        const json::object* camera = each.if_object();
        if (camera == nullptr) {
            continue;
        }
        for (const json::value& one : list_at(*camera, "intervals")) {
            if (const json::object* interval = one.if_object()) {
                const std::string state = text_at(*interval, "state");
                table.add({{text_at(*camera, "camera")},
                           {text_at(*interval, "from")},
                           {text_at(*interval, "to")},
                           {texts.name("footage", state),
                            state == "recorded" ? Emphasis::none : Emphasis::strong}});
            }
        }
    }
    if (!table.empty()) {
        console.print(table);
    }
}

}  // namespace

ExitCode show_incidents(Console& console) {
    const std::optional<json::value> answer =
        console.get("/api/v1/incidents" + query_of(console.line()));
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "incidents");
        return ExitCode::done;
    }
    const Texts& texts = console.texts();
    Table table = table_of(texts);
    for (const json::value& each : list_at(answer->get_object(), "incidents")) {
        if (const json::object* incident = each.if_object()) {
            add_row(texts, *incident, table);
        }
    }
    if (table.empty()) {
        console.talk(texts.say("cli.talk.no_incidents"));
    } else {
        console.print(table);
    }
    if (const auto next = number_at(answer->get_object(), "next")) {
        console.talk(texts.say("cli.talk.more_incidents", {{"next", std::to_string(*next)}}));
    }
    return ExitCode::done;
}

ExitCode show_incident(Console& console) {
    const std::optional<json::value> answer =
        console.get("/api/v1/incidents/" + percent_encode(console.line().value("INCIDENT")));
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "entries");
        return ExitCode::done;
    }
    const json::object& incident = answer->get_object();
    const Texts& texts = console.texts();
    Table table = table_of(texts);
    add_row(texts, incident, table);
    console.print(table);
    if (const std::string description = text_at(incident, "description"); !description.empty()) {
        console.print(description);
    }
    print_notes(console, incident);
    print_attachments(console, incident);
    print_footage(console, incident);
    print_coverage(console, incident);
    if (waits_for_second(object_at(incident, "decision"))) {
        console.talk(
            texts.say("cli.talk.ban_unconfirmed", {{"incident", text_at(incident, "incident")}}));
    }
    return ExitCode::done;
}

}  // namespace labd::console
