// Routes that say which footage there is: of a session, of a sitting, of one camera (CAM-3, CAM-7).
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// GET `/api/v1/sessions/{}/coverage`: the question `coverage`; with `from` and `to` of another
/// interval than the required window.
void read_session_coverage(const Context& context, Call call);

/// GET `/api/v1/sessions/{}/coverage/report.html` and `…/report.pdf`: the same for print, in the
/// language of the request. The second is made by the worker.
void read_coverage_page(const Context& context, Call call);
void read_coverage_pdf(const Context& context, Call call);

/// GET `/api/v1/sittings/{}/coverage`: the same for the cameras that see the sitting's seat.
void read_sitting_coverage(const Context& context, Call call);

/// GET `/api/v1/cameras`: every camera and what its footage is worth at an instant; asked of now,
/// also what is seen of it live.
void list_cameras(const Context& context, Call call);

/// GET `/api/v1/cameras/{}/coverage`: one camera over any interval of a day.
void read_camera_coverage(const Context& context, Call call);

}  // namespace labd::web
