// One layout of a sitting's day on one set of facts. `timeline` uses it once, or, when entries came
// after a limit had passed, once for each step of what was known (CLK-9).
#pragma once

#include "labd/rules/timeline.h"

namespace labd::rules {

/// Ends by time that were reached on what was known then and have not been opened again; they hold
/// instead of the limits that the facts give now (CLK-9).
struct ReachedEnds {
    /// By position in the track.
    std::vector<std::optional<Instant>> modules;
    std::optional<Instant> sitting;

    friend bool operator==(const ReachedEnds&, const ReachedEnds&) = default;
};

Timeline lay_out(const SittingView& sitting, const ReachedEnds& reached);

}  // namespace labd::rules
