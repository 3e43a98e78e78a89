// What labd tells the world: when it happens, once, and again when a later entry changes it.
#include <gmock/gmock.h>

#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using ports::AppendOutcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Announcement : public ::testing::Test {
protected:
    Announcement() { day.journal.by_itself = true; }

    KernelDay day;
};

TEST_F(Announcement, NamesNoShowsWhenTheLateLimitHasPassed) {
    day.check_in("08:50", "A");
    day.run_until("11:00:00");
    EXPECT_THAT(day.announcements(), IsEmpty());
    day.run_until("11:00:00.000001");
    EXPECT_THAT(day.announcements(), ElementsAre("B no_show 1 11:00:00"));
    const std::vector<domain::Entry> entries = day.entries();
    EXPECT_EQ(entries.back().by.role, domain::Role::labd);
    EXPECT_EQ(std::get<domain::OutcomeAnnounced>(entries.back().body).basis,
              static_cast<std::int64_t>(entries.back().seq));
}

TEST_F(Announcement, NamesAnEndByTimeAtItsInstant) {
    day.check_in("08:50", "A");
    day.check_in("08:50", "B");
    day.run_until("16:59:59");
    EXPECT_THAT(day.announcements(), IsEmpty());
    day.run_until("17:00");
    EXPECT_THAT(day.announcements(), ElementsAre("A time_up 1 17:00:00", "B time_up 1 17:00:00"));
    // Both became due at one instant and were recorded together.
    day.run_until("23:00");
    EXPECT_EQ(day.announcements().size(), 2U);
}

TEST_F(Announcement, NamesAnEndByAPersonTogetherWithTheEntry) {
    day.check_in("08:50", "A");
    day.start_module("09:00", "A");
    day.journal.by_itself = false;
    day.run_until("10:00");
    day.send(domain::SittingFinished{SittingId("A")});
    ASSERT_EQ(day.journal.waiting(), 1U);
    EXPECT_EQ(day.journal.group(0).leaves.size(), 2U);
    day.journal.finish_all();
    EXPECT_THAT(day.announcements(), ElementsAre("A left_early 1 10:00:00"));
}

TEST_F(Announcement, TakesANoShowBackWhenTheArrivalIsEnteredLate) {
    day.run_until("11:01");
    day.must("11:02", domain::CandidateArrived{SittingId("A"), std::nullopt},
             {.happened = "10:59", .id = "arrived"});
    EXPECT_THAT(day.announcements(), ElementsAre("A no_show 1 11:00:00", "B no_show 1 11:00:00",
                                                 "A no_show 2 withdrawn"));
    // Taking the arrival away makes it one again; nothing is said twice.
    day.must("11:03", day.correction("arrived"), {.reason = "it was somebody else"});
    EXPECT_EQ(day.announcements().back(), "A no_show 3 11:00:00");
    day.must("11:04", domain::NoteAdded{domain::Text("quiet"), SittingId("A")});
    EXPECT_EQ(day.announcements().size(), 4U);
}

TEST_F(Announcement, FollowsABackdatedOutageToANewEnd) {
    day.check_in("08:50", "A");
    day.start_module("09:00", "A");
    day.run_until("12:00:30");
    day.start_module("12:01", "A", "doo");
    day.run_until("17:00");
    ASSERT_EQ(day.announcements().back(), "A time_up 1 17:00:00");
    day.must("17:05", day.outage("S01"),
             {.happened = "16:50", .id = "o1", .reason = "seen on the screen"});
    EXPECT_EQ(day.announcements().back(), "A time_up 2 withdrawn");
    day.must("17:10", domain::OutageEnded{EntryId("o1")});
    day.run_until("17:19:59");
    EXPECT_EQ(day.announcements().back(), "A time_up 2 withdrawn");
    day.run_until("17:20");
    EXPECT_EQ(day.announcements().back(), "A time_up 3 17:20:00");
}

TEST_F(Announcement, ReactsToEntriesOnOtherSittingsOnlyWhereTheyReach) {
    day.check_in("08:50", "A");
    day.check_in("08:50", "B");
    day.run_until("17:00");
    ASSERT_EQ(day.announcements().size(), 2U);
    day.must("17:05", day.outage("S01"),
             {.happened = "16:50", .id = "o1", .reason = "seen on the screen"});
    EXPECT_THAT(day.announcements().size(), 3U);
    EXPECT_EQ(day.announcements().back(), "A time_up 2 withdrawn");
}

TEST_F(Announcement, MovesNoClock) {
    day.check_in("08:50", "A");
    day.start_module("09:00", "A");
    day.must("09:30", domain::SittingFinished{SittingId("A")}, {.id = "finished"});
    day.must("09:40", day.correction("finished"), {.reason = "the other candidate left"});
    ASSERT_EQ(day.announcements().back(), "A left_early 2 withdrawn");
    EXPECT_EQ(day.sitting("A").phase, rules::Phase::in_module);
    EXPECT_EQ(day.sitting("A").module->working, minutes(40));
    EXPECT_EQ(day.ends_at("A"), day.time("17:00"));
}

TEST_F(Announcement, IsNotRepeatedAfterARestart) {
    day.run_until("11:01");
    ASSERT_EQ(day.announcements().size(), 2U);
    for (int i = 0; i < 3; ++i) {
        day.boot();
        day.loop.run_until(day.clock.now() + minutes(1));
    }
    EXPECT_EQ(day.announcements().size(), 2U);
}

TEST_F(Announcement, IsMadeAtTheStartWhenItBecameDueMeanwhile) {
    day.kernel = nullptr;
    day.clock.set(day.time("11:30"));
    day.boot();
    EXPECT_THAT(day.announcements(), ElementsAre("A no_show 1 11:00:00", "B no_show 1 11:00:00"));
}

TEST_F(Announcement, IsMadeLaterWhenTheDiskWasFull) {
    day.journal.by_itself = false;
    day.run_until("11:00:00.000001");
    ASSERT_EQ(day.journal.waiting(), 1U);
    for (int i = 0; i < 3; ++i) {
        day.journal.finish_one(AppendOutcome::disk_full);
        day.loop.run_until(day.clock.now() + seconds(1));
        ASSERT_EQ(day.journal.waiting(), 1U) << "tried again with the next tick, not sooner";
    }
    day.journal.finish_all();
    day.loop.run_until(day.clock.now() + minutes(5));
    EXPECT_EQ(day.journal.waiting(), 0U);
    EXPECT_THAT(day.announcements(), ElementsAre("A no_show 1 11:00:00", "B no_show 1 11:00:00"));
}

TEST_F(Announcement, IsMadeLaterWhenTheQueueWasFull) {
    day.journal.by_itself = false;
    day.run_until("10:59");
    day.journal.capacity = 0;
    day.run_until("11:00:30");
    EXPECT_THAT(day.announcements(), IsEmpty());
    day.journal.capacity = 10;
    day.run_until("11:00:31");
    day.journal.finish_all();
    EXPECT_EQ(day.announcements().size(), 2U);
}

TEST_F(Announcement, GoesWithAnEntryThatTheFullDiskTookBack) {
    day.check_in("08:50", "A");
    day.start_module("09:00", "A");
    day.journal.by_itself = false;
    day.run_until("10:00");
    day.send(domain::SittingFinished{SittingId("A")});
    day.journal.finish_one(AppendOutcome::disk_full);
    day.run_until("10:01");
    day.journal.finish_all();
    EXPECT_THAT(day.announcements(), IsEmpty());
    // The end of the sitting is due again, although the entry had taken it off the list.
    day.journal.by_itself = true;
    day.run_until("17:00");
    EXPECT_THAT(day.announcements().back(), "A time_up 1 17:00:00");
}

}  // namespace
}  // namespace labd::test
