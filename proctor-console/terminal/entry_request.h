// From an understood command line to the request that makes an entry, and the telling of its
// outcome.
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// The entry that a command describes; nothing after an error.
std::optional<boost::json::object> entry_of(Console& console);

/// Adds what `--at`, `--reason`, `--id`, `--session` and `--based-on` say and the entry does not
/// say itself. False after an error.
bool put_envelope(Console& console, boost::json::object& entry);

/// Sends one entry or `{"batch": [...]}`, or previews it, and tells what came of it.
ExitCode send_entries(Console& console, const boost::json::object& body);

/// An entry command, `enter` included.
ExitCode run_entry(Console& console);

}  // namespace labd::console
