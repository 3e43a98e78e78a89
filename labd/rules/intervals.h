// Arithmetic on sorted, disjoint half-open intervals.
#pragma once

#include <algorithm>
#include <vector>

#include "labd/core/time.h"

namespace labd::rules {

/// Stands for "not yet": later than every instant of an exam day.
inline constexpr Instant forever{std::int64_t{1} << 60};
inline constexpr Instant long_ago{-(std::int64_t{1} << 60)};

/// Sorted, disjoint, none empty.
using Intervals = std::vector<Interval>;

/// The union; touching intervals become one (OUT-13).
Intervals unite(Intervals intervals);
/// What is in `intervals` and in none of `others`.
Intervals subtract(const Intervals& intervals, const Intervals& others);
/// What of `intervals` lies in `[from, to)`.
Intervals clip(const Intervals& intervals, Instant from, Instant to);
Duration total(const Intervals& intervals);

inline bool contains(const Intervals& intervals, Instant at) {
    return std::ranges::any_of(intervals, [at](const Interval& i) { return i.contains(at); });
}

/// The first instant at which `budget` has elapsed since `start` outside of `stops`; `forever` when
/// a stop without an end comes first.
Instant first_crossing(Instant start, Duration budget, const Intervals& stops);

}  // namespace labd::rules
