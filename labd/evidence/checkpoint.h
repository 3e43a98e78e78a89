// Checkpoints: the journal's size and root as a signed note (C2SP tlog-checkpoint), which labd
// cannot take back once somebody else has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "labd/evidence/note.h"
#include "labd/ports/journal.h"

namespace labd::evidence {

/// What a checkpoint says.
struct Checkpoint {
    /// Which journal: the name of its key.
    std::string origin;
    ports::Head head;

    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// `labd/<site>/<journal id>/<epoch>`: no two journals and no two lives of one share it. What can't
/// stand in a name of the site is written as %XX.
std::string origin_of(std::string_view site, std::string_view journal_id, std::uint64_t epoch);

/// The three lines that are signed.
std::string format_checkpoint(const Checkpoint& checkpoint);

/// The checkpoint that one of `keys` signed; its origin is the name of that key. Lines below the
/// third are passed over. Nothing when it is not signed, or signed but malformed.
std::optional<Checkpoint> open_checkpoint(std::string_view note, std::span<const NoteKey> keys);

}  // namespace labd::evidence
