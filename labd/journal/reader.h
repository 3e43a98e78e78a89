// Reads the durable journal through a connection of its own: history, the memory of requests, the
// stored tree, and the newest state cache. Transactions are as short as one call.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "labd/core/epochs.h"
#include "labd/core/tree.h"
#include "labd/journal/sqlite.h"
#include "labd/ports/journal.h"

namespace labd::journal {

/// Who a journal is: written once, when it is created, but for its epochs.
struct Identity {
    std::string site;
    /// A random UUID.
    std::string journal_id;
    Epochs epochs;
    /// `real` or `training`.
    std::string clock_mode;
    Instant created;
};

/// A cached state after `seq` entries, as `put_snapshot` took it.
struct Snapshot {
    Seq seq = 0;
    std::string state;
};

/// The signed checkpoint that was stored last.
struct StoredCheckpoint {
    Seq size = 0;
    std::string note;
};

/// One thread at a time.
class Reader {
public:
    static StorageResult<Reader> open(const std::filesystem::path& file, OpenAs mode);

    StorageResult<Identity> identity();
    /// Number of durable entries.
    StorageResult<Seq> size();

    /// Durable leaves `[from, from + count)` as far as they exist, in order. False when the file
    /// could not be read to the end of the range; what came before is right. `each` must not read
    /// from this reader.
    bool read(Seq from, Seq count, const std::function<void(Seq, std::string_view leaf)>& each);

    StorageResult<std::optional<ports::IdempotencyRow>> find_idempotency(std::string_view scope,
                                                                         std::string_view key);
    /// The first stored key after this one, of any scope; nothing when there is none.
    StorageResult<std::optional<std::string>> idempotency_key_after(std::string_view key);

    /// A stored node of the tree; nothing when its last leaf is not there yet.
    StorageResult<std::optional<Digest>> node(NodePlace place);
    /// The tree as it was with `size` leaves, from the stored nodes; an error when it is shorter.
    StorageResult<Tree> tree_at(Seq size);

    /// The newest state cache whose digest fits; nothing when there is none.
    std::optional<Snapshot> latest_snapshot();

    /// The newest signed checkpoint; nothing before the first.
    StorageResult<std::optional<StoredCheckpoint>> latest_checkpoint();

    Connection& connection() { return connection_; }

private:
    explicit Reader(Connection connection) : connection_(std::move(connection)) {}

    // Statements go before their connection: members are destroyed from the last to the first.
    Connection connection_;
    Statement size_;
    Statement read_;
    Statement idempotency_;
    Statement next_key_;
    Statement node_;
    Statement snapshot_;
};

}  // namespace labd::journal
