// Routes to what does not belong to one day: site, policy, tracks, entry types, messages, this
// API's description, the clock, and what a restart means.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/site`.
void read_site(const Context& context, Call call);
/// GET `/api/v1/policy`.
void read_policy(const Context& context, Call call);
/// GET `/api/v1/tracks`.
void read_tracks(const Context& context, Call call);
/// GET `/api/v1/entry-types`.
void read_entry_types(const Context& context, Call call);
/// GET `/api/v1/messages/{}`.
void read_messages(const Context& context, Call call);
/// GET `/api/v1/openapi.yaml`.
void read_openapi(const Context& context, Call call);
/// GET `/api/v1/clock`.
void read_clock(const Context& context, Call call);
/// POST `/api/v1/training/clock`.
void set_training_clock(const Context& context, Call call);
/// GET `/api/v1/restart`: what a site outage that began when labd was last alive would do.
void read_restart(const Context& context, Call call);

}  // namespace labd::web
