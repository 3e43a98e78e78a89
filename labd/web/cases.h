// Routes that say what followed an exam: its mark, remedies and re-reads.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/sittings/{}/remedy`: the question `remedy`.
void read_remedy(const Context& context, Call call);

/// GET `/api/v1/sittings/{}/reread`: the question `reread`.
void read_reread(const Context& context, Call call);

/// GET `/api/v1/sessions/{}/cases`: mark, remedy and re-read of every sitting that has one.
void list_cases(const Context& context, Call call);

}  // namespace labd::web
