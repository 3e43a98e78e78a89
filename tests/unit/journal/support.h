// What the journal's tests share: a journal with short ways to append and wait.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "labd/journal/stored_journal.h"
#include "tests/support/hand_loop.h"
#include "tests/support/temporary_directory.h"

namespace labd::journal::test {

using labd::test::HandLoop;
using labd::test::TemporaryDirectory;

inline JournalOptions options_in(const std::filesystem::path& directory) {
    JournalOptions options;
    options.directory = directory;
    options.site = "tokyo-1";
    options.created = Instant{1'000'000};
    return options;
}

inline std::unique_ptr<StoredJournal> open_or_die(const JournalOptions& options,
                                                  ports::Loop& loop) {
    auto opened = StoredJournal::open(options, loop);
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().text.c_str());
        std::abort();
    }
    return std::move(*opened);
}

inline std::string leaf_text(Seq seq) { return "{\"seq\":" + std::to_string(seq) + "}"; }

/// A group of one entry, as a kernel would number it.
inline ports::Append entry(Seq seq, std::string leaf) {
    ports::Append append;
    append.first_seq = seq;
    append.leaves.push_back(std::move(leaf));
    return append;
}

inline ports::Append entry(Seq seq) { return entry(seq, leaf_text(seq)); }

/// Appends one group and waits for its outcome.
inline ports::AppendOutcome append_and_wait(StoredJournal& journal, HandLoop& loop,
                                            ports::Append append) {
    std::optional<ports::AppendOutcome> outcome;
    const bool taken = journal.try_append(
        std::move(append), [&outcome](ports::AppendOutcome result) { outcome = result; });
    if (!taken) {
        std::abort();
    }
    loop.run_until([&outcome] { return outcome.has_value(); });
    return *outcome;
}

/// Makes a journal of `count` entries and closes it; returns its head.
inline ports::Head make_journal(const std::filesystem::path& directory, Seq count) {
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory), loop);
    for (Seq seq = 0; seq < count; ++seq) {
        EXPECT_EQ(append_and_wait(*journal, loop, entry(seq)), ports::AppendOutcome::durable);
    }
    return journal->head();
}

inline std::vector<std::string> read_all(ports::Journal& journal) {
    std::vector<std::string> leaves;
    journal.read(0, ~Seq{0}, [&leaves](Seq seq, std::string_view leaf) {
        EXPECT_EQ(seq, leaves.size());
        leaves.emplace_back(leaf);
    });
    return leaves;
}

/// All bytes of a file.
inline std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_contents(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Changes a database as somebody with a SQLite shell would, triggers dropped or not.
inline void run_sql(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << sql << ": " << (message == nullptr ? "" : message);
    sqlite3_free(message);
    sqlite3_close(database);
}

}  // namespace labd::journal::test
