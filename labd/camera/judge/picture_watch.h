// Faults that a picture shows, once they last: somebody who walks past the lens is none.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "labd/camera/fault.h"
#include "labd/camera/judge/observation.h"

namespace labd::camera {

class PictureWatch {
public:
    /// Tells what the picture shows, if anything, for this one sample.
    std::optional<Fault> on_look(const LookSeen& seen, std::vector<FaultInterval>& found);
    void finish(Duration now, std::vector<FaultInterval>& found);

    /// The faults that last.
    std::vector<Fault> lasting() const;

    /// When the first of them began.
    std::optional<Duration> lasting_since() const;

    /// All that shows lasts.
    bool decided() const;

    /// Nothing lasts and nothing has begun to show.
    bool calm() const;

private:
    /// Samples in a row, or nearly, that show one fault.
    struct Run {
        Duration since;
        Duration last_hit;
        std::optional<Duration> first_miss;
        int hits = 0;
        int misses = 0;
        bool lasts = false;
    };

    void track(Fault fault, bool shows, Duration at, std::vector<FaultInterval>& found);
    void track_blocks(const LookSeen& seen, bool may_be_covered);
    std::optional<Duration> partly_covered_since(Duration now) const;

    std::array<std::optional<Run>, fault_count> runs_;
    std::array<std::optional<Duration>, block_count> lost_since_;
    Blocks edged_;
};

}  // namespace labd::camera
