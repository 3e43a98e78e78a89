#include "labd/journal/verify.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "labd/ports/head.h"
#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace test;

constexpr Seq entries = 7;

/// A closed journal of a few entries, its head, and a copy to change.
class VerifyTest : public testing::Test {
protected:
    VerifyTest() : head_(make_journal(directory_ / "data", entries)) { restore(); }

    void restore() {
        std::filesystem::copy_file(directory_ / "data/journal.db", copy(),
                                   std::filesystem::copy_options::overwrite_existing);
    }

    std::filesystem::path copy() const { return directory_ / "copy.db"; }

    /// Changes the copy as somebody who takes the triggers off and puts them back.
    void tamper(const std::string& sql) {
        sqlite3* database = nullptr;
        ASSERT_EQ(sqlite3_open(copy().c_str(), &database), SQLITE_OK);
        std::string drop;
        std::string create;
        sqlite3_stmt* rows = nullptr;
        sqlite3_prepare_v2(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
                           -1, &rows, nullptr);
        while (sqlite3_step(rows) == SQLITE_ROW) {
            const auto text = [rows](int column) {
                return std::string(
                    reinterpret_cast<const char*>(sqlite3_column_text(rows, column)));
            };
            drop += "DROP TRIGGER " + text(0) + ';';
            create += text(1) + ';';
        }
        sqlite3_finalize(rows);
        sqlite3_close(database);
        ASSERT_THAT(drop, Not(IsEmpty()));
        run_sql(copy(), drop + "PRAGMA ignore_check_constraints = ON;" + sql + ';' + create +
                            "PRAGMA wal_checkpoint(TRUNCATE)");
        std::filesystem::remove(directory_ / "copy.db-wal");
        std::filesystem::remove(directory_ / "copy.db-shm");
    }

    std::string fault(bool with_head = true) const {
        VerifyOptions options;
        if (with_head) {
            options.against = head_;
        }
        return verify(copy(), options).fault;
    }

    std::string fault_after(const std::string& sql, bool with_head = true) {
        restore();
        tamper(sql);
        return fault(with_head);
    }

    TemporaryDirectory directory_;
    ports::Head head_;
};

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        std::array<char, 3> digits{};
        std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(byte));
        text += digits.data();
    }
    return text;
}

TEST_F(VerifyTest, PassesAnUntouchedJournalAndLeavesNoTrace) {
    const auto report = verify(copy(), {.against = head_, .check_leaf = {}});
    EXPECT_EQ(report.fault, "");
    EXPECT_EQ(report.head, head_);
    EXPECT_EQ(report.identity.site, "tokyo-1");
    EXPECT_FALSE(std::filesystem::exists(directory_ / "copy.db-wal"));
    EXPECT_FALSE(std::filesystem::exists(directory_ / "copy.db-shm"));
    EXPECT_EQ(verify(directory_ / "data", {.against = head_, .check_leaf = {}}).fault, "");
}

TEST_F(VerifyTest, PassesATouchThatChangesNothing) {
    EXPECT_EQ(fault_after("UPDATE journal SET leaf = leaf"), "");
}

TEST_F(VerifyTest, FindsEveryFlippedByteOfEveryRow) {
    auto reader = Connection::open(copy(), OpenAs::frozen);
    ASSERT_TRUE(reader);
    Statement rows = reader->prepare("SELECT seq, leaf, hashes FROM journal");
    int flips = 0;
    std::vector<std::string> changes;
    while (rows.step() == SQLITE_ROW) {
        for (const int column : {1, 2}) {
            const std::string_view bytes = rows.bytes(column);
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                std::string changed(bytes);
                changed[i] = static_cast<char>(changed[i] ^ 0x01);
                changes.push_back(
                    "UPDATE journal SET " + std::string(column == 1 ? "leaf" : "hashes") + " = x'" +
                    hex(changed) + "' WHERE seq = " + std::to_string(rows.integer(0)));
            }
        }
    }
    rows = Statement();
    for (const std::string& change : changes) {
        EXPECT_THAT(fault_after(change, false), Not(IsEmpty())) << change;
        ++flips;
    }
    EXPECT_GT(flips, 400);
}

TEST_F(VerifyTest, NamesTheFirstChangedEntryAndNode) {
    EXPECT_THAT(fault_after("UPDATE journal SET leaf = x'00' WHERE seq >= 3"),
                HasSubstr("entry 3 was changed"));
    EXPECT_THAT(fault_after("UPDATE journal SET hashes = CAST(substr(hashes, 1, 64) || "
                            "zeroblob(32) AS BLOB) WHERE seq = 3"),
                HasSubstr("node of level 2 stored with entry 3"));
    EXPECT_THAT(fault_after("UPDATE journal SET hashes = substr(hashes, 1, 32) WHERE seq = 1"),
                HasSubstr("node of level 1 stored with entry 1"));
    EXPECT_THAT(fault_after("UPDATE journal SET hashes = CAST(hashes || zeroblob(32) AS BLOB)"
                            " WHERE seq = 2"),
                HasSubstr("entry 2 has more hashes"));
}

TEST_F(VerifyTest, FindsEachMissingRow) {
    for (Seq seq = 0; seq + 1 < entries; ++seq) {
        EXPECT_THAT(fault_after("DELETE FROM journal WHERE seq = " + std::to_string(seq), false),
                    HasSubstr("entry " + std::to_string(seq) + " is missing"));
    }
}

TEST_F(VerifyTest, FindsEachCutOnlyByTheHead) {
    for (Seq size = 0; size < entries; ++size) {
        const std::string cut = "DELETE FROM journal WHERE seq >= " + std::to_string(size);
        EXPECT_THAT(fault_after(cut), HasSubstr("entries were cut off"));
        EXPECT_EQ(fault_after(cut, false), "");
    }
}

TEST_F(VerifyTest, FindsEachSwappedPairOfRows) {
    for (Seq a = 0; a < entries; ++a) {
        for (Seq b = a + 1; b < entries; ++b) {
            EXPECT_THAT(fault_after(fmt::format("UPDATE journal SET seq = 1000 WHERE seq = {0};"
                                                "UPDATE journal SET seq = {0} WHERE seq = {1};"
                                                "UPDATE journal SET seq = {1} WHERE seq = 1000",
                                                a, b)),
                        Not(IsEmpty()))
                << a << ' ' << b;
            EXPECT_THAT(fault_after(fmt::format("CREATE TEMP TABLE t AS SELECT * FROM journal;"
                                                "UPDATE journal SET leaf = (SELECT leaf FROM t "
                                                "WHERE seq = {1}) WHERE seq = {0};"
                                                "UPDATE journal SET leaf = (SELECT leaf FROM t "
                                                "WHERE seq = {0}) WHERE seq = {1}",
                                                a, b)),
                        Not(IsEmpty()))
                << a << ' ' << b;
        }
    }
}

TEST_F(VerifyTest, FindsAddedRowsBeforeBetweenAndBehind) {
    EXPECT_THAT(fault_after("INSERT INTO journal VALUES(-1, zeroblob(32), x'00')"),
                HasSubstr("row numbered -1 stands before"));
    EXPECT_THAT(fault_after("INSERT INTO journal VALUES(7, zeroblob(32), x'00')"),
                HasSubstr("entry 7 was changed"));
    EXPECT_THAT(fault_after("INSERT INTO journal VALUES(9, zeroblob(32), x'00')"),
                HasSubstr("entry 7 is missing"));
    for (Seq place = 0; place < entries; ++place) {
        EXPECT_THAT(
            fault_after(fmt::format(
                "UPDATE journal SET seq = seq + 1000 WHERE seq >= {0};"
                "UPDATE journal SET seq = seq - 999 WHERE seq >= 1000;"
                "INSERT INTO journal SELECT {0}, hashes, leaf FROM journal WHERE seq = {0} + 1",
                place)),
            Not(IsEmpty()))
            << place;
    }
}

TEST_F(VerifyTest, FindsARecomputedHistoryOnlyByTheHead) {
    for (Seq forged = 0; forged < entries; ++forged) {
        const auto name = "forged-" + std::to_string(forged);
        {
            HandLoop loop;
            const auto journal = open_or_die(options_in(directory_ / name), loop);
            for (Seq seq = 0; seq < entries; ++seq) {
                append_and_wait(*journal, loop,
                                entry(seq, seq == forged ? "forged" : leaf_text(seq)));
            }
        }
        EXPECT_EQ(verify(directory_ / name, {}).fault, "");
        EXPECT_THAT(verify(directory_ / name, {.against = head_, .check_leaf = {}}).fault,
                    HasSubstr("the first 7 entries are not those of the given head"));
    }
}

TEST_F(VerifyTest, AcceptsAnyEarlierHeadAndNoOther) {
    auto reader = Reader::open(copy(), OpenAs::frozen);
    ASSERT_TRUE(reader);
    Sha256 sha;
    for (Seq size = 0; size <= entries; ++size) {
        ports::Head head = ports::head_of(*reader->tree_at(size), sha);
        EXPECT_EQ(verify(copy(), {.against = head, .check_leaf = {}}).fault, "");
        head.root[31] ^= 1U;
        EXPECT_THAT(verify(copy(), {.against = head, .check_leaf = {}}).fault,
                    HasSubstr("not those of the given head"));
    }
}

TEST_F(VerifyTest, FindsRemovedProtectionAndADamagedFile) {
    run_sql(copy(), "DROP TRIGGER journal_is_never_updated; PRAGMA wal_checkpoint(TRUNCATE)");
    EXPECT_THAT(fault(), HasSubstr("schema was changed"));
    restore();
    const std::string bytes = contents(copy());
    for (const std::size_t size : {std::size_t{0}, std::size_t{100}, std::size_t{4'096},
                                   bytes.size() / 2, bytes.size() - 1}) {
        write_contents(copy(), std::string_view(bytes).substr(0, size));
        EXPECT_THAT(fault(), Not(IsEmpty())) << size;
    }
    std::filesystem::remove(copy());
    EXPECT_THAT(fault(), HasSubstr("cannot be opened"));
}

TEST_F(VerifyTest, ReportsTheFirstLeafWhoseContentIsWrong) {
    VerifyOptions options;
    std::vector<Seq> seen;
    options.check_leaf = [&seen](Seq seq, std::string_view leaf) -> std::optional<std::string> {
        EXPECT_EQ(leaf, leaf_text(seq));
        seen.push_back(seq);
        return seq == 4 ? std::optional<std::string>("is not an entry") : std::nullopt;
    };
    EXPECT_EQ(verify(copy(), options).fault, "entry 4: is not an entry");
    EXPECT_EQ(seen.size(), 5U);
}

TEST_F(VerifyTest, ReadsALiveJournalThatGrowsMeanwhile) {
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory_ / "data"), loop);
    EXPECT_EQ(append_and_wait(*journal, loop, entry(entries)), ports::AppendOutcome::durable);
    VerifyOptions options;
    options.against = head_;
    options.check_leaf = [&](Seq seq, std::string_view) -> std::optional<std::string> {
        if (seq == 3) {
            append_and_wait(*journal, loop, entry(entries + 1));
        }
        return std::nullopt;
    };
    const auto report = verify(directory_ / "data", options);
    EXPECT_EQ(report.fault, "");
    EXPECT_GE(report.head.size, entries + 1);
}

}  // namespace
}  // namespace labd::journal
