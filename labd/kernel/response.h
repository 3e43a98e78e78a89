// The answer to accepted entries as JSON: what goes out, and what is kept for retries.
#pragma once

#include <string>

#include "labd/core/zone.h"
#include "labd/kernel/kernel.h"

namespace labd::kernel {

/// Holds no personal data. A recorded refusal (ADM-14) stands under `refused`, by key and values.
std::string response_json(const Done& done, const TimeZone& zone);

}  // namespace labd::kernel
