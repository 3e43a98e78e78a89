// What each segment of a camera says about which time, before it is weighed: the first half of
// coverage, apart so that each half fits in a head. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// What a segment, or the place between two, says about a stretch of time. All but the first two
/// count only where there is no content.
enum class ClaimKind : std::uint8_t {
    /// Can be read.
    content,
    /// Can be read, and media time and the clock on the wall differ by more than 2 %.
    drift,
    deleted,
    unreadable,
    truncated,
    missing,
    frames_missing,
    no_keyframe,
    being_written,
    changed,
    disputed,
    renamed,
    edge_uncertain,
    clock_step
};
inline constexpr std::size_t claim_kind_count = 14;

struct Claim {
    Interval when;
    ClaimKind kind = ClaimKind::content;
};

/// An edge of what can be read: by how much it may be elsewhere, and in which segment it is.
struct Edge {
    Duration uncertainty;
    std::size_t segment = 0;
};

/// Content without a break.
struct Stretch {
    Interval when;
    Edge from;
    Edge to;
};

struct Claims {
    std::vector<Claim> claims;
    /// Sorted and disjoint.
    std::vector<Stretch> stretches;
};

/// The claims of one camera's segments, which may come in any order. Nothing reaches beyond
/// `looked_until` because of a file that is still open.
Claims claims_of(std::vector<ports::RecordedSegment> segments, Instant looked_until);

/// Whether the segment holds anything that can be read and says when.
bool is_readable(const ports::RecordedSegment& segment);

/// Whether media time and wall time differ by more than 2 % beyond what their uncertainty explains.
bool has_drift(const ports::RecordedSegment& segment);

}  // namespace labd::camera
