// What a role sees of an entry: the one projection behind journal and live stream (architecture,
// idea 10). It depends on the role alone, so it is serialised once for all of a role.
#pragma once

#include <boost/json/object.hpp>

#include "labd/core/zone.h"
#include "labd/domain/state.h"
#include "labd/web/access.h"

namespace labd::web {

/// Whether the entry belongs to a closed session of an earlier day than `today`.
bool is_old(const domain::State& state, const SessionId& session, Date today);

/// SEC-3, SEC-5: exam security's finding; scheduling sees what came of it.
bool may_see_bans(domain::Role role);

/// Whether there is an event for the role in the feed.
bool may_see_event(domain::Role role, const domain::Entry& entry);

/// The entry as the role sees it; `{"seq": N}` and nothing else when it does not.
boost::json::object entry_for(domain::Role role, const domain::Entry& entry,
                              const domain::State& state, Date today, const TimeZone& zone);

}  // namespace labd::web
