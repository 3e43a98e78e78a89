// When an event that did not get through is tried again: the Standard Webhooks specification's
// schedule, with jitter, so that endpoints are not met by all of it at the same moment.
#pragma once

#include <cstddef>

#include "labd/core/time.h"

namespace labd::feed {

/// After so many tries in vain an event is dead: three days, and somebody should look.
inline constexpr int attempts_max = 10;

/// How long to wait after the try with this number, from 1, before the next. `chance` is at least 0
/// and below 1: it adds up to a fifth.
Duration delay_after(int attempts, double chance);

/// How long an endpoint that gave no answer is left alone after so many such tries in a row.
Duration pause_after(int unreached);

}  // namespace labd::feed
