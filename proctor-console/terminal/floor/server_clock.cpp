#include "proctor-console/terminal/floor/server_clock.h"

#include <algorithm>
#include <cmath>

namespace labd::console::floor {

namespace {

constexpr Duration heartbeat_late_max = milliseconds(400);

Duration scaled(Duration length, double rate) {
    return microseconds(std::llround(static_cast<double>(length.us) * rate));
}

Duration way_of(const Ping& ping) { return ping.answered - ping.asked; }

}  // namespace

const Ping* best_ping(const std::vector<Ping>& pings) {
    const auto best = std::ranges::min_element(pings, {}, way_of);
    return best == pings.end() ? nullptr : &*best;
}

void ServerClock::set(const Ping& ping) {
    const Duration half = microseconds(way_of(ping).us / 2);
    is_known_ = true;
    server_ = ping.server;
    local_ = ping.asked + half;
    rate_ = ping.rate;
    error_ = scaled(half, std::max(ping.rate, 0.0));
}

Instant ServerClock::now(Duration monotonic) const {
    return server_ + scaled(monotonic - local_, rate_);
}

Instant ServerClock::surely_past(Duration monotonic) const {
    return now(monotonic) - error_ - (rate_ > 0 ? milliseconds(1) : Duration());
}

Duration ServerClock::to_next_second(Duration monotonic) const {
    if (!is_known_ || rate_ <= 0) {
        return seconds(1);
    }
    const Duration left = seconds(1) - microseconds(now(monotonic).us % seconds(1).us);
    return std::clamp(scaled(left, 1 / rate_), milliseconds(100), seconds(1));
}

bool ServerClock::agrees(Instant heartbeat, double rate, Duration monotonic) const {
    if (!is_known_ || rate != rate_) {
        return false;
    }
    const Duration ahead = now(monotonic) - heartbeat;
    const Duration late = scaled(heartbeat_late_max, std::max(rate, 1.0));
    return ahead >= -(error_ + milliseconds(5)) && ahead <= error_ + late;
}

}  // namespace labd::console::floor
