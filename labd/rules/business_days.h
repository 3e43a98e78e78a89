// Business days at the site: Monday to Friday without the holidays of its policy.
#pragma once

#include <vector>

#include "labd/core/zone.h"

namespace labd::rules {

bool is_business_day(Date date, const std::vector<Date>& holidays);

/// The `count`-th business day after `date` (1 is the next one).
Date add_business_days(Date date, int count, const std::vector<Date>& holidays);

/// The latest day from which `count` business days are over by `due`.
Date latest_start(Date due, int count, const std::vector<Date>& holidays);

}  // namespace labd::rules
