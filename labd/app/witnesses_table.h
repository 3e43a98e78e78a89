// What the configuration says of witnesses: who is asked to cosign the journal's checkpoints.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "labd/app/table_fault.h"
#include "labd/codec/toml_file.h"
#include "labd/evidence/note.h"
#include "labd/feed/sender.h"

namespace labd::app {

struct WitnessSettings {
    /// Its name is that of the witness.
    evidence::NoteKey key;
    /// Where checkpoints are posted to.
    feed::EndpointAddress address;
    /// PEM certificates to trust instead of the system's; empty: the system's.
    std::filesystem::path ca_file;
};

struct WitnessesTable : TableFault {
    std::vector<WitnessSettings> witnesses;
};

/// So many witnesses at most, each with a thread of its own.
inline constexpr std::size_t witnesses_max = 8;

/// Reads the list `[[witnesses]]`; files are named from `base` on.
WitnessesTable read_witnesses_table(const toml::node& node, const std::filesystem::path& base);

}  // namespace labd::app
