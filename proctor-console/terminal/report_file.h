// The coverage report of a session, kept in a file of the proctor's.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Fetches the report for print as the name after `--report` ends, `.pdf` or `.html`, and keeps it
/// there, whole or not at all.
ExitCode save_report(Console& console);

}  // namespace labd::console
