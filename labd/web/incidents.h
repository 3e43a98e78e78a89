// Incidents over HTTP, each as much as its reader may see of it (SEC-5).
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// The route GET `/api/v1/incidents`.
void list_incidents(const Context& context, Call call);

/// The route GET `/api/v1/incidents/{}`: with its entries, requests for footage and the coverage of
/// its interval.
void read_incident(const Context& context, Call call);

}  // namespace labd::web
