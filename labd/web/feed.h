// The feed for whoever fetches it, and what became of the webhooks.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/feed`: a page of events.
void read_feed(const Context& context, Call call);

/// GET `/api/v1/webhooks`: how far each endpoint is.
void list_webhooks(const Context& context, Call call);

/// GET `/api/v1/webhooks/{}/undelivered`: what did not get through.
void list_undelivered(const Context& context, Call call);

/// POST `/api/v1/webhooks/{}/retry`: dead and failing ones go again.
void retry_webhook(const Context& context, Call call);

}  // namespace labd::web
