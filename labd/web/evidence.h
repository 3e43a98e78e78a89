// The route that hands out evidence: everything about one sitting in one file that proves itself.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/sittings/{}/evidence`: the evidence pack of a sitting with its remedy cases, a ZIP
/// (docs/evidence.md). That it is handed out is entered before it is made, in the name and role of
/// who asks; then a checkpoint is signed that has this entry in it, too.
void read_evidence(const Context& context, Call call);

}  // namespace labd::web
