// What the clock on this machine's wall shows: names and times of recordings are told by it.
#pragma once

#include <chrono>

#include "labd/core/time.h"

namespace labd::camera {

/// Any thread.
inline Instant wall_time() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace labd::camera
