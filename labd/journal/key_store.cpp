#include "labd/journal/key_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include "labd/journal/schema.h"

namespace labd::journal {
namespace {

constexpr int checkpoint_pages = 1'000;

// The wrapped keys of subjects and of the journal itself never share a name.
std::string subject_name(std::string_view subject) { return fmt::format("subject:{}", subject); }

std::string secret_name(std::string_view journal_id) {
    return fmt::format("secret:{}", journal_id);
}

}  // namespace

KeyStore::KeyStore(Connection connection, std::shared_ptr<const MasterKey> master,
                   RandomSource random)
    : connection_(std::move(connection)), master_(std::move(master)), random_(std::move(random)) {}

KeyStore::~KeyStore() { sodium_memzero(secret_.data(), secret_.size()); }

StorageResult<KeyStore> KeyStore::open(const std::filesystem::path& file,
                                       std::string_view journal_id, bool create,
                                       std::shared_ptr<const MasterKey> master,
                                       RandomSource random) {
    std::error_code ignored;
    if (!create && !std::filesystem::exists(file, ignored)) {
        return StorageError{fmt::format(
            "{} is missing, and the journal has entries sealed under its keys: restore it from its "
            "own backup",
            file.string())};
    }
    auto connection = Connection::open(file, OpenAs::writer);
    if (!connection) {
        return connection.error();
    }
    KeyStore store(std::move(*connection), std::move(master), std::move(random));
    if (auto migrated = migrate(store.connection_, file, keys_migrations()); !migrated) {
        return migrated.error();
    }
    if (auto loaded = store.load_secret(journal_id, create); !loaded) {
        return StorageError{fmt::format("{}: {}", file.string(), loaded.error().text)};
    }
    store.insert_ = store.connection_.prepare(
        "INSERT INTO keys(subject, wrapped) VALUES(?1, ?2) ON CONFLICT(subject) DO NOTHING");
    if (!store.insert_) {
        return StorageError{
            fmt::format("{} cannot be written: {}", file.string(), store.connection_.message())};
    }
    return store;
}

StorageResult<void> KeyStore::load_secret(std::string_view journal_id, bool create) {
    Statement row = connection_.prepare("SELECT journal_id, wrapped FROM secret");
    int code = row ? row.step() : SQLITE_ERROR;
    if (code == SQLITE_DONE && create) {
        ports::Digest fresh{};
        random_(fresh);
        const std::string wrapped = master_->wrap(secret_name(journal_id), fresh, random_);
        sodium_memzero(fresh.data(), fresh.size());
        Statement insert =
            connection_.prepare("INSERT INTO secret(id, journal_id, wrapped) VALUES(0, ?1, ?2)");
        row.reset();
        if (!insert || insert.bind_text(1, journal_id).bind_blob(2, wrapped).run() != SQLITE_OK) {
            return StorageError{connection_.message()};
        }
        code = row.step();
    }
    if (code != SQLITE_ROW) {
        return StorageError{code == SQLITE_DONE ? "it holds no keys of any journal"
                                                : connection_.message()};
    }
    if (row.bytes(0) != journal_id) {
        return StorageError{
            fmt::format("these are the keys of journal {}, not of {}", row.bytes(0), journal_id)};
    }
    auto secret = master_->unwrap(secret_name(journal_id), row.bytes(1));
    if (!secret) {
        return StorageError{"the master key does not fit these keys"};
    }
    secret_ = *secret;
    sodium_memzero(secret->data(), secret->size());
    return {};
}

int KeyStore::save(std::span<const ports::NewKey> keys) {
    int code = connection_.execute("BEGIN IMMEDIATE");
    for (const ports::NewKey& key : keys) {
        if (code != SQLITE_OK) {
            break;
        }
        const std::string wrapped = master_->wrap(subject_name(key.subject), key.key, random_);
        code = insert_.bind_text(1, key.subject).bind_blob(2, wrapped).run();
    }
    if (code == SQLITE_OK) {
        code = connection_.execute("COMMIT");
    }
    if (code != SQLITE_OK) {
        if (sqlite3_get_autocommit(connection_.handle()) == 0) {
            connection_.execute("ROLLBACK");
        }
        return code;
    }
    return connection_.checkpoint_from(checkpoint_pages);
}

int KeyStore::destroy(std::span<const std::string> subjects) {
    Statement erase = connection_.prepare(
        "INSERT INTO keys(subject, wrapped) VALUES(?1, NULL) "
        "ON CONFLICT(subject) DO UPDATE SET wrapped = NULL WHERE wrapped IS NOT NULL");
    int code = erase ? connection_.execute("BEGIN IMMEDIATE") : SQLITE_ERROR;
    for (const std::string& subject : subjects) {
        code = code == SQLITE_OK ? erase.bind_text(1, subject).run() : code;
    }
    if (code == SQLITE_OK) {
        code = connection_.execute("COMMIT");
    }
    if (sqlite3_get_autocommit(connection_.handle()) == 0) {
        connection_.execute("ROLLBACK");
    }
    // The old bytes may lie in free space of the file, and do lie in the log.
    if (code == SQLITE_OK) {
        code = connection_.execute("VACUUM");
    }
    return code == SQLITE_OK ? connection_.checkpoint_all() : code;
}

StorageResult<KeyReader> KeyReader::open(const std::filesystem::path& file,
                                         std::shared_ptr<const MasterKey> master) {
    auto connection = Connection::open(file, OpenAs::reader);
    if (!connection) {
        return connection.error();
    }
    KeyReader reader(std::move(*connection), std::move(master));
    reader.find_ = reader.connection_.prepare("SELECT wrapped FROM keys WHERE subject = ?1");
    if (!reader.find_) {
        return StorageError{
            fmt::format("{} cannot be read: {}", file.string(), reader.connection_.message())};
    }
    return reader;
}

StorageResult<KeyLookup> KeyReader::find(std::string_view subject) {
    const ResetAtEnd reset(find_);
    const int code = find_.bind_text(1, subject).step();
    if (code == SQLITE_DONE) {
        return KeyLookup{};
    }
    if (code != SQLITE_ROW) {
        return StorageError{connection_.message()};
    }
    if (find_.is_null(0)) {
        return KeyLookup{KeyState::destroyed, {}};
    }
    const auto key = master_->unwrap(subject_name(subject), find_.bytes(0));
    if (!key) {
        return StorageError{"a key was changed, or was wrapped by another master key"};
    }
    return KeyLookup{KeyState::present, *key};
}

}  // namespace labd::journal
