// Where time comes from. Only the clock port reads a clock; everything inside takes time as an
// argument (architecture, idea 9).
#pragma once

#include <cstdint>

#include "labd/core/time.h"

namespace labd::ports {

enum class ClockMode : std::uint8_t { real, training };

/// The daemon's time. Loop thread only.
class Clock {
public:
    virtual ~Clock() = default;
    /// Time that never steps while the daemon runs (CLK-10).
    virtual Instant now() const = 0;
    /// What the machine's wall clock says; differs from `now` after a step, and in training always.
    virtual Instant wall() const = 0;
    virtual ClockMode mode() const = 0;
    /// How long to wait, by the loop's timers, until `now()` reaches `instant`; zero or less when
    /// it has passed. A stopped training clock answers with a very long time.
    virtual Duration wait_until(Instant instant) const = 0;
};

}  // namespace labd::ports
