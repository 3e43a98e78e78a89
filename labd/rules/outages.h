// What an outage does to a sitting: the rules OUT-1 to OUT-15.
#pragma once

#include <vector>

#include "labd/rules/intervals.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// From this expected or actual length on, the exam must be cancelled (OUT-4, OUT-7).
inline constexpr Duration cancel_after = hours(2);

/// The cause as it stands: the last ruling, else what was reported (OUT-10).
domain::Cause standing_cause(const domain::Outage& outage);
/// Lab causes, and unknown ones provisionally (OUT-2, OUT-10).
bool is_compensable(const domain::Outage& outage);
/// `[begin, end)`; the end is `forever` while it goes on.
Interval interval_of(const domain::Outage& outage);
/// The estimate in force at an instant (OUT-7); null when there is none.
const domain::Estimate* estimate_at(const domain::Outage& outage, Instant at);

/// The instants of the outage at which the sitting was in its scope (OUT-8).
Intervals in_scope(const SittingView& sitting, const domain::Outage& outage);

/// The sitting's compensable outages, united (OUT-13).
Intervals united_outages(const SittingView& sitting);

/// How close an outage that goes on is to two hours, for one sitting (OUT-7).
struct CancelCheck {
    bool required = false;
    /// When it becomes required if nothing is entered; `forever` when it does not.
    Instant required_at = forever;
};

/// Whether this outage requires that the sitting is cancelled (OUT-7), if it has not ended.
CancelCheck check_cancel(const SittingView& sitting, const domain::Outage& outage, Instant at);

}  // namespace labd::rules
