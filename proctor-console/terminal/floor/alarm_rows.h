// The list of alarms as it is shown: the most urgent first, a flood collapsed to what caused it.
#pragma once

#include <string>
#include <vector>

#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// One line of the list: an alarm, or the first of several with one cause.
struct AlarmRow {
    Alarm alarm;
    /// How many it stands for.
    std::size_t count = 1;
    /// The outage behind them; empty where only their kind is the same.
    std::string outage;
};

/// More than ten new ones within ten minutes are put together by the outage that brought them, or
/// by their kind; what comes at once (P1) stays on its own. Those that are shelved come last.
std::vector<AlarmRow> alarm_rows(const State& state, Duration monotonic);

/// Whether so many are new that they are put together.
bool is_flood(const std::vector<Alarm>& alarms, Instant now);

/// Alarms to see to that belong to none of the sittings.
std::vector<Alarm> alarms_of_no_seat(const Day& day);

}  // namespace labd::console::floor
