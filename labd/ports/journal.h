// What the kernel needs of durable storage: append in order, learn when it is durable, look up
// idempotency keys, read leaves back. Leaves are opaque bytes here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/digest.h"
#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/core/tree.h"

namespace labd::ports {

using labd::Digest;
using labd::Head;

/// The memory of a request: who sent which key, a keyed digest of what was asked, and the answer,
/// which holds no personal data.
struct IdempotencyRow {
    std::string scope;
    std::string key;
    Digest request{};
    std::string response;
};

/// A data key that did not exist before; stored in `keys.db` before the leaves that use it.
struct NewKey {
    std::string subject;
    Digest key{};
};

/// What is written together or not at all.
struct Append {
    Seq first_seq = 0;
    std::vector<std::string> leaves;
    std::vector<NewKey> keys;
    std::optional<IdempotencyRow> idempotency;
    /// Subjects whose keys are destroyed once the group is durable, before its outcome is told.
    /// Destroying again what is gone does no harm.
    std::vector<std::string> destroyed_keys = {};
};

enum class AppendOutcome : std::uint8_t {
    /// Written and synced.
    durable,
    /// No room: rolled back, nothing written, later appends may succeed.
    disk_full,
    /// The commit failed: whether it is there is known only after a restart. Nothing is written any
    /// more in this process.
    outcome_unknown,
};

/// The journal as the kernel sees it. Loop thread only.
class Journal {
public:
    virtual ~Journal() = default;
    /// Queues a group. `done` runs on the loop thread after the commit; groups finish in the order
    /// they were queued, and once one has failed all queued behind it fail the same way. False when
    /// the queue is full: nothing was taken.
    virtual bool try_append(Append append, std::function<void(AppendOutcome)> done) = 0;
    /// What was durably answered to this key before. Reads from its own connection.
    virtual std::optional<IdempotencyRow> find_idempotency(std::string_view scope,
                                                           std::string_view key) = 0;
    /// Durable leaves `[from, from + count)`, as far as they exist, in order.
    virtual void read(Seq from, Seq count,
                      const std::function<void(Seq, std::string_view leaf)>& each) = 0;
    /// Keeps a state cache for `seq` entries; a later start may use it. Best effort.
    virtual void put_snapshot(Seq seq, std::string state) = 0;
};

/// Seals personal data under a key per subject (a person or a session). Loop thread only.
class Sealer {
public:
    virtual ~Sealer() = default;
    /// Ciphertext with its nonce, base64. Creates the subject's key when there is none yet.
    /// `context` is authenticated with it and must be given again to unseal.
    virtual std::string seal(std::string_view subject, std::string_view plaintext,
                             std::string_view context) = 0;
    /// Nothing when the subject's key was destroyed (the person was erased) or the data was
    /// changed.
    virtual std::optional<std::string> unseal(std::string_view subject, std::string_view sealed,
                                              std::string_view context) = 0;
    /// A key for bytes that are kept outside of the journal, derived from the subject's: it goes
    /// with that. Creates the subject's key when there is none yet; nothing when it was destroyed.
    virtual std::optional<Digest> file_key(std::string_view subject) = 0;
    /// The subject's key was destroyed in storage: it is dropped here too.
    virtual void forget(std::string_view subject) = 0;
    /// Keys created since the last call; they go into the Append that first uses them.
    virtual std::vector<NewKey> take_new_keys() = 0;
    /// Keyed digest (HMAC-SHA-256 or BLAKE2b under a secret of this journal) of a request.
    virtual Digest keyed_digest(std::string_view bytes) = 0;
};

}  // namespace labd::ports
