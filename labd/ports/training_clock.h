// The clock of training: it can be set, scaled and stopped (architecture, idea 9).
#pragma once

#include <optional>

#include "labd/core/time.h"

namespace labd::ports {

/// What people may do to the clock of a training day. Loop thread only.
class TrainingClock {
public:
    virtual ~TrainingClock() = default;

    /// Seconds of training a second of real time; zero while it is stopped.
    virtual double rate() const = 0;

    /// Sets one or both at this moment. `rate` is between 0 and `rate_max`. An earlier `now` than
    /// the last recorded entry's is refused: nothing happens and it answers false.
    virtual bool set(std::optional<Instant> now, std::optional<double> rate) = 0;

    static constexpr double rate_max = 3600;
};

}  // namespace labd::ports
