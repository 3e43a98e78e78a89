// Which footage there is of an exam: every instant of a required window is, per camera, one of the
// five states of CAM-7. Pure; asked of the day's facts like every other answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/state.h"
#include "labd/rules/intervals.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// A stretch of one state and fault.
struct FootageInterval {
    Interval interval;
    domain::Footage state = domain::Footage::unknown;
    /// Empty where none was said.
    std::string fault;
    /// The entry that says so; empty where no entry says anything.
    EntryId entry;
};

/// The five durations; they add up to the window, over several cameras to the sum of theirs.
struct FootageSums {
    Duration recorded;
    Duration unproven;
    Duration degraded;
    Duration gap;
    Duration unknown;
    Duration window;

    /// Recorded / window; nothing when there is no window (CAM-7).
    std::optional<double> uptime() const;

    FootageSums& operator+=(const FootageSums& other);
};

/// One camera over one window.
struct CameraCoverage {
    domain::Camera camera;
    /// They partition the window; neighbours differ in state or fault.
    std::vector<FootageInterval> intervals;
    FootageSums sums;
};

/// The answer to the question `coverage`.
struct Coverage {
    Interval window;
    /// How long the recordings are kept at least (CAM-4).
    Instant kept_until;
    std::vector<CameraCoverage> cameras;
    FootageSums sums;
    /// Of these cameras and what touches the window, by camera and time.
    std::vector<domain::RecordingRoot> roots;
    Rules rules;
};

/// One camera's footage over any window, as known to the view and as far as it goes at `at`:
/// before the first state that was entered and from `at` on it is unknown.
CameraCoverage footage_of(const View& view, const domain::Camera& camera, Interval window,
                          Instant at);

/// All cameras over the session's required window, or over `part` (CAM-2). Nothing when the view
/// has no such session.
std::optional<Coverage> session_coverage(const View& view, const SessionId& session, Instant at,
                                         const std::optional<Interval>& part = std::nullopt);

/// The same for the cameras that see the sitting's seat: those of its room. Nothing when the view
/// has no such sitting.
std::optional<Coverage> sitting_coverage(const View& view, const SittingId& sitting, Instant at,
                                         const std::optional<Interval>& part = std::nullopt);

/// The same for some cameras over any window. Nothing when the view has no such session.
std::optional<Coverage> cameras_coverage(const View& view, const SessionId& session,
                                         const std::vector<domain::Camera>& cameras,
                                         Interval window, Instant at);

/// The seats that a camera covers: those of its room, if it is one of the exam room.
std::vector<SeatId> seats_of(const domain::Site& site, const domain::Camera& camera);

/// The required window of one of the day's sessions, asked at `at`, that contains `instant`.
std::optional<Interval> required_window_with(const View& view, Instant instant, Instant at);

/// A session that cameras have to record, and when (CAM-2).
struct RequiredWindow {
    SessionId session;
    Interval window;
};

/// The session, of the days in memory, in whose required window an instant lies, as asked then.
std::optional<RequiredWindow> required_window_at(const domain::State& state, Instant instant);

/// Why a request to stop a camera is refused; nothing when it is not (CAM-6).
std::optional<Refusal> judge_camera_request(const View& view, const CameraId& camera,
                                            Instant happened);

}  // namespace labd::rules
