// What became of people who asked that their data be erased.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/erasures`: those asked for, those done and those due by the policy, and what no
/// erasure can reach.
void list_erasures(const Context& context, Call call);
/// GET `/api/v1/erasures/{}`: of a candidate, the packs that were handed out and how many events
/// were told.
void read_erasure(const Context& context, Call call);

}  // namespace labd::web
