// What a restart of labd asks: shown, answered with the outage that labd proposes, or answered with
// no.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_restart(Console& console);

/// Enters the outage of the site, from when labd was last alive or from `--at` on.
ExitCode accept_restart(Console& console);

/// All could work: acknowledges the alarm.
ExitCode dismiss_restart(Console& console);

}  // namespace labd::console
