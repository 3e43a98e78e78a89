// Whether one recorded file goes on from another, by what MediaMTX says, by time stamps, by names.
#pragma once

#include <cstddef>
#include <cstdint>

#include "labd/camera/recordings/runs.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// How one readable file goes on from the one before it.
enum class Follows : std::uint8_t { directly, after_missing, no };

/// A file and the segment that is made of it.
struct Reading {
    const ObservedFile* file = nullptr;
    ports::RecordedSegment segment;
    /// It goes on from a neighbour, which says when it was whatever its date says.
    bool linked = false;
    /// Which it goes on from, and how.
    std::size_t before = 0;
    Follows how = Follows::no;
};

/// How `b`, which starts later, goes on from `a`. Pure.
Follows follows(const Reading& a, const Reading& b);

/// A duration without its sign.
constexpr Duration size_of(Duration duration) { return duration.us < 0 ? -duration : duration; }

/// Time stamps that go on from one file to the next may be this far apart.
inline constexpr Duration stamp_tolerance = milliseconds(250);

}  // namespace labd::camera
