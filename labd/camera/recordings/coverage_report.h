// The coverage of every camera of a folder over one window, and how it is told: as JSON
// (docs/cameras.md) and in words.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labd/camera/recordings/coverage.h"
#include "labd/camera/recordings/manifest.h"
#include "labd/codec/messages.h"
#include "labd/core/zone.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

struct CameraReport {
    CameraId camera;
    RecordingCoverage coverage;
    ports::ClockOffset offset;
    std::vector<ports::RecordedSegment> segments;
};

/// A root that the journal holds and the manifests don't show.
struct UnprovenRoot {
    CameraId camera;
    Instant from;
    std::string root;
    /// There is a manifest of these ten minutes, with another root.
    bool is_different = false;
};

struct CoverageReport {
    Interval window;
    Instant looked_until;
    /// The pattern by which the names were read.
    std::string pattern;
    std::string zone;
    /// By id.
    std::vector<CameraReport> cameras;
    CoverageSums sums;
    std::vector<ports::StrayFile> strays;
    /// What was kept of the window's digests, and files of it that were changed.
    std::vector<Manifest> manifests;
    std::vector<std::string> damaged_manifests;
    /// Roots of the journal that no manifest has, when they were asked about.
    std::vector<UnprovenRoot> unproven_roots;
};

/// The roots of labd's coverage answer that the manifests don't have, as far as they begin in the
/// window. Refused when the text is no such answer. Pure.
Result<std::vector<UnprovenRoot>> compare_roots(std::string_view answer, Interval window,
                                                const std::vector<Manifest>& manifests);

using PicturesByCamera = std::map<CameraId, std::vector<PictureSeen>>;

/// The report on what a source listed. With `camera` only that one, also when nothing was found of
/// it; without, all that the source has. Pure.
CoverageReport report_coverage(ports::RecordingList list, Interval window,
                               const std::optional<CameraId>& camera,
                               const PicturesByCamera& pictures);

/// Recorded / window; nothing without a window (CAM-7).
std::optional<double> uptime_of(const CoverageSums& sums);

boost::json::object report_to_json(const CoverageReport& report, const TimeZone& zone);

/// For people, a line an interval; times in the zone.
std::string report_to_text(const CoverageReport& report, codec::Language language,
                           const TimeZone& zone);

}  // namespace labd::camera
