#include "proctor-console/terminal/names.h"

#include <vector>

namespace labd::console {

namespace {

namespace json = boost::json;

/// The last break of a sitting, over or not.
std::optional<std::string> find_last_break(Console& console, const std::string& sitting) {
    const std::optional<json::value> answer = console.get(
        "/api/v1/journal?limit=1000&type=break.started&sitting=" + percent_encode(sitting));
    const json::value* entries =
        answer && answer->is_object() ? answer->get_object().if_contains("entries") : nullptr;
    if (entries == nullptr || !entries->is_array() || entries->get_array().empty() ||
        !entries->get_array().back().is_object()) {
        return std::nullopt;
    }
    return text_at(entries->get_array().back().get_object(), "id");
}

/// The break that somebody at a seat has open; a name that is no seat or sitting is a break's.
std::optional<std::string> find_break(Console& console, std::string_view type,
                                      const std::string& name) {
    if (console.board() == nullptr) {
        return std::nullopt;
    }
    const json::object* row = console.find_row(name);
    if (row == nullptr) {
        return name;
    }
    const json::value* open = row->if_contains("break");
    if (open != nullptr && open->is_object()) {
        return text_at(open->get_object(), "id");
    }
    std::optional<std::string> last;
    if (type == "break.justified") {
        last = find_last_break(console, text_at(*row, "sitting"));
    }
    if (!last && console.code() == ExitCode::done) {
        console.fail(ExitCode::not_found,
                     console.texts().say("cli.error.no_break", {{"name", name}}));
    }
    return last;
}

/// Alarms have long names: an unmistakable beginning or the sitting is enough.
std::optional<std::string> find_alarm(Console& console, const std::string& name) {
    const json::object* board = console.board();
    const json::value* alarms = board == nullptr ? nullptr : board->if_contains("alarms");
    if (alarms == nullptr || !alarms->is_array()) {
        return board == nullptr ? std::nullopt : std::optional(name);
    }
    std::vector<std::string> found;
    for (const json::value& each : alarms->get_array()) {
        const std::string key = each.is_object() ? text_at(each.get_object(), "key") : "";
        if (key == name) {
            return name;
        }
        if (key.starts_with(name) ||
            (each.is_object() && text_at(each.get_object(), "subject") == name)) {
            found.push_back(key);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    std::string names;
    for (const std::string& each : found) {
        names += "\n  " + each;
    }
    console.fail(found.empty() ? ExitCode::not_found : ExitCode::usage,
                 console.texts().say(found.empty() ? "cli.error.no_alarm" : "cli.error.which_alarm",
                                     {{"name", name}}) +
                     names);
    return std::nullopt;
}

}  // namespace

std::optional<std::string> resolve_name(Console& console, std::string_view type,
                                        const Argument& argument, const std::string& word) {
    const Field& field =
        argument.field.kind == FieldKind::list ? argument.field.members().front() : argument.field;
    if (field.names == "sitting" && type != "sitting.booked") {
        return console.sitting(word);
    }
    if (type == "break.ended" || type == "break.justified") {
        return argument.path == "break" ? find_break(console, type, word) : std::optional(word);
    }
    if (argument.path == "alarm") {
        return find_alarm(console, word);
    }
    return word;
}

}  // namespace labd::console
