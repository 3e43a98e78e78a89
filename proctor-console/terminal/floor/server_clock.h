// labd's time, drawn on this machine's monotonic clock: the machine's own date is never asked.
#pragma once

#include <vector>

#include "labd/core/time.h"

namespace labd::console::floor {

/// One question about the time. `asked` and `answered` are readings of the monotonic clock here.
struct Ping {
    Duration asked;
    Duration answered;
    Instant server;
    /// How fast labd's clock runs: 1, or what training set.
    double rate = 1;
};

/// The answer that was least long on its way tells the offset best; null when there is none.
const Ping* best_ping(const std::vector<Ping>& pings);

/// All arguments `monotonic` are readings of the same clock as those of the pings.
class ServerClock {
public:
    bool is_known() const { return is_known_; }

    void set(const Ping& ping);

    double rate() const { return rate_; }

    /// By how much `now` can be wrong.
    Duration error() const { return error_; }

    Instant now(Duration monotonic) const;

    /// An instant that has surely come for labd too: the future is refused (CLK-8).
    Instant surely_past(Duration monotonic) const;

    /// How long until the second of labd's clock is a new one; at most a second.
    Duration to_next_second(Duration monotonic) const;

    /// Whether a heartbeat agrees with what is known here. It is late rather than early, so a
    /// little behind is well; anything else (a sleep, a clock that was set) asks for new pings.
    bool agrees(Instant heartbeat, double rate, Duration monotonic) const;

private:
    bool is_known_ = false;
    Instant server_;
    Duration local_;
    double rate_ = 1;
    Duration error_;
};

}  // namespace labd::console::floor
