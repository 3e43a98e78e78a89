// `keys.db`: the wrapped data key of each subject, and the secret of keyed digests.
#pragma once

#include <span>

#include "labd/journal/master_key.h"
#include "labd/journal/sqlite.h"

namespace labd::journal {

/// The write side. Used by the writer thread only, once opened.
class KeyStore {
public:
    /// Opens or, when `create` says so, creates the file for this journal. Refused when the keys
    /// belong to another journal or were wrapped by another master key.
    static StorageResult<KeyStore> open(const std::filesystem::path& file,
                                        std::string_view journal_id, bool create,
                                        std::shared_ptr<const MasterKey> master,
                                        RandomSource random);

    /// Stores keys durably, in one transaction: SQLITE_OK or an extended error code, after which
    /// nothing of it is stored. A subject that has a key keeps it.
    int save(std::span<const ports::NewKey> keys);

    /// Destroys the keys of these subjects for good: no byte of them stays in the file or its log.
    /// SQLITE_OK, or an extended error code when some of that is still to be done: call again.
    int destroy(std::span<const std::string> subjects);

    /// The secret of keyed digests.
    const ports::Digest& secret() const { return secret_; }

    KeyStore(KeyStore&&) = default;
    KeyStore& operator=(KeyStore&&) = delete;
    ~KeyStore();

    Connection& connection() { return connection_; }

private:
    KeyStore(Connection connection, std::shared_ptr<const MasterKey> master, RandomSource random);

    StorageResult<void> load_secret(std::string_view journal_id, bool create);

    Connection connection_;
    Statement insert_;
    std::shared_ptr<const MasterKey> master_;
    RandomSource random_;
    ports::Digest secret_{};
};

/// What is known of a subject's key.
enum class KeyState : std::uint8_t { none, present, destroyed };

struct KeyLookup {
    KeyState state = KeyState::none;
    ports::Digest key{};
};

/// The read side, on a connection of its own. One thread at a time.
class KeyReader {
public:
    static StorageResult<KeyReader> open(const std::filesystem::path& file,
                                         std::shared_ptr<const MasterKey> master);

    /// An error when the row cannot be read or unwrapped.
    StorageResult<KeyLookup> find(std::string_view subject);

private:
    KeyReader(Connection connection, std::shared_ptr<const MasterKey> master)
        : connection_(std::move(connection)), master_(std::move(master)) {}

    Connection connection_;
    Statement find_;
    std::shared_ptr<const MasterKey> master_;
};

}  // namespace labd::journal
