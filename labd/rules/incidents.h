// Incidents: what state they are in, whom they concern, who may see them, and for which of them
// footage is given out (rulebook, section 9, CAM-5 and ADM-10).
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/state.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// Whether it is one of conduct (SEC-1): for these alone footage is given out (CAM-5), and exam
/// security alone closes them. The others are about the lab's equipment.
bool is_security_incident(domain::IncidentKind kind);

/// Whether a role sees the incidents of a kind (SEC-5).
bool may_see_incident(domain::Role role, domain::IncidentKind kind);

/// Whether an entry, by its day and id, is about an incident that a role does not see: nothing else
/// tells such an entry from one that does not exist.
bool is_hidden_incident(const domain::State& state, domain::Role role, Date day,
                        const EntryId& entry);

/// The incident that an id names, hidden or not; null when there is none that stands.
const domain::IncidentRow* find_incident_row(const domain::State& state, const EntryId& id);

enum class IncidentState : std::uint8_t { open, decided, closed, withdrawn };
BOOST_DESCRIBE_ENUM(IncidentState, open, decided, closed, withdrawn)

IncidentState state_of(const domain::Incident& incident);

/// Somebody whom an incident concerns.
struct IncidentSitting {
    SittingId sitting;
    /// Nothing when none was assigned.
    std::optional<SeatId> seat;
    /// Named in the incident; else who held one of its seats in its interval.
    bool named = false;
};

/// Who is named and who held the named seats (SEC-2); without an interval at the time when it was
/// noticed.
std::vector<IncidentSitting> sittings_of(const View& view, const domain::Incident& incident);

/// The cameras that it names, and those of the rooms where its people sat.
std::vector<domain::Camera> cameras_of(const View& view, const domain::Incident& incident);

/// When it was: its interval, up to `at` while it goes on; nothing when none was said.
std::optional<Interval> interval_of(const domain::Incident& incident, Instant at);

/// Why the rules refuse a request for footage; nothing when a person may grant it (CAM-5).
std::optional<Refusal> judge_footage_request(const domain::Day& day,
                                             const domain::FootageRequest& request);

/// The files of a day's incidents whose keys go, by the entries they came with: those of incidents
/// that concern somebody who is erased, and nobody who is not.
std::vector<EntryId> files_of_erased(const View& view, const std::set<CandidateId>& erased);

/// Whose erasure takes the files of an incident along, when all of them are erased: who is named,
/// whose sitting is named, and who held a named seat.
std::set<CandidateId> concerned_by(const View& view, const domain::Incident& incident);

/// The decision that makes an exam void, of the incidents that name the sitting (SEC-1); null when
/// there is none.
const domain::IncidentDecision* invalidation_of(const domain::Day& day, const SittingId& sitting);

/// Since when material of a sitting is known to be missing: it was counted back, or the session is
/// closed (ADM-10). Nothing when all is there.
std::optional<Instant> shortage_since(const SittingView& sitting);

/// Whether an id names what labd opens by itself, so that nobody else may give it.
bool is_own_incident(const EntryId& id);

}  // namespace labd::rules
