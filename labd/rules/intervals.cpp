#include "labd/rules/intervals.h"

namespace labd::rules {

Intervals unite(Intervals intervals) {
    std::erase_if(intervals, [](const Interval& i) { return i.empty(); });
    std::ranges::sort(intervals);
    Intervals united;
    for (const Interval& interval : intervals) {
        if (!united.empty() && interval.from <= united.back().to) {
            united.back().to = std::max(united.back().to, interval.to);
        } else {
            united.push_back(interval);
        }
    }
    return united;
}

Intervals subtract(const Intervals& intervals, const Intervals& others) {
    Intervals rest;
    for (Interval interval : intervals) {
        for (const Interval& other : others) {
            if (other.to <= interval.from || other.from >= interval.to) {
                continue;
            }
            if (other.from > interval.from) {
                rest.push_back({interval.from, other.from});
            }
            interval.from = std::min(other.to, interval.to);
        }
        if (!interval.empty()) {
            rest.push_back(interval);
        }
    }
    return rest;
}

Intervals clip(const Intervals& intervals, Instant from, Instant to) {
    Intervals clipped;
    for (const Interval& interval : intervals) {
        const Interval part{std::max(interval.from, from), std::min(interval.to, to)};
        if (!part.empty()) {
            clipped.push_back(part);
        }
    }
    return clipped;
}

Duration total(const Intervals& intervals) {
    Duration sum;
    for (const Interval& interval : intervals) {
        sum += interval.length();
    }
    return sum;
}

Instant first_crossing(Instant start, Duration budget, const Intervals& stops) {
    Instant worked_to = start;
    for (const Interval& stop : stops) {
        if (stop.to <= worked_to) {
            continue;
        }
        const Duration until_stop = std::max(stop.from, worked_to) - worked_to;
        if (until_stop >= budget) {
            break;
        }
        budget -= until_stop;
        if (stop.to >= forever) {
            return forever;
        }
        worked_to = stop.to;
    }
    return worked_to + budget;
}

}  // namespace labd::rules
