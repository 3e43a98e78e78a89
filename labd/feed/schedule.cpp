#include "labd/feed/schedule.h"

#include <algorithm>
#include <array>

#include "labd/core/assert.h"

namespace labd::feed {

namespace {

constexpr auto delays =
    std::to_array<Duration>({seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10),
                             hours(14), hours(20), hours(24)});
static_assert(delays.size() + 1 == attempts_max);

constexpr double jitter_share = 0.2;
constexpr Duration pause_longest = minutes(1);

}  // namespace

Duration delay_after(int attempts, double chance) {
    LABD_ASSERT(attempts >= 1 && attempts < attempts_max);
    const Duration delay = delays[static_cast<std::size_t>(attempts - 1)];
    return delay + microseconds(static_cast<std::int64_t>(static_cast<double>(delay.us) *
                                                          jitter_share * chance));
}

Duration pause_after(int unreached) {
    constexpr int doublings_max = 6;
    const Duration pause = seconds(1) * (std::int64_t{1} << std::min(unreached, doublings_max));
    return std::min(pause, pause_longest);
}

}  // namespace labd::feed
