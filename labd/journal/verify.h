// Proves a journal file from its bytes: sequence, leaves, tree, and against a head noted elsewhere.
// What that shows and what it cannot show stands in docs/journal.md.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "labd/journal/reader.h"

namespace labd::journal {

struct VerifyOptions {
    /// The journal must begin with exactly this: as many leaves, with this root.
    std::optional<ports::Head> against;
    /// Called for each leaf that fits the tree, in order; a text is a fault of its content.
    std::function<std::optional<std::string>(Seq, std::string_view leaf)> check_leaf;
};

struct VerifyReport {
    /// The first fault in words, with its place; empty when there is none.
    std::string fault;
    /// What was found, as far as it was read; recomputed from the leaves alone.
    ports::Head head;
    /// Who the journal says it is; empty when that could not be read.
    Identity identity;

    bool ok() const { return fault.empty(); }
};

/// Checks a journal file, or the `journal.db` of a directory, that a daemon may be writing at the
/// same time. Memory is bounded by one leaf and the edge of the tree.
VerifyReport verify(const std::filesystem::path& journal, const VerifyOptions& options);

/// SHA-256 of a file's bytes.
StorageResult<Digest> file_digest(const std::filesystem::path& file);

/// Where a backup notes the SHA-256 of its `journal.db`.
std::filesystem::path checksum_file(const std::filesystem::path& journal);

}  // namespace labd::journal
