// Routes that read the journal as the caller's role sees it.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/journal`: a page of entries with filters.
void read_journal(const Context& context, Call call);

/// GET `/api/v1/journal/{}`.
void read_entry(const Context& context, Call call);

/// GET `/api/v1/head`: size and root, to be noted elsewhere.
void read_head(const Context& context, Call call);

}  // namespace labd::web
