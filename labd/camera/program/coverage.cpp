#include "labd/camera/program/coverage.h"

#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "labd/camera/recordings/coverage_report.h"
#include "labd/camera/recordings/segment_folder.h"
#include "labd/codec/messages.h"

namespace labd::camera {

namespace {

Instant now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

codec::Language language_of(const std::string& asked) {
    if (!asked.empty()) {
        return codec::parse_language(asked).value_or(codec::Language::en);
    }
    for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread is started.
        const char* value = std::getenv(variable);
        if (value != nullptr && *value != '\0') {
            return codec::parse_language(value).value_or(codec::Language::en);
        }
    }
    return codec::Language::en;
}

std::optional<Interval> parse_window(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) {
        return std::nullopt;
    }
    const std::optional<Instant> from = parse_instant(text.substr(0, slash));
    const std::optional<Instant> to = parse_instant(text.substr(slash + 1));
    if (!from || !to || *to <= *from || *to - *from > days(366)) {
        return std::nullopt;
    }
    return Interval{*from, *to};
}

/// Whose files they are that don't say: the folder's name, if it can be one.
CameraId camera_of_folder(const CoverageOptions& options) {
    if (!options.camera.empty()) {
        return CameraId(options.camera);
    }
    std::error_code failed;
    const auto path = std::filesystem::canonical(options.recordings, failed);
    const std::string name = failed ? "" : path.filename().string();
    return CameraId(is_valid_id(name) ? name : "camera");
}

class Command {
public:
    Command(const CoverageOptions& options, std::ostream& out, std::ostream& error)
        : options_(options), out_(out), error_(error), language_(language_of(options.language)) {}

    CoverageStatus run() {
        const std::optional<TimeZone> zone = TimeZone::find(options_.zone);
        if (!zone) {
            return complain({"coverage.bad_zone", {{"zone", options_.zone}}});
        }
        const std::optional<Interval> window = parse_window(options_.window);
        if (!window) {
            return complain({"coverage.bad_window", {{"window", options_.window}}});
        }
        if (!options_.camera.empty() && !is_valid_id(options_.camera)) {
            return complain({"coverage.bad_camera", {{"camera", options_.camera}}});
        }
        if (!options_.pattern.empty()) {
            const auto pattern = NamePattern::parse(options_.pattern, *zone);
            if (!pattern) {
                return complain(pattern.error().message);
            }
        }
        return answer(*zone, *window);
    }

private:
    CoverageStatus complain(const Message& message, CoverageStatus status = CoverageStatus::usage) {
        error_ << "labd coverage: " << codec::render(message, language_, TimeZone()) << '\n';
        return status;
    }

    CoverageStatus answer(const TimeZone& zone, Interval window) {
        SegmentFolderSettings settings;
        settings.path = options_.recordings;
        settings.pattern = options_.pattern;
        settings.zone = zone;
        settings.only_camera = camera_of_folder(options_);
        Result<SegmentFolder> folder = SegmentFolder::open(std::move(settings), now);
        if (!folder) {
            return complain(folder.error().message, CoverageStatus::unreadable);
        }
        std::optional<CameraId> camera;
        if (!options_.camera.empty()) {
            camera = CameraId(options_.camera);
        }
        Result<ports::RecordingList> list = folder->list(camera, window);
        if (!list) {
            return complain(list.error().message, CoverageStatus::unreadable);
        }
        CoverageReport report = report_coverage(std::move(*list), window, camera, {});
        report.pattern = folder->pattern();
        report.zone = zone.name();
        if (options_.json) {
            out_ << boost::json::serialize(report_to_json(report, zone)) << '\n';
        } else {
            out_ << report_to_text(report, language_, zone);
        }
        return CoverageStatus::done;
    }

    const CoverageOptions& options_;
    std::ostream& out_;
    std::ostream& error_;
    codec::Language language_;
};

}  // namespace

CoverageStatus coverage(const CoverageOptions& options, std::ostream& out, std::ostream& error) {
    return Command(options, out, error).run();
}

}  // namespace labd::camera
