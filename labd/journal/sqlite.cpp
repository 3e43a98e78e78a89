#include "labd/journal/sqlite.h"

#include <fmt/format.h>

#include "labd/core/assert.h"
#include "labd/journal/files.h"

namespace labd::journal {
namespace {

constexpr int busy_limit_ms = 5'000;
constexpr auto reader_settings =
    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;";
constexpr auto writer_settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON; PRAGMA journal_size_limit=33554432;";

/// A name that SQLite reads as a URI, whatever characters the path has.
std::string file_uri(const std::filesystem::path& file, std::string_view query) {
    std::string uri = "file:";
    for (const char character : std::filesystem::absolute(file).string()) {
        if (character == '?' || character == '#' || character == '%') {
            uri += fmt::format("%{:02x}", static_cast<unsigned char>(character));
        } else {
            uri += character;
        }
    }
    return uri.append(query);
}

}  // namespace

std::string describe_code(int code) { return fmt::format("{} ({})", sqlite3_errstr(code), code); }

Statement& Statement::bind(int index, std::int64_t value) {
    const int code = sqlite3_bind_int64(statement_.get(), index, value);
    LABD_ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
    const int code = sqlite3_bind_text(statement_.get(), index, text.data(),
                                       static_cast<int>(text.size()), SQLITE_STATIC);
    LABD_ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    // SQLite makes NULL of a null pointer, and an empty blob of an empty string.
    const char* data = bytes.empty() ? "" : bytes.data();
    const int code = sqlite3_bind_blob(statement_.get(), index, data,
                                       static_cast<int>(bytes.size()), SQLITE_STATIC);
    LABD_ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_null(int index) {
    const int code = sqlite3_bind_null(statement_.get(), index);
    LABD_ASSERT(code == SQLITE_OK);
    return *this;
}

int Statement::step() { return sqlite3_step(statement_.get()); }

int Statement::run() {
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) {
        code = step();
    }
    reset();
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data == nullptr ? std::string_view{}
                           : std::string_view(data, static_cast<std::size_t>(size));
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Connection::Connection(sqlite3* database) : database_(database), log_pages_(new int(0)) {}

StorageResult<Connection> Connection::open_with(const std::string& name, int flags) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(
        name.c_str(), &raw, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        nullptr);
    Connection connection(raw);
    if (code != SQLITE_OK) {
        return StorageError{fmt::format("cannot be opened: {}", describe_code(code))};
    }
    sqlite3_busy_timeout(raw, busy_limit_ms);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    const int settings = connection.execute(reader_settings);
    if (settings != SQLITE_OK) {
        return StorageError{fmt::format("cannot be opened: {}", describe_code(settings))};
    }
    return connection;
}

StorageResult<Connection> Connection::open(const std::filesystem::path& file, OpenAs mode) {
    if (mode == OpenAs::writer) {
        if (auto made = create_private_file(file); !made) {
            return made.error();
        }
    }
    const int flags = mode == OpenAs::writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    auto opened = open_with(file_uri(file, mode == OpenAs::frozen ? "?immutable=1" : ""), flags);
    if (!opened) {
        return StorageError{fmt::format("{} {}", file.string(), opened.error().text)};
    }
    Connection connection = std::move(*opened);
    if (mode == OpenAs::writer) {
        const int code = connection.execute(writer_settings);
        if (code != SQLITE_OK) {
            return StorageError{
                fmt::format("{} cannot be written: {}", file.string(), describe_code(code))};
        }
        // SQLite's own automatic checkpoints hide their failures; ours do not (checkpoint_from).
        sqlite3_wal_hook(
            connection.handle(),
            [](void* pages, sqlite3*, const char*, int count) {
                *static_cast<int*>(pages) = count;
                return SQLITE_OK;
            },
            connection.log_pages_.get());
    } else {
        connection.leave_log_on_close();
    }
    return connection;
}

StorageResult<Connection> Connection::open_memory() {
    return open_with(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Statement Connection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                       SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return Statement(statement);
}

int Connection::execute(const std::string& sql) {
    return sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
}

StorageResult<std::int64_t> Connection::query_integer(std::string_view sql) {
    Statement statement = prepare(sql);
    if (!statement || statement.step() != SQLITE_ROW) {
        return StorageError{message()};
    }
    return statement.integer(0);
}

std::string Connection::message() const {
    return fmt::format("{} ({})", sqlite3_errmsg(database_.get()),
                       sqlite3_extended_errcode(database_.get()));
}

int Connection::checkpoint_from(int pages) {
    if (*log_pages_ < pages) {
        return SQLITE_OK;
    }
    *log_pages_ = 0;
    const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                               nullptr, nullptr);
    return code == SQLITE_BUSY ? SQLITE_OK : code;
}

int Connection::checkpoint_all() {
    return sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                     nullptr);
}

void Connection::leave_log_on_close() {
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

}  // namespace labd::journal
