// What came of an entry: recorded, previewed, refused, or not known.
#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// What entries do to the clocks; with `also_none` it is said when they do nothing.
void tell_effects(Console& console, const boost::json::array& effects, bool also_none);

/// `again` is the command that sends the very request again; empty: as `post` says.
ExitCode tell_outcome(Console& console, const Answer& answer, const Api::Post& post,
                      const std::string& again = {});

/// For a POSIX shell.
std::string shell_quoted(const std::string& text);

}  // namespace labd::console
