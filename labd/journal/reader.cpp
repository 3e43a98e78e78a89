#include "labd/journal/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "labd/journal/schema.h"

namespace labd::journal {
namespace {

constexpr std::size_t digest_bytes = 32;

Digest digest_of(std::string_view bytes) {
    Digest digest{};
    std::copy_n(bytes.begin(), digest.size(), digest.begin());
    return digest;
}

}  // namespace

StorageResult<Reader> Reader::open(const std::filesystem::path& file, OpenAs mode) {
    auto connection = Connection::open(file, mode);
    if (!connection) {
        return connection.error();
    }
    Reader reader(std::move(*connection));
    Connection& opened = reader.connection_;
    if (const auto version = known_version(opened, file, journal_migrations()); !version) {
        return version.error();
    }
    reader.size_ = opened.prepare("SELECT coalesce(max(seq), -1) + 1 FROM journal");
    reader.read_ =
        opened.prepare("SELECT seq, leaf FROM journal WHERE seq >= ?1 AND seq < ?2 ORDER BY seq");
    reader.idempotency_ =
        opened.prepare("SELECT request, response FROM idempotency WHERE key = ?1 AND scope = ?2");
    reader.node_ = opened.prepare("SELECT substr(hashes, ?2, 32) FROM journal WHERE seq = ?1");
    reader.snapshot_ = opened.prepare("SELECT seq, state, digest FROM snapshot ORDER BY seq DESC");
    reader.next_key_ =
        opened.prepare("SELECT key FROM idempotency WHERE key > ?1 ORDER BY key LIMIT 1");
    if (!reader.size_ || !reader.read_ || !reader.idempotency_ || !reader.next_key_ ||
        !reader.node_ || !reader.snapshot_) {
        return StorageError{fmt::format("{} cannot be read: {}", file.string(), opened.message())};
    }
    return reader;
}

StorageResult<Identity> Reader::identity() {
    Statement row =
        connection_.prepare("SELECT site, journal_id, clock_mode, created_us FROM meta");
    if (!row || row.step() != SQLITE_ROW) {
        return StorageError{
            fmt::format("the journal does not say who it is: {}", connection_.message())};
    }
    std::vector<Seq> begins;
    // A copy made before there were epochs has no table of them.
    Statement epochs = connection_.prepare("SELECT first_seq FROM epoch ORDER BY epoch");
    while (epochs && epochs.step() == SQLITE_ROW) {
        begins.push_back(static_cast<Seq>(epochs.integer(0)));
    }
    return Identity{std::string(row.bytes(0)), std::string(row.bytes(1)), Epochs(std::move(begins)),
                    std::string(row.bytes(2)), Instant{row.integer(3)}};
}

StorageResult<Seq> Reader::size() {
    const ResetAtEnd reset(size_);
    if (size_.step() != SQLITE_ROW) {
        return StorageError{connection_.message()};
    }
    return static_cast<Seq>(size_.integer(0));
}

bool Reader::read(Seq from, Seq count,
                  const std::function<void(Seq, std::string_view leaf)>& each) {
    constexpr auto last = static_cast<Seq>(std::numeric_limits<std::int64_t>::max());
    from = std::min(from, last);
    const Seq to = from + std::min(count, last - from);
    const ResetAtEnd reset(read_);
    read_.bind(1, static_cast<std::int64_t>(from)).bind(2, static_cast<std::int64_t>(to));
    int code = read_.step();
    for (; code == SQLITE_ROW; code = read_.step()) {
        each(static_cast<Seq>(read_.integer(0)), read_.bytes(1));
    }
    return code == SQLITE_DONE;
}

StorageResult<std::optional<ports::IdempotencyRow>> Reader::find_idempotency(std::string_view scope,
                                                                             std::string_view key) {
    const ResetAtEnd reset(idempotency_);
    const int code = idempotency_.bind_text(1, key).bind_text(2, scope).step();
    if (code == SQLITE_DONE) {
        return std::optional<ports::IdempotencyRow>();
    }
    if (code != SQLITE_ROW || idempotency_.bytes(0).size() != digest_bytes) {
        return StorageError{connection_.message()};
    }
    return std::optional(ports::IdempotencyRow{std::string(scope), std::string(key),
                                               digest_of(idempotency_.bytes(0)),
                                               std::string(idempotency_.bytes(1))});
}

StorageResult<std::optional<std::string>> Reader::idempotency_key_after(std::string_view key) {
    const ResetAtEnd reset(next_key_);
    const int code = next_key_.bind_text(1, key).step();
    if (code == SQLITE_DONE) {
        return std::optional<std::string>();
    }
    if (code != SQLITE_ROW) {
        return StorageError{connection_.message()};
    }
    return std::optional(std::string(next_key_.bytes(0)));
}

StorageResult<std::optional<Digest>> Reader::node(NodePlace place) {
    const ResetAtEnd reset(node_);
    const int code = node_.bind(1, static_cast<std::int64_t>(place.row()))
                         .bind(2, static_cast<std::int64_t>(place.level * digest_bytes + 1))
                         .step();
    if (code == SQLITE_DONE) {
        return std::optional<Digest>();
    }
    if (code != SQLITE_ROW) {
        return StorageError{connection_.message()};
    }
    if (node_.bytes(0).size() != digest_bytes) {
        return StorageError{
            fmt::format("entry {} lacks the tree node of level {} that it completes", place.row(),
                        place.level)};
    }
    return std::optional(digest_of(node_.bytes(0)));
}

StorageResult<Tree> Reader::tree_at(Seq size) {
    std::vector<Digest> peaks;
    for (const NodePlace place : peaks_of(size)) {
        const auto digest = node(place);
        if (!digest) {
            return digest.error();
        }
        if (!*digest) {
            return StorageError{fmt::format("entry {} is missing", place.row())};
        }
        peaks.push_back(**digest);
    }
    return Tree::from_peaks(size, std::move(peaks));
}

std::optional<Snapshot> Reader::latest_snapshot() {
    const ResetAtEnd reset(snapshot_);
    Sha256 sha;
    while (snapshot_.step() == SQLITE_ROW) {
        const Digest digest = sha.digest(snapshot_.bytes(1));
        if (snapshot_.bytes(2) == bytes_of(digest)) {
            return Snapshot{static_cast<Seq>(snapshot_.integer(0)),
                            std::string(snapshot_.bytes(1))};
        }
    }
    return std::nullopt;
}

StorageResult<std::optional<StoredCheckpoint>> Reader::latest_checkpoint() {
    Statement row =
        connection_.prepare("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1");
    const int code = row ? row.step() : SQLITE_ERROR;
    if (code == SQLITE_DONE) {
        return std::optional<StoredCheckpoint>();
    }
    if (code != SQLITE_ROW) {
        return StorageError{
            fmt::format("the checkpoints cannot be read: {}", connection_.message())};
    }
    return std::optional(
        StoredCheckpoint{static_cast<Seq>(row.integer(0)), std::string(row.bytes(1))});
}

}  // namespace labd::journal
