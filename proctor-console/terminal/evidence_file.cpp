#include "proctor-console/terminal/evidence_file.h"

#include <optional>
#include <string>
#include <string_view>

#include "proctor-console/terminal/report_file.h"

namespace labd::console {

namespace {

struct Wanted {
    std::string path;
    std::string file;
    Readers readers;
    std::string saved_key;
};

ExitCode save(Console& console, const Wanted& wanted) {
    const Texts& texts = console.texts();
    const Answer answer = console.api().get_document(wanted.path);
    if (!answer.ok()) {
        return console.fail(answer);
    }
    if (!write_whole(wanted.file, answer.document, wanted.readers)) {
        return console.fail(ExitCode::failed,
                            texts.say("cli.error.not_written", {{"file", wanted.file}}));
    }
    console.talk(texts.say(wanted.saved_key, {{"file", wanted.file}}));
    return ExitCode::done;
}

}  // namespace

ExitCode save_evidence(Console& console) {
    const std::string file = console.line().value("to");
    const std::optional<std::string> sitting = console.sitting(console.line().value("SITTING"));
    if (!sitting) {
        return console.code();
    }
    return save(console, {"/api/v1/sittings/" + percent_encode(*sitting) + "/evidence", file,
                          Readers::owner, "cli.evidence.saved"});
}

namespace {

/// Of the incident or the remedy case that the line names.
ExitCode save_evidence_of(Console& console, std::string_view kind, const std::string& argument) {
    const std::string id = percent_encode(console.line().value(argument));
    return save(console, {"/api/v1/" + std::string(kind) + '/' + id + "/evidence",
                          console.line().value("to"), Readers::owner, "cli.evidence.saved"});
}

}  // namespace

ExitCode save_incident_evidence(Console& console) {
    return save_evidence_of(console, "incidents", "INCIDENT");
}

ExitCode save_remedy_evidence(Console& console) {
    return save_evidence_of(console, "remedies", "REMEDY");
}

ExitCode save_checkpoint(Console& console) {
    const std::string file = console.line().value("to");
    const std::string_view form = file.ends_with(".pdf")    ? ".pdf"
                                  : file.ends_with(".html") ? ".html"
                                                            : "";
    return save(console, {"/api/v1/log/checkpoint" + std::string(form), file, Readers::anybody,
                          form.empty() ? "cli.checkpoint.saved" : "cli.checkpoint.saved_page"});
}

}  // namespace labd::console
