// Clips that are cut for exam security, and recordings on hold: which there are, what labd has yet
// to do for them, and for which incidents (rulebook, CAM-4, CAM-5).
#pragma once

#include <optional>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/day.h"

namespace labd::rules {

/// A clip with the request that it was cut for.
struct GivenClip {
    const domain::FootageRequest* request = nullptr;
    const domain::FootageClip* clip = nullptr;
};

/// The clips that were cut because of an incident, gaps left out: in the order of the requests,
/// within one by camera and time. They point into the day.
std::vector<GivenClip> clips_given(const domain::Day& day, const EntryId& incident);

/// The clip of that id; nothing when there is none, or it is a gap. Points into the day.
std::optional<GivenClip> find_clip(const domain::Day& day, const EntryId& clip);

/// Whether recordings may be put on hold and clips be given because of an incident now: it is one
/// of conduct, stands and is not closed (CAM-4, CAM-5).
bool is_open_for_footage(const domain::Day& day, const EntryId& incident);

/// Why a clip may not be given any more; nothing when it may (CAM-5).
std::optional<Refusal> judge_clip(const domain::Day& day, const GivenClip& given);

/// What labd has yet to cut of a granted request, or to copy for a hold.
struct FootageTask {
    enum class Kind : std::uint8_t { cut, keep };

    Kind kind = Kind::cut;
    /// The request or the hold.
    EntryId id;
    CameraId camera;
    /// From where the last part ended.
    Interval left;

    friend bool operator==(const FootageTask&, const FootageTask&) = default;
};

/// Nothing is left to do once the incident is closed or the hold released.
std::vector<FootageTask> footage_tasks(const domain::Day& day);

/// Where the parts of a camera end; nothing when the camera is not asked for.
std::optional<Instant> cut_until(const domain::FootageRequest& request, const CameraId& camera);
std::optional<Instant> kept_until(const domain::FootageHold& hold, const CameraId& camera);

}  // namespace labd::rules
