// `checkin SITTING all`: every step that is still open, asked one by one and recorded in one batch.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Records only steps that the person said yes to. Nobody to ask is an error: a check-in that
/// nobody did must not be recorded.
ExitCode run_checkin(Console& console);

}  // namespace labd::console
