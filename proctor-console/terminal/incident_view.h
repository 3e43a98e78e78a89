// The commands that show incidents.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Of all sessions, or of the one that is named.
ExitCode show_incidents(Console& console);

/// One with its notes, requests for footage, coverage and entries.
ExitCode show_incident(Console& console);

}  // namespace labd::console
