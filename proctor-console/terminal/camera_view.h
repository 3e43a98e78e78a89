// The commands that show cameras: what their footage is worth now, and which there is of a session,
// a sitting or an interval.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// What is seen of a camera now: `live`, `bad picture: frozen`, or why nobody looks.
std::string live_text(const Texts& texts, const boost::json::object& live);

ExitCode show_cameras(Console& console);
ExitCode show_coverage(Console& console);

}  // namespace labd::console
