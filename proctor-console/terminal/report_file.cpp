#include "proctor-console/terminal/report_file.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "proctor-console/terminal/moment.h"

namespace labd::console {

bool write_whole(const std::string& file, const std::string& bytes, Readers readers) {
    const std::string draft = file + ".new";
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    std::error_code failed;
    if (readers == Readers::owner) {
        std::filesystem::permissions(
            draft, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
            failed);
    }
    if (!failed) {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    out.close();
    if (out && !failed) {
        std::filesystem::rename(draft, file, failed);
    }
    if (!out || failed) {
        std::error_code ignored;
        std::filesystem::remove(draft, ignored);
        return false;
    }
    return true;
}

ExitCode save_report(Console& console) {
    const Texts& texts = console.texts();
    const std::string file = console.line().value("report");
    const bool is_page = file.ends_with(".html");
    if (!is_page && !file.ends_with(".pdf")) {
        return console.fail(ExitCode::usage, texts.say("cli.error.report_file", {{"file", file}}));
    }
    for (const char* part : {"SITTING", "from", "to"}) {
        if (console.line().has(part)) {
            return console.fail(ExitCode::usage, texts.say("cli.error.report_whole"));
        }
    }
    const std::optional<std::string> query = moment_query(console);
    const std::optional<std::string> session = query ? console.session() : std::nullopt;
    if (!session) {
        return console.code();
    }
    const Answer answer =
        console.api().get_document("/api/v1/sessions/" + percent_encode(*session) +
                                   "/coverage/report" + (is_page ? ".html" : ".pdf") + *query);
    if (!answer.ok()) {
        return console.fail(answer);
    }
    if (!write_whole(file, answer.document, Readers::anybody)) {
        return console.fail(ExitCode::failed, texts.say("cli.error.not_written", {{"file", file}}));
    }
    console.talk(texts.say("cli.coverage.saved", {{"file", file}}));
    return ExitCode::done;
}

}  // namespace labd::console
