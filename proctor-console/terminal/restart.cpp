#include "proctor-console/terminal/restart.h"

#include "proctor-console/terminal/entry_outcome.h"
#include "proctor-console/terminal/entry_request.h"
#include "proctor-console/terminal/members.h"

namespace labd::console {

namespace {

namespace json = boost::json;

/// The open question; null when there is none, nothing after an error.
std::optional<json::value> question(Console& console) {
    std::optional<json::value> answer = console.get("/api/v1/restart");
    if (answer && !answer->is_object()) {
        console.talk(console.texts().say("cli.restart.none"));
        return json::value();
    }
    return answer;
}

/// Sends an answer to the question, or says that there is none to answer.
template <class MakeEntry>
ExitCode answer_question(Console& console, MakeEntry make_entry) {
    const std::optional<json::value> asked = question(console);
    if (!asked) {
        return console.code();
    }
    if (asked->is_null()) {
        return ExitCode::not_found;
    }
    json::object entry = make_entry(asked->get_object());
    return put_envelope(console, entry) ? send_entries(console, entry) : console.code();
}

}  // namespace

ExitCode show_restart(Console& console) {
    const std::optional<json::value> asked = question(console);
    if (!asked || asked->is_null()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*asked);
        return ExitCode::done;
    }
    const Texts& texts = console.texts();
    const json::object& restart = asked->get_object();
    console.print(texts.tell("alarm.was_down", {{"since_at", text_at(restart, "alive_until")},
                                                {"until_at", text_at(restart, "started_at")}}));
    console.print(texts.say("cli.restart.preview"));
    tell_effects(console, list_at(restart, "effects"), true);
    console.print(texts.say("cli.restart.how"));
    return ExitCode::done;
}

ExitCode accept_restart(Console& console) {
    return answer_question(console, [&](const json::object& restart) {
        json::object entry = object_at(restart, "entry");
        if (console.line().has("at")) {
            entry.erase("happened");
        }
        if (!console.line().has("reason")) {
            entry["reason"] = console.texts().say("cli.restart.reason");
        }
        return entry;
    });
}

ExitCode dismiss_restart(Console& console) {
    return answer_question(console, [](const json::object& restart) {
        return json::object{{"enter", "alarm.acknowledged"},
                            {"session", text_at(restart, "session")},
                            {"alarm", text_at(restart, "alarm")}};
    });
}

}  // namespace labd::console
