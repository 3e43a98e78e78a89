#include "proctor-console/terminal/footage_view.h"

#include <boost/json/array.hpp>

#include "labd/core/base64.h"
#include "labd/core/digest.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/report_file.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string shown(const std::string& text) { return text.empty() ? "-" : text; }

void add_parts(const Texts& texts, const std::string& of, const json::object& from, Table& table) {
    for (const json::value& each : list_at(from, "parts")) {
        const json::object* part = each.if_object();
        if (part == nullptr) {
            continue;
        }
        const std::string state = text_at(*part, "state");
        const std::string trouble = text_at(*part, "trouble");
        const bool is_well = state == "clip" || state == "kept";
        table.add({{of},
                   {text_at(*part, "camera")},
                   {text_at(*part, "from")},
                   {text_at(*part, "to")},
                   {texts.name("footage_part", state), is_well ? Emphasis::none : Emphasis::strong},
                   {shown(text_at(*part, "clip"))},
                   {std::to_string(number_at(*part, "bytes").value_or(0))},
                   {trouble.empty() ? "-" : texts.name("footage_trouble", trouble)}});
    }
}

std::string hex_of(const Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

}  // namespace

ExitCode show_footage(Console& console) {
    const std::optional<json::value> answer =
        console.get("/api/v1/footage?incident=" + percent_encode(console.line().value("INCIDENT")));
    if (!answer || !answer->is_object()) {
        return console.code();
    }
    if (console.output() != Output::table) {
        console.print_json(*answer, "requests");
        return ExitCode::done;
    }
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.request"), texts.say("cli.column.camera"),
                 texts.say("cli.column.from"), texts.say("cli.column.to"),
                 texts.say("cli.column.state"), texts.say("cli.column.clip"),
                 texts.say("cli.column.size"), texts.say("cli.column.trouble")});
    for (const json::value& each : list_at(answer->get_object(), "requests")) {
        if (const json::object* request = each.if_object()) {
            add_parts(texts, text_at(*request, "request"), *request, table);
        }
    }
    for (const json::value& each : list_at(answer->get_object(), "holds")) {
        if (const json::object* hold = each.if_object()) {
            add_parts(texts, text_at(*hold, "hold"), *hold, table);
        }
    }
    if (table.empty()) {
        console.talk(texts.say("cli.footage.none"));
    } else {
        console.print(table);
    }
    return ExitCode::done;
}

ExitCode save_clip(Console& console) {
    const Texts& texts = console.texts();
    const std::string file = console.line().value("to");
    const Answer answer = console.api().get_document("/api/v1/footage/" +
                                                     percent_encode(console.line().value("CLIP")));
    if (!answer.ok()) {
        return console.fail(answer);
    }
    const Digest digest = Sha256().digest(answer.document);
    if (answer.digest != "sha-256=:" + to_base64(digest) + ':') {
        return console.fail(ExitCode::failed, texts.say("cli.footage.changed"));
    }
    if (!write_whole(file, answer.document, Readers::owner)) {
        return console.fail(ExitCode::failed, texts.say("cli.error.not_written", {{"file", file}}));
    }
    console.talk(texts.say("cli.footage.saved", {{"file", file}, {"digest", hex_of(digest)}}));
    return ExitCode::done;
}

}  // namespace labd::console
