// What the judge of a camera is told, in the order of time. Times count from the first packet: by
// the stream's clock in files, by arrival in live streams.
#pragma once

#include <array>
#include <cstdint>

#include "labd/camera/picture/look.h"
#include "labd/core/time.h"

namespace labd::camera {

struct PacketSeen {
    Duration at;
    std::int64_t size_bytes = 0;
    bool key = false;
    /// The container or the decoder found it damaged.
    bool damaged = false;
};

/// How much a decoded picture differs from the one before it, block by block: the mean absolute
/// difference of grey values.
struct MotionSeen {
    Duration at;
    std::array<float, block_count> blocks{};
    /// A key frame draws the picture anew, and the few after it mend it: those differences come
    /// from the codec.
    bool by_codec = false;
};

struct LookSeen {
    Duration at;
    Look look;
};

}  // namespace labd::camera
