// Routes that show the cameras as they are right now: beside the board of cameras what their
// witnesses say, and the latest still of one (CAM-3).
#pragma once

#include <boost/json/object.hpp>

#include "labd/web/call.h"
#include "labd/web/context.h"
#include "labd/web/footage_log.h"

namespace labd::web {

/// What is seen of a camera now; nothing when labd watches none.
std::optional<boost::json::object> live_json(const Context& context, const CameraId& camera);

/// GET `/api/v1/cameras/{}/still`: a JPEG, while a required window is open or somebody arms. Who it
/// is for is in the journal before it is given.
void read_still(const Context& context, FootageLog& looks, bool is_arming, Call call);

}  // namespace labd::web
