// What came of an entry: recorded, previewed, refused, or not known.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode tell_outcome(Console& console, const Answer& answer, const Api::Post& post);

}  // namespace labd::console
