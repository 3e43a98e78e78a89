#include "proctor-console/terminal/stills.h"

#include <filesystem>
#include <fstream>

#include "labd/core/ids.h"
#include "proctor-console/terminal/members.h"
#include "proctor-console/terminal/moment.h"

namespace labd::console {

namespace {

namespace json = boost::json;

bool write_picture(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    std::error_code failed;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return !failed && static_cast<bool>(file);
}

}  // namespace

ExitCode save_stills(Console& console, const json::array& cameras) {
    const std::filesystem::path folder = console.line().value("stills");
    for (const json::value& each : cameras) {
        const json::object* camera = each.if_object();
        const std::string id = camera == nullptr ? std::string() : text_at(*camera, "camera");
        // An id is a file name; what is none is not labd's.
        if (!is_valid_id(id)) {
            continue;
        }
        const Answer answer =
            console.api().get_document("/api/v1/cameras/" + percent_encode(id) + "/still");
        if (answer.status == 404) {
            console.talk(console.texts().say("cli.stills.none", {{"camera", id}}));
            continue;
        }
        if (!answer.ok()) {
            return console.fail(answer);
        }
        const std::filesystem::path path = folder / (id + ".jpg");
        if (!write_picture(path, answer.document)) {
            return console.fail(ExitCode::failed, console.texts().say("cli.error.folder",
                                                                      {{"path", folder.string()}}));
        }
        console.talk(
            console.texts().say("cli.stills.kept", {{"camera", id}, {"path", path.string()}}));
    }
    return ExitCode::done;
}

}  // namespace labd::console
