// `proctor-console board` on a terminal: the live floor on the full screen.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console::floor {

/// Until somebody leaves it, or the terminal goes away.
ExitCode run_full_screen(Console& console);

/// Whether this run is to be on the full screen: both ends are a terminal that can do it, and no
/// form of output was asked for.
bool is_for_full_screen(const Console& console);

}  // namespace labd::console::floor
