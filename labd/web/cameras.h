// Routes that show the cameras as they are right now: beside the board of cameras what their
// witnesses say, and the latest still of one (CAM-3).
#pragma once

#include <boost/json/object.hpp>

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// What is seen of a camera now; nothing when labd watches none.
std::optional<boost::json::object> live_json(const Context& context, const CameraId& camera);

/// GET `/api/v1/cameras/{}/still`: a JPEG, while a required window is open or somebody arms. Every
/// answer is logged with who it was for.
void read_still(const Context& context, bool is_arming, Call call);

}  // namespace labd::web
