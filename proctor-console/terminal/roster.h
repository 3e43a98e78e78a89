// `import FILE`: a whole roster, all or nothing.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

ExitCode import_roster(Console& console);

}  // namespace labd::console
