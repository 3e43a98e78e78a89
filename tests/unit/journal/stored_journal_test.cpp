#include "labd/journal/stored_journal.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using ports::AppendOutcome;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace test;

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};

    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777U;
}

TEST(StoredJournal, KeepsEntriesAndItsIdentityOverAReopening) {
    const TemporaryDirectory directory;
    std::string id;
    ports::Head head;
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        id = journal->identity().journal_id;
        ports::Append two = entry(0, "first");
        two.leaves.emplace_back("second");
        EXPECT_EQ(append_and_wait(*journal, loop, std::move(two)), AppendOutcome::durable);
        EXPECT_EQ(append_and_wait(*journal, loop, entry(2, "third")), AppendOutcome::durable);
        EXPECT_THAT(read_all(*journal), ElementsAre("first", "second", "third"));
        head = journal->head();
        EXPECT_EQ(head.size, 3U);
    }
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(journal->identity().journal_id, id);
    EXPECT_EQ(journal->identity().created, Instant{1'000'000});
    EXPECT_EQ(journal->head(), head);
    EXPECT_THAT(read_all(*journal), ElementsAre("first", "second", "third"));
    EXPECT_EQ(append_and_wait(*journal, loop, entry(3, "fourth")), AppendOutcome::durable);
    EXPECT_EQ(journal->head().size, 4U);
}

TEST(StoredJournal, ACopyThatBeginsToLiveOpensAnEpochBehindItsEntries) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 3);
    const auto restore = [&](const std::string& name, const std::string& from) {
        std::filesystem::create_directory(directory / name);
        for (const char* file : {"journal.db", "keys.db", "master.key"}) {
            std::filesystem::copy_file(directory / from / file, directory / name / file);
        }
        return options_in(directory / name);
    };
    HandLoop loop;
    {
        const auto restored = open_or_die(restore("second", "data"), loop);
        EXPECT_EQ(restored->identity().epochs, Epochs({3}));
        EXPECT_EQ(append_and_wait(*restored, loop, entry(3)), AppendOutcome::durable);
    }
    // Where it lives on it is no copy any more; a copy of it is the next life.
    EXPECT_EQ(open_or_die(options_in(directory / "second"), loop)->identity().epochs, Epochs({3}));
    const JournalOptions third = restore("third", "second");
    EXPECT_EQ(open_or_die(third, loop)->identity().epochs, Epochs({3, 4}));
    EXPECT_EQ(open_or_die(options_in(directory / "data"), loop)->identity().epochs, Epochs());
}

TEST(StoredJournal, AStartThatIsBrokenOffOpensOneEpochOnly) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 3);
    HandLoop loop;
    for (int start = 0; start < 2; ++start) {
        std::filesystem::remove(directory / "data/alive");
        write_contents(directory / "data/journal.db.sha256", "of the copy");
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        EXPECT_EQ(journal->identity().epochs, Epochs({3}));
        EXPECT_FALSE(std::filesystem::exists(directory / "data/journal.db.sha256"));
    }
}

TEST(StoredJournal, AnEmptyJournalHasNoLifeToBeToldApart) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 0);
    std::filesystem::remove(directory / "data/alive");
    HandLoop loop;
    EXPECT_EQ(open_or_die(options_in(directory / "data"), loop)->identity().epochs, Epochs());
}

TEST(StoredJournal, ReadsARangeAndStopsAtTheEnd) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 10);
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    std::vector<Seq> seen;
    const auto note = [&seen](Seq seq, std::string_view leaf) {
        EXPECT_EQ(leaf, leaf_text(seq));
        seen.push_back(seq);
    };
    journal->read(3, 2, note);
    EXPECT_THAT(seen, ElementsAre(3, 4));
    seen.clear();
    journal->read(8, 100, note);
    EXPECT_THAT(seen, ElementsAre(8, 9));
    seen.clear();
    journal->read(~Seq{0}, ~Seq{0}, note);
    EXPECT_TRUE(seen.empty());
}

TEST(StoredJournal, RemembersRequestsByScopeAndKey) {
    const TemporaryDirectory directory;
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        ports::Append append = entry(0);
        append.idempotency = {"sato", "key-1", {1, 2, 3}, "{\"seq\":0}"};
        EXPECT_EQ(append_and_wait(*journal, loop, std::move(append)), AppendOutcome::durable);
    }
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    const auto found = journal->find_idempotency("sato", "key-1");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->request, (ports::Digest{1, 2, 3}));
    EXPECT_EQ(found->response, "{\"seq\":0}");
    EXPECT_FALSE(journal->find_idempotency("suzuki", "key-1"));
    EXPECT_FALSE(journal->find_idempotency("sato", "key-2"));
}

TEST(StoredJournal, ForgetsNothingWhenClosedWithGroupsWaiting) {
    const TemporaryDirectory directory;
    constexpr Seq count = 500;
    HandLoop loop;
    Seq durable = 0;
    {
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        for (Seq seq = 0; seq < count; ++seq) {
            ASSERT_TRUE(journal->try_append(entry(seq), [&durable](AppendOutcome outcome) {
                durable += outcome == AppendOutcome::durable ? 1 : 0;
            }));
        }
        journal->close();
        EXPECT_FALSE(journal->try_append(entry(count), [](AppendOutcome) { FAIL(); }));
    }
    loop.run_posted();
    EXPECT_EQ(durable, count);
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(journal->head().size, count);
}

TEST(StoredJournal, KeepsTheTwoNewestSnapshotsAndPassesADamagedOne) {
    const TemporaryDirectory directory;
    const auto file = directory / "data/journal.db";
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        for (Seq seq = 0; seq < 3; ++seq) {
            EXPECT_EQ(append_and_wait(*journal, loop, entry(seq)), AppendOutcome::durable);
            journal->put_snapshot(seq + 1, "state after " + std::to_string(seq + 1));
            // The snapshot is written before the next group, which this wait sees.
        }
        EXPECT_EQ(append_and_wait(*journal, loop, entry(3)), AppendOutcome::durable);
        const auto snapshot = journal->latest_snapshot();
        ASSERT_TRUE(snapshot);
    }
    run_sql(file, "UPDATE snapshot SET state = x'00' WHERE seq = 3");
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    const auto snapshot = journal->latest_snapshot();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->seq, 2U);
    EXPECT_EQ(snapshot->state, "state after 2");
    EXPECT_EQ(*journal->reader().connection().query_integer("SELECT count(*) FROM snapshot"), 2);
}

TEST(StoredJournal, GivesItsFilesToItsOwnerOnly) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(append_and_wait(*journal, loop, entry(0)), AppendOutcome::durable);
    EXPECT_EQ(mode_of(directory / "data"), 0700U);
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory / "data")) {
        EXPECT_EQ(mode_of(file.path()), 0600U) << file.path();
        ++files;
    }
    EXPECT_GE(files, 6);
}

TEST(StoredJournal, IsOpenedByOneProcessAtATime) {
    const TemporaryDirectory directory;
    HandLoop loop;
    auto journal = open_or_die(options_in(directory / "data"), loop);
    const auto second = StoredJournal::open(options_in(directory / "data"), loop);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().text, HasSubstr("in use by another labd"));
    journal.reset();
    EXPECT_TRUE(StoredJournal::open(options_in(directory / "data"), loop));
}

TEST(StoredJournal, RefusesAnotherSiteAndTheOtherClockMode) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 1);
    HandLoop loop;
    JournalOptions elsewhere = options_in(directory / "data");
    elsewhere.site = "osaka-1";
    const auto other_site = StoredJournal::open(elsewhere, loop);
    ASSERT_FALSE(other_site);
    EXPECT_THAT(other_site.error().text, HasSubstr("tokyo-1"));
    JournalOptions training = options_in(directory / "data");
    training.mode = ports::ClockMode::training;
    const auto other_mode = StoredJournal::open(training, loop);
    ASSERT_FALSE(other_mode);
    EXPECT_THAT(other_mode.error().text, HasSubstr("real journal"));
}

TEST(StoredJournal, RefusesMissingAndForeignKeys) {
    const TemporaryDirectory directory;
    make_journal(directory / "data", 1);
    make_journal(directory / "other", 1);
    HandLoop loop;
    const auto text = [&] {
        const auto opened = StoredJournal::open(options_in(directory / "data"), loop);
        return opened ? std::string("opened") : opened.error().text;
    };
    std::filesystem::rename(directory / "data/keys.db", directory / "keys.db");
    EXPECT_THAT(text(), HasSubstr("keys.db is missing"));
    std::filesystem::copy(directory / "other/keys.db", directory / "data/keys.db");
    EXPECT_THAT(text(), HasSubstr("keys of journal"));
    std::filesystem::remove(directory / "data/keys.db");
    std::filesystem::rename(directory / "keys.db", directory / "data/keys.db");
    EXPECT_EQ(text(), "opened");
    std::filesystem::rename(directory / "data/master.key", directory / "master.key");
    EXPECT_THAT(text(), HasSubstr("master.key cannot be read"));
    std::filesystem::copy(directory / "other/master.key", directory / "data/master.key");
    EXPECT_THAT(text(), HasSubstr("master key does not fit"));
    std::filesystem::rename(directory / "master.key", directory / "data/master.key");
    std::filesystem::remove(directory / "data/journal.db");
    EXPECT_THAT(text(), HasSubstr("keys.db but no journal.db"));
}

TEST(StoredJournal, TellsUntilWhenTheOneBeforeWasAlive) {
    const TemporaryDirectory directory;
    const LivenessMark mark{{5}, {6}, {7}, "boot-1", ports::ClockMode::real};
    {
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        EXPECT_FALSE(journal->last_alive());
        journal->mark_alive(mark);
    }
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(journal->last_alive(), mark);
}

}  // namespace
}  // namespace labd::journal
