// Does one job of labd's: cuts clips from a camera's recordings or copies them, from where the last
// job ended. Recordings are only read.
#pragma once

#include <functional>
#include <string>

#include "labd/camera_link/footage_job.h"

namespace labd::camera {

struct FootageRun {
    /// Told of each recording before it is read.
    std::function<void(const std::string& name)> reading;
    /// By the clock on the wall.
    std::function<Instant()> now;
};

camera_link::FootageAnswer run_footage_job(const camera_link::FootageJob& job,
                                           const FootageRun& run);

}  // namespace labd::camera
