// Short breaks: the rules BRK-1 to BRK-4.
#pragma once

#include "labd/core/refusal.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// A break may last so long without a reason, that length included (BRK-2).
inline constexpr Duration break_limit = minutes(10);

/// The break the candidate is on at an instant; null when on none.
const domain::Break* break_at(const domain::SittingFacts& facts, Instant at);

const domain::Break* find_break(const domain::SittingFacts& facts, const EntryId& id);

/// Whether a break that ends at `ended_at` lacks the reason that it needs (BRK-2).
bool lacks_reason(const domain::Break& pause, Instant ended_at, bool reason_given);

}  // namespace labd::rules
