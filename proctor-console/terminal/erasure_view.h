// The commands about erasing people that only look.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Who is to be erased, was, and is due; what no erasure reaches.
ExitCode show_erasures(Console& console);
/// What went out about one candidate.
ExitCode show_erasure_reach(Console& console);

}  // namespace labd::console
