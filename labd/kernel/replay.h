// The state out of the journal: folding leaves, with or without a snapshot, and bringing back days
// that have left memory.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "labd/domain/state.h"
#include "labd/ports/journal.h"

namespace labd::kernel {

/// Where leaves are read from and opened.
struct LeafStore {
    const std::string& journal_id;
    ports::Journal& journal;
    ports::Sealer& sealer;
};

/// Folds the first `size` leaves into an empty state. A snapshot that does not fit is ignored. The
/// text names the leaf that cannot be read.
std::optional<std::string> fold(domain::State& state, Seq size, std::string_view snapshot,
                                const LeafStore& store, int days_kept);

/// Reads entries back. A leaf that cannot be read is a bug here: `fold` has read it before.
void read_entries(Seq from, Seq count, const LeafStore& store,
                  const std::function<void(const domain::Entry&)>& each);

/// Brings a day back into memory; the text says which leaf cannot be read.
std::optional<std::string> restore_day(domain::State& state, Date date, const LeafStore& store);

/// Lets days leave memory that lie more than `days_kept` before the last entry.
void keep_recent(domain::State& state, int days_kept);

/// References and registers only, no personal data: what a start needs beside the leaves. Begins
/// with a checksum, so that a damaged one is noticed.
std::string snapshot_of(const domain::State& state);

/// A digest over everything the state holds but personal data, which can be erased (hex).
std::string digest_of(const domain::State& state);

}  // namespace labd::kernel
