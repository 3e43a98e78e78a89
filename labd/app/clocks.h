// The two clocks: the machine's, and the training clock that can be set, scaled and stopped. The
// only place that reads time.
#pragma once

#include <string>

#include "labd/ports/clock.h"
#include "labd/ports/training_clock.h"

namespace labd::app {

/// Time since the machine started, suspend included; never steps.
Duration boot_time();

/// What the kernel calls the time since the machine's last start.
std::string boot_id();

/// What the machine's wall clock says.
Instant wall_time();

/// Wall time taken once, then carried on by the clock that never steps (CLK-10).
class SystemClock : public ports::Clock {
public:
    SystemClock();
    Instant now() const override;
    Instant wall() const override;

    ports::ClockMode mode() const override { return ports::ClockMode::real; }

    Duration wait_until(Instant instant) const override;

private:
    Instant wall_at_start_;
    Duration boot_at_start_;
};

/// Starts at a given instant and runs at a rate. Never goes back.
class AdjustableClock : public ports::Clock, public ports::TrainingClock {
public:
    AdjustableClock(Instant now, double rate);
    Instant now() const override;
    Instant wall() const override;

    ports::ClockMode mode() const override { return ports::ClockMode::training; }

    Duration wait_until(Instant instant) const override;

    double rate() const override { return rate_; }

    bool set(std::optional<Instant> now, std::optional<double> rate) override;

private:
    Instant base_;
    Duration boot_at_base_;
    double rate_;
};

}  // namespace labd::app
