// Pictures of cameras, kept in a folder of the proctor's.
#pragma once

#include <boost/json/array.hpp>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Writes the latest still of each camera of a list as labd answers it into the folder of
/// `--stills`, `CAMERA.jpg` each, readable by its owner only; the camera that has none is named.
ExitCode save_stills(Console& console, const boost::json::array& cameras);

}  // namespace labd::console
