#include "proctor-console/terminal/correction.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "proctor-console/terminal/fields.h"
#include "proctor-console/terminal/grammar.h"
#include "proctor-console/terminal/names.h"

namespace labd::console {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 6> given_by_labd{"seq", "id",       "session",
                                                        "by",  "recorded", "based_on"};
/// Pages of the journal to look through at most.
constexpr int pages_max = 50;

/// What replaced an entry in a later correction: null when that took it back, nothing when the
/// correction is about other entries.
std::optional<json::value> replaced_by(const json::object& correction, const std::string& id) {
    json::array all;
    all.emplace_back(correction);
    if (const json::value* also = correction.if_contains("also"); also != nullptr) {
        for (const json::value& each : also->is_array() ? also->get_array() : json::array()) {
            all.push_back(each);
        }
    }
    for (const json::value& each : all) {
        if (each.is_object() && text_at(each.get_object(), "entry") == id) {
            const json::value* replacement = each.get_object().if_contains("replacement");
            return replacement == nullptr ? json::value() : *replacement;
        }
    }
    return std::nullopt;
}

/// The entry as it stands after all corrections.
class Search {
public:
    explicit Search(std::string id) : id_(std::move(id)) {}

    void see(const json::value& value) {
        const json::object* entry = value.if_object();
        if (entry == nullptr) {
            return;
        }
        if (text_at(*entry, "id") == id_) {
            standing_ = *entry;
        } else if (text_at(*entry, "enter") == "entry.corrected") {
            if (std::optional<json::value> replacement = replaced_by(*entry, id_)) {
                take(std::move(*replacement));
            }
        }
    }

    const std::optional<json::object>& standing() const { return standing_; }

private:
    void take(json::value replacement) {
        if (!replacement.is_object()) {
            standing_.reset();
            return;
        }
        json::object next = std::move(replacement.get_object());
        if (standing_ && !next.contains("happened")) {
            next["happened"] = text_at(*standing_, "happened");
        }
        standing_ = std::move(next);
    }

    std::string id_;
    std::optional<json::object> standing_;
};

/// Reads the session's journal; false after an error.
bool read_journal(Console& console, Search& search) {
    const std::optional<std::string> session = console.session();
    if (!session) {
        return false;
    }
    std::string after;
    for (int page = 0; page < pages_max; ++page) {
        const std::optional<json::value> answer =
            console.get("/api/v1/journal?limit=1000&session=" + percent_encode(*session) + after);
        if (!answer || !answer->is_object()) {
            return answer.has_value();
        }
        const json::value* entries = answer->get_object().if_contains("entries");
        const json::value* next = answer->get_object().if_contains("next");
        const json::value* size = answer->get_object().if_contains("size");
        if (entries == nullptr || !entries->is_array()) {
            return true;
        }
        for (const json::value& entry : entries->get_array()) {
            search.see(entry);
        }
        if (next == nullptr || !next->is_int64() || size == nullptr || *next == *size) {
            return true;
        }
        after = "&after=" + std::to_string(next->get_int64());
    }
    return true;
}

bool put_set(Console& console, const std::string& pair, json::object& replacement) {
    const Texts& texts = console.texts();
    const std::size_t equals = pair.find('=');
    const std::string name = pair.substr(0, equals);
    if (equals == std::string::npos) {
        console.fail(ExitCode::usage, texts.say("cli.error.name_value", {{"word", pair}}));
        return false;
    }
    const std::string type = text_at(replacement, "enter");
    const std::optional<Argument> argument = find_argument(type, name);
    if (!argument) {
        console.fail(ExitCode::usage,
                     texts.say("cli.error.no_member", {{"word", name}, {"choices", type}}));
        return false;
    }
    const std::optional<std::string> word =
        resolve_name(console, type, *argument, pair.substr(equals + 1));
    if (!word) {
        return false;
    }
    FieldValue value = value_of(argument->field, *word);
    if (!value.ok()) {
        console.fail(ExitCode::usage, name + ": " + texts.say(value.error));
        return false;
    }
    put(replacement, *argument, std::move(value.value));
    return true;
}

/// Lists and structures that are set are set anew, not added to.
void clear_set(const std::vector<std::string>& pairs, json::object& replacement) {
    for (const std::string& pair : pairs) {
        const std::string name = pair.substr(0, pair.find('='));
        replacement.erase(name.substr(0, name.find('.')));
    }
}

}  // namespace

bool put_replacement(Console& console, json::object& correction) {
    const Invocation& line = console.line();
    const Texts& texts = console.texts();
    const bool changes = line.has("happened") || line.has("set");
    if (line.has("remove") == changes) {
        console.fail(ExitCode::usage, texts.say("cli.error.correct_how"));
        return false;
    }
    if (line.has("remove")) {
        return true;
    }
    Search search(line.value("entry"));
    if (!read_journal(console, search)) {
        return false;
    }
    if (!search.standing() || text_at(*search.standing(), "enter").empty()) {
        console.fail(ExitCode::not_found,
                     texts.say("cli.error.no_entry", {{"name", line.value("entry")}}));
        return false;
    }
    json::object replacement = *search.standing();
    for (const std::string_view name : given_by_labd) {
        replacement.erase(name);
    }
    if (line.has("happened")) {
        replacement["happened"] = line.value("happened");
    }
    const auto sets = line.values.find("set");
    if (sets != line.values.end()) {
        clear_set(sets->second, replacement);
        for (const std::string& pair : sets->second) {
            if (!put_set(console, pair, replacement)) {
                return false;
            }
        }
    }
    correction["replacement"] = std::move(replacement);
    return true;
}

}  // namespace labd::console
