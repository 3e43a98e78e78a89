// Whether an entry is accepted: every precondition of every entry type, as a pure function over the
// state before it. What is accepted becomes a recorded entry; what is not changes nothing.
#pragma once

#include <span>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/state.h"
#include "labd/rules/roles.h"

namespace labd::rules {

/// An entry that may be recorded, and what else its author should know.
struct Accepted {
    domain::Entry entry;
    /// It is recorded, but what it asks for is refused (ADM-14: an arrival that lets nobody in).
    std::optional<Refusal> refused;
    /// Open outages of the same scope, which the author may have meant to join.
    std::vector<EntryId> similar;
    /// Where those can go on whose seat fails; only for a seat, a rack or one of its devices.
    std::vector<SeatId> spares;
    /// The sittings that are booked where a rack was taken out of service, by date.
    std::vector<SittingId> touches;
    /// It opens again what had run out on the facts known before (CLK-8).
    bool reopens = false;
};

/// Decides one entry at the instant `now`, in which it would be recorded (CLK-8). `later` is what
/// follows it in its batch: a seat that is given up there is free already, so that people can swap.
// NOLINTNEXTLINE(readability-function-size): what a decision rests on.
Result<Accepted> judge(const domain::State& state, const domain::Proposed& proposed, Instant now,
                       Authority authority, std::span<const domain::Proposed> later = {});

}  // namespace labd::rules
