// Writes a clip: the packets of one or more recordings, from a key frame on, as they are. Nothing
// is decoded or encoded.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "labd/core/time.h"

namespace labd::camera {

/// An open recording.
struct ClipSource {
    int file = -1;
    /// Places in it, counted from its first picture. Of the first source: what is wanted begins at
    /// `from`; the clip at the last key frame before it, but not before `not_before`.
    Duration from;
    Duration not_before;
    /// Nothing for all of it.
    std::optional<Duration> to;
};

struct ClipLimits {
    /// Of packets; a clip that would become longer ends early.
    std::int64_t bytes_max = 0;
    Duration read_max = minutes(5);
};

struct WrittenClip {
    /// What is wrong; empty when the clip is there.
    std::string problem;
    /// It is not the recordings' fault: the clip could not be written.
    bool is_disk_at_fault = false;
    /// The place of the clip's first picture in the first source.
    Duration begins;
    /// In which source it ended early, and at which place in it; nothing when it has all of them.
    std::optional<std::size_t> ended_in;
    Duration ended_at;
};

/// Writes to `path`, an MP4 file or, for codecs that can't be in one, Matroska; not synced.
WrittenClip write_clip(const std::vector<ClipSource>& sources, const std::string& path,
                       const ClipLimits& limits);

}  // namespace labd::camera
