#include "labd/camera/program/coverage.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>

#include "labd/camera/recordings/coverage_report.h"
#include "labd/camera/recordings/judging.h"
#include "labd/camera/recordings/manifest_store.h"
#include "labd/camera/recordings/segment_folder.h"
#include "labd/camera/wall_time.h"
#include "labd/codec/messages.h"

namespace labd::camera {

namespace {

constexpr std::size_t roots_bytes_max = 16U << 20U;

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

/// The window with all of the manifests' spans that it touches.
Interval whole_manifests(Interval window) {
    const Instant last = manifest_start(window.to - microseconds(1));
    return {manifest_start(window.from), last + manifest_span};
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
        Result<SegmentFolder> folder = SegmentFolder::open(std::move(settings), wall_time);
        if (!folder) {
            return complain(folder.error().message, CoverageStatus::unreadable);
        }
        std::optional<CameraId> camera;
        if (!options_.camera.empty()) {
            camera = CameraId(options_.camera);
        }
        Result<ports::RecordingList> list = folder->list(camera, whole_manifests(window));
        if (!list) {
            return complain(list.error().message, CoverageStatus::unreadable);
        }
        if (!options_.manifests.empty()) {
            const Result<void> compared = compare(*folder, window, *list);
            if (!compared) {
                return complain(compared.error().message, CoverageStatus::unreadable);
            }
        }
        PicturesByCamera pictures;
        if (options_.judge) {
            pictures = judge(*folder, window, *list);
        }
        CoverageReport report = report_coverage(std::move(*list), window, camera, pictures);
        report.manifests = std::move(manifests_);
        report.damaged_manifests = std::move(damaged_);
        if (!options_.roots.empty()) {
            // A byte more than an answer may have: a device would never end.
            std::string text(roots_bytes_max + 1, '\0');
            std::ifstream file(options_.roots, std::ios::binary);
            file.read(text.data(), static_cast<std::streamsize>(text.size()));
            text.resize(static_cast<std::size_t>(file.gcount()));
            auto unproven = compare_roots(text, whole_manifests(window), report.manifests);
            if (!unproven) {
                return complain(unproven.error().message);
            }
            report.unproven_roots = std::move(*unproven);
        }
        report.pattern = folder->pattern();
        report.zone = zone.name();
        if (options_.json) {
            out_ << boost::json::serialize(report_to_json(report, zone)) << '\n';
        } else {
            out_ << report_to_text(report, language_, zone);
        }
        return CoverageStatus::done;
    }

    static std::vector<ports::RecordedSegment> segments_of_camera(const ports::RecordingList& list,
                                                                  const CameraId& camera) {
        std::vector<ports::RecordedSegment> segments;
        std::ranges::copy_if(list.segments, std::back_inserter(segments),
                             [&](const auto& segment) { return segment.camera == camera; });
        return segments;
    }

    static PicturesByCamera judge(const SegmentFolder& folder, Interval window,
                                  const ports::RecordingList& list) {
        PicturesByCamera pictures;
        for (const CameraId& camera : list.cameras) {
            pictures[camera] =
                judge_segments(folder.folder(), segments_of_camera(list, camera), window);
        }
        return pictures;
    }

    /// Compares what is there with the manifests of before, and makes those that are due.
    Result<void> compare(const SegmentFolder& folder, Interval window, ports::RecordingList& list) {
        const ManifestStore store(options_.manifests);
        const Interval whole = whole_manifests(window);
        digest_segments(folder.folder(), whole, list.segments);
        for (const CameraId& camera : list.cameras) {
            std::vector<ports::RecordedSegment> segments = segments_of_camera(list, camera);
            const Result<KeptManifests> kept = store.read(camera, whole);
            if (!kept) {
                return kept.error();
            }
            damaged_.insert(damaged_.end(), kept->damaged.begin(), kept->damaged.end());
            std::set<Instant> known;
            for (const Manifest& manifest : kept->manifests) {
                known.insert(manifest.from);
                compare_with_manifest(manifest, segments);
                manifests_.push_back(manifest);
            }
            for (const Manifest& manifest :
                 manifests_of(camera, segments, whole, list.looked_until)) {
                if (known.contains(manifest.from)) {
                    continue;
                }
                if (const Result<void> done = store.keep(manifest); !done) {
                    return done.error();
                }
                manifests_.push_back(manifest);
            }
            std::erase_if(list.segments,
                          [&](const auto& segment) { return segment.camera == camera; });
            std::ranges::move(segments, std::back_inserter(list.segments));
        }
        return {};
    }

    const CoverageOptions& options_;
    std::vector<Manifest> manifests_;
    std::vector<std::string> damaged_;
    std::ostream& out_;
    std::ostream& error_;
    codec::Language language_;
};

}  // namespace

CoverageStatus coverage(const CoverageOptions& options, std::ostream& out, std::ostream& error) {
    return Command(options, out, error).run();
}

}  // namespace labd::camera
