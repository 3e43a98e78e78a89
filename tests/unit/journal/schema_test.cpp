#include "labd/journal/schema.h"

#include <gmock/gmock.h>

#include "labd/ports/head.h"
#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace test;

TEST(Schema, MigrationsAreFrozen) {
    const std::vector<std::pair<std::string_view, std::string_view>> frozen{
        {"0001-journal.sql", "81fd7331e25577b3b605daa3a1e9f2799318b54300657ec8884b0997218e6426"},
        {"0002-no-outbox.sql", "832ada0fa81584eb980c3526260c8de2f9ac758e73d31621856054903249eba9"},
        {"0003-checkpoints.sql",
         "5cb95869a8f8902e0ed8c2c71cd396eb2898ace6ce8749c73d19d4c649f88e7d"},
        {"0004-epochs.sql", "22834929e1f0e667f3802d89dfece1ea798dfb1cf83c8f94bd7c348b36c533ff"},
        {"0001-keys.sql", "8ba5e532bc4e9e57551d41acd3deb67d9ed2f29c495898e4667a055cefb0c98d"}};
    std::vector<Migration> all(journal_migrations().begin(), journal_migrations().end());
    all.insert(all.end(), keys_migrations().begin(), keys_migrations().end());
    ASSERT_EQ(all.size(), frozen.size());
    Sha256 sha;
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].name, frozen[i].first);
        EXPECT_EQ(ports::format_digest(sha.digest(all[i].sql)), frozen[i].second)
            << all[i].name << " has journals in the field: add a new file instead of changing it";
    }
}

TEST(Schema, RefusesToChangeOrRemoveEntriesAnswersAndIdentity) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 3);
    auto opened = Connection::open(directory / "data/journal.db", OpenAs::writer);
    ASSERT_TRUE(opened);
    ASSERT_EQ(opened->execute("INSERT INTO idempotency VALUES('k', 's', zeroblob(32), 'r')"),
              SQLITE_OK);
    ASSERT_EQ(opened->execute("INSERT INTO epoch VALUES(1, 3, 0)"), SQLITE_OK);
    for (const char* sql :
         {"UPDATE journal SET leaf = x'00' WHERE seq = 1",
          "UPDATE journal SET seq = 9",
          "DELETE FROM journal",
          "DELETE FROM journal WHERE seq = 2",
          "INSERT OR REPLACE INTO journal VALUES(1, zeroblob(32), x'00')",
          "INSERT INTO journal VALUES(4, zeroblob(32), x'00')",
          "INSERT INTO journal VALUES(-1, zeroblob(32), x'00')",
          "INSERT INTO journal VALUES(NULL, zeroblob(32), x'00')",
          "INSERT INTO journal VALUES(3, zeroblob(31), x'00')",
          "INSERT INTO journal VALUES(3, zeroblob(32), zeroblob(65536))",
          "INSERT INTO journal VALUES(3, zeroblob(32), 'text')",
          "UPDATE meta SET site = 'x'",
          "DELETE FROM meta",
          "INSERT OR REPLACE INTO meta VALUES(0, 's', 'j', 0, 'real', 0)",
          "INSERT INTO epoch VALUES(3, 3, 0)",
          "INSERT INTO epoch VALUES(2, 2, 0)",
          "UPDATE epoch SET first_seq = 0",
          "DELETE FROM epoch",
          "UPDATE idempotency SET response = 'x'",
          "DELETE FROM idempotency",
          "INSERT OR REPLACE INTO idempotency VALUES('k', 's', zeroblob(32), 'x')",
          "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE type = 'trigger'"}) {
        EXPECT_NE(opened->execute(sql), SQLITE_OK) << sql;
    }
    EXPECT_EQ(opened->execute("INSERT INTO journal VALUES(3, zeroblob(32), zeroblob(65535))"),
              SQLITE_OK);
}

TEST(Schema, RefusesOneThatIsNewerThanItKnows) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 1);
    run_sql(directory / "data/journal.db", "PRAGMA user_version = 99");
    HandLoop loop;
    const auto opened = StoredJournal::open(options_in(directory / "data"), loop);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().text, HasSubstr("has schema 99"));
}

TEST(Schema, CopiesADatabaseBeforeMigratingItAndLeavesItAloneWhenAStepFails) {
    const TemporaryDirectory directory;
    const auto file = directory / "test.db";
    const std::vector<Migration> steps{{"0001", "CREATE TABLE a(x)"},
                                       {"0002", "CREATE TABLE b(x)"},
                                       {"0003", "CREATE TABLE c(x); CREATE TABLE a(x)"}};
    auto connection = Connection::open(file, OpenAs::writer);
    ASSERT_TRUE(connection);
    ASSERT_TRUE(migrate(*connection, file, std::span(steps).first(1)));
    EXPECT_FALSE(std::filesystem::exists(directory / "test.db.before-1"));
    ASSERT_EQ(connection->execute("INSERT INTO a VALUES(42)"), SQLITE_OK);
    ASSERT_TRUE(migrate(*connection, file, std::span(steps).first(2)));
    EXPECT_EQ(*connection->query_integer("PRAGMA user_version"), 2);
    auto copy = Connection::open(directory / "test.db.before-2", OpenAs::frozen);
    ASSERT_TRUE(copy);
    EXPECT_EQ(*copy->query_integer("PRAGMA user_version"), 1);
    EXPECT_EQ(*copy->query_integer("SELECT x FROM a"), 42);
    const auto failed = migrate(*connection, file, steps);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().text, HasSubstr("0003"));
    EXPECT_EQ(*connection->query_integer("PRAGMA user_version"), 2);
    EXPECT_THAT(*schema_text(*connection), Not(HasSubstr("CREATE TABLE c")));
}

TEST(Head, IsWrittenAndReadAsSizeAndRoot) {
    Sha256 sha;
    const ports::Head head{42, sha.digest("")};
    const std::string text = "42 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    EXPECT_EQ(ports::format_head(head), text);
    EXPECT_EQ(ports::parse_head(text), head);
    std::string upper = text;
    upper[3] = 'E';
    EXPECT_EQ(ports::parse_head(upper), head);
    for (const std::string& bad :
         {std::string(), std::string("42"), text.substr(1, 2), text + "0", text + " ", ' ' + text,
          text.substr(0, text.size() - 1), "-" + text, "0" + text, "42  " + text.substr(3),
          "99999999999999999999" + text.substr(2), text.substr(0, 5) + 'g' + text.substr(6)}) {
        EXPECT_FALSE(ports::parse_head(bad)) << bad;
    }
}

}  // namespace
}  // namespace labd::journal
