// SQLite's C interface with ownership: connections and prepared statements. Result codes stay
// SQLite's own, because the journal decides by them what is known after a failure.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "labd/journal/storage_error.h"

namespace labd::journal {

/// A prepared statement. Used on the thread of its connection, and gone before it.
class Statement {
public:
    Statement() = default;

    /// Takes over what sqlite3_prepare made.
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    explicit operator bool() const { return statement_ != nullptr; }

    /// Bound bytes must stay alive until the statement was stepped to its end or reset.
    Statement& bind(int index, std::int64_t value);
    Statement& bind_text(int index, std::string_view text);
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);

    /// SQLITE_ROW, SQLITE_DONE or an extended error code.
    int step();
    /// One execution whose rows do not matter, then a reset: SQLITE_OK or an extended error code.
    int run();
    void reset();

    std::int64_t integer(int column) const;
    /// The bytes of a text or blob; valid until the next step or reset.
    std::string_view bytes(int column) const;
    bool is_null(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Resets a statement at the end of a scope, so that no read transaction outlives its use.
class ResetAtEnd {
public:
    explicit ResetAtEnd(Statement& statement) : statement_(statement) {}

    ResetAtEnd(const ResetAtEnd&) = delete;
    ResetAtEnd& operator=(const ResetAtEnd&) = delete;

    ~ResetAtEnd() { statement_.reset(); }

private:
    Statement& statement_;
};

enum class OpenAs : std::uint8_t {
    /// Reads and writes; creates the file (mode 0600) when absent. Checkpoints only when told.
    writer,
    /// Reads a file that a writer may have open at the same time. Never checkpoints.
    reader,
    /// Reads a file that nobody writes, and leaves no trace beside it.
    frozen,
};

/// A connection with the protections every file of labd gets: defensive mode, no trust in the
/// schema, cells checked, extended result codes. One thread at a time.
class Connection {
public:
    static StorageResult<Connection> open(const std::filesystem::path& file, OpenAs mode);

    /// A database in memory.
    static StorageResult<Connection> open_memory();

    /// An empty statement when the SQL does not fit the schema; `message()` says why.
    Statement prepare(std::string_view sql);
    /// Executes several statements without values: SQLITE_OK or an extended error code.
    int execute(const std::string& sql);
    /// The first column of the first row, or nothing.
    StorageResult<std::int64_t> query_integer(std::string_view sql);

    /// What the last failed call said.
    std::string message() const;

    /// Moves what the write-ahead log holds into the database once there are `pages` of it, as far
    /// as readers allow: SQLITE_OK or an extended error code. A writer's own thread only.
    int checkpoint_from(int pages);
    /// Moves the whole log into the database and empties it, unless a reader is in the way.
    int checkpoint_all();
    /// Closing shall write nothing any more.
    void leave_log_on_close();

    sqlite3* handle() { return database_.get(); }

private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };

    explicit Connection(sqlite3* database);

    static StorageResult<Connection> open_with(const std::string& name, int flags);

    std::unique_ptr<sqlite3, Close> database_;
    /// Pages in the write-ahead log after the last commit; behind a pointer because SQLite's hook
    /// keeps its address.
    std::unique_ptr<int> log_pages_;
};

/// "file is not a database (26)": the text and number of a result code.
std::string describe_code(int code);

}  // namespace labd::journal
