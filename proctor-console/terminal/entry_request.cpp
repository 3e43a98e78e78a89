#include "proctor-console/terminal/entry_request.h"

#include <boost/json/serialize.hpp>

#include "labd/codec/entry_json.h"
#include "proctor-console/terminal/checkin.h"
#include "proctor-console/terminal/correction.h"
#include "proctor-console/terminal/entry_outcome.h"
#include "proctor-console/terminal/names.h"
#include "proctor-console/terminal/read_file.h"
#include "proctor-console/terminal/suggest.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::nullopt_t wrong_value(Console& console, const Argument& argument, const FieldValue& value) {
    console.fail(ExitCode::usage, argument.label + ": " + console.texts().say(value.error));
    return std::nullopt;
}

bool put_words(Console& console, std::string_view type, const Argument& argument,
               const std::string& word, json::object& entry) {
    const std::optional<std::string> resolved = resolve_name(console, type, argument, word);
    if (!resolved) {
        return false;
    }
    FieldValue value = value_of(argument.field, *resolved);
    if (!value.ok()) {
        wrong_value(console, argument, value);
        return false;
    }
    put(entry, argument, std::move(value.value));
    return true;
}

bool put_file(Console& console, const std::string& path, json::object& entry) {
    const std::optional<json::value> value = read_json_file(console, path);
    if (!value) {
        return false;
    }
    if (!value->is_object()) {
        console.fail(ExitCode::usage, console.texts().say("cli.error.no_object", {{"file", path}}));
        return false;
    }
    for (const auto& member : value->get_object()) {
        entry[member.key()] = member.value();
    }
    return true;
}

/// `field=value` words of `enter`.
bool put_pair(Console& console, const std::string& pair, std::string_view type,
              json::object& entry) {
    const std::size_t equals = pair.find('=');
    const std::string name = pair.substr(0, equals);
    if (equals == std::string::npos || name.empty()) {
        console.fail(ExitCode::usage,
                     console.texts().say("cli.error.name_value", {{"word", pair}}));
        return false;
    }
    const std::string word = pair.substr(equals + 1);
    if (name == "id" || name == "session" || name == "happened" || name == "reason") {
        entry[name] = word;
        return true;
    }
    const std::optional<Argument> argument = find_argument(type, name);
    if (!argument) {
        std::string known;
        for (const Field& field : *fields_of(type)) {
            known += (known.empty() ? "" : ", ") + field.name;
        }
        console.fail(ExitCode::usage, console.texts().say("cli.error.no_member",
                                                          {{"word", name}, {"choices", known}}));
        return false;
    }
    return put_words(console, type, *argument, word, entry);
}

/// What can be said without labd is said without it: a member that is missing or of another type.
bool check(Console& console, const json::object& entry) {
    static const TimeZone utc;
    codec::Reader reader;
    reader.civil = codec::CivilDay{&utc, Date{}};
    codec::read_proposed(reader, json::value(entry), {});
    if (reader.failed()) {
        console.fail(
            ExitCode::usage,
            console.texts().say("cli.error.entry",
                                {{"fault", reader.fault().sentence(console.texts().language())}}));
    }
    return !reader.failed();
}

std::optional<json::object> entry_from_json(Console& console) {
    const Invocation& line = console.line();
    const std::optional<json::value> value = read_json_words(console, line.value("json"));
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_object() || line.has("FIELD=VALUE")) {
        console.fail(ExitCode::usage, console.texts().say("cli.error.enter_json"));
        return std::nullopt;
    }
    json::object entry = value->get_object();
    if (line.has("TYPE")) {
        entry["enter"] = line.value("TYPE");
    }
    return entry;
}

void no_such_type(Console& console, const std::string& type) {
    const std::vector<std::string> known(codec::entry_types().begin(), codec::entry_types().end());
    std::string near;
    for (const std::string& each : suggestions(type, known)) {
        near += (near.empty() ? "" : ", ") + each;
    }
    const Texts& texts = console.texts();
    std::string text = texts.say("cli.error.no_type", {{"word", type}});
    if (!near.empty()) {
        text += "\n" + texts.say("cli.error.did_you_mean", {{"words", near}});
    }
    console.fail(ExitCode::usage, text);
}

std::optional<json::object> generic_entry(Console& console) {
    const Invocation& line = console.line();
    if (line.has("json")) {
        return entry_from_json(console);
    }
    const std::string type = line.value("TYPE");
    if (fields_of(type) == nullptr) {
        no_such_type(console, type);
        return std::nullopt;
    }
    json::object entry{{"enter", type}};
    const auto pairs = line.values.find("FIELD=VALUE");
    for (std::size_t i = 0; pairs != line.values.end() && i < pairs->second.size(); ++i) {
        if (!put_pair(console, pairs->second[i], type, entry)) {
            return std::nullopt;
        }
    }
    return entry;
}

bool put_argument(Console& console, std::string_view type, const Argument& argument,
                  json::object& entry) {
    const auto given = console.line().values.find(argument.path);
    if (given == console.line().values.end()) {
        return true;
    }
    if (argument.path == "@session") {
        entry["session"] = given->second.front();
        return true;
    }
    if (argument.path == "@file") {
        return put_file(console, given->second.front(), entry);
    }
    if (argument.field.kind == FieldKind::boolean && !argument.positional) {
        put(entry, argument, true);
        return true;
    }
    for (const std::string& word : given->second) {
        if (!put_words(console, type, argument, word, entry)) {
            return false;
        }
    }
    return true;
}

/// The module that the sitting has open: what is handed in when none is named.
bool put_open_module(Console& console, json::object& entry) {
    const std::string sitting = text_at(entry, "sitting");
    const json::object* row = console.board() == nullptr ? nullptr : console.find_row(sitting);
    const json::value* module = row == nullptr ? nullptr : row->if_contains("module");
    if (module != nullptr && module->is_object()) {
        entry["module"] = text_at(module->get_object(), "id");
        return true;
    }
    if (console.code() == ExitCode::done) {
        console.fail(ExitCode::usage,
                     console.texts().say("cli.error.no_module",
                                         {{"name", console.line().value("sitting")}}));
    }
    return false;
}

std::optional<json::object> described_entry(Console& console) {
    const EntryCommand& command = *console.line().entry;
    json::object entry{{"enter", command.type}};
    for (const Argument& argument : arguments_of(command)) {
        if (!put_argument(console, command.type, argument, entry)) {
            return std::nullopt;
        }
    }
    if (command.type == "module.handed_in" && !entry.contains("module") &&
        !put_open_module(console, entry)) {
        return std::nullopt;
    }
    // A reason for coming back late is what the rules call a justification (BRK-2).
    const bool about_break = command.type == "break.ended" || command.type == "break.justified";
    if (about_break && console.line().has("reason") && !entry.contains("justification")) {
        entry["justification"] = console.line().value("reason");
    }
    if (command.type == "entry.corrected" && !put_replacement(console, entry)) {
        return std::nullopt;
    }
    return entry;
}

}  // namespace

bool put_envelope(Console& console, json::object& entry) {
    const Invocation& line = console.line();
    for (const auto& [option, member] :
         {std::pair{"session", "session"}, std::pair{"id", "id"}, std::pair{"at", "happened"},
          std::pair{"reason", "reason"}}) {
        if (line.has(option) && !entry.contains(member)) {
            entry[member] = line.value(option);
        }
    }
    if (line.has("at")) {
        Argument at;
        at.label = "--at";
        at.field.kind = FieldKind::instant;
        const FieldValue value = value_of(at.field, line.value("at"));
        if (!value.ok()) {
            wrong_value(console, at, value);
            return false;
        }
    }
    if (line.has("based-on")) {
        Argument based_on;
        based_on.label = "--based-on";
        based_on.field.kind = FieldKind::number;
        FieldValue value = value_of(based_on.field, line.value("based-on"));
        if (!value.ok()) {
            wrong_value(console, based_on, value);
            return false;
        }
        entry["based_on"] = std::move(value.value);
    }
    return true;
}

std::optional<json::object> entry_of(Console& console) {
    std::optional<json::object> entry =
        console.line().entry == nullptr ? generic_entry(console) : described_entry(console);
    if (!entry || entry->contains("batch")) {
        return entry;
    }
    const bool good = put_envelope(console, *entry) && check(console, *entry);
    return good ? std::move(entry) : std::nullopt;
}

ExitCode send_entries(Console& console, const json::object& body) {
    const Invocation& line = console.line();
    const bool preview = line.has("preview");
    Api::Post post;
    post.target = preview ? "/api/v1/entries?preview=true" : "/api/v1/entries";
    post.body = json::serialize(body);
    if (!preview) {
        post.idempotency_key = line.has("idempotency-key") ? line.value("idempotency-key")
                                                           : console.around().new_key();
    }
    return tell_outcome(console, console.api().post(post), post);
}

ExitCode run_entry(Console& console) {
    const Invocation& line = console.line();
    if (line.command == "checkin" && line.value("step") == "all") {
        return run_checkin(console);
    }
    const std::optional<json::object> entry = entry_of(console);
    return entry ? send_entries(console, *entry) : console.code();
}

}  // namespace labd::console
