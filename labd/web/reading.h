// Routes that read a day: sessions, sittings, explanations, alarms, outages.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/sessions`.
void list_sessions(const Context& context, Call call);

/// GET `/api/v1/sessions/{}`.
void read_session(const Context& context, Call call);

/// GET `/api/v1/sessions/{}/alarms`.
void read_alarms(const Context& context, Call call);

/// GET `/api/v1/sessions/{}/outages`.
void read_outages(const Context& context, Call call);

/// GET `/api/v1/sittings/{}`.
void read_sitting(const Context& context, Call call);

/// GET `/api/v1/sittings/{}/explanation`.
void read_explanation(const Context& context, Call call);

}  // namespace labd::web
