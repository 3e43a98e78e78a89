#include "labd/journal/store.h"

#include <fmt/format.h>

#include "labd/journal/schema.h"

namespace labd::journal {
namespace {

StorageResult<void> write_identity(Connection& connection, const Identity& identity) {
    Statement insert = connection.prepare(
        "INSERT INTO meta(id, site, journal_id, epoch, clock_mode, created_us)"
        " SELECT 0, ?1, ?2, 0, ?3, ?4 WHERE NOT EXISTS(SELECT 1 FROM meta)");
    if (!insert || insert.bind_text(1, identity.site)
                           .bind_text(2, identity.journal_id)
                           .bind_text(3, identity.clock_mode)
                           .bind(4, identity.created.us)
                           .run() != SQLITE_OK) {
        return StorageError{
            fmt::format("the journal's identity cannot be written: {}", connection.message())};
    }
    return {};
}

/// A start that was broken off may have opened it already; without entries there is nothing that
/// another life could have said otherwise.
StorageResult<void> open_epoch(Connection& connection, Instant now) {
    Statement insert = connection.prepare(
        "INSERT INTO epoch(epoch, first_seq, opened_us)"
        " SELECT (SELECT coalesce(max(epoch), 0) + 1 FROM epoch), size, ?1"
        " FROM (SELECT max(seq) + 1 AS size FROM journal)"
        " WHERE size > 0 AND NOT EXISTS(SELECT 1 FROM epoch WHERE first_seq = size)");
    if (!insert || insert.bind(1, now.us).run() != SQLITE_OK) {
        return StorageError{
            fmt::format("the journal's new epoch cannot be written: {}", connection.message())};
    }
    return {};
}

}  // namespace

StorageResult<Store> Store::open(const std::filesystem::path& file, const Identity& identity,
                                 std::optional<Instant> new_life) {
    auto connection = Connection::open(file, OpenAs::writer);
    if (!connection) {
        return connection.error();
    }
    Store store(std::move(*connection));
    if (auto migrated = migrate(store.connection_, file, journal_migrations()); !migrated) {
        return migrated.error();
    }
    if (auto written = write_identity(store.connection_, identity); !written) {
        return written.error();
    }
    if (new_life) {
        if (auto opened = open_epoch(store.connection_, *new_life); !opened) {
            return opened.error();
        }
    }
    auto reader = Reader::open(file, OpenAs::reader);
    if (!reader) {
        return reader.error();
    }
    auto read_identity = reader->identity();
    const auto size = reader->size();
    if (!read_identity || !size) {
        return read_identity ? size.error() : read_identity.error();
    }
    store.identity_ = std::move(*read_identity);
    auto tree = reader->tree_at(*size);
    if (!tree) {
        return StorageError{
            fmt::format("{}: {}; run labd verify", file.string(), tree.error().text)};
    }
    store.committed_ = std::move(*tree);
    store.pending_ = store.committed_;
    if (auto prepared = store.prepare(); !prepared) {
        return prepared.error();
    }
    return store;
}

StorageResult<void> Store::prepare() {
    begin_ = connection_.prepare("BEGIN IMMEDIATE");
    commit_ = connection_.prepare("COMMIT");
    insert_leaf_ = connection_.prepare("INSERT INTO journal(seq, hashes, leaf) VALUES(?1, ?2, ?3)");
    insert_idempotency_ = connection_.prepare(
        "INSERT INTO idempotency(key, scope, request, response) VALUES(?1, ?2, ?3, ?4)");
    insert_snapshot_ = connection_.prepare(
        "INSERT OR REPLACE INTO snapshot(seq, state, digest) VALUES(?1, ?2, ?3)");
    trim_snapshots_ = connection_.prepare(
        "DELETE FROM snapshot WHERE seq NOT IN (SELECT seq FROM snapshot ORDER BY seq DESC LIMIT "
        "2)");
    insert_checkpoint_ = connection_.prepare("INSERT INTO checkpoint(size, note) VALUES(?1, ?2)");
    if (!begin_ || !commit_ || !insert_leaf_ || !insert_idempotency_ || !insert_snapshot_ ||
        !trim_snapshots_ || !insert_checkpoint_) {
        return StorageError{
            fmt::format("the journal cannot be written: {}", connection_.message())};
    }
    return {};
}

int Store::begin() { return begin_.run(); }

int Store::add(const ports::Append& append) {
    for (const std::string& leaf : append.leaves) {
        const auto seq = static_cast<std::int64_t>(pending_.size());
        hashes_.clear();
        pending_.append(sha_, leaf, hashes_);
        const int code = insert_leaf_.bind(1, seq).bind_blob(2, hashes_).bind_blob(3, leaf).run();
        if (code != SQLITE_OK) {
            return code;
        }
    }
    if (append.idempotency) {
        const ports::IdempotencyRow& row = *append.idempotency;
        const int code = insert_idempotency_.bind_text(1, row.key)
                             .bind_text(2, row.scope)
                             .bind_blob(3, bytes_of(row.request))
                             .bind_text(4, row.response)
                             .run();
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

int Store::commit() {
    const int code = commit_.run();
    if (code == SQLITE_OK) {
        committed_ = pending_;
    }
    return code;
}

bool Store::rollback() {
    pending_ = committed_;
    // SQLite has often rolled back by itself, and then has no transaction to end.
    if (sqlite3_get_autocommit(connection_.handle()) != 0) {
        return true;
    }
    return connection_.execute("ROLLBACK") == SQLITE_OK;
}

int Store::put_snapshot(Seq seq, std::string_view state) {
    int code = begin();
    if (code != SQLITE_OK) {
        return code;
    }
    const Digest digest = sha_.digest(state);
    code = insert_snapshot_.bind(1, static_cast<std::int64_t>(seq))
               .bind_blob(2, state)
               .bind_blob(3, bytes_of(digest))
               .run();
    if (code == SQLITE_OK) {
        code = trim_snapshots_.run();
    }
    return code == SQLITE_OK ? commit() : code;
}

int Store::put_checkpoint(Seq size, std::string_view note) {
    int code = begin();
    if (code == SQLITE_OK) {
        code = insert_checkpoint_.bind(1, static_cast<std::int64_t>(size)).bind_text(2, note).run();
    }
    return code == SQLITE_OK ? commit() : code;
}

}  // namespace labd::journal
