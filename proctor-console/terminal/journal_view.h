// Entries as lines: of the journal and, as they are recorded, of the live stream.
#pragma once

#include "proctor-console/client/live.h"
#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_journal(Console& console);

/// Prints entries as they come until labd refuses or the process is ended.
ExitCode run_tail(Console& console);

/// One entry as a line: `12:10:05  @41  break started  A  kind=toilet  (Sato, proctor)`.
std::string entry_line(const Texts& texts, const boost::json::object& entry);

}  // namespace labd::console
