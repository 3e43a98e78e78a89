// Which recordings make which part of what is wanted, before any is read: a part ends where the
// recordings do not go on without a break, so that no clip goes over a gap (CAM-7). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// Of a camera's segments.
struct PlannedPart {
    Interval when;
    /// Which of the segments, one after another; none for a gap.
    std::vector<std::size_t> segments;
    /// Of a gap: `no_recording` or `unreadable`.
    std::string fault;
};

struct PlanLimits {
    Duration part_max = hours(1);
    std::size_t segments_max = 100;
    std::size_t parts_max = 8;
    /// A file that begins this long ago is there, or never will be.
    Duration settled = seconds(70);
};

struct Plan {
    std::vector<PlannedPart> parts;
    /// The recorder is still writing what comes after the parts.
    bool still_written = false;
};

/// Parts that follow each other from the beginning of `wanted`. `segments` are of one camera.
Plan plan_parts(const std::vector<ports::RecordedSegment>& segments, Interval wanted, Instant now,
                const PlanLimits& limits);

/// Where an instant of the clock on the wall lies in a segment.
Duration media_offset(const ports::RecordedSegment& segment, Instant at);

/// The instant of a place in a segment.
Instant instant_of(const ports::RecordedSegment& segment, Duration offset);

}  // namespace labd::camera
