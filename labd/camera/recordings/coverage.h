// From what a recorder kept and what was seen of the stream to the states of CAM-7 over a window.
// Pure: no file and no clock is read here.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "labd/camera/fault.h"
#include "labd/core/time.h"
#include "labd/domain/values.h"
#include "labd/ports/recordings.h"
#include "labd/rules/witnesses.h"

namespace labd::camera {

/// Why an instant has its state.
enum class Cause : std::uint8_t {
    /// Recorded, and shown to be good.
    good,
    /// Unproven: nobody judged the picture.
    not_judged,
    /// Unproven: judged, and nothing could show that it is live.
    not_shown,
    /// Unproven: readable, while labd saw no stream.
    stream_silent,
    /// Degraded: the picture; its fault is named beside.
    picture,
    /// Degraded: media time and the clock on the wall differ by more than 2 %.
    clock_drift,
    /// Gaps.
    deleted,
    unreadable,
    truncated,
    missing,
    frames_missing,
    no_keyframe,
    no_segment,
    /// Unknown: a file is being written and can't be read yet.
    being_written,
    /// Unknown: the file is not what it was when its digest was taken.
    changed,
    /// Unknown: the file's dates contradict its name.
    disputed,
    /// Unknown: a file whose name says nothing was last written about then.
    renamed,
    /// Unknown: shorter than the names of the files can tell.
    edge_uncertain,
    /// Unknown: the recorder's clock was set between two files that follow each other.
    clock_step,
    /// Unknown: there is no file of this camera at all.
    nothing_found,
    /// Unknown: later than what could be looked at.
    not_looked
};
BOOST_DESCRIBE_ENUM(Cause, good, not_judged, not_shown, stream_silent, picture, clock_drift,
                    deleted, unreadable, truncated, missing, frames_missing, no_keyframe,
                    no_segment, being_written, changed, disputed, renamed, edge_uncertain,
                    clock_step, nothing_found, not_looked)

/// What was seen of the picture over a stretch of time. Where several overlap, the worst holds:
/// faulty, silent, unproven, healthy.
struct PictureSeen {
    Interval when;
    rules::StreamSeen seen = rules::StreamSeen::unwatched;
    /// Of a faulty picture. Where several overlap, the earlier in their list is told.
    Fault fault = Fault::stalled;
};

struct CoverageQuestion {
    Interval window;
    /// Of one camera, in any order.
    std::vector<ports::RecordedSegment> segments;
    /// Whether the camera has any segment, also outside of the window.
    bool camera_known = false;
    std::vector<PictureSeen> pictures;
    /// By how much all edges may be off together: the offset of the recorder's clock.
    Duration clock_uncertainty;
    /// From here on nothing can be known yet.
    Instant looked_until;
};

struct CoverageInterval {
    Interval when;
    domain::Footage state = domain::Footage::unknown;
    Cause cause = Cause::not_looked;
    std::optional<Fault> fault;

    friend bool operator==(const CoverageInterval&, const CoverageInterval&) = default;
};

/// Time without a recording, from one end of it to the other, whatever its causes. Its true length
/// lies between `at_least` and `at_most`, by how sure the edges of its neighbours are.
struct RecordingGap {
    Interval when;
    std::vector<Cause> causes;
    Duration at_least;
    Duration at_most;
    /// It reaches the end of the window.
    bool open_ended = false;

    friend bool operator==(const RecordingGap&, const RecordingGap&) = default;
};

struct CoverageSums {
    Duration recorded;
    Duration unproven;
    Duration degraded;
    Duration gap;
    Duration unknown;

    Duration window() const { return recorded + unproven + degraded + gap + unknown; }

    CoverageSums& operator+=(const CoverageSums& other);
    friend bool operator==(const CoverageSums&, const CoverageSums&) = default;
};

struct RecordingCoverage {
    /// They partition the window; neighbours differ.
    std::vector<CoverageInterval> intervals;
    CoverageSums sums;
    /// Every gap of a second or more.
    std::vector<RecordingGap> gaps;
    /// What of `recorded` stays when every edge moves inwards by its uncertainty.
    Duration provable_recorded;
    /// The same for everything that can be read.
    Duration provable_readable;
};

inline constexpr Duration shortest_gap_listed = seconds(1);

/// The coverage of a window that is not empty. Segments and pictures may come in any order.
RecordingCoverage coverage_of(const CoverageQuestion& question);

}  // namespace labd::camera
