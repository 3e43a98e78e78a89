// Scripts that let a shell complete commands, options and their choices; generated from the command
// line itself, so that they cannot differ from it.
#pragma once

#include <string>
#include <string_view>

#include "proctor-console/terminal/command_line.h"

namespace labd::console {

/// `bash` or `zsh`; empty for another shell.
std::string completion_script(const CommandLine& line, std::string_view shell);

}  // namespace labd::console
