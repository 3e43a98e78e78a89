// The commands of exam security about clips: what there is because of an incident, and a clip as a
// file.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Requests and holds with their parts.
ExitCode show_footage(Console& console);

/// Saves a clip, readable by its owner alone, once it has the digest that labd entered.
ExitCode save_clip(Console& console);

}  // namespace labd::console
