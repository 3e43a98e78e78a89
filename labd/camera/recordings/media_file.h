// What is in a recorded file, by its own content (libavformat): how long, how many frames, where
// some are missing, up to where it can be read. The name of the file counts for nothing but its
// container.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/camera/recordings/mp4_boxes.h"
#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

struct MediaLimits {
    /// For one file.
    Duration time = seconds(60);
    /// Longer recordings have impossible time stamps.
    Duration length = hours(25);
    std::size_t frames = 4'000'000;
};

struct MediaFacts {
    /// Empty when at least one frame can be read.
    std::string problem;
    /// Nothing will ever be readable unless the writer goes on and closes the file.
    bool needs_closing = false;
    /// It ends before it says it does.
    bool cut = false;
    /// The first frame's time stamp.
    Duration start;
    Duration length;
    Duration first_keyframe;
    Duration largest_frame_gap;
    std::uint64_t frames = 0;
    std::uint64_t keyframes = 0;
    std::vector<ports::MediaSpan> holes;
    std::optional<MediamtxInfo> mediamtx;
};

/// Reads the first `bytes` of an open file, named for its ending only. Any thread.
MediaFacts read_media(int file, std::int64_t bytes, std::string_view name,
                      const MediaLimits& limits = {});

/// A frame's time stamp and whether it can be decoded by itself.
struct FrameStamp {
    Duration at;
    bool key = false;
};

/// Fills in what follows from the frames' stamps, in any order. Pure.
void describe_frames(std::vector<FrameStamp> frames, Duration last_length, MediaFacts& facts);

}  // namespace labd::camera
