// The whole of `proctor-console` but its process: from words to an exit code.
#pragma once

#include <string>
#include <vector>

#include "proctor-console/client/exit_code.h"
#include "proctor-console/terminal/surroundings.h"

namespace labd::console {

class Console;

/// Runs the command that a line names.
ExitCode run_command(Console& console);

/// `arguments` without the program's name.
ExitCode run(const Surroundings& around, const std::vector<std::string>& arguments);

}  // namespace labd::console
