// What labd makes as files, kept in files of the proctor's.
#pragma once

#include <cstdint>
#include <string>

#include "proctor-console/terminal/console.h"

namespace labd::console {

enum class Readers : std::uint8_t { anybody, owner };

/// Writes a file, whole or not at all; `anybody` leaves its permissions to the system. False when
/// it could not be written.
bool write_whole(const std::string& file, const std::string& bytes, Readers readers);

/// Fetches the report for print as the name after `--report` ends, `.pdf` or `.html`, and keeps it
/// there, whole or not at all.
ExitCode save_report(Console& console);

}  // namespace labd::console
