// The liveness mark: a small file rewritten every second, which tells the next start until when
// labd was alive, even when that start follows a power cut.
#pragma once

#include <optional>
#include <string>

#include "labd/journal/files.h"
#include "labd/ports/clock.h"

namespace labd::journal {

/// What the clocks said when labd was last known to be alive.
struct LivenessMark {
    /// The daemon's own time (`Clock::now`).
    Instant now;
    /// The machine's wall clock (`Clock::wall`).
    Instant wall;
    /// Time since the machine's start, suspend included.
    Duration boottime;
    /// Names the machine's start; at most 64 characters.
    std::string boot_id;
    ports::ClockMode mode = ports::ClockMode::real;

    friend bool operator==(const LivenessMark&, const LivenessMark&) = default;
};

/// Two slots, written in turn, so that a write torn by a power cut leaves the mark before it. One
/// thread at a time.
class LivenessFile {
public:
    /// Opens or creates the file at its full size (0600).
    static StorageResult<LivenessFile> open(const std::filesystem::path& file);

    /// Writes the mark over the older slot and syncs it; takes as long as the disk takes.
    StorageResult<void> mark(const LivenessMark& mark);

    /// The newest whole mark; nothing when no slot is whole.
    std::optional<LivenessMark> last() const;

private:
    explicit LivenessFile(FileHandle handle) : handle_(std::move(handle)) {}

    FileHandle handle_;
    /// Counts marks, so that the newer slot is known.
    std::uint64_t count_ = 0;
};

}  // namespace labd::journal
