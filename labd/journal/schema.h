// Numbered schemas of labd's databases and the way from one to the next. The SQL stands in
// schema/journal/ and is compiled in.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "labd/journal/sqlite.h"

namespace labd::journal {

/// One step of a schema; the n-th of a list (from 1) leads to `user_version` n.
struct Migration {
    /// The file's name, for messages.
    std::string_view name;
    std::string_view sql;
};

std::span<const Migration> journal_migrations();
std::span<const Migration> keys_migrations();

/// Brings a database to the newest schema, each step in a transaction of its own. An older database
/// with content is copied first, to `<file>.before-<version>`. Refuses a newer schema than the list
/// knows.
StorageResult<void> migrate(Connection& connection, const std::filesystem::path& file,
                            std::span<const Migration> migrations);

/// The schema's number, refused when it is 0 (not one of ours) or newer than the list knows.
StorageResult<int> known_version(Connection& connection, const std::filesystem::path& file,
                                 std::span<const Migration> migrations);

/// Every table, index and trigger as text, to compare two databases' schemas.
StorageResult<std::string> schema_text(Connection& connection);

/// Copies a whole database to a new file (0600) and syncs it. Refuses to overwrite.
StorageResult<void> copy_database(Connection& connection, const std::filesystem::path& to);

}  // namespace labd::journal
