// What labd asks the camera program to do with recordings, and what it answers: one job is one run
// of `labd-camera footage`, the job on its standard input, lines on its standard output. A file
// that kills the program costs that run and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "labd/camera_link/protocol.h"
#include "labd/domain/footage_entries.h"

namespace labd::camera_link {

/// Of a job or of a line of the answer.
inline constexpr std::size_t footage_bytes_max = std::size_t{4} * 1024 * 1024;
/// Of one answer; what is left is another job.
inline constexpr std::size_t footage_parts_max = 8;
/// Of one part, so that its entry has room for them.
inline constexpr std::size_t footage_sources_max = 100;

struct FootageJob {
    /// Copies whole recordings for a hold; else cuts clips.
    bool keeps = false;
    std::string camera;
    /// Nothing: only what is held already can be read.
    std::optional<Recordings> recordings;
    /// Folders of earlier holds of this camera, laid out as the recorder's.
    std::vector<std::string> held;
    /// Where the digests of recordings are; empty for none.
    std::string manifests;
    /// Where clips go, or the hold's own folder.
    std::string target;
    /// By the clock of the recordings.
    Instant from;
    Instant to;
    Duration part_max = hours(1);
    std::int64_t part_bytes_max = 0;
    /// So many bytes of the disk are left free.
    std::int64_t room_left = 0;
    /// No part is begun later than this.
    Duration work_max = minutes(2);
    /// Recordings at which an earlier run ended without an answer.
    std::vector<std::string> skip;
};

/// Of a job's interval, from where the part before it ended.
struct FootagePart {
    Instant from;
    Instant to;
    /// Of the clip; empty for a gap and when copying.
    std::string sha256;
    std::int64_t bytes = 0;
    std::optional<Instant> starts;
    /// Why there is no clip; empty otherwise.
    std::string fault;
    std::vector<domain::FootageSource> sources;
};

struct FootageAnswer {
    std::vector<FootagePart> parts;
    /// Why the parts don't reach the end; empty when they do, or when there was simply more than
    /// fits in one answer.
    std::string trouble;
};

/// The program is about to read this recording.
struct FootageReading {
    std::string name;
};

using FootageLine = std::variant<FootageReading, FootageAnswer>;

std::string write_job(const FootageJob& job);
std::string write_footage(const FootageLine& line);

/// Nothing when it is no job or line.
std::optional<FootageJob> read_job(std::string_view text);
std::optional<FootageLine> read_footage(std::string_view line);

}  // namespace labd::camera_link
