// The subcommands that `labd-camera`, the program with the video libraries, does for labd: labd
// becomes that program, found beside its own executable.
#pragma once

#include <string>
#include <vector>

#include "labd/app/offline.h"

namespace labd::app {

/// Where `labd-camera` is expected: in the folder of the running executable.
std::string camera_program_path();

/// Replaces this process by `labd-camera ARGUMENTS...`. Returns only when that fails: 1, with the
/// reason on the error stream.
int become_camera_program(const std::vector<std::string>& arguments, const Streams& streams);

}  // namespace labd::app
