// The answers to the questions `remedy` and `reread`, as JSON in the shapes of the scenario format.
#pragma once

#include <boost/json/object.hpp>

#include "labd/codec/json.h"
#include "labd/codec/messages.h"
#include "labd/rules/remedy.h"
#include "labd/rules/reread.h"

namespace labd::codec {

/// The question `remedy`: the leading case, with the names of all. `with_text`: whether the names
/// of documents are told.
json::object remedy_to_json(const std::vector<rules::RemedyCase>& cases, const TimeZone& zone,
                            bool with_text);

/// One case in full.
json::object case_to_json(const rules::RemedyCase& one, const TimeZone& zone, bool with_text);

/// The question `reread`.
json::object reread_to_json(const rules::RereadAnswer& answer, Instant at, const TimeZone& zone,
                            Language language);

}  // namespace labd::codec
