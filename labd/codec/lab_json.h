// What lab operations look at, as JSON: racks, devices, failures, investigations, racks that are
// kept from sittings.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "labd/codec/json.h"
#include "labd/rules/racks.h"

namespace labd::codec {

json::array racks_to_json(const std::vector<rules::RackAnswer>& racks);

/// The inventory with what is out of order at an instant.
json::array devices_to_json(const rules::View& view, Instant at);

/// Failures with their interval, cause and owner. `with_text`: whether what people wrote is told.
json::array failures_to_json(const rules::View& view, Instant at, const TimeZone& zone,
                             bool with_text);

json::object investigation_to_json(const domain::Investigation& one, Instant at,
                                   const TimeZone& zone, bool with_text);

json::object hold_to_json(const rules::RackHolds::value_type& hold);

json::object tally_to_json(const RackId& rack, const rules::RackTally& tally);

}  // namespace labd::codec
