// From files that were read one by one to the segments of a camera: which follow which without a
// break, when each really started, and what the files' own dates say about the recorder's clock.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "labd/camera/recordings/media_file.h"
#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// One file, its name read, its content probed.
struct ObservedFile {
    CameraId camera;
    std::string file;
    std::int64_t bytes = 0;
    /// When it was last written.
    Instant written;
    /// The start that the name says; nothing when the name says nothing.
    std::optional<Instant> named;
    std::optional<std::uint64_t> number;
    /// The true start lies within `[named, named + resolution]`.
    Duration resolution;
    MediaFacts facts;
};

struct CameraSegments {
    std::vector<ports::RecordedSegment> segments;
    ports::ClockOffset offset;
};

/// A file that was written this long ago is closed.
inline constexpr Duration quiet_when_closed = seconds(10);

/// The segments of one camera, by start. The newest file is open when it was written within
/// `quiet_when_closed` before `now`.
CameraSegments segments_of(std::vector<ObservedFile> files, Instant now);

}  // namespace labd::camera
