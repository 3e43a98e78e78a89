// Everything labd knows, folded from the journal: the days in memory, the site and policy in force,
// and a register of sessions and sittings (architecture, ideas 1 and 13).
#pragma once

#include <memory>
#include <set>
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

/// A policy and since when it is in force.
struct PolicyVersion {
    Seq seq = 0;
    std::shared_ptr<const Policy> policy;
};

/// A session that labd has ever heard of.
struct SessionRow {
    Date date;
    bool closed = false;
};

/// Entries one after another in the journal; other days' entries may lie between them.
struct DaySpan {
    Seq first = 0;
    Seq last = 0;
};

/// Where a day's entries lie: what comes weeks later lies in a span of its own.
using DaySpans = std::vector<DaySpan>;

/// A rack that is kept from sittings, for all days to ask about.
struct RackHoldRow {
    /// The day of the entry.
    Date day;
    RackId rack;
    Date first;
    Date last;
    /// Empty when it is out of service.
    EntryId reread;
    std::string by;
};

/// A person whose data is to be erased, or was.
struct ErasureRow {
    Instant requested;
    std::string by;
    std::optional<Instant> erased;
    std::string confirmed_by;
};

/// An incident, for all days to ask about.
struct IncidentRow {
    Date day;
    SessionId session;
    IncidentKind kind = IncidentKind::other;
    /// The sequence of the entry that opened it.
    Seq order = 0;
    bool closed = false;
    /// It was taken back.
    bool gone = false;
};

/// Since when a candidate is banned, and because of what.
struct Ban {
    Instant since;
    /// Empty in journals from before bans named their incident.
    EntryId incident;
};

struct State {
    /// Entries folded so far; the sequence that the next one gets.
    Seq size = 0;
    Instant last_recorded;
    std::vector<SiteVersion> sites;
    std::vector<PolicyVersion> policies;
    /// The days in memory: the open and the recent ones.
    std::map<Date, DayLog> days;
    /// Every day there ever was.
    std::map<Date, DaySpans> spans;
    std::unordered_map<SessionId, SessionRow> sessions;
    std::unordered_map<SittingId, SessionId> sittings;
    /// The day of every remedy case that was asked for, voucher, re-read, investigation, rack out
    /// of service, incident, request for footage, clip and hold: they go on for weeks.
    std::unordered_map<EntryId, Date> cases;
    /// Vouchers by the digest of their code.
    std::unordered_map<std::string, EntryId> codes;
    /// Every voucher, without the digest of its code, by the sequence of its issue.
    std::map<Seq, std::shared_ptr<const IssuedVoucher>> vouchers;
    /// The candidates whom exam security has banned (SEC-3).
    std::map<CandidateId, Ban> bans;
    /// The candidates whose erasure was asked for and not taken back.
    std::map<CandidateId, ErasureRow> erasures;
    /// The exam days of every candidate who was ever booked.
    std::map<CandidateId, std::set<Date>> candidate_days;
    /// Every incident there ever was.
    std::map<EntryId, IncidentRow> incidents;
    /// The incident of every entry about one, by the entry's day and id.
    std::map<std::pair<Date, EntryId>, EntryId> incident_entries;
    /// Incidents that have files: erasing a person looks there.
    std::set<EntryId> incidents_with_files;
    /// The racks that are kept from sittings and not free again, by the entry that keeps them.
    std::map<EntryId, RackHoldRow> rack_holds;
    /// The day of every investigation that is not closed.
    std::map<EntryId, Date> investigations;

    /// The site of a day, as known before a sequence; null before any was configured.
    std::shared_ptr<const Site> site_of(Date date, Seq before = ~Seq{0}) const;
    /// The policy in force before a sequence; null before any was adopted.
    std::shared_ptr<const Policy> policy_at(Seq before = ~Seq{0}) const;
    /// Null when the session is unknown or its day is not in memory.
    const DayLog* day_of(const SessionId& session) const;
    /// The day in memory whose facts hold this id; null when there is none.
    const DayLog* day_with(const EntryId& id) const;
    /// The day of a remedy case (also of one that opened by itself), voucher, re-read,
    /// investigation, rack out of service, incident, request for footage, clip or hold; nothing
    /// when there is none. It need not be in memory.
    std::optional<Date> day_of_case(const EntryId& id) const;
};

/// Reads the policy that a `policy.adopted` states. Unknown names are ignored: an old journal may
/// hold parameters that are gone.
Policy policy_of(const PolicyAdopted& adopted);

/// Adds one recorded entry to the state. The entry must have been accepted and follow in sequence;
/// a reference that does not resolve is a bug.
void evolve(State& state, const Entry& entry);

/// The civil day that an entry belongs to; nothing for entries about the site as such.
std::optional<Date> date_of(const State& state, const Entry& entry);

/// Adds an old entry of a day that had left memory; the state's size stays.
void restore(State& state, const Entry& entry);

}  // namespace labd::domain
