#include "labd/journal/stored_journal.h"

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <array>

#include "labd/journal/verify.h"

namespace labd::journal {
namespace {

/// A random UUID (RFC 9562, version 4).
std::string random_uuid(const RandomSource& random) {
    std::array<std::uint8_t, 16> bytes{};
    random(bytes);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        text += fmt::format("{:02x}", bytes[i]);
    }
    return text;
}

std::string_view name_of(ports::ClockMode mode) {
    return mode == ports::ClockMode::training ? "training" : "real";
}

StorageResult<void> check_identity(const Identity& identity, const JournalOptions& options) {
    if (identity.site != options.site) {
        return StorageError{fmt::format("{} is the journal of site {}, not of {}",
                                        options.directory.string(), identity.site, options.site)};
    }
    if (identity.clock_mode != name_of(options.mode)) {
        return StorageError{fmt::format("{} is a {} journal, and this is {} operation",
                                        options.directory.string(), identity.clock_mode,
                                        name_of(options.mode))};
    }
    return {};
}

StorageResult<void> check_files(const std::filesystem::path& directory) {
    std::error_code ignored;
    if (std::filesystem::exists(keys_file(directory), ignored) &&
        !std::filesystem::exists(journal_file(directory), ignored)) {
        return StorageError{fmt::format(
            "{} has keys.db but no journal.db: restore the journal, or start in an empty directory",
            directory.string())};
    }
    return {};
}

/// A copy has the checksum that `labd backup` writes beside it, or came without the liveness mark,
/// which no backup has. The mark is made after the journal: a first start that was broken off
/// leaves a journal without entries.
bool is_restored_copy(const std::filesystem::path& directory) {
    std::error_code ignored;
    const std::filesystem::path journal = journal_file(directory);
    return std::filesystem::exists(journal, ignored) &&
           (std::filesystem::exists(checksum_file(journal), ignored) ||
            !std::filesystem::exists(liveness_file(directory), ignored));
}

}  // namespace

std::filesystem::path journal_file(const std::filesystem::path& directory) {
    return directory / "journal.db";
}

std::filesystem::path liveness_file(const std::filesystem::path& directory) {
    return directory / "alive";
}

std::filesystem::path keys_file(const std::filesystem::path& directory) {
    return directory / "keys.db";
}

std::filesystem::path accounts_file(const std::filesystem::path& directory) {
    return directory / "accounts.db";
}

std::filesystem::path checkpoint_key_file(const std::filesystem::path& directory) {
    return directory / "checkpoint.key";
}

struct StoredJournal::Parts {
    FileHandle lock;
    Identity identity;
    Store store;
    KeyStore keys;
    Digest secret;
    KeyReader key_reader;
    Reader reader;
    LivenessFile liveness;

    ~Parts() { sodium_memzero(secret.data(), secret.size()); }
};

StoredJournal::StoredJournal(Parts& parts, const JournalOptions& options, ports::Loop& loop)
    : lock_(std::move(parts.lock)),
      identity_(std::move(parts.identity)),
      last_alive_(parts.liveness.last()),
      writer_(std::move(parts.store), std::move(parts.keys), std::move(parts.liveness), loop,
              options.limits),
      key_ring_(std::move(parts.key_reader), parts.secret, options.random),
      reader_(std::move(parts.reader)) {}

StorageResult<std::unique_ptr<StoredJournal>> StoredJournal::open(const JournalOptions& options,
                                                                  ports::Loop& loop) {
    const std::filesystem::path& directory = options.directory;
    if (auto made = make_private_directory(directory); !made) {
        return made.error();
    }
    auto lock = lock_directory(directory);
    if (!lock) {
        return lock.error();
    }
    if (auto checked = check_files(directory); !checked) {
        return checked.error();
    }
    const Identity fresh{options.site,
                         random_uuid(options.random),
                         {},
                         std::string(name_of(options.mode)),
                         options.created};
    std::error_code ignored;
    const bool is_copy = is_restored_copy(directory);
    auto store = Store::open(journal_file(directory), fresh,
                             is_copy ? std::optional(options.created) : std::nullopt);
    if (!store) {
        return store.error();
    }
    // Its checksum ends where the copy begins to live.
    std::filesystem::remove(checksum_file(journal_file(directory)), ignored);
    const Identity identity = store->identity();
    if (is_copy && identity.epochs.current() > 0) {
        spdlog::warn(
            "journal: this is a copy that begins to live: epoch {} begins with entry {}; what was "
            "recorded after the copy was made is not in it",
            identity.epochs.current(), identity.epochs.begin());
    }
    if (auto checked = check_identity(identity, options); !checked) {
        return checked.error();
    }
    // A journal with entries has keys already; new ones in their place would hide that loss.
    const bool is_new = store->head().size == 0;
    auto master = MasterKey::open(
        options.master_key.empty() ? directory / "master.key" : options.master_key,
        is_new && !std::filesystem::exists(keys_file(directory), ignored), options.random);
    if (!master) {
        return master.error();
    }
    auto keys =
        KeyStore::open(keys_file(directory), identity.journal_id, is_new, *master, options.random);
    if (!keys) {
        return keys.error();
    }
    auto key_reader = KeyReader::open(keys_file(directory), *master);
    if (!key_reader) {
        return key_reader.error();
    }
    auto reader = Reader::open(journal_file(directory), OpenAs::reader);
    if (!reader) {
        return reader.error();
    }
    auto liveness = LivenessFile::open(liveness_file(directory));
    if (!liveness) {
        return liveness.error();
    }
    if (auto synced = sync_path(directory); !synced) {
        return synced.error();
    }
    const Digest secret = keys->secret();
    Parts parts{
        std::move(*lock),       identity,           std::move(*store),   std::move(*keys), secret,
        std::move(*key_reader), std::move(*reader), std::move(*liveness)};
    return std::unique_ptr<StoredJournal>(new StoredJournal(parts, options, loop));
}

bool StoredJournal::try_append(ports::Append append,
                               std::function<void(ports::AppendOutcome)> done) {
    if (!append.idempotency) {
        return writer_.try_append(std::move(append), std::move(done));
    }
    // Noted with the outcome, not before: until then the key is the caller's to remember, and keys
    // that arrive out of order stay cheap.
    auto noted = [absent = absent_keys_, key = append.idempotency->key,
                  done = std::move(done)](ports::AppendOutcome outcome) {
        absent->stored(key);
        done(outcome);
    };
    return writer_.try_append(std::move(append), std::move(noted));
}

std::optional<ports::IdempotencyRow> StoredJournal::find_idempotency(std::string_view scope,
                                                                     std::string_view key) {
    if (absent_keys_->contains(key)) {
        return std::nullopt;
    }
    auto found = reader_.find_idempotency(scope, key);
    if (!found) {
        // The row's primary key still refuses a second entry under the same key.
        spdlog::error("journal: a request key cannot be looked up: {}", found.error().text);
        return std::nullopt;
    }
    if (!*found) {
        if (auto next = reader_.idempotency_key_after(key)) {
            absent_keys_->learn(key, std::move(*next));
        }
    }
    return std::move(*found);
}

void StoredJournal::read(Seq from, Seq count,
                         const std::function<void(Seq, std::string_view leaf)>& each) {
    if (!reader_.read(from, count, each)) {
        spdlog::error("journal: entries from {} on cannot be read: {}", from,
                      reader_.connection().message());
    }
}

void StoredJournal::put_snapshot(Seq seq, std::string state) {
    writer_.put_snapshot(seq, std::move(state));
}

}  // namespace labd::journal
