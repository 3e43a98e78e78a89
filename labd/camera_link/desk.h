// What the two witnesses of each camera say, put together by the table of witnesses, and which of
// it becomes an entry: changes only, the worse at once, and never more than the journal can bear.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labd/camera_link/protocol.h"
#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/domain/entries.h"
#include "labd/rules/witnesses.h"

namespace labd::camera_link {

struct DeskLimits {
    /// A witness that has said nothing for so long says nothing any more.
    Duration silence_max = seconds(5);
    /// What was seen of the recordings so many times longer ago says nothing any more.
    int recordings_silence_factor = 3;
    /// A camera may have so many entries at once, and one more every `entry_every`. The last
    /// `reserved` of them are kept for what becomes worse.
    int entries_max = 20;
    int reserved = 5;
    Duration entry_every = seconds(30);
};

/// The fault of footage at which nobody looked.
inline constexpr std::string_view unwatched = "unwatched";

/// What is known of one camera now, for the board and for arming.
struct CameraStatus {
    domain::Footage state = domain::Footage::unknown;
    Instant since;
    /// A word for it: `frozen`, `unauthorised`, `no_segment`; empty when all is well.
    std::string fault;
    rules::CameraAlarm alarm = rules::CameraAlarm::none;
    /// The last report of the stream; nothing before the first and when it is too old.
    std::optional<CameraReport> stream;
    rules::RecordingSeen recording = rules::RecordingSeen::unsure;
    /// The last report of the recordings; nothing before the first and when it is too old.
    std::optional<RecordingReport> recordings;
    /// When the latest still was taken.
    std::optional<Instant> still_at;
};

/// Told of reports with the instant of their arrival, by labd's clock. Pure: loop thread, no I/O.
class Desk {
public:
    Desk(const std::vector<CameraId>& cameras, DeskLimits limits);

    /// These are the cameras from now on; what is known of those that stay stays.
    void set_cameras(const std::vector<CameraId>& cameras);

    /// A training clock that runs at another rate has other seconds of silence.
    void set_silence_max(Duration silence_max) { limits_.silence_max = silence_max; }

    /// Every camera's state is given anew by the next call of take_changes, counting from `from` at
    /// the earliest: a window has opened, and the journal knows nothing of it.
    void say_anew(Instant from);

    /// labd itself saw nothing of `[from, to)`: what was seen before does not reach into it.
    void on_skipped(Instant from, Instant to);

    /// Reports of cameras that labd does not have are ignored.
    void on_report(const Report& report, Instant now);

    /// The program that watches is gone: from now on nothing is known of the streams.
    void on_witness_lost(Instant now);

    /// What has to be entered now, of each camera in the order of time.
    std::vector<domain::CameraStateReported> take_changes(Instant now);

    /// The journal did not take the entry: the state is given again by the next call, and what
    /// changed in between is unknown.
    void not_entered(const domain::CameraStateReported& entry);

    /// A state of the camera that counts from `since` was entered by somebody else: what the desk
    /// finds later counts from there at the earliest, for an older state would not be seen.
    void on_entered(const CameraId& camera, Instant since);

    /// Null for a camera that labd does not have.
    const CameraStatus* status(const CameraId& camera) const;

private:
    struct Camera {
        CameraStatus status;
        /// The last report, also of a program that is gone since.
        std::optional<Instant> stream_heard;
        bool witness_lost = false;
        std::optional<Instant> recordings_heard;
        /// When the recordings were looked at.
        std::optional<Instant> recordings_looked;
        /// What the journal was told last.
        std::optional<domain::Footage> told;
        std::string told_fault;
        Instant told_since;
        /// From here to the start of the present state the journal may believe what is not true.
        std::optional<Instant> lost_from;
        /// Entries that may be made, in thousandths.
        std::int64_t allowance = 0;
        Instant allowance_at;
    };

    rules::StreamSeen stream_seen(const Camera& camera, Instant now) const;
    bool knows_recordings(const Camera& camera, Instant now) const;
    void take(const CameraReport& report, Instant now);
    void take(const RecordingReport& report, Instant now);
    /// Where a bad picture or a gap began, by the witness that says so.
    static std::optional<Instant> fault_began(const CameraStatus& status, Instant now);
    void weigh(Camera& camera, Instant now);
    static void lose(Camera& camera, Instant from, Instant to);
    void add_entries(const CameraId& id, Camera& camera, Instant since,
                     std::vector<domain::CameraStateReported>& entries) const;
    bool may_tell(Camera& camera, bool is_worse, Instant now) const;

    DeskLimits limits_;
    std::map<CameraId, Camera> cameras_;
    /// Until then the program itself was late: no camera is blamed.
    Instant delayed_until_ = Instant{};
};

}  // namespace labd::camera_link
