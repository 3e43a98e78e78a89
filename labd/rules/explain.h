// Why a clock stands where it stands: the sitting's day cut into intervals that add up exactly,
// each with the rules and entries behind it (architecture, idea 8).
#pragma once

#include <vector>

#include "labd/rules/sitting_state.h"

namespace labd::rules {

enum class What : std::uint8_t {
    not_arrived,
    arrived,
    ready,
    working,
    break_,
    lost,
    scheduled_break,
    between_modules
};
BOOST_DESCRIBE_ENUM(What, not_arrived, arrived, ready, working, break_, lost, scheduled_break,
                    between_modules)

struct ExplainedInterval {
    Instant from;
    Instant to;
    What what = What::not_arrived;
    std::optional<ModuleId> module;
    Rules rules;
    std::vector<EntryId> entries;
};

struct Explanation {
    /// They cover [S, the asked instant or the end, whichever is first) without hole or overlap.
    std::vector<ExplainedInterval> intervals;
    /// The sum behind the end: S + exam + scheduled_breaks + accommodation + rest_breaks + lost.
    Instant start;
    Duration exam;
    Duration scheduled_breaks;
    Duration accommodation;
    Duration rest_breaks;
    Duration lost;
    SittingState state;
    Rules rules;
};

Explanation explain(const SittingView& sitting, const Timeline& line, Instant at);

}  // namespace labd::rules
