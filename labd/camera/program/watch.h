// `labd-camera watch`: looks after live cameras until its input ends. Commands come and reports go
// as labd/camera_link/protocol.h says.
#pragma once

#include <string>

namespace labd::camera {

struct WatchOptions {
    /// Folder for the stills, one JPEG file a camera, replaced in one step; must exist.
    std::string stills;
    /// Folder for the digests of recordings; made when it is not there. Empty: none are made.
    std::string manifests;
};

/// 0 when the input ended, 1 when it or the output broke, 2 when the folder cannot be used.
int watch(const WatchOptions& options, int input, int output);

}  // namespace labd::camera
