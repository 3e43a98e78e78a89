// Incidents and requests for footage as JSON.
#pragma once

#include "labd/codec/json.h"
#include "labd/rules/incidents.h"

namespace labd::codec {

/// What of an incident its reader may see.
struct IncidentSight {
    /// What people wrote.
    bool text = false;
    bool candidates = false;
};

/// What it is, whom it concerns and how far it is.
json::object incident_to_json(const rules::View& view, const domain::Incident& incident,
                              IncidentSight sight);

/// What was said of it, the oldest first.
json::array incident_notes_to_json(const domain::Incident& incident, const TimeZone& zone,
                                   IncidentSight sight);

/// Its files, the oldest first.
json::array attachments_to_json(const domain::Incident& incident, const TimeZone& zone,
                                IncidentSight sight);

/// `refusal`: that the rules refuse it.
json::object footage_request_to_json(const rules::View& view, const domain::FootageRequest& request,
                                     IncidentSight sight);

}  // namespace labd::codec
