// Everything labd knows, folded from the journal: the days in memory, the site and policy in force,
// and a register of sessions and sittings (architecture, ideas 1 and 13).
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "labd/domain/day.h"

namespace labd::domain {

/// A site configuration and from which civil day it counts.
struct SiteVersion {
    Seq seq = 0;
    Date from;
    std::shared_ptr<const Site> site;
};

/// A session that labd has ever heard of.
struct SessionRow {
    Date date;
    bool closed = false;
};

struct State {
    /// Entries folded so far; the sequence that the next one gets.
    Seq size = 0;
    Instant last_recorded;
    std::vector<SiteVersion> sites;
    std::shared_ptr<const Policy> policy;
    std::map<Date, DayLog> days;
    std::unordered_map<SessionId, SessionRow> sessions;
    std::unordered_map<SittingId, SessionId> sittings;

    /// The site of a day, as known before a sequence; null before any was configured.
    std::shared_ptr<const Site> site_of(Date date, Seq before = ~Seq{0}) const;
    const DayLog* day_of(const SessionId& session) const;
    /// The day in memory whose facts hold this id; null when there is none.
    const DayLog* day_with(const EntryId& id) const;
};

/// Reads the policy that a `policy.adopted` states. Unknown names are ignored: an old journal may
/// hold parameters that are gone.
Policy policy_of(const PolicyAdopted& adopted);

/// Adds one recorded entry to the state. The entry must have been accepted; a reference that does
/// not resolve is a bug.
void evolve(State& state, const Entry& entry);

}  // namespace labd::domain
