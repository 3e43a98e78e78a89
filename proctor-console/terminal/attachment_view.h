// The files of an incident: listed with it, added to it, and saved.
#pragma once

#include <boost/json/object.hpp>

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// A table of the files of an incident, as labd answers it; nothing where there are none.
void print_attachments(Console& console, const boost::json::object& incident);

/// Sends a file. One that is too large is refused here, before anything is sent; every other
/// judgement is labd's.
ExitCode attach_file(Console& console);

/// Saves a file for its owner alone. labd enters that it was handed out, each time.
ExitCode save_attachment(Console& console);

}  // namespace labd::console
