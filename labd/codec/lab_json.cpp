#include "labd/codec/lab_json.h"

#include <algorithm>

#include "labd/codec/answers.h"
#include "labd/codec/writer.h"

namespace labd::codec {

namespace {

bool has_happened(const std::optional<domain::Stamp>& stamp, Instant at) {
    return stamp && stamp->happened <= at;
}

template <class T>
json::array names_to_json(const std::vector<T>& names) {
    json::array array;
    for (const T& name : names) {
        array.emplace_back(name.value);
    }
    return array;
}

template <class T>
json::value name_or_null(const std::optional<T>& name) {
    return name ? json::value(name->value) : json::value(nullptr);
}

/// Null when there is none, when it was erased, and for those who do not see it.
json::value text_or_null(const std::optional<domain::Text>& text, bool with_text) {
    return text && !text->erased && with_text ? json::value(text->value) : json::value(nullptr);
}

json::value owner_or_null(const std::string& owner) {
    return owner.empty() ? json::value(nullptr) : json::value(owner);
}

}  // namespace

json::array racks_to_json(const std::vector<rules::RackAnswer>& racks) {
    json::array array;
    for (const rules::RackAnswer& rack : racks) {
        array.emplace_back(json::object{{"rack", rack.rack.value},
                                        {"room", rack.room.value},
                                        {"seats", names_to_json(rack.seats)},
                                        {"use", enum_name(rack.use)},
                                        {"because", names_to_json(rack.because)},
                                        {"sittings", names_to_json(rack.sittings)}});
    }
    return array;
}

json::array devices_to_json(const rules::View& view, Instant at) {
    json::array array;
    for (const domain::Equipment& item : view.day.site->configured.equipment) {
        json::object object{{"item", item.id.value},
                            {"kind", item.kind},
                            {"rack", name_or_null(item.rack)},
                            {"spare", item.spare},
                            {"failure", nullptr}};
        for (const domain::EquipmentFailure& failure : view.day.failures) {
            if (failure.item == item.id && failure.failed.happened <= at &&
                !has_happened(failure.restored, at)) {
                object["failure"] = failure.failed.id.value;
            }
        }
        array.emplace_back(std::move(object));
    }
    return array;
}

json::array failures_to_json(const rules::View& view, Instant at, const TimeZone& zone,
                             bool with_text) {
    json::array array;
    for (const domain::EquipmentFailure& failure : view.day.failures) {
        if (failure.failed.happened > at) {
            continue;
        }
        const bool over = has_happened(failure.restored, at);
        const Instant until = over ? failure.restored->happened : at;
        array.emplace_back(
            json::object{{"failure", failure.failed.id.value},
                         {"item", failure.item.value},
                         {"rack", name_or_null(rules::rack_of_item(*view.day.site, failure.item))},
                         {"since", zone.format(failure.failed.happened)},
                         {"until", over ? json::value(zone.format(until)) : json::value(nullptr)},
                         {"length_s", seconds_to_json(until - failure.failed.happened)},
                         {"reported_by", failure.failed.by.name},
                         {"owner", owner_or_null(failure.owner)},
                         {"description", text_or_null(failure.description, with_text)},
                         {"cause", text_or_null(failure.cause, with_text)}});
    }
    return array;
}

json::object investigation_to_json(const domain::Investigation& one, Instant at,
                                   const TimeZone& zone, bool with_text) {
    json::array findings;
    for (const domain::InvestigationFinding& finding : one.findings) {
        if (finding.stamp.happened <= at) {
            findings.emplace_back(json::object{{"at", zone.format(finding.stamp.happened)},
                                               {"by", finding.stamp.by.name},
                                               {"text", text_or_null(finding.text, with_text)}});
        }
    }
    const bool closed = has_happened(one.closed, at);
    return {{"investigation", one.opened.id.value},
            {"about", one.about.value},
            {"owner", one.owner},
            {"opened_at", zone.format(one.opened.happened)},
            {"due", zone.format(one.due)},
            {"overdue", !closed && one.due <= at},
            {"closed_at",
             closed ? json::value(zone.format(one.closed->happened)) : json::value(nullptr)},
            {"cause", closed ? json::value(enum_name(one.cause)) : json::value(nullptr)},
            {"findings", std::move(findings)}};
}

json::object hold_to_json(const rules::RackHolds::value_type& hold) {
    const domain::RackHoldRow& row = hold.second;
    return {{"hold", hold.first.value},
            {"rack", row.rack.value},
            {"first", format_date(row.first)},
            {"last", format_date(row.last)},
            {"reread", row.reread.empty() ? json::value(nullptr) : json::value(row.reread.value)},
            {"by", row.by}};
}

json::object tally_to_json(const RackId& rack, const rules::RackTally& tally) {
    return {{"rack", rack.value},
            {"failures", tally.failures},
            {"out_of_order_s", seconds_to_json(tally.out_of_order)},
            {"outages", tally.outages},
            {"lost_s", seconds_to_json(tally.lost)}};
}

}  // namespace labd::codec
