// Signing in and out.
#pragma once

#include "proctor-console/terminal/console.h"

namespace labd::console {

/// The password comes from the terminal, a file or standard input, never from the command line,
/// where others on the machine can read it.
ExitCode sign_in(Console& console);
ExitCode sign_out(Console& console);

/// Ends every session of the account: sign in again afterwards.
ExitCode change_password(Console& console);

}  // namespace labd::console
