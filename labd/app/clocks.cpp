#include "labd/app/clocks.h"

#include <ctime>
#include <fstream>

namespace labd::app {

namespace {

Duration read_clock(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return {static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1'000};
}

}  // namespace

Duration boot_time() { return read_clock(CLOCK_BOOTTIME); }

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

Instant wall_time() { return Instant{} + read_clock(CLOCK_REALTIME); }

SystemClock::SystemClock() : wall_at_start_(wall_time()), boot_at_start_(boot_time()) {}

Instant SystemClock::now() const { return wall_at_start_ + (boot_time() - boot_at_start_); }

Instant SystemClock::wall() const { return wall_time(); }

Duration SystemClock::wait_until(Instant instant) const { return instant - now(); }

AdjustableClock::AdjustableClock(Instant now, double rate)
    : base_(now), boot_at_base_(boot_time()), rate_(rate) {}

Instant AdjustableClock::now() const {
    const auto elapsed_us = static_cast<double>((boot_time() - boot_at_base_).us);
    return base_ + microseconds(static_cast<std::int64_t>(elapsed_us * rate_));
}

Instant AdjustableClock::wall() const { return wall_time(); }

Duration AdjustableClock::wait_until(Instant instant) const {
    const Duration left = instant - now();
    if (left <= Duration{}) {
        return left;
    }
    if (rate_ <= 0) {
        return days(1);
    }
    return microseconds(static_cast<std::int64_t>(static_cast<double>(left.us) / rate_) + 1);
}

bool AdjustableClock::set(std::optional<Instant> now, std::optional<double> rate) {
    const Instant current = this->now();
    if ((now && *now < current) || (rate && (*rate < 0 || *rate > rate_max))) {
        return false;
    }
    base_ = now.value_or(current);
    boot_at_base_ = boot_time();
    rate_ = rate.value_or(rate_);
    return true;
}

}  // namespace labd::app
