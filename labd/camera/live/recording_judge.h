// What the recorder's files say about now, from one look at them after the other: the second
// witness of a live camera. Reads no clock and no file, so that it can be tested.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/camera_link/protocol.h"
#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// The newest files of one camera, as they were found at an instant.
struct RecordingLook {
    /// By the program's clock that never steps.
    Duration at;
    /// By the clock on the wall, for the times in the names.
    Instant wall;
    /// By start.
    std::vector<ports::RecordedSegment> segments;
    ports::ClockOffset offset;
    std::optional<camera_link::RecordingTrouble> trouble;
};

/// Judges by progress, so that the recorder's clock may be wrong: a file that grows, and of which
/// more can be read from look to look. The clock only says where a gap began.
class RecordingJudge {
public:
    /// `segment`: how long the recorder makes a file.
    explicit RecordingJudge(Duration segment) : segment_(segment) {}

    /// Looks come in order.
    void take(const RecordingLook& look);

    /// What is known at an instant not before the last look; the camera's name is left empty.
    camera_link::RecordingReport report(Duration now) const;

    /// For so long a file may stand still, and nothing new be readable (docs/cameras.md).
    static constexpr Duration still_max = seconds(10);

private:
    struct Newest {
        std::string file;
        std::uint64_t bytes = 0;
        std::optional<Instant> written;
        Duration readable;
    };

    void note_growth(const RecordingLook& look, Duration since_last);
    void judge(const RecordingLook& look);
    void become(rules::RecordingSeen seen, Duration since);
    Duration gap_began(const RecordingLook& look) const;

    Duration segment_;
    rules::RecordingSeen seen_ = rules::RecordingSeen::unsure;
    Duration since_;
    std::optional<Duration> looked_;
    std::optional<camera_link::RecordingTrouble> trouble_;
    std::optional<Duration> clock_offset_;
    std::optional<Newest> newest_;
    std::optional<Duration> first_at_;
    /// When the newest file last grew, and when more of it could last be read while it was written.
    Duration grew_at_;
    std::optional<Duration> advanced_at_;
    /// The end of what can be read.
    std::optional<Duration> readable_to_;
    /// The newest file went away, and none came after it.
    bool is_deleted_ = false;
};

}  // namespace labd::camera
