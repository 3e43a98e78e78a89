// What a recorder kept, as its own files or answers show it: the second witness of the cameras. A
// source reads and never changes anything; adapters are in labd/camera/recordings.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "labd/core/digest.h"
#include "labd/core/ids.h"
#include "labd/core/refusal.h"
#include "labd/core/time.h"

namespace labd::ports {

enum class SegmentState : std::uint8_t {
    /// Still written; `media_length` is what can be read of it already, zero for none.
    open,
    /// Closed and readable as far as `media_length` says.
    final,
    /// Its number is skipped between two others of its run.
    missing,
    /// A file is there and nothing in it can be shown.
    unreadable,
    /// It was seen before and is not there any more.
    deleted,
    /// It is not what it was when its digest was taken.
    changed
};
BOOST_DESCRIBE_ENUM(SegmentState, open, final, missing, unreadable, deleted, changed)

/// Why a segment ends where it does.
enum class EndReason : std::uint8_t {
    /// The next of its run goes on.
    next,
    /// Closed, and nothing of its run follows.
    stopped,
    /// The file breaks off: cut, or its writer died.
    cut,
    /// Still written.
    growing,
    /// Nothing can be read.
    none
};
BOOST_DESCRIBE_ENUM(EndReason, next, stopped, cut, growing, none)

/// How sure it is that the start, as its name or header says it, is the true one.
enum class StartTrust : std::uint8_t {
    stated,
    /// The file's own dates contradict it, and those of the other files don't contradict theirs.
    disputed,
    /// The name says nothing; the start is reckoned from when the file was last written.
    guessed
};
BOOST_DESCRIBE_ENUM(StartTrust, stated, disputed, guessed)

/// A stretch of media time, from the segment's first frame on.
struct MediaSpan {
    Duration from;
    Duration to;

    friend bool operator==(const MediaSpan&, const MediaSpan&) = default;
};

/// One file of a recorder.
struct RecordedSegment {
    CameraId camera;
    /// Which kind of source read it.
    std::string adapter;
    /// The file below the source's folder; empty when there is none.
    std::string file;
    /// What the recorder wrote without a break; two segments follow each other without one only
    /// when they have the same run and neighbouring numbers.
    std::string run;
    std::uint64_t sequence = 0;
    Instant start;
    /// The start is within `start ± uncertainty`.
    Duration uncertainty;
    StartTrust trust = StartTrust::stated;
    /// From the first frame to the end of the last, by the file's own time stamps.
    Duration media_length;
    /// The same by the clock on the wall; for a segment that can't be read, how long it would have
    /// lasted.
    Duration wall_length;
    /// The wall length is within `wall_length ± wall_uncertainty`.
    Duration wall_uncertainty;
    /// The first frame's time stamp.
    Duration media_start;
    /// From the first frame to the first one that can be decoded by itself.
    Duration first_keyframe;
    std::uint64_t frames = 0;
    std::uint64_t keyframes = 0;
    Duration largest_frame_gap;
    /// Where frames are missing for a second or more, in order.
    std::vector<MediaSpan> holes;
    std::uint64_t bytes = 0;
    /// SHA-256 of the file, where it was asked for.
    std::optional<Digest> digest;
    SegmentState state = SegmentState::unreadable;
    EndReason end_reason = EndReason::none;
    /// When the file was last written, by the clock of the machine that keeps it.
    std::optional<Instant> written;
    /// Why it can't be read, in words for people; no personal data.
    std::string problem;

    /// The end by the clock on the wall.
    Instant end() const { return start + wall_length; }
};

/// A file that lies in the folder and says nothing that can be used.
struct StrayFile {
    std::string file;
    std::string why;
};

/// How far the clock that names a camera's segments is behind the one that dates their files, which
/// is labd's own where they share a machine. The time that closing a file takes is in it.
struct ClockOffset {
    CameraId camera;
    Duration median;
    /// How far apart nine tenths of the files are from the median.
    Duration spread;
    std::size_t files = 0;
    /// False when the files' dates agree too little to say anything: a copy, for one.
    bool measured = false;
};

/// Everything that a source found for a window.
struct RecordingList {
    /// By camera, start and number. Segments that touch the window, and their neighbours.
    std::vector<RecordedSegment> segments;
    std::vector<StrayFile> strays;
    /// One for each camera of `segments`.
    std::vector<ClockOffset> offsets;
    /// Cameras that have any segment, also outside of the window.
    std::vector<CameraId> cameras;
    /// Up to when the source can know of segments.
    Instant looked_until;
};

/// A recorder's archive. Listing may take long: never on the loop thread.
class RecordingSource {
public:
    virtual ~RecordingSource() = default;
    /// The segments of a camera, or of all, that touch the window. Refused when the source can't be
    /// read at all; what is wrong with one segment is said in it.
    virtual Result<RecordingList> list(const std::optional<CameraId>& camera, Interval window) = 0;
};

}  // namespace labd::ports
