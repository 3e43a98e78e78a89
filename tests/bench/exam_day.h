// An exam day as a site would live it, made of entries that the rules accept: what the benchmarks
// measure on. The same seed gives the same day.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "labd/domain/state.h"

namespace labd::bench {

/// An entry and when it is recorded.
struct TimedEntry {
    Instant at;
    domain::Proposed proposed;
};

/// Seats of the site; a day has at most as many sittings.
inline constexpr std::size_t seats_max = 40;

/// Forty seats in two rooms on twenty racks.
domain::SiteConfigured bench_site();

/// What stands at the beginning of a journal: the site and the policy that labd ships.
std::vector<TimedEntry> opening(Instant at);

/// The id of a sitting, counted from 0.
SittingId sitting_on(Date date, std::size_t index);

/// A whole day in the order of recording: planning, coming in, both modules, breaks, notes, an
/// outage and a failure, handing in and closing.
std::vector<TimedEntry> exam_day(Date date, const TimeZone& zone, std::size_t sittings,
                                 std::uint64_t seed);

/// Decides an entry as the daemon would and adds it to the state. A refusal is a bug of the
/// benchmark and ends the process, naming the entry and the reason.
domain::Entry record(domain::State& state, const TimedEntry& entry);

}  // namespace labd::bench
