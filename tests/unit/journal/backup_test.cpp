#include "labd/journal/backup.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>

#include "labd/journal/verify.h"
#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using ports::AppendOutcome;
using testing::HasSubstr;
using namespace test;

TEST(Backup, IsAWholeJournalWhileEntriesGoOnBeingAppended) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    for (Seq seq = 0; seq < 300; ++seq) {
        EXPECT_EQ(append_and_wait(*journal, loop, entry(seq)), AppendOutcome::durable);
    }
    std::atomic<bool> finished = false;
    std::optional<StorageResult<ports::Head>> result;
    std::thread thread([&] {
        result.emplace(backup(directory / "data", directory / "copy"));
        finished = true;
    });
    while (!finished) {
        EXPECT_EQ(append_and_wait(*journal, loop, entry(journal->head().size)),
                  AppendOutcome::durable);
    }
    thread.join();
    ASSERT_TRUE(*result) << result->error().text;
    const ports::Head head = **result;
    EXPECT_GE(head.size, 300U);
    EXPECT_EQ(verify(directory / "copy", {.against = head, .check_leaf = {}}).fault, "");
    EXPECT_EQ(verify(directory / "data", {.against = head, .check_leaf = {}}).fault, "");

    struct stat status {};

    ASSERT_EQ(stat((directory / "copy").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    ASSERT_EQ(stat((directory / "copy/journal.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(Backup, RestoresWithItsKeysAndTheMasterKey) {
    const TemporaryDirectory directory;
    std::string sealed;
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        sealed = journal->sealer().seal("person:1", "Sato Hana", "name");
        ports::Append append = entry(0, sealed);
        append.keys = journal->sealer().take_new_keys();
        append.idempotency = ports::IdempotencyRow{"client", "key", {}, "answer"};
        EXPECT_EQ(append_and_wait(*journal, loop, std::move(append)), AppendOutcome::durable);
        ASSERT_TRUE(backup(directory / "data", directory / "restored"));
        ASSERT_TRUE(backup_keys(directory / "data", directory / "keys"));
    }
    EXPECT_FALSE(std::filesystem::exists(directory / "restored/keys.db"));
    EXPECT_FALSE(std::filesystem::exists(directory / "keys/master.key"));
    std::filesystem::copy(directory / "keys/keys.db", directory / "restored/keys.db");
    std::filesystem::copy(directory / "data/master.key", directory / "restored/master.key");
    HandLoop loop;
    auto journal = open_or_die(options_in(directory / "restored"), loop);
    EXPECT_EQ(journal->sealer().unseal("person:1", sealed, "name"), "Sato Hana");
    EXPECT_TRUE(journal->find_idempotency("client", "key"));
    EXPECT_EQ(append_and_wait(*journal, loop, entry(1)), AppendOutcome::durable);
    journal.reset();
    EXPECT_EQ(verify(directory / "restored", {}).fault, "");
}

TEST(Backup, NoticesAFlipOfAnyByteOfItsFile) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 5);
    ASSERT_TRUE(backup(directory / "data", directory / "copy"));
    EXPECT_EQ(verify(directory / "copy", {}).fault, "");
    const std::string bytes = contents(directory / "copy/journal.db");
    // A prime step meets every kind of place: headers, rows, and bytes that nothing uses.
    for (std::size_t place = 0; place < bytes.size(); place += 61) {
        std::string changed = bytes;
        changed[place] = static_cast<char>(changed[place] ^ 0x01);
        write_contents(directory / "copy/journal.db", changed);
        EXPECT_NE(verify(directory / "copy", {}).fault, "") << place;
    }
}

TEST(Backup, RefusesToOverwrite) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 1);
    ASSERT_TRUE(backup(directory / "data", directory / "copy"));
    const std::string before = contents(directory / "copy/journal.db");
    const auto again = backup(directory / "data", directory / "copy");
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().text, HasSubstr("File exists"));
    EXPECT_FALSE(backup_keys(directory / "data", directory / "copy"));
    EXPECT_EQ(contents(directory / "copy/journal.db"), before);
}

TEST(Backup, LeavesNothingThatLooksLikeOneWhenTheSourceIsBad) {
    const TemporaryDirectory directory;
    EXPECT_FALSE(backup(directory / "nothing", directory / "copy"));
    EXPECT_FALSE(std::filesystem::exists(directory / "copy"));
    EXPECT_FALSE(backup_keys(directory / "nothing", directory / "copy"));
    EXPECT_FALSE(std::filesystem::exists(directory / "copy"));
    make_journal(directory / "data", 5);
    run_sql(directory / "data/journal.db",
            "DROP TRIGGER journal_is_never_updated; UPDATE journal SET leaf = x'00' WHERE seq = 2");
    const auto copied = backup(directory / "data", directory / "copy");
    ASSERT_FALSE(copied);
    EXPECT_THAT(copied.error().text, HasSubstr("the copy is not good"));
    EXPECT_FALSE(std::filesystem::exists(directory / "copy"));
}

}  // namespace
}  // namespace labd::journal
