#include "labd/domain/apply_incident.h"

#include <algorithm>
#include <utility>

namespace labd::domain {

namespace {

Incident* find(Day& day, const EntryId& id) {
    return const_cast<Incident*>(std::as_const(day).find_incident(id));
}

FootageRequest* find_request(Day& day, const EntryId& id) {
    return const_cast<FootageRequest*>(std::as_const(day).find_footage_request(id));
}

FootageHold* find_hold(Day& day, const EntryId& id) {
    return const_cast<FootageHold*>(std::as_const(day).find_footage_hold(id));
}

template <class T>
void add_new(std::vector<T>& to, const std::vector<T>& from) {
    for (const T& one : from) {
        if (std::ranges::find(to, one) == to.end()) {
            to.push_back(one);
        }
    }
}

}  // namespace

Stamp stamp_of(const Item& item) {
    return {item.id, item.order, item.seq, item.happened, item.recorded, item.by};
}

void apply_incident(Day& day, const Item& item, const IncidentAnnounced& fact) {
    day.incidents_announced[fact.incident] =
        IncidentAnnouncement{fact.camera,  fact.since,    fact.until,    fact.seats,
                             fact.sitting, fact.revision, fact.withdrawn};
    Incident* incident = find(day, EntryId(fact.incident));
    if (incident == nullptr) {
        incident = &day.incidents.emplace_back();
        incident->id = EntryId(fact.incident);
        incident->opened = stamp_of(item);
        incident->session = item.session;
        incident->kind =
            fact.sitting ? IncidentKind::materials_shortage : IncidentKind::recording_gap;
    }
    if (fact.camera) {
        add_new(incident->cameras, {*fact.camera});
    }
    if (fact.sitting) {
        add_new(incident->sittings, {*fact.sitting});
    }
    add_new(incident->seats, fact.seats);
    incident->from = fact.since;
    incident->to = fact.until;
    incident->withdrawn = fact.withdrawn;
}

void apply_incident(Day& day, const Item& item, const IncidentOpened& fact) {
    Incident& incident = day.incidents.emplace_back();
    incident.id = item.id;
    incident.opened = stamp_of(item);
    incident.session = item.session;
    incident.kind = fact.kind;
    incident.severity = fact.severity;
    incident.sittings = fact.sittings;
    incident.candidates = fact.candidates;
    incident.seats = fact.seats;
    incident.from = fact.from;
    incident.to = fact.to;
    incident.description = fact.description;
    incident.links = fact.links;
    incident.cameras = fact.cameras;
}

void apply_incident(Day& day, const Item& item, const IncidentNoted& fact) {
    Incident* incident = find(day, fact.incident);
    if (incident == nullptr) {
        return;
    }
    if (fact.text) {
        incident->notes.push_back({stamp_of(item), fact.text, fact.finding});
    }
    if (fact.severity) {
        incident->severity = fact.severity;
    }
    add_new(incident->sittings, fact.sittings);
    add_new(incident->seats, fact.seats);
    add_new(incident->links, fact.links);
    add_new(incident->cameras, fact.cameras);
}

void apply_incident(Day& day, const Item&, const IncidentAssigned& fact) {
    if (Incident* incident = find(day, fact.incident)) {
        incident->owner = fact.owner;
    }
}

void apply_incident(Day& day, const Item& item, const IncidentDecided& fact) {
    if (Incident* incident = find(day, fact.incident)) {
        incident->decided = IncidentDecision{stamp_of(item), fact.finding};
    }
}

void apply_incident(Day& day, const Item& item, const IncidentClosed& fact) {
    if (Incident* incident = find(day, fact.incident)) {
        incident->closed = stamp_of(item);
    }
}

void apply_incident(Day& day, const Item& item, const IncidentAttached& fact) {
    if (Incident* incident = find(day, fact.incident)) {
        incident->attachments.push_back(
            {stamp_of(item), fact.name, fact.media, fact.bytes, fact.sha256});
    }
}

// Who was given a file is read from the entries.
void apply_incident(Day&, const Item&, const IncidentAttachmentRead&) {}

void apply_incident(Day& day, const Item& item, const FootageRequested& fact) {
    day.footage_requests.push_back({stamp_of(item),
                                    fact.incident,
                                    fact.cameras,
                                    {fact.from, fact.to},
                                    fact.purpose,
                                    {},
                                    {},
                                    {}});
}

void apply_incident(Day& day, const Item& item, const FootageGranted& fact) {
    if (FootageRequest* request = find_request(day, fact.request)) {
        request->granted = stamp_of(item);
    }
}

void apply_incident(Day& day, const Item& item, const FootageRefused& fact) {
    if (FootageRequest* request = find_request(day, fact.request)) {
        request->refused = stamp_of(item);
    }
}

void apply_incident(Day& day, const Item& item, const FootageCut& fact) {
    if (FootageRequest* request = find_request(day, fact.request)) {
        request->clips.push_back({stamp_of(item),
                                  fact.camera,
                                  {fact.from, fact.to},
                                  fact.sha256.value_or(""),
                                  fact.bytes,
                                  fact.starts,
                                  fact.fault.value_or(""),
                                  fact.sources});
    }
}

void apply_incident(Day&, const Item&, const FootageExported&) {}

void apply_incident(Day&, const Item&, const IncidentExported&) {}

void apply_incident(Day& day, const Item& item, const FootageHeld& fact) {
    day.footage_holds.push_back(
        {stamp_of(item), fact.incident, fact.cameras, {fact.from, fact.to}, {}, {}});
}

void apply_incident(Day& day, const Item&, const FootageKept& fact) {
    if (FootageHold* hold = find_hold(day, fact.hold)) {
        hold->kept.push_back(fact);
    }
}

void apply_incident(Day& day, const Item& item, const FootageReleased& fact) {
    if (FootageHold* hold = find_hold(day, fact.hold)) {
        hold->released = stamp_of(item);
    }
}

const EntryId& incident_of_case(const Day& day, const EntryId& id) {
    if (const FootageHold* hold = day.find_footage_hold(id)) {
        return hold->incident;
    }
    const FootageRequest* request = day.find_footage_request(id);
    if (request == nullptr) {
        request = day.find_request_of_clip(id);
    }
    return request != nullptr && request->incident ? *request->incident : id;
}

}  // namespace labd::domain
