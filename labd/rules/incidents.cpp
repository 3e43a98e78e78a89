#include "labd/rules/incidents.h"

#include <algorithm>

#include "labd/rules/admission.h"
#include "labd/rules/coverage.h"

namespace labd::rules {

namespace {

using domain::Incident;
using domain::IncidentKind;
using domain::Role;

/// The seats that somebody held in an interval; the one at its beginning first.
std::vector<SeatId> seats_held(const domain::SittingFacts& facts, Interval when) {
    std::vector<SeatId> seats;
    if (const SeatId* first = seat_at(facts, when.from)) {
        seats.push_back(*first);
    }
    for (const domain::SeatMark& mark : facts.seats) {
        if (when.from < mark.stamp.happened && mark.stamp.happened < when.to) {
            seats.push_back(mark.seat);
        }
    }
    return seats;
}

Interval interval_or_moment(const Incident& incident) {
    const Instant seen = incident.opened.happened;
    const Instant from = incident.from.value_or(incident.to.value_or(seen));
    return {from, std::max(incident.to.value_or(from), from + microseconds(1))};
}

template <class T>
bool has(const std::vector<T>& list, const T& one) {
    return std::ranges::find(list, one) != list.end();
}

Refusal no_footage(const std::optional<EntryId>& incident) {
    return refuse({rule::CAM_5}, "refusal.no_incident_no_footage",
                  {{"actual", incident ? incident->value : std::string("-")}});
}

}  // namespace

bool is_security_incident(IncidentKind kind) {
    return kind != IncidentKind::equipment && kind != IncidentKind::recording_gap;
}

bool may_see_incident(Role role, IncidentKind kind) {
    switch (role) {
        case Role::proctor:
        case Role::lead_proctor:
        case Role::exam_security:
        case Role::auditor:
        case Role::labd: return true;
        case Role::lab_ops: return !is_security_incident(kind);
        default: return false;
    }
}

bool is_hidden_incident(const domain::State& state, Role role, Date day, const EntryId& entry) {
    const auto about = state.incident_entries.find({day, entry});
    if (about == state.incident_entries.end()) {
        return false;
    }
    // Kinds do not matter for what was asked for without any incident.
    const auto row = state.incidents.find(about->second);
    return !may_see_incident(role,
                             row == state.incidents.end() ? IncidentKind::other : row->second.kind);
}

const domain::IncidentRow* find_incident_row(const domain::State& state, const EntryId& id) {
    const auto row = state.incidents.find(id);
    return row == state.incidents.end() || row->second.gone ? nullptr : &row->second;
}

IncidentState state_of(const Incident& incident) {
    if (incident.withdrawn) {
        return IncidentState::withdrawn;
    }
    if (incident.closed) {
        return IncidentState::closed;
    }
    return incident.decided ? IncidentState::decided : IncidentState::open;
}

std::vector<IncidentSitting> sittings_of(const View& view, const Incident& incident) {
    const Interval when = interval_or_moment(incident);
    std::vector<IncidentSitting> found;
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<SittingView> sitting = find_sitting(view, id);
        if (!sitting || (!incident.session.empty() && facts.session != incident.session)) {
            continue;
        }
        const std::vector<SeatId> held = seats_held(facts, when);
        const auto of_incident = std::ranges::find_if(
            held, [&](const SeatId& seat) { return has(incident.seats, seat); });
        const bool named = has(incident.sittings, id);
        if (named || of_incident != held.end()) {
            const SeatId* seat = of_incident != held.end() ? &*of_incident
                                 : held.empty()            ? nullptr
                                                           : &held.front();
            found.push_back({id, seat == nullptr ? std::nullopt : std::optional(*seat), named});
        }
    }
    return found;
}

std::vector<domain::Camera> cameras_of(const View& view, const Incident& incident) {
    std::vector<RoomId> rooms;
    const auto add_room_of = [&](const SeatId& seat) {
        const auto place = view.day.site->places.find(seat);
        if (place != view.day.site->places.end()) {
            rooms.push_back(place->second.room);
        }
    };
    for (const SeatId& seat : incident.seats) {
        add_room_of(seat);
    }
    for (const IncidentSitting& one : sittings_of(view, incident)) {
        if (one.seat) {
            add_room_of(*one.seat);
        }
    }
    std::vector<domain::Camera> cameras;
    for (const domain::Camera& camera : view.day.site->configured.cameras) {
        if (has(incident.cameras, camera.id) || has(rooms, camera.room)) {
            cameras.push_back(camera);
        }
    }
    return cameras;
}

std::optional<Interval> interval_of(const Incident& incident, Instant at) {
    if (!incident.from) {
        return std::nullopt;
    }
    const Interval when{*incident.from, incident.to.value_or(at)};
    return when.empty() ? std::nullopt : std::optional(when);
}

std::vector<EntryId> files_of_erased(const View& view, const std::set<CandidateId>& erased) {
    std::vector<EntryId> files;
    for (const domain::Incident& incident : view.day.incidents) {
        if (incident.attachments.empty()) {
            continue;
        }
        const std::set<CandidateId> concerned = concerned_by(view, incident);
        const bool all_gone = !concerned.empty() && std::ranges::includes(erased, concerned);
        for (const domain::Attachment& file : incident.attachments) {
            if (all_gone) {
                files.push_back(file.stamp.id);
            }
        }
    }
    return files;
}

std::set<CandidateId> concerned_by(const View& view, const domain::Incident& incident) {
    std::set<CandidateId> concerned(incident.candidates.begin(), incident.candidates.end());
    const std::vector<IncidentSitting> sittings = sittings_of(view, incident);
    for (const IncidentSitting& one : sittings) {
        const auto facts = view.day.sittings.find(one.sitting);
        if (facts != view.day.sittings.end()) {
            concerned.insert(facts->second.booking.candidate);
        }
    }
    return concerned;
}

std::optional<Refusal> judge_footage_request(const domain::Day& day,
                                             const domain::FootageRequest& request) {
    const Incident* incident = request.incident ? day.find_incident(*request.incident) : nullptr;
    if (incident == nullptr || !is_security_incident(incident->kind) || incident->withdrawn) {
        return no_footage(request.incident);
    }
    const bool was_closed = incident->closed && incident->closed->order < request.stamp.order;
    return was_closed ? std::optional(no_footage(request.incident)) : std::nullopt;
}

const domain::IncidentDecision* invalidation_of(const domain::Day& day, const SittingId& sitting) {
    for (const Incident& incident : day.incidents) {
        if (incident.decided && incident.decided->finding == domain::IncidentFinding::invalidated &&
            has(incident.sittings, sitting)) {
            return &*incident.decided;
        }
    }
    return nullptr;
}

std::optional<Instant> shortage_since(const SittingView& sitting) {
    if (missing_materials(sitting.facts).empty()) {
        return std::nullopt;
    }
    if (!sitting.facts.returned.empty()) {
        return sitting.facts.returned.back().stamp.happened;
    }
    return sitting.session.closed ? std::optional(sitting.session.closed->happened) : std::nullopt;
}

bool is_own_incident(const EntryId& id) {
    return id.value.starts_with(domain::gap_prefix) ||
           id.value.starts_with(domain::shortage_prefix);
}

}  // namespace labd::rules
