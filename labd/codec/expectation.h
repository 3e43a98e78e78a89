// Whether an answer is what a scenario's author expected.
#pragma once

#include "labd/codec/json.h"

namespace labd::codec {

/// Whether an answer has what was expected (docs/scenario-format.md): keys left out are not
/// compared, an expected list must be contained, an expected empty list means empty.
bool holds(const json::value& expected, const json::value& answer);

}  // namespace labd::codec
