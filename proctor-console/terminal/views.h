// The commands that show something: board, sitting, why, alarms, outages, sessions, journal …
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// `seat S07`, `the whole site`, `A, B`.
std::string scope_text(const Texts& texts, const boost::json::object& scope);

ExitCode show_board(Console& console);
ExitCode show_sitting(Console& console);
ExitCode show_why(Console& console);
ExitCode show_alarms(Console& console);
ExitCode show_outages(Console& console);
ExitCode show_sessions(Console& console);
ExitCode show_session(Console& console);
ExitCode show_head(Console& console);
/// Shows labd's clock; in training, sets it.
ExitCode show_clock(Console& console);
ExitCode show_whoami(Console& console);

}  // namespace labd::console
