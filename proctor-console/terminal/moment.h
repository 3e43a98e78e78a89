// Questions about a sitting at a moment (`--at`) and as it was known (`--as-of`).
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// `?at=…&as_of=…` as given on the command line; nothing, told, when a time is none.
std::optional<std::string> moment_query(Console& console);

/// GET of something about the sitting that the line names, at that moment.
std::optional<boost::json::value> get_of_sitting(Console& console, std::string_view what);

}  // namespace labd::console
