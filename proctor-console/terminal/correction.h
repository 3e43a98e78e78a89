// `correct ENTRY …`: what stands instead is the entry as it stands now, with what was said
// otherwise.
#pragma once

#include <boost/json/object.hpp>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// Adds `replacement` to an `entry.corrected`, unless the entry shall be taken back (`--remove`).
/// False after an error.
bool put_replacement(Console& console, boost::json::object& correction);

}  // namespace labd::console
