#include "labd/journal/writer.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "labd/journal/verify.h"
#include "tests/unit/journal/fault_disk.h"
#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using ports::AppendOutcome;
using testing::ElementsAre;
using namespace test;

TEST(Writer, FinishesGroupsInTheOrderTheyWereQueuedUnderManyProducers) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    constexpr int producers = 16;
    constexpr int groups = 100;
    Seq next = 0;
    std::vector<Seq> finished;
    std::vector<std::string> expected;
    const auto append = [&](int producer, int group) {
        const Seq seq = next++;
        expected.push_back(std::to_string(producer) + '/' + std::to_string(group));
        EXPECT_TRUE(
            journal->try_append(entry(seq, expected.back()), [&, seq](AppendOutcome outcome) {
                EXPECT_EQ(outcome, AppendOutcome::durable);
                EXPECT_GT(journal->head().size, seq);
                finished.push_back(seq);
            }));
    };
    std::vector<std::thread> threads;
    threads.reserve(producers);
    for (int producer = 0; producer < producers; ++producer) {
        threads.emplace_back([&loop, &append, producer] {
            for (int group = 0; group < groups; ++group) {
                loop.post([&append, producer, group] { append(producer, group); });
            }
        });
    }
    loop.run_until([&finished] { return finished.size() == std::size_t{producers} * groups; });
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_TRUE(std::is_sorted(finished.begin(), finished.end()));
    EXPECT_EQ(read_all(*journal), expected);
}

TEST(Writer, CommitsEverythingThatWaitedInOneTransaction) {
    const TemporaryDirectory directory;
    FaultDisk disk;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(append_and_wait(*journal, loop, entry(0)), AppendOutcome::durable);
    disk.hold_writes();
    int finished = 0;
    const auto count = [&finished](AppendOutcome outcome) {
        EXPECT_EQ(outcome, AppendOutcome::durable);
        ++finished;
    };
    EXPECT_TRUE(journal->try_append(entry(1), count));
    disk.wait_for_held_write();
    for (Seq seq = 2; seq < 200; ++seq) {
        EXPECT_TRUE(journal->try_append(entry(seq), count));
    }
    const std::uint64_t before = disk.syncs();
    disk.let_writes_go();
    loop.run_until([&finished] { return finished == 199; });
    EXPECT_EQ(disk.syncs() - before, 2U);
}

TEST(Writer, RefusesWhatExceedsItsLimitsAndKeepsTheKeysForLater) {
    const TemporaryDirectory directory;
    FaultDisk disk;
    HandLoop loop;
    JournalOptions options = options_in(directory / "data");
    options.limits = {.groups = 3, .bytes = 1'000};
    std::string sealed;
    {
        const auto journal = open_or_die(options, loop);
        disk.hold_writes();
        int finished = 0;
        const auto count = [&finished](AppendOutcome) { ++finished; };
        EXPECT_TRUE(journal->try_append(entry(0), count));
        EXPECT_TRUE(journal->try_append(entry(1), count));
        EXPECT_FALSE(journal->try_append(entry(2, std::string(1'000, 'x')), count));
        EXPECT_TRUE(journal->try_append(entry(2), count));
        sealed = journal->sealer().seal("person:1", "Sato Hana", "name");
        ports::Append refused = entry(3, sealed);
        refused.keys = journal->sealer().take_new_keys();
        EXPECT_FALSE(journal->try_append(std::move(refused), count));
        disk.let_writes_go();
        loop.run_until([&finished] { return finished == 3; });
        EXPECT_EQ(append_and_wait(*journal, loop, entry(3, sealed)), AppendOutcome::durable);
    }
    const auto journal = open_or_die(options, loop);
    EXPECT_EQ(journal->sealer().unseal("person:1", sealed, "name"), "Sato Hana");
}

TEST(Writer, FailsTheQueuedTailWhenTheDiskIsFullAndGoesOnOnceRenumbered) {
    const TemporaryDirectory directory;
    FaultDisk disk;
    HandLoop loop;
    std::string sealed;
    {
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        EXPECT_EQ(append_and_wait(*journal, loop, entry(0, "kept")), AppendOutcome::durable);
        sealed = journal->sealer().seal("person:1", "Sato Hana", "name");
        disk.hold_writes();
        // There is room again before the tail's turn: it fails for its numbers alone.
        disk.refuse_writes(1);
        std::vector<AppendOutcome> tail;
        std::optional<AppendOutcome> renumbered;
        const auto note = [&tail](AppendOutcome outcome) { tail.push_back(outcome); };
        ports::Append first = entry(1, "lost 1");
        first.keys = journal->sealer().take_new_keys();
        EXPECT_TRUE(journal->try_append(std::move(first), [&](AppendOutcome outcome) {
            note(outcome);
            EXPECT_EQ(journal->state(), WriteState::disk_full);
            EXPECT_EQ(journal->head().size, 1U);
            // The kernel numbers anew at once, while the old tail is still on its way.
            EXPECT_TRUE(journal->try_append(
                entry(1, sealed), [&renumbered](AppendOutcome again) { renumbered = again; }));
        }));
        disk.wait_for_held_write();
        EXPECT_TRUE(journal->try_append(entry(2, "lost 2"), note));
        EXPECT_TRUE(journal->try_append(entry(3, "lost 3"), note));
        disk.let_writes_go();
        loop.run_until([&renumbered] { return renumbered.has_value(); });
        EXPECT_EQ(tail, std::vector<AppendOutcome>(3, AppendOutcome::disk_full));
        EXPECT_EQ(renumbered, AppendOutcome::durable);
        EXPECT_EQ(journal->state(), WriteState::writing);
        EXPECT_THAT(read_all(*journal), ElementsAre("kept", sealed));
    }
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_THAT(read_all(*journal), ElementsAre("kept", sealed));
    EXPECT_EQ(journal->sealer().unseal("person:1", sealed, "name"), "Sato Hana");
    EXPECT_EQ(verify(directory / "data", {}).fault, "");
}

TEST(Writer, FailsOnAFullDiskAgainAndAgainUntilThereIsRoom) {
    const TemporaryDirectory directory;
    FaultDisk disk;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    disk.refuse_writes(~std::uint64_t{0});
    for (int attempt = 0; attempt < 5; ++attempt) {
        EXPECT_EQ(append_and_wait(*journal, loop, entry(0)), AppendOutcome::disk_full);
    }
    disk.refuse_writes(0);
    EXPECT_EQ(append_and_wait(*journal, loop, entry(0)), AppendOutcome::durable);
}

/// A client that knows its requests by key and what was acknowledged.
struct Ledger {
    static constexpr int requests = 24;

    std::set<int> acknowledged;

    /// Sends what is not in the journal yet, by key; stops at the first outcome that is not
    /// durable.
    AppendOutcome send_all(StoredJournal& journal, HandLoop& loop) {
        for (int request = 0; request < requests; ++request) {
            const std::string key = "request-" + std::to_string(request);
            if (journal.find_idempotency("client", key)) {
                acknowledged.insert(request);
                continue;
            }
            const std::string person = "person:" + std::to_string(request % 5);
            ports::Append append = entry(
                journal.head().size, key + ' ' + journal.sealer().seal(person, "name", "context"));
            append.keys = journal.sealer().take_new_keys();
            append.idempotency = ports::IdempotencyRow{"client", key, {}, "done"};
            const AppendOutcome outcome = append_and_wait(journal, loop, std::move(append));
            if (outcome != AppendOutcome::durable) {
                return outcome;
            }
            acknowledged.insert(request);
            if (request % 8 == 7) {
                journal.put_snapshot(journal.head().size, "state");
            }
        }
        return AppendOutcome::durable;
    }

    /// What is there is a beginning of the requests in order, holds all acknowledged, each once,
    /// and can be unsealed.
    void check(StoredJournal& journal) const {
        int request = 0;
        for (const std::string& leaf : read_all(journal)) {
            const std::string start = "request-" + std::to_string(request) + ' ';
            ASSERT_EQ(leaf.substr(0, start.size()), start);
            EXPECT_TRUE(journal.sealer().unseal("person:" + std::to_string(request % 5),
                                                leaf.substr(start.size()), "context"));
            ++request;
        }
        EXPECT_TRUE(acknowledged.empty() || *acknowledged.rbegin() < request);
    }
};

TEST(Writer, LosesAndDoublesNothingWhicheverSyncFails) {
    int stopped = 0;
    for (std::uint64_t failing = 1; failing <= 60; ++failing) {
        SCOPED_TRACE(failing);
        const TemporaryDirectory directory;
        FaultDisk disk;
        Ledger ledger;
        HandLoop loop;
        {
            const auto journal = open_or_die(options_in(directory / "data"), loop);
            disk.fail_sync(failing);
            const AppendOutcome outcome = ledger.send_all(*journal, loop);
            if (outcome != AppendOutcome::durable) {
                ++stopped;
                EXPECT_EQ(outcome, AppendOutcome::outcome_unknown);
                EXPECT_EQ(journal->state(), WriteState::stopped);
                const std::uint64_t syncs = disk.syncs();
                EXPECT_EQ(append_and_wait(*journal, loop, entry(journal->head().size)),
                          AppendOutcome::outcome_unknown);
                EXPECT_EQ(disk.syncs(), syncs) << "written after a failed commit";
                EXPECT_EQ(read_all(*journal).size(), ledger.acknowledged.size());
            }
        }
        disk.fail_sync(0);
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        ledger.check(*journal);
        EXPECT_EQ(ledger.send_all(*journal, loop), AppendOutcome::durable);
        ledger.check(*journal);
        EXPECT_EQ(journal->head().size, std::uint64_t{Ledger::requests});
        EXPECT_EQ(verify(directory / "data", {}).fault, "");
    }
    EXPECT_GT(stopped, 24);
}

/// Appends until killed, three groups in flight, and writes each durable sequence to the pipe.
[[noreturn]] void append_until_killed(const std::filesystem::path& directory, int pipe) {
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory), loop);
    Seq next = journal->head().size;
    std::function<void()> append = [&] {
        const Seq seq = next++;
        const bool taken = journal->try_append(entry(seq), [&, seq](AppendOutcome outcome) {
            if (outcome != AppendOutcome::durable ||
                write(pipe, &seq, sizeof(seq)) != static_cast<ssize_t>(sizeof(seq))) {
                _exit(1);
            }
            append();
        });
        if (!taken) {
            _exit(1);
        }
    };
    append();
    append();
    append();
    loop.run_until([] { return false; });
    _exit(1);
}

TEST(Writer, HasEveryAcknowledgedEntryAfterAKill) {
    const TemporaryDirectory directory;
    Seq acknowledged = 0;
    for (int kill_number = 0; kill_number < 8; ++kill_number) {
        std::array<int, 2> pipe_ends{};
        ASSERT_EQ(pipe(pipe_ends.data()), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(pipe_ends[0]);
            append_until_killed(directory / "data", pipe_ends[1]);
        }
        close(pipe_ends[1]);
        const FileHandle acknowledgements(pipe_ends[0]);
        Seq seq = 0;
        int seen = 0;
        while (read(acknowledgements.get(), &seq, sizeof(seq)) == sizeof(seq)) {
            ASSERT_GE(seq, acknowledged);
            acknowledged = seq + 1;
            if (++seen == 1 + kill_number * 37) {
                kill(child, SIGKILL);
            }
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        ASSERT_GE(seen, 1 + kill_number * 37);
        EXPECT_EQ(verify(directory / "data", {}).fault, "");
        HandLoop loop;
        const auto journal = open_or_die(options_in(directory / "data"), loop);
        ASSERT_GE(journal->head().size, acknowledged);
        const auto leaves = read_all(*journal);
        ASSERT_EQ(leaves.size(), journal->head().size);
        for (Seq i = 0; i < leaves.size(); ++i) {
            ASSERT_EQ(leaves[i], leaf_text(i));
        }
    }
}

TEST(WriterDeathTest, EndsTheProcessWhenAGroupDoesNotContinueTheSequence) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const TemporaryDirectory directory;
    EXPECT_DEATH(
        {
            HandLoop loop;
            const auto journal = open_or_die(options_in(directory / "data"), loop);
            journal->try_append(entry(1), [](AppendOutcome) {});
        },
        "first_seq == side.next_seq");
}

}  // namespace
}  // namespace labd::journal
