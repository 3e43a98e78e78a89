// Policy and tracks as data files (architecture, idea 12): the shipped ones, and what a site or a
// scenario changes of them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "labd/codec/json.h"
#include "labd/domain/policy.h"

namespace labd::codec {

/// The parameters and tracks that labd ships (`schema/policy/`).
const domain::Policy& shipped_policy();

/// Reads tracks from TOML; the fault names line and column.
Decoded<std::map<TrackId, domain::Track>> read_tracks_toml(std::string_view text);

/// Sets one parameter by its name in the rulebook; the fault's place is the name.
Decoded<void> override_parameter(domain::Policy& policy, std::string_view name,
                                 std::string_view value);

}  // namespace labd::codec
