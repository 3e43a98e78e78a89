#include "proctor-console/terminal/erasure_view.h"

#include <boost/json/array.hpp>

#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace

ExitCode show_erasures(Console& console) {
    const std::optional<json::value> answer = console.get("/api/v1/erasures");
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "erasures");
        return ExitCode::done;
    }
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.candidate"), texts.say("cli.column.requested_by"),
                 texts.say("cli.column.erased"), texts.say("cli.column.confirmed_by")});
    for (const json::value& each : list_at(answer->get_object(), "erasures")) {
        if (const json::object* one = each.if_object()) {
            table.add({{text_at(*one, "candidate")},
                       {text_at(*one, "requested_by")},
                       {shown(text_at(*one, "erased_at"))},
                       {shown(text_at(*one, "confirmed_by"))}});
        }
    }
    if (table.empty()) {
        console.talk(texts.say("cli.talk.no_erasures"));
    } else {
        console.print(table);
    }
    for (const json::value& each : list_at(answer->get_object(), "due")) {
        if (const json::object* one = each.if_object()) {
            console.print(texts.say("cli.erasure.due", {{"candidate", text_at(*one, "candidate")},
                                                        {"date", text_at(*one, "last_exam_on")}}));
        }
    }
    for (const json::value& each : list_at(answer->get_object(), "not_reached")) {
        console.print(std::string(each.as_string()));
    }
    return ExitCode::done;
}

ExitCode show_erasure_reach(Console& console) {
    const std::optional<json::value> answer =
        console.get("/api/v1/erasures/" + percent_encode(console.line().value("CANDIDATE")));
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "packs");
        return ExitCode::done;
    }
    const json::object& reach = answer->get_object();
    const Texts& texts = console.texts();
    for (const json::value& each : list_at(reach, "packs")) {
        if (const json::object* pack = each.if_object()) {
            const bool of_sitting = pack->contains("sitting");
            const char* about = of_sitting ? "sitting" : "incident";
            console.print(
                texts.say(of_sitting ? "cli.erasure.pack" : "cli.erasure.incident_pack",
                          {{about, text_at(*pack, about)},
                           {"by", text_at(*pack, "by")},
                           {"at", shown(text_at(*pack, "at"))},
                           {"seq", std::to_string(number_at(*pack, "seq").value_or(0))}}));
        }
    }
    for (const json::value& each : list_at(reach, "clips")) {
        if (const json::object* clip = each.if_object()) {
            console.print(
                texts.say("cli.erasure.clip",
                          {{"clip", text_at(*clip, "clip")},
                           {"by", text_at(*clip, "by")},
                           {"at", shown(text_at(*clip, "at"))},
                           {"seq", std::to_string(number_at(*clip, "seq").value_or(0))}}));
        }
    }
    for (const json::value& each : list_at(reach, "files")) {
        if (const json::object* file = each.if_object()) {
            console.print(texts.say("cli.erasure.file", {{"file", text_at(*file, "attachment")},
                                                         {"incident", text_at(*file, "incident")},
                                                         {"by", text_at(*file, "by")},
                                                         {"at", shown(text_at(*file, "at"))}}));
        }
    }
    console.print(texts.say("cli.erasure.events",
                            {{"candidate", text_at(reach, "candidate")},
                             {"count", std::to_string(number_at(reach, "events").value_or(0))}}));
    return ExitCode::done;
}

}  // namespace labd::console
