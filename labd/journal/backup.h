// Consistent copies of a data directory while a daemon writes it: the journal, and apart from it
// the keys. A copy counts only after it was synced, reopened and checked.
#pragma once

#include <filesystem>

#include "labd/journal/storage_error.h"
#include "labd/ports/journal.h"

namespace labd::journal {

/// Copies `journal.db` of `source` into the new directory `destination` (0700), syncs file and
/// directories, reopens and verifies it against the head read from the source before. Returns the
/// head of the copy: worth noting elsewhere. `journal.db.sha256` beside the copy, in the form that
/// sha256sum reads, is for damage that the tree does not cover; `verify` heeds it. With it goes
/// `webhooks.db`, if there is one. Refuses an existing destination; leaves none on failure.
StorageResult<ports::Head> backup(const std::filesystem::path& source,
                                  const std::filesystem::path& destination);

/// The same for `keys.db`, whose keys stay wrapped, and `accounts.db`, if there is one. The master
/// key is not copied: it belongs somewhere else than the keys it opens.
StorageResult<void> backup_keys(const std::filesystem::path& source,
                                const std::filesystem::path& destination);

}  // namespace labd::journal
