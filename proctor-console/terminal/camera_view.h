// The commands that show cameras: what their footage is worth now, and which there is of a session,
// a sitting or an interval.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_cameras(Console& console);
ExitCode show_coverage(Console& console);

}  // namespace labd::console
