// `labd-camera footage`: one job of labd's, read from standard input
// (labd/camera_link/footage_job.h).
#pragma once

#include <istream>
#include <ostream>

namespace labd::camera {

/// 0 when it was answered, 2 when it was no job.
int footage(std::istream& in, std::ostream& out);

}  // namespace labd::camera
