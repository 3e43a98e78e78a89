// Stretches of a required window without good footage: what the alarms and incidents of CAM-8 are
// about.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/rules/coverage.h"
#include "labd/rules/horizon.h"
#include "labd/rules/witnesses.h"

namespace labd::rules {

/// One camera's footage was a gap or degraded without a pause; from one to the other it is the same
/// fault.
struct FootageFault {
    domain::Camera camera;
    /// The entry that began it.
    EntryId entry;
    /// Not before the window; ahead of the instant asked when the window has not begun.
    Instant from;
    /// Nothing while it goes on in the window.
    std::optional<Instant> until;
    /// When the required window ends (CAM-2).
    Instant window_end;
    /// The last that was seen of it.
    domain::Footage state = domain::Footage::gap;
    std::string fault;

    /// When it has lasted longer than `limit`; `forever` when it ends, or the window does, before.
    Instant longer_than(Duration limit) const;
};

/// Every fault in the day's required windows, asked at `at`, by camera and time.
std::vector<FootageFault> footage_faults(const View& view, Instant at);

/// What is the matter with a camera at the instant asked: a fault of its footage, or that nothing
/// is known of it for a reason somebody has to look after (labd/rules/witnesses.h).
struct CameraTrouble {
    CameraAlarm alarm = CameraAlarm::none;
    /// `until` is always absent.
    FootageFault fault;
    /// From here it is counted how long it lasts: CAM-8 counts gap and degradation alone, all else
    /// goes on from what was before it without a pause.
    Instant counted_from;

    /// When it has lasted longer than `limit`; `forever` when the window ends before.
    Instant long_at(Duration limit) const;
};

/// Of each camera in trouble, in an open required window, at `at`.
std::vector<CameraTrouble> camera_troubles(const View& view, Instant at);

/// A fault that was longer than `cctv.alarm_after` (CAM-8).
struct RecordingGap {
    /// The case's id: `gap:cam1:<since>`, the instant in UTC.
    std::string id;
    CameraId camera;
    Instant since;
    /// Nothing while it goes on.
    std::optional<Instant> until;
    /// The seats that the camera covers.
    std::vector<SeatId> seats;
};

/// The incidents that footage has opened by `horizon.at()`; notes when that changes by itself.
std::vector<RecordingGap> recording_gaps(const View& view, Horizon& horizon);

/// A request to stop a camera that was not refused and after which nothing has been seen of the
/// camera (CAM-1).
std::vector<const domain::CameraRequest*> stopped_cameras(const View& view, Instant at);

}  // namespace labd::rules
