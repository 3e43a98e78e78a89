// labd's own log: one JSON object a line on standard error, without personal data or secrets.
#pragma once

#include <spdlog/formatter.h>

#include <memory>
#include <string>

namespace labd::app {

/// `{"at":…,"level":…,"message":…}`, whatever the message holds.
std::unique_ptr<spdlog::formatter> log_formatter();

/// From now on everything of `level` or above is logged. Once, before anything is logged.
void set_up_log(const std::string& level);

}  // namespace labd::app
