// The command that shows what followed the exams of a session: marks, remedies, re-reads.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_cases(Console& console);

}  // namespace labd::console
