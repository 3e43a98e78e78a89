#include "labd/codec/incident_json.h"

#include "labd/codec/writer.h"

namespace labd::codec {

namespace {

template <class T>
json::array names_to_json(const std::vector<T>& names) {
    json::array array;
    for (const T& name : names) {
        array.emplace_back(name.value);
    }
    return array;
}

json::value instant_or_null(const std::optional<Instant>& instant, const TimeZone& zone) {
    return instant ? json::value(zone.format(*instant)) : json::value(nullptr);
}

/// Null when there is none, when it was erased, and for those who do not see it.
json::value text_or_null(const domain::Text& text, bool seen) {
    return seen && !text.erased && !text.value.empty() ? json::value(text.value)
                                                       : json::value(nullptr);
}

json::array sittings_to_json(const std::vector<rules::IncidentSitting>& sittings) {
    json::array array;
    for (const rules::IncidentSitting& one : sittings) {
        array.emplace_back(
            json::object{{"sitting", one.sitting.value},
                         {"seat", one.seat ? json::value(one.seat->value) : json::value(nullptr)},
                         {"named", one.named}});
    }
    return array;
}

json::value decision_to_json(const domain::Incident& incident, const TimeZone& zone) {
    if (!incident.decided) {
        return nullptr;
    }
    return json::object{{"finding", enum_name(incident.decided->finding)},
                        {"at", zone.format(incident.decided->stamp.happened)},
                        {"by", incident.decided->stamp.by.name}};
}

}  // namespace

json::object incident_to_json(const rules::View& view, const domain::Incident& incident,
                              IncidentSight sight) {
    const TimeZone& zone = view.day.site->zone;
    json::object object{
        {"incident", incident.id.value},
        {"kind", enum_name(incident.kind)},
        {"severity",
         incident.severity ? json::value(enum_name(*incident.severity)) : json::value(nullptr)},
        {"state", enum_name(rules::state_of(incident))},
        {"session", incident.session.value},
        {"date", format_date(view.day.date)},
        {"opened_at", zone.format(incident.opened.happened)},
        {"recorded_at", zone.format(incident.opened.recorded)},
        {"opened_by", incident.opened.by.name},
        {"owner", incident.owner.empty() ? json::value(nullptr) : json::value(incident.owner)},
        {"description", text_or_null(incident.description, sight.text)},
        {"from", instant_or_null(incident.from, zone)},
        {"to", instant_or_null(incident.to, zone)},
        {"sittings", sittings_to_json(rules::sittings_of(view, incident))},
        {"seats", names_to_json(incident.seats)},
        {"cameras", names_to_json(incident.cameras)},
        {"decision", decision_to_json(incident, zone)},
        {"closed_at", incident.closed ? json::value(zone.format(incident.closed->happened))
                                      : json::value(nullptr)}};
    if (sight.candidates) {
        object["candidates"] = names_to_json(incident.candidates);
    }
    return object;
}

json::array incident_notes_to_json(const domain::Incident& incident, const TimeZone& zone,
                                   IncidentSight sight) {
    json::array notes;
    for (const domain::IncidentNote& note : incident.notes) {
        notes.emplace_back(json::object{{"at", zone.format(note.stamp.happened)},
                                        {"by", note.stamp.by.name},
                                        {"finding", note.finding},
                                        {"text", text_or_null(*note.text, sight.text)}});
    }
    return notes;
}

json::array attachments_to_json(const domain::Incident& incident, const TimeZone& zone,
                                IncidentSight sight) {
    json::array files;
    for (const domain::Attachment& file : incident.attachments) {
        files.emplace_back(json::object{{"attachment", file.stamp.id.value},
                                        {"at", zone.format(file.stamp.happened)},
                                        {"by", file.stamp.by.name},
                                        {"name", text_or_null(file.name, sight.text)},
                                        {"media", enum_name(file.media)},
                                        {"bytes", file.bytes},
                                        {"sha256", file.sha256},
                                        {"erased", file.name.erased}});
    }
    return files;
}

json::object footage_request_to_json(const rules::View& view, const domain::FootageRequest& request,
                                     IncidentSight sight) {
    const TimeZone& zone = view.day.site->zone;
    const bool barred = rules::judge_footage_request(view.day, request).has_value();
    const std::optional<domain::Stamp>& answered =
        request.granted ? request.granted : request.refused;
    const std::string_view state = barred            ? "barred"
                                   : request.granted ? "granted"
                                   : request.refused ? "refused"
                                                     : "waiting";
    return {{"request", request.stamp.id.value},
            {"at", zone.format(request.stamp.happened)},
            {"by", request.stamp.by.name},
            {"cameras", names_to_json(request.cameras)},
            {"from", zone.format(request.when.from)},
            {"to", zone.format(request.when.to)},
            {"purpose",
             request.purpose ? text_or_null(*request.purpose, sight.text) : json::value(nullptr)},
            {"state", state},
            {"answered_at",
             answered ? json::value(zone.format(answered->happened)) : json::value(nullptr)},
            {"answered_by", answered ? json::value(answered->by.name) : json::value(nullptr)}};
}

}  // namespace labd::codec
