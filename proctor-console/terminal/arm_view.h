// `arm`: every camera is checked before a session while somebody walks past each.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Done when every camera is ready, failed when that did not come within `--wait`.
ExitCode arm_cameras(Console& console);

}  // namespace labd::console
