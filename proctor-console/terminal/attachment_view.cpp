#include "proctor-console/terminal/attachment_view.h"

#include <boost/json/array.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "labd/codec/media_type.h"
#include "proctor-console/terminal/entry_outcome.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/report_file.h"

namespace labd::console {

namespace {

namespace json = boost::json;

std::string incident_path(const Console& console) {
    return "/api/v1/incidents/" + percent_encode(console.line().value("INCIDENT")) + "/attachments";
}

std::nullopt_t too_large(Console& console, const std::string& file, std::uintmax_t bytes) {
    console.fail(ExitCode::usage,
                 console.texts().say("cli.attachment.too_large",
                                     {{"file", file},
                                      {"actual", std::to_string(bytes)},
                                      {"limit", std::to_string(codec::attachment_bytes_max)}}));
    return std::nullopt;
}

/// Nothing after an error, which was told.
std::optional<std::string> read_whole(Console& console, const std::string& file) {
    std::error_code failed;
    const std::uintmax_t bytes = std::filesystem::file_size(file, failed);
    if (!failed && bytes > codec::attachment_bytes_max) {
        return too_large(console, file, bytes);
    }
    std::ifstream from(file, std::ios::binary);
    std::string content(failed ? 0 : codec::attachment_bytes_max + 1, '\0');
    from.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(from.gcount()));
    if (failed || !from.is_open() || from.bad()) {
        console.fail(ExitCode::usage, console.texts().say("cli.error.file", {{"file", file}}));
        return std::nullopt;
    }
    // It grows while it is read.
    return content.size() > codec::attachment_bytes_max ? too_large(console, file, content.size())
                                                        : std::optional(std::move(content));
}

/// These speak of entries that people make: ignored, they would promise what does not happen.
bool has_foreign_option(Console& console) {
    for (const char* option : {"preview", "at", "reason", "id", "based-on"}) {
        if (console.line().has(option)) {
            console.fail(ExitCode::usage,
                         console.texts().say("cli.attachment.no_option",
                                             {{"option", std::string("--") + option}}));
            return true;
        }
    }
    return false;
}

}  // namespace

void print_attachments(Console& console, const json::object& incident) {
    const Texts& texts = console.texts();
    Table table({texts.say("cli.column.file"), texts.say("cli.column.name"),
                 texts.say("cli.column.kind"), texts.say("cli.column.size"),
                 texts.say("cli.column.added"), texts.say("cli.column.by")});
    for (const json::value& each : list_at(incident, "attachments")) {
        const json::object* file = each.if_object();
        if (file == nullptr) {
            continue;
        }
        const json::value* erased = file->if_contains("erased");
        const bool is_erased = erased != nullptr && erased->is_bool() && erased->get_bool();
        const std::string name = text_at(*file, "name");
        table.add({{text_at(*file, "attachment")},
                   {is_erased      ? texts.say("cli.attachment.erased")
                    : name.empty() ? "-"
                                   : name},
                   {texts.name("media", text_at(*file, "media"))},
                   {std::to_string(number_at(*file, "bytes").value_or(0))},
                   {text_at(*file, "at")},
                   {text_at(*file, "by")}});
    }
    if (!table.empty()) {
        console.print(table);
    }
}

ExitCode attach_file(Console& console) {
    const Invocation& line = console.line();
    const std::string file = line.value("PATH");
    if (has_foreign_option(console)) {
        return console.code();
    }
    std::optional<std::string> content = read_whole(console, file);
    if (!content) {
        return console.code();
    }
    const std::string name =
        line.has("name") ? line.value("name") : std::filesystem::path(file).filename().string();
    Api::Post post;
    post.target = incident_path(console) + "?name=" + percent_encode(name);
    // What is of no kind that is taken, labd refuses in its own words.
    post.content_type =
        codec::media_type_text(codec::media_type_of(*content).value_or(domain::MediaType::text));
    post.body = std::move(*content);
    post.idempotency_key =
        line.has("idempotency-key") ? line.value("idempotency-key") : console.around().new_key();
    const std::string again = "proctor-console incident attach " +
                              shell_quoted(line.value("INCIDENT")) + ' ' + shell_quoted(file) +
                              " --name " + shell_quoted(name) + " --idempotency-key " +
                              shell_quoted(post.idempotency_key);
    return tell_outcome(console, console.api().post(post), post, again);
}

ExitCode save_attachment(Console& console) {
    const Texts& texts = console.texts();
    const std::string file = console.line().value("to");
    const Answer answer = console.api().get_document(
        incident_path(console) + '/' + percent_encode(console.line().value("ATTACHMENT")));
    if (!answer.ok()) {
        return console.fail(answer);
    }
    if (!write_whole(file, answer.document, Readers::owner)) {
        return console.fail(ExitCode::failed, texts.say("cli.error.not_written", {{"file", file}}));
    }
    console.talk(texts.say("cli.attachment.saved", {{"file", file}}));
    return ExitCode::done;
}

}  // namespace labd::console
