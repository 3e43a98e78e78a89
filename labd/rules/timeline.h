// A sitting's day, computed from the facts: when it was ready, what it lost, when its modules and
// the sitting itself end (rulebook sections 1 to 5). Pure; nothing here is stored.
#pragma once

#include <vector>

#include "labd/core/refusal.h"
#include "labd/rules/intervals.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// An exam lasts at most so long (CLK-1).
inline constexpr Duration exam_limit = hours(8);

enum class EndedAs : std::uint8_t {
    completed,
    left_early,
    time_up,
    cancelled,
    no_show,
    refused,
    terminated
};
BOOST_DESCRIBE_ENUM(EndedAs, completed, left_early, time_up, cancelled, no_show, refused,
                    terminated)

/// One started module.
struct ModuleRun {
    /// Position in the track.
    std::size_t index = 0;
    ModuleId id;
    /// Its maximum with accommodations (MOD-1, CLK-11).
    Duration maximum;
    domain::Stamp started;
    std::optional<domain::Stamp> handed_in;
    /// When its time runs out: its own maximum or the sitting's limit (MOD-3); `forever` when the
    /// clock stops before that without an end.
    Instant limit = forever;
    /// `forever` while open.
    Instant end = forever;
    bool ended_by_time = false;
};

/// An arrival that let nobody in.
struct RefusedArrival {
    Instant at;
    EntryId entry;
    Refusal refusal;
};

/// Everything that the facts say about a sitting's day, past and to come.
struct Timeline {
    Instant start;
    /// S + L with scheduled breaks and accommodations, without lost time (CLK-1, MOD-5, CLK-11).
    Instant nominal_end;
    std::vector<RefusedArrival> refused_arrivals;
    std::optional<domain::Stamp> arrived;
    std::vector<domain::CheckinStep> required;
    /// When the last required step was done; nothing while one is missing.
    std::optional<Instant> checked_in_at;
    /// CLK-7; `forever` while not.
    Instant ready = forever;
    /// Lost time (OUT-12), to the sitting's end.
    Intervals lost;
    /// Scheduled breaks (MOD-5) that took place.
    Intervals scheduled_breaks;
    /// Breaks that an accommodation lets stop the clock (CLK-11).
    Intervals rest_breaks;
    std::vector<ModuleRun> modules;
    /// When the sitting's time runs out (CLK-3, CLK-4); `forever` while not ready or stopped.
    Instant limit = forever;
    /// MOD-7; `forever` while open. A no-show has ended after this instant, all others at it.
    Instant end = forever;
    EndedAs ended_as = EndedAs::completed;
    Rules end_rules;
    /// The entry that ended it, if one did.
    EntryId end_entry;
};

/// The sitting's day on the facts of the view (CLK, MOD, BRK, OUT-12).
Timeline timeline(const SittingView& sitting);

}  // namespace labd::rules
