// What became of people who asked that their data be erased.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/erasures`: those asked for and those done, and what no erasure can reach.
void list_erasures(const Context& context, Call call);

}  // namespace labd::web
