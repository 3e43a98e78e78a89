// The answers to questions, as JSON in the shapes of the scenario format. One place for simulate,
// the HTTP API and the live stream.
#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "labd/codec/json.h"
#include "labd/core/zone.h"
#include "labd/rules/alarms.h"
#include "labd/rules/coverage.h"
#include "labd/rules/explain.h"
#include "labd/rules/session_state.h"

namespace labd::codec {

json::array rules_to_json(const Rules& rules);

/// Key (`text`) and values of a message, for whoever has the catalogue.
void add_message(const Message& message, const TimeZone& zone, json::object& to);

/// Rules, message key and values: what a problem or a stored refusal is made of.
json::object refusal_to_json(const Refusal& refusal, const TimeZone& zone);

/// The question `sitting`; `alarms` are those of the sitting.
json::object sitting_to_json(const rules::SittingState& state,
                             const std::vector<rules::Alarm>& alarms, const TimeZone& zone);

json::object session_to_json(const rules::SessionState& state, const TimeZone& zone);

json::object explanation_to_json(const rules::Explanation& explanation, const TimeZone& zone);

/// The question `coverage`.
json::object coverage_to_json(const rules::Coverage& coverage, const TimeZone& zone);

/// One camera of it.
json::object camera_coverage_to_json(const rules::CameraCoverage& coverage, const TimeZone& zone);

json::object alarm_to_json(const rules::Alarm& alarm, const TimeZone& zone);

/// Seconds as a JSON number with at most six decimals.
json::value seconds_to_json(Duration duration);

}  // namespace labd::codec
