// The commands of lab operations that only look: equipment of a session, open investigations, racks
// over a month.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_equipment(Console& console);

ExitCode show_investigations(Console& console);

ExitCode show_rack_report(Console& console);

}  // namespace labd::console
