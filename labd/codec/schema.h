// The JSON Schema of each entry type, generated from its described struct (architecture, idea 5):
// what `schema/entries/` holds and the API hands out.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "labd/codec/json.h"

namespace labd::codec {

/// JSON Schema (draft 2020-12) of an entry as it is sent: envelope and members. `type` must be one
/// of `entry_types()`.
json::object entry_schema(std::string_view type);

/// The same as the text of a file: indented, with a line end.
std::string entry_schema_file(std::string_view type);

/// Any JSON document, indented by two.
std::string indented(const json::value& value);

}  // namespace labd::codec
