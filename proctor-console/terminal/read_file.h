// Files and standard input that people name on the command line, with a limit of size.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// At most 8 MiB; `-` is standard input. Nothing after an error, which was told.
std::optional<std::string> read_file(Console& console, const std::string& path);

std::optional<boost::json::value> read_json_file(Console& console, const std::string& path);

/// JSON itself, `@FILE`, or `-` for standard input.
std::optional<boost::json::value> read_json_words(Console& console, const std::string& words);

}  // namespace labd::console
