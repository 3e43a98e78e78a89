// The write side of `journal.db`: one connection, one transaction at a time, the tree kept with it.
#pragma once

#include <optional>
#include <string>

#include "labd/journal/reader.h"
#include "labd/ports/head.h"

namespace labd::journal {

/// Used by the writer thread only, once opened.
class Store {
public:
    /// Opens or creates the file, migrates it, and reads its tree. A new journal takes `identity`;
    /// `identity()` says what the file holds. `new_life`: it is a copy that begins to live now, and
    /// a new epoch begins behind its entries.
    static StorageResult<Store> open(const std::filesystem::path& file, const Identity& identity,
                                     std::optional<Instant> new_life = std::nullopt);

    const Identity& identity() const { return identity_; }

    /// What is committed.
    ports::Head head() { return ports::head_of(committed_, sha_); }

    /// The steps of one transaction; each SQLITE_OK or an extended error code. After an error only
    /// `rollback` may follow.
    int begin();
    int add(const ports::Append& append);
    int commit();
    /// Takes back what was added since `begin`. False when even that failed.
    bool rollback();

    /// Replaces the older of two state caches, in a transaction of its own.
    int put_snapshot(Seq seq, std::string_view state);
    /// Adds a signed checkpoint, in a transaction of its own.
    int put_checkpoint(Seq size, std::string_view note);

    Connection& connection() { return connection_; }

private:
    explicit Store(Connection connection) : connection_(std::move(connection)) {}

    StorageResult<void> prepare();

    Connection connection_;
    Statement begin_;
    Statement commit_;
    Statement insert_leaf_;
    Statement insert_idempotency_;
    Statement insert_snapshot_;
    Statement trim_snapshots_;
    Statement insert_checkpoint_;
    Identity identity_;
    Sha256 sha_;
    Tree committed_;
    Tree pending_;
    std::string hashes_;
};

}  // namespace labd::journal
