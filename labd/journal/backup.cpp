#include "labd/journal/backup.h"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <array>

#include "labd/journal/attachment_folder.h"
#include "labd/journal/schema.h"
#include "labd/journal/secret_file.h"
#include "labd/journal/stored_journal.h"
#include "labd/journal/verify.h"
#include "labd/journal/webhook_store.h"
#include "labd/ports/head.h"

namespace labd::journal {
namespace {

/// Makes the directory, or says that it is there already.
StorageResult<void> make_new_directory(const std::filesystem::path& directory) {
    constexpr mode_t private_directory = 0700;
    if (mkdir(directory.c_str(), private_directory) != 0) {
        return StorageError{fmt::format("the new directory {} cannot be made: {}",
                                        directory.string(), system_error_text())};
    }
    return sync_path(std::filesystem::absolute(directory).parent_path());
}

/// Removes the unfinished copy, so that nobody takes it for one.
StorageError give_up(const std::filesystem::path& directory, StorageError error) {
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
    return error;
}

StorageResult<ports::Head> stored_head(Reader& reader) {
    const auto size = reader.size();
    if (!size) {
        return size.error();
    }
    const auto tree = reader.tree_at(*size);
    if (!tree) {
        return tree.error();
    }
    Sha256 sha;
    return ports::head_of(*tree, sha);
}

StorageResult<ports::Head> copy_journal(const std::filesystem::path& source,
                                        const std::filesystem::path& destination) {
    auto reader = Reader::open(journal_file(source), OpenAs::reader);
    if (!reader) {
        return reader.error();
    }
    const auto head = stored_head(*reader);
    if (!head) {
        return head.error();
    }
    if (auto copied = copy_database(reader->connection(), journal_file(destination)); !copied) {
        return copied.error();
    }
    const auto digest = file_digest(journal_file(destination));
    if (!digest) {
        return digest.error();
    }
    if (auto noted =
            write_new_private_file(checksum_file(journal_file(destination)),
                                   fmt::format("{}  journal.db\n", ports::format_digest(*digest)));
        !noted) {
        return noted.error();
    }
    VerifyOptions options;
    options.against = *head;
    VerifyReport report = verify(destination, options);
    if (!report.ok()) {
        return StorageError{fmt::format("the copy is not good: {}", report.fault)};
    }
    return report.head;
}

StorageResult<void> copy_checked(const std::filesystem::path& source,
                                 const std::filesystem::path& destination) {
    auto connection = Connection::open(source, OpenAs::reader);
    if (!connection) {
        return connection.error();
    }
    if (auto copied = copy_database(*connection, destination); !copied) {
        return copied.error();
    }
    auto copy = Connection::open(destination, OpenAs::frozen);
    if (!copy) {
        return copy.error();
    }
    Statement check = copy->prepare("PRAGMA integrity_check(1)");
    if (!check || check.step() != SQLITE_ROW || check.bytes(0) != "ok") {
        return StorageError{fmt::format("the copy is not good: {}", copy->message())};
    }
    return {};
}

StorageResult<void> copy_secret(const std::filesystem::path& source,
                                const std::filesystem::path& destination) {
    std::array<std::uint8_t, secret_bytes> secret{};
    const auto read = open_secret_file(source, "the checkpoint key", false, {}, secret);
    if (!read) {
        return read.error();
    }
    auto written = write_new_private_file(
        destination, {reinterpret_cast<const char*>(secret.data()), secret.size()});
    sodium_memzero(secret.data(), secret.size());
    return written;
}

}  // namespace

StorageResult<ports::Head> backup(const std::filesystem::path& source,
                                  const std::filesystem::path& destination) {
    if (auto made = make_new_directory(destination); !made) {
        return made.error();
    }
    // Before the journal: a copy that knows of less is told again, one that knows of more is wrong.
    if (std::filesystem::exists(webhooks_file(source))) {
        if (auto copied = copy_checked(webhooks_file(source), webhooks_file(destination));
            !copied) {
            return give_up(destination, copied.error());
        }
    }
    auto head = copy_journal(source, destination);
    if (!head) {
        return give_up(destination, head.error());
    }
    // After the journal: what its entries name is there by then.
    auto files = copy_attachments(source, destination);
    return files ? head : give_up(destination, files.error());
}

StorageResult<void> backup_keys(const std::filesystem::path& source,
                                const std::filesystem::path& destination) {
    if (auto made = make_new_directory(destination); !made) {
        return made.error();
    }
    auto copied = copy_checked(keys_file(source), keys_file(destination));
    if (copied && std::filesystem::exists(accounts_file(source))) {
        copied = copy_checked(accounts_file(source), accounts_file(destination));
    }
    if (copied && std::filesystem::exists(checkpoint_key_file(source))) {
        copied = copy_secret(checkpoint_key_file(source), checkpoint_key_file(destination));
    }
    return copied ? copied : give_up(destination, copied.error());
}

}  // namespace labd::journal
