// What the answer to labd's own request says against it, in words for a log.
#pragma once

#include <optional>
#include <string>

#include "labd/core/zone.h"
#include "labd/kernel/kernel.h"

namespace labd::app {

/// Why the request was refused, or why one of its entries was recorded as a refused one; nothing
/// when all of it stands.
std::optional<std::string> refusal_in(const kernel::Outcome& outcome, const TimeZone& zone);

}  // namespace labd::app
