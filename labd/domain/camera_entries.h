// The entries about cameras and their recordings (entries.h says what an entry is).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/domain/values.h"

namespace labd::domain {

/// A camera's footage is in this state from `since` (else from when it happened) on (CAM-7).
struct CameraStateReported {
    static constexpr std::string_view type = "camera.state";
    CameraId camera;
    Footage state = Footage::unknown;
    std::optional<Instant> since;
    /// A word for what was seen: `frozen`, `black`, `unreachable` and others.
    std::optional<std::string> fault;
};
BOOST_DESCRIBE_STRUCT(CameraStateReported, (), (camera, state, since, fault))

/// A request to stop a camera; in a required window it is refused and recorded (CAM-6).
struct CameraDisableRequested {
    static constexpr std::string_view type = "camera.disable";
    CameraId camera;
    /// To disable it when left out.
    std::optional<CameraStop> how;
};
BOOST_DESCRIBE_STRUCT(CameraDisableRequested, (), (camera, how))

/// Who entered it saw the picture of a camera: the first look in ten minutes (CAM-3, CAM-5).
struct FootageViewed {
    static constexpr std::string_view type = "footage.viewed";
    CameraId camera;
};
BOOST_DESCRIBE_STRUCT(FootageViewed, (), (camera))

/// Who entered it began to check all cameras, which shows lab staff their pictures for an hour.
struct CamerasArmed {
    static constexpr std::string_view type = "cameras.armed";
};
BOOST_DESCRIBE_STRUCT(CamerasArmed, (), ())

/// Ten minutes of a camera's recordings were digested: the root over the list of their files, which
/// is kept outside of the journal (CAM-4, docs/cameras.md).
struct RecordingsDigested {
    static constexpr std::string_view type = "recordings.digested";
    CameraId camera;
    Instant from;
    Instant to;
    std::int64_t segments = 0;
    std::int64_t bytes = 0;
    /// SHA-256 (RFC 6962) in lower-case hex.
    std::string root;
};
BOOST_DESCRIBE_STRUCT(RecordingsDigested, (), (camera, from, to, segments, bytes, root))

/// What labd told the world about a case that opened by itself: footage that is missing (CAM-8), or
/// material that did not come back (ADM-10).
struct IncidentAnnounced {
    static constexpr std::string_view type = "incident.announced";
    /// `gap:cam1:<since>` or `shortage:A`.
    std::string incident;
    /// Of missing footage.
    std::optional<CameraId> camera;
    Instant since;
    /// While it goes on it has none.
    std::optional<Instant> until;
    /// The seats that the camera covers, or that of the sitting.
    std::vector<SeatId> seats;
    std::int64_t revision = 1;
    /// The first sequence that the statement does not rest on.
    std::int64_t basis = 0;
    /// The incident told before does not stand any more.
    bool withdrawn = false;
    /// Of a shortage.
    std::optional<SittingId> sitting;
};
BOOST_DESCRIBE_STRUCT(IncidentAnnounced, (),
                      (incident, camera, since, until, seats, revision, basis, withdrawn, sitting))

}  // namespace labd::domain
