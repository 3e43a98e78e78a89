// What a sitting's timeline says at one instant: the answer to the question `sitting`.
#pragma once

#include "labd/rules/horizon.h"
#include "labd/rules/timeline.h"

namespace labd::rules {

enum class Phase : std::uint8_t { booked, arrived, ready, in_module, between_modules, ended };
BOOST_DESCRIBE_ENUM(Phase, booked, arrived, ready, in_module, between_modules, ended)

enum class ClockState : std::uint8_t { running, stopped, off };
BOOST_DESCRIBE_ENUM(ClockState, running, stopped, off)

/// The open module.
struct ModuleState {
    ModuleId id;
    Instant started_at;
    /// Nothing while the clock is stopped.
    std::optional<Instant> limit_at;
    Duration working;
    Duration remaining;
};

struct SittingState {
    Phase phase = Phase::booked;
    std::optional<EndedAs> ended_as;
    std::optional<Instant> ended_at;
    ClockState clock = ClockState::off;
    /// The break the candidate is on; null when on none.
    const domain::Break* on_break = nullptr;
    /// The outages by which the sitting must be cancelled (OUT-7).
    std::vector<EntryId> cancel_required_by;
    std::optional<ModuleState> module;
    /// The module that comes next, while none is open.
    std::optional<ModuleId> next_module;
    /// Nothing while the clock is stopped without a known end, and after the end.
    std::optional<Instant> ends_at;
    Duration lost;
    std::vector<domain::CheckinStep> missing_steps;
    /// Has arrived and no step is missing.
    bool checked_in = false;
    /// Null when none is assigned.
    const SeatId* seat = nullptr;
    Rules rules;
};

/// The state at `horizon.at()`; notes when it changes next. `line` must be of the same sitting; the
/// state points into the facts of `sitting`.
SittingState state_at(const SittingView& sitting, const Timeline& line, Horizon& horizon);

/// The same without interest in what comes next.
SittingState state_at(const SittingView& sitting, const Timeline& line, Instant at);

}  // namespace labd::rules
