#include "proctor-console/terminal/checkin.h"

#include <boost/json/array.hpp>
#include <istream>

#include "proctor-console/terminal/entry_request.h"
#include "proctor-console/terminal/fields.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string ask(Console& console, std::string_view question) {
    console.talk(question);
    std::string line;
    std::getline(console.around().in, line);
    return line;
}

bool said_yes(const std::string& answer) {
    return answer == "y" || answer == "yes" || answer == "はい";
}

/// The documents as they are typed, one a line, until an empty one.
bool ask_documents(Console& console, json::object& entry) {
    json::array documents;
    Field document;
    for (const Field& field : *fields_of("checkin.done")) {
        if (field.name == "documents") {
            document = field.members().front();
        }
    }
    while (true) {
        const std::string line = ask(console, console.texts().say("cli.ask.document"));
        if (line.empty()) {
            break;
        }
        FieldValue value = value_of(document, line);
        if (value.ok()) {
            documents.push_back(std::move(value.value));
        } else {
            console.talk(console.texts().say(value.error));
        }
    }
    entry["documents"] = std::move(documents);
    return !entry["documents"].get_array().empty();
}

json::object step_of(Console& console, const std::string& sitting, const std::string& step) {
    json::object entry{{"enter", "checkin.done"}, {"sitting", sitting}, {"step", step}};
    for (const auto& [option, member] :
         {std::pair{"session", "session"}, std::pair{"at", "happened"},
          std::pair{"reason", "reason"}}) {
        if (console.line().has(option)) {
            entry[member] = console.line().value(option);
        }
    }
    return entry;
}

}  // namespace

ExitCode run_checkin(Console& console) {
    const Texts& texts = console.texts();
    if (!console.may_ask()) {
        return console.fail(ExitCode::usage, texts.say("cli.error.checkin_asks"));
    }
    const json::object* row = console.sitting_row(console.line().value("sitting"));
    if (row == nullptr) {
        return console.code();
    }
    const json::value* missing = row->if_contains("missing");
    json::array batch;
    for (const json::value& each :
         missing != nullptr && missing->is_array() ? missing->get_array() : json::array()) {
        const std::string step = each.is_string() ? std::string(each.get_string()) : "";
        const std::string answer =
            ask(console, texts.say("cli.ask.step", {{"step", texts.name("checkin_step", step)},
                                                    {"name", text_at(*row, "name")}}));
        json::object entry = step_of(console, text_at(*row, "sitting"), step);
        const bool done =
            said_yes(answer) && (step != "identification" || ask_documents(console, entry));
        if (done) {
            batch.push_back(std::move(entry));
        } else {
            console.talk(
                texts.say("cli.ask.left_open", {{"step", texts.name("checkin_step", step)}}));
        }
    }
    if (batch.empty()) {
        console.talk(texts.say("cli.talk.nothing_to_record"));
        return ExitCode::done;
    }
    return send_entries(console, {{"batch", std::move(batch)}});
}

}  // namespace labd::console
