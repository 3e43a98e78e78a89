// The lines that labd and its camera program exchange: JSON objects, one a line, labd's commands on
// the program's standard input, the program's reports on its standard output. Both sides are built
// from one source; the version is there so that a program left over from another build is noticed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "labd/core/time.h"
#include "labd/rules/witnesses.h"

namespace labd::camera_link {

inline constexpr int protocol_version = 3;
/// Without the line feed. A longer line is a fault of the other side.
inline constexpr std::size_t line_bytes_max = 16 * 1024;
inline constexpr std::size_t cameras_max = 128;

/// Where the recorder keeps the files of a camera, as docs/cameras.md describes them.
struct Recordings {
    std::string folder;
    /// How files are named below it, without the ending; empty for the one that fits the most.
    std::string pattern;
    /// The IANA time zone of the names.
    std::string zone = "UTC";
    /// How long the recorder makes a file: only then is it digested at the latest.
    Duration segment = seconds(60);
    /// How long the recordings are kept: what is older may go away (CAM-4).
    Duration kept = days(90);

    friend bool operator==(const Recordings&, const Recordings&) = default;
};

/// Look after this camera from now on; with an ID that is known, with these settings from now on.
struct Watch {
    std::string camera;
    /// rtsp, http, https or a path; may hold user and password, so it is never logged.
    std::string url;
    /// The size that the picture must have; 0: as it comes.
    int width = 0;
    int height = 0;
    /// The rate that the camera is set to; 0: what it turns out to be.
    double frames_per_second = 0;
    /// Nothing: its recordings are not looked at, and are never more than unknown.
    std::optional<Recordings> recordings = {};
};

/// Leave this camera alone.
struct Forget {
    std::string camera;
};

using Command = std::variant<Watch, Forget>;

/// What can be said about the stream alone. The recording is the other witness.
enum class StreamState {
    /// Pictures come, are healthy, and were shown to be live.
    live,
    /// Pictures come; whether they are live or healthy cannot be shown (the reasons say why).
    unproven,
    /// Pictures come with the faults in the reasons.
    degraded,
    /// Connected, and no picture for 10 s.
    stalled,
    /// No connection, or nothing on it that can be read.
    unreachable,
};

enum class Reason {
    stalled,
    frozen,
    black,
    overexposed,
    covered,
    defocused,
    moved,
    noise,
    low_fps,
    wrong_resolution,
    /// Unproven: the good picture is still being learnt.
    learning,
    /// Unproven: no noise survives the codec and nothing moved for a while.
    nothing_moves,
    /// Unproven: the camera program itself was late, so the camera must not be blamed.
    own_delay,
};

enum class Failure { refused, unauthorised, timeout, codec, unusable, broken };

/// The first line of the program.
struct Hello {
    int version = protocol_version;
};

/// Once a second for every camera, and at once when its state changes. Ages count back from when
/// the line was written, so that neither side depends on the other's clock.
struct CameraReport {
    std::string camera;
    StreamState state = StreamState::unreachable;
    /// The worst first.
    std::vector<Reason> reasons;
    /// With `unreachable` only.
    std::optional<Failure> failure;
    /// How long state and reasons have been these; a fault counts from where it began to show.
    Duration state_age;
    /// Since the last packet of the video; absent before the first.
    std::optional<Duration> packet_age;
    /// Since something last moved in the picture; absent when nothing has.
    std::optional<Duration> motion_age;
    /// Of the picture in `still`; absent before the first.
    std::optional<Duration> still_age;
    /// File name of the latest still in the folder given at start; empty before the first.
    std::string still;
    double frames_per_second = 0;
    int width = 0;
    int height = 0;
    /// Connections made since the camera is watched; more than one means it was lost.
    std::int64_t connections = 0;
};

/// Why the recordings of a camera say nothing.
enum class RecordingTrouble {
    /// The folder is not there or cannot be read.
    folder_unreadable,
    /// The folder holds more than can be looked through.
    folder_too_large,
    /// No file of this camera has been found.
    nothing_found,
    /// The pattern of the names, or their zone, is none.
    bad_settings,
};

/// Once a second for every camera with recordings: what the files say about now. Ages count back
/// from when the line was written.
struct RecordingReport {
    std::string camera;
    rules::RecordingSeen seen = rules::RecordingSeen::unsure;
    /// When it began to be this, by the files themselves: a gap begins where what can be read ends.
    Duration seen_age;
    /// When the folder was looked at last; absent before the first time.
    std::optional<Duration> looked_age;
    /// The end of what can be read.
    std::optional<Duration> readable_age;
    std::optional<RecordingTrouble> trouble;
    /// How far the clock that names the files is behind labd's, where it could be measured.
    std::optional<Duration> clock_offset;
};

/// The files of ten minutes were digested, or had been when the program started (docs/cameras.md).
/// Instants are those of the recorder's files.
struct ManifestReport {
    std::string camera;
    Instant from;
    Instant to;
    std::int64_t segments = 0;
    std::int64_t bytes = 0;
    /// 64 lower-case hex digits.
    std::string root;
};

enum class LossKind { deleted, unreadable, changed };

/// What had been digested is not what it was any more.
struct LossReport {
    std::string camera;
    LossKind kind = LossKind::deleted;
    Instant from;
    Instant to;
};

/// Recordings that could be read once they were closed, all of it, whatever the live look at them
/// could say. Instants are those of the recorder's files.
struct ReadableReport {
    std::string camera;
    Instant from;
    Instant to;
};

/// The program was late by itself: what its cameras seem to show around now proves nothing.
struct OwnDelay {
    Duration late_by;
};

/// A command that could not be followed; `text` says why and repeats no URL.
struct Rejected {
    std::string text;
};

using Report = std::variant<Hello, CameraReport, RecordingReport, ManifestReport, LossReport,
                            ReadableReport, OwnDelay, Rejected>;

/// One line without its line feed.
std::string write_line(const Command& command);
std::string write_line(const Report& report);

/// What a line says, or in words what is wrong with it.
std::variant<Command, std::string> read_command(std::string_view line);
std::variant<Report, std::string> read_report(std::string_view line);

/// The names on the wire.
std::string_view name(StreamState state);
std::string_view name(Reason reason);
std::string_view name(Failure failure);
std::string_view name(RecordingTrouble trouble);
std::string_view name(LossKind kind);

/// Nothing for what is no such name.
std::optional<Reason> parse_reason(std::string_view name);
std::optional<Failure> parse_failure(std::string_view name);
std::optional<RecordingTrouble> parse_trouble(std::string_view name);

/// Cuts what arrives in pieces into lines. After a line that is too long nothing more comes out.
class LineCutter {
public:
    /// False from the first line on that is longer than `line_bytes_max`.
    bool take(std::string_view bytes);
    /// The next whole line, if there is one.
    std::optional<std::string> next();

private:
    std::string pending_;
    bool broken_ = false;
};

}  // namespace labd::camera_link
