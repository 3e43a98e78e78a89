// What the worker of one live camera knows at an instant, and what is reported of it. Deciding
// reads no clock and no stream, so that it can be tested.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "labd/camera/fault.h"
#include "labd/camera_link/protocol.h"
#include "labd/core/time.h"

namespace labd::camera {

/// Times count from the start of the program, by a clock that never steps.
struct Snapshot {
    enum class Phase { waiting, opening, reading, judging };

    Phase phase = Phase::waiting;
    Duration phase_since;
    bool connected = false;
    /// Why the last attempt or connection ended; absent when a packet came since.
    std::optional<camera_link::Failure> failure;
    std::optional<Duration> last_packet;
    /// When packets last began to come again after so long without one that it was a gap.
    std::optional<Duration> resumed;
    std::optional<Duration> last_motion;
    std::vector<Fault> lasting;
    /// When the first of them began to show, which is some seconds before it was certain.
    std::optional<Duration> lasting_since;
    /// The good picture has been learnt.
    bool learnt = false;
    bool can_tell_frozen = false;
    double frames_per_second = 0;
    int width = 0;
    int height = 0;
    std::int64_t connections = 0;
};

/// A packet came at `now`.
void note_packet(Snapshot& snapshot, Duration now);

/// What the program did not notice because it was late itself: until then no camera is blamed.
struct OwnClock {
    Duration now;
    Duration no_blame_until;
};

/// State, reasons, failure, ages and figures; the still is the caller's. The age of the state is
/// that of the faults it is of, else 0: the caller knows since when it is what it is.
camera_link::CameraReport report_of(const camera_link::Watch& watch, const Snapshot& snapshot,
                                    const OwnClock& clock);

}  // namespace labd::camera
