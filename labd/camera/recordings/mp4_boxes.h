// The boxes of an MP4 file as far as recordings need them (ISO/IEC 14496-12, section 4.2): what is
// whole, and what MediaMTX says about the segment. Nothing of the media is read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "labd/core/time.h"

namespace labd::camera {

/// MediaMTX's own box about a segment (`moov/udta/mtxi`).
struct MediamtxInfo {
    /// One connection of the camera's stream to the server.
    std::array<std::uint8_t, 16> stream{};
    /// Counts the segments of a stream.
    std::uint64_t number = 0;
    /// The first sample's decoding time in the stream.
    Duration decoding_time;
    /// The same by the clock on the wall.
    Instant wall_time;
};

struct Mp4Layout {
    /// Without it nothing in the file can be read.
    bool has_index = false;
    /// Its media is in parts that each can be read as soon as they are written.
    bool fragmented = false;
    /// Up to the end of the last whole part.
    std::int64_t whole_bytes = 0;
    /// The file breaks off within a box.
    bool cut = false;
    std::optional<MediamtxInfo> mediamtx;
    /// Empty, or why these are no boxes.
    std::string problem;
};

/// Reads the first `size` bytes of an open file. At most a million boxes are looked at.
Mp4Layout read_mp4_layout(int file, std::int64_t size);

}  // namespace labd::camera
