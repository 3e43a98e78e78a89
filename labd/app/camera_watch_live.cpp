// What the board of cameras gets of the watch: reports as they were heard, aged to now, and stills.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "labd/app/camera_watch.h"
#include "labd/app/clocks.h"

namespace labd::app {

namespace {

namespace link = camera_link;

constexpr std::size_t still_bytes_max = std::size_t{4} * 1024 * 1024;

/// A file name that leads nowhere but into the folder.
bool is_plain_name(std::string_view name) {
    return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
           name.find('\0') == std::string_view::npos;
}

/// A regular file of a sensible size, whole; of anything else nothing.
std::optional<std::string> read_picture(const std::filesystem::path& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
        return std::nullopt;
    }
    std::optional<std::string> bytes;

    struct stat status {};

    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        static_cast<std::size_t>(status.st_size) <= still_bytes_max) {
        bytes.emplace(static_cast<std::size_t>(status.st_size), '\0');
        const ssize_t count = read(file, bytes->data(), bytes->size());
        if (count != status.st_size) {
            bytes.reset();
        }
    }
    close(file);
    return bytes;
}

}  // namespace

std::optional<camera_link::Recordings> CameraWatch::recordings_of(const CameraId& camera) const {
    const auto source =
        std::ranges::find(options_.sources, camera.value, &camera_link::Watch::camera);
    return source == options_.sources.end() ? std::nullopt : source->recordings;
}

Duration CameraWatch::clock_shift() const {
    return services_.training == nullptr ? Duration{} : services_.kernel.now() - wall_time();
}

std::optional<ports::LiveCamera> CameraWatch::live(const CameraId& camera) const {
    const link::CameraStatus* status = options_.sources.empty() ? nullptr : desk_.status(camera);
    if (status == nullptr) {
        return std::nullopt;
    }
    ports::LiveCamera live;
    live.has_address = std::ranges::find(options_.sources, camera.value, &link::Watch::camera) !=
                       options_.sources.end();
    live.state = status->state;
    live.since = status->since;
    live.fault = status->fault;
    live.alarm = boost::describe::enum_to_string(status->alarm, "none");
    live.recording = boost::describe::enum_to_string(status->recording, "unsure");
    const auto recording = heard_recordings_.find(camera.value);
    if (recording != heard_recordings_.end() && status->recordings) {
        const link::RecordingReport& seen = recording->second.report;
        live.recorder_behind = seen.clock_offset;
        if (seen.readable_age) {
            live.readable_age = *seen.readable_age + (boot_time() - recording->second.at);
        }
    }
    const auto heard = heard_.find(camera.value);
    if (heard == heard_.end() || !status->stream) {
        return live;
    }
    const link::CameraReport& report = heard->second.report;
    const Duration age = boot_time() - heard->second.at;
    live.stream = link::name(report.state);
    for (const link::Reason reason : report.reasons) {
        live.reasons.emplace_back(link::name(reason));
    }
    if (report.failure) {
        live.reasons.emplace_back(link::name(*report.failure));
    }
    const auto aged = [age](const std::optional<Duration>& told) {
        return told ? std::optional(*told + age) : std::nullopt;
    };
    live.packet_age = aged(report.packet_age);
    live.motion_age = aged(report.motion_age);
    live.still_age = aged(report.still_age);
    live.frames_per_second = report.frames_per_second;
    live.width = report.width;
    live.height = report.height;
    return live;
}

Duration CameraWatch::elapsed() const { return boot_time(); }

bool CameraWatch::read_still(const CameraId& camera, GotStill got) {
    const std::optional<ports::LiveCamera> now = live(camera);
    const auto heard = heard_.find(camera.value);
    // While nobody looks, the age in the last picture would stand still.
    if (!now || now->stream.empty() || !is_plain_name(heard->second.report.still)) {
        got(std::nullopt);
        return true;
    }
    const auto found = std::make_shared<std::optional<std::string>>();
    const std::filesystem::path path = options_.stills / heard->second.report.still;
    return services_.worker.try_run([found, path] { *found = read_picture(path); },
                                    [found, got = std::move(got)] { got(std::move(*found)); });
}

}  // namespace labd::app
