// The commands that show what followed exams: marks, remedies, re-reads, vouchers.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode show_cases(Console& console);

/// Of all sessions, or of the one that is named.
ExitCode show_vouchers(Console& console);

}  // namespace labd::console
