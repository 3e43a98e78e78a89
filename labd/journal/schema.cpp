#include "labd/journal/schema.h"

#include <fmt/format.h>

#include "labd/journal/files.h"

namespace labd::journal {
namespace {

StorageResult<int> version_of(Connection& connection, const std::filesystem::path& file) {
    auto version = connection.query_integer("PRAGMA user_version");
    if (!version) {
        return StorageError{
            fmt::format("{} cannot be read: {}", file.string(), version.error().text)};
    }
    return static_cast<int>(*version);
}

StorageError newer_schema(const std::filesystem::path& file, int version, std::size_t known) {
    return {fmt::format("{} has schema {}, and this labd knows only up to {}: use the newer labd",
                        file.string(), version, known)};
}

StorageResult<void> apply(Connection& connection, const std::filesystem::path& file,
                          const Migration& migration, std::size_t version) {
    const std::string sql = fmt::format("BEGIN IMMEDIATE; {} ; PRAGMA user_version={}; COMMIT;",
                                        migration.sql, version);
    if (connection.execute(sql) == SQLITE_OK) {
        return {};
    }
    const std::string reason = connection.message();
    connection.execute("ROLLBACK");
    return StorageError{
        fmt::format("{}: migration {} failed: {}", file.string(), migration.name, reason)};
}

}  // namespace

StorageResult<void> migrate(Connection& connection, const std::filesystem::path& file,
                            std::span<const Migration> migrations) {
    const auto version = version_of(connection, file);
    if (!version) {
        return version.error();
    }
    if (*version < 0 || static_cast<std::size_t>(*version) > migrations.size()) {
        return newer_schema(file, *version, migrations.size());
    }
    auto done = static_cast<std::size_t>(*version);
    if (done == migrations.size()) {
        return {};
    }
    if (done > 0) {
        std::filesystem::path copy = file;
        copy += fmt::format(".before-{}", migrations.size());
        if (auto copied = copy_database(connection, copy); !copied) {
            return copied.error();
        }
    }
    for (; done < migrations.size(); ++done) {
        if (auto applied = apply(connection, file, migrations[done], done + 1); !applied) {
            return applied.error();
        }
    }
    return {};
}

StorageResult<int> known_version(Connection& connection, const std::filesystem::path& file,
                                 std::span<const Migration> migrations) {
    const auto version = version_of(connection, file);
    if (!version) {
        return version.error();
    }
    if (*version <= 0) {
        return StorageError{fmt::format("{} is not a database of labd", file.string())};
    }
    if (static_cast<std::size_t>(*version) > migrations.size()) {
        return newer_schema(file, *version, migrations.size());
    }
    return *version;
}

StorageResult<std::string> schema_text(Connection& connection) {
    Statement rows = connection.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
    std::string text;
    int code = rows ? rows.step() : SQLITE_ERROR;
    for (; code == SQLITE_ROW; code = rows.step()) {
        for (int column = 0; column < 4; ++column) {
            text.append(rows.bytes(column)) += '\n';
        }
    }
    if (code != SQLITE_DONE) {
        return StorageError{connection.message()};
    }
    return StorageResult<std::string>(boost::system::in_place_value, std::move(text));
}

StorageResult<void> copy_database(Connection& connection, const std::filesystem::path& to) {
    std::error_code ignored;
    if (std::filesystem::exists(to, ignored)) {
        return StorageError{fmt::format("{} exists already: nothing is overwritten", to.string())};
    }
    // SQLite copies into an existing file when it is empty: that is how the copy gets its mode.
    if (auto made = create_private_file(to); !made) {
        return made.error();
    }
    Statement vacuum = connection.prepare("VACUUM INTO ?1");
    const std::string name = std::filesystem::absolute(to).string();
    if (!vacuum || vacuum.bind_text(1, name).run() != SQLITE_OK) {
        StorageError error{fmt::format("copying to {} failed: {}", name, connection.message())};
        std::filesystem::remove(to, ignored);
        return error;
    }
    if (auto synced = sync_path(to); !synced) {
        return synced.error();
    }
    return sync_path(std::filesystem::absolute(to).parent_path());
}

}  // namespace labd::journal
