#include "proctor-console/terminal/roster.h"

#include <boost/json/serialize.hpp>

#include "proctor-console/terminal/entry_outcome.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/read_file.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string row_text(const Texts& texts, const json::object& row) {
    const std::int64_t number = number_at(row, "row").value_or(0);
    const std::string sitting = text_at(row, "sitting");
    const std::string what = text_at(row, "what");
    if (number == 0) {
        return texts.say("cli.import.not_in_file", {{"sitting", sitting}, {"what", what}});
    }
    const std::string shown =
        std::to_string(number) + (sitting.empty() ? "" : " (" + sitting + ")");
    return texts.say("cli.import.row", {{"row", shown}, {"what", what}});
}

/// Rows that could not be taken: where and why.
void tell_rows(Console& console, const Answer& answer) {
    if (!answer.body.is_object()) {
        return;
    }
    for (const json::value& each : list_at(answer.body.get_object(), "rows")) {
        if (const json::object* row = each.if_object()) {
            console.talk(row_text(console.texts(), *row));
        }
    }
}

std::string shown(const json::value& value) {
    if (value.is_int64()) {
        return std::to_string(value.get_int64());
    }
    std::string all;
    for (const json::value& each : value.is_array() ? value.get_array() : json::array()) {
        const std::string name = each.is_string()   ? std::string(each.get_string())
                                 : each.is_object() ? text_at(each.get_object(), "sitting")
                                                    : std::string();
        all += (all.empty() ? "" : ", ") + name;
    }
    return all.empty() ? "-" : all;
}

}  // namespace

ExitCode import_roster(Console& console) {
    const Invocation& line = console.line();
    const Texts& texts = console.texts();
    const std::string file = line.value("FILE");
    const std::optional<std::string> text = read_file(console, file);
    const std::optional<std::string> session = text ? console.session() : std::nullopt;
    if (!session) {
        return console.code();
    }
    const bool preview = line.has("preview");
    const std::size_t first = text->find_first_not_of(" \t\r\n");
    const bool is_json = first != std::string::npos && (*text)[first] == '{';
    Api::Post post;
    post.target = "/api/v1/sessions/" + percent_encode(*session) + "/roster" +
                  (preview ? "?preview=true" : "");
    post.body = *text;
    post.content_type = is_json ? "application/json" : "text/csv";
    if (!preview) {
        post.idempotency_key = line.has("idempotency-key") ? line.value("idempotency-key")
                                                           : console.around().new_key();
    }
    const Answer answer = console.api().post(post);
    if (!answer.ok()) {
        tell_rows(console, answer);
        return tell_outcome(console, answer, post);
    }
    if (console.output() != Output::table) {
        console.print_json(answer.body);
        return ExitCode::done;
    }
    console.print(texts.say(preview ? "cli.outcome.preview" : "cli.import.done", {{"file", file}}));
    for (const std::string name : {"added", "amended", "withdrawn", "unchanged", "kept"}) {
        if (const json::value* value = answer.find(name)) {
            console.print("  " + texts.say("cli.import." + name, {{"sittings", shown(*value)}}));
        }
    }
    return ExitCode::done;
}

}  // namespace labd::console
