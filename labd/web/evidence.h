// The routes that hand out evidence: everything about a sitting or an incident in one file that
// proves itself.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/sittings/{}/evidence`: the evidence pack of a sitting with its remedy cases, a ZIP
/// (docs/evidence.md). That it is handed out is entered before it is made, in the name and role of
/// who asks; then a checkpoint is signed that has this entry in it, too.
void read_evidence(const Context& context, Call call);

/// GET `/api/v1/remedies/{}/evidence`: the pack of the sitting whose remedy case it is.
void read_remedy_evidence(const Context& context, Call call);

/// GET `/api/v1/incidents/{}/evidence`: the same of an incident, with the sittings that it names,
/// for whoever sees incidents of its kind (SEC-5).
void read_incident_evidence(const Context& context, Call call);

}  // namespace labd::web
