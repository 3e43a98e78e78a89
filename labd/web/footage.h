// Clips for exam security over HTTP: which there are because of an incident, what is on hold for
// it, and the bytes of a clip (CAM-4, CAM-5).
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/footage?incident=…`: its requests with what was cut of each, and its holds.
void list_footage(const Context& context, Call call);

/// GET `/api/v1/footage/{}`: a clip. That it was handed out is durable before any of it is sent.
void read_clip(const Context& context, Call call);

}  // namespace labd::web
