// What the configuration says and the journal does not say yet, as entries.
#pragma once

#include <optional>

#include "labd/app/configuration.h"
#include "labd/domain/state.h"
#include "labd/kernel/kernel.h"

namespace labd::app {

/// Empty when the journal says all of it. With a date, the sample day of a training is planned on
/// it when no session is there.
kernel::Request adoption_of(const Configuration& configuration, const domain::State& state,
                            std::optional<Date> sample);

}  // namespace labd::app
