// What a snapshot keeps of all days besides where their entries are: vouchers, racks that are kept
// from sittings, open investigations, bans, erasures, candidates' days, incidents.
#pragma once

#include <boost/json/object.hpp>

#include "labd/domain/state.h"

namespace labd::kernel {

boost::json::object registers_of(const domain::State& state);

/// Puts back what `registers_of` has written; throws what the JSON library throws when it is not
/// that.
void read_registers(domain::State& state, const boost::json::object& from);

}  // namespace labd::kernel
