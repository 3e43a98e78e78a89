// The route POST `/api/v1/sessions/{}/roster`: reads, plans, answers or records.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

void import_roster(const Context& context, Call call);

}  // namespace labd::web
