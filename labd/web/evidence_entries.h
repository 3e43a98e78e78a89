// Which entries of the journal belong into the evidence of a sitting or an incident, and what of
// each may be told without telling of others.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "labd/rules/coverage.h"
#include "labd/web/context.h"
#include "labd/web/day.h"
#include "labd/web/others.h"

namespace labd::web {

/// Evidence of more entries is refused.
inline constexpr std::size_t evidence_entries_max = 1'000;

/// What evidence is about. Points into the day.
struct EvidenceSubject {
    /// Those whose whole course belongs to it: the sitting, or those that the incident names.
    std::vector<SittingId> sittings;
    /// Null for the evidence of a sitting.
    const domain::Incident* incident = nullptr;
    /// Whom it is about: these, and for an incident also those who held its seats.
    Own own;
    /// Of the cameras that see the seat, or saw the incident; nothing where there are none.
    std::optional<rules::Coverage> coverage;
};

/// The entries about the sittings, their session, what stopped them and what was done about that,
/// about the incident and what is linked to it, the cameras, and the clock that measured it; with
/// every correction of them.
std::set<Seq> evidence_entries(const domain::State& state, const OpenedDay& day,
                               const EvidenceSubject& subject);

/// One of them, ready to be told.
struct EvidenceEntry {
    Seq seq = 0;
    /// Whether only the hash of the leaf may be given: it names others.
    bool is_leaf_withheld = false;
    bool is_text_withheld = false;
    /// As journal readers see it, without others.
    boost::json::object readable;
};

/// Whether the leaf holds nothing in the clear about others is told by its bytes, too: under whose
/// key its texts are.
EvidenceEntry evidence_entry(const domain::Entry& entry, std::string_view leaf,
                             const Others& others, const TimeZone& zone);

/// Takes whatever names others out of an answer.
void take_out(const Others& others, boost::json::value& answer);

}  // namespace labd::web
