// The journal folded again gives the live state: with and without a snapshot, with days that have
// left memory, and with keys that were destroyed.
#include <gmock/gmock.h>

#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using kernel::Done;
using kernel::Refused;

/// A day with something of everything that moves a clock.
void live_through(KernelDay& day) {
    for (const char* sitting : {"A", "B"}) {
        day.check_in("08:50", sitting);
        day.start_module("09:00", sitting);
    }
    day.must("09:10",
             domain::BreakStarted{SittingId("A"), domain::Text("toilet"),
                                  domain::Text("second corridor")},
             {.id = "p1"});
    day.must("09:15", domain::BreakEnded{EntryId("p1"), std::nullopt});
    day.must("09:30", day.outage("S01"), {.id = "o1"});
    day.must("09:40", domain::OutageEstimated{EntryId("o1"), day.time("10:30")});
    day.must("10:00", domain::OutageEnded{EntryId("o1")}, {.id = "end"});
    day.must("10:05", day.correction("end", domain::OutageEnded{EntryId("o1")}, "09:55"),
             {.reason = "Aoki Ren worked again earlier"});
    day.must("10:10", domain::SeatChanged{SittingId("B"), SeatId("S03")});
    day.must("10:20", domain::SittingFinished{SittingId("B")}, {.id = "finished"});
    day.must("10:30", day.correction("finished"), {.reason = "misheard"});
}

class Refold : public ::testing::Test {
protected:
    Refold() {
        day.journal.by_itself = true;
        live_through(day);
    }

    /// The digest of a kernel that has just folded the same leaves; its own start does not count.
    std::string folded(std::string_view snapshot = {}) {
        FakeClock clock(day.clock.now());
        FakeLoop loop(clock);
        FakeJournal copy(loop);
        ports::Append all;
        all.leaves = day.journal.leaves;
        copy.recover(all);
        kernel::Kernel other(loop, clock, copy, day.sealer, day.config);
        EXPECT_EQ(other.start(copy.leaves.size(), snapshot), std::nullopt);
        // Its `daemon.started` waits for the disk: the durable state is what was folded.
        return other.state_digest();
    }

    /// Ends the session and lets so many days pass with a session on the last.
    void move_on(const std::string& to) {
        day.loop.run_until(day.time("20:00"));
        day.send(domain::SessionClosed{}, {.role = domain::Role::lead_proctor, .session = "day"});
        day.loop.run_posted();
        day.loop.run_until(day.time("08:00", to));
        day.plan(to, "later");
    }

    KernelDay day;
};

TEST_F(Refold, GivesTheLiveState) {
    EXPECT_EQ(folded(), day.kernel->state_digest());
    const std::string before = day.kernel->state_digest();
    day.must("10:40", domain::NoteAdded{domain::Text("n"), SittingId("A")});
    EXPECT_NE(day.kernel->state_digest(), before);
    EXPECT_EQ(folded(), day.kernel->state_digest());
}

TEST_F(Refold, GivesTheSameWithASnapshotAndTheEntriesAfterIt) {
    const std::string snapshot = day.kernel->snapshot();
    EXPECT_EQ(folded(snapshot), day.kernel->state_digest());
    day.must("10:40", day.outage("S01"), {.id = "o2"});
    day.must("10:50", domain::OutageEnded{EntryId("o2")});
    EXPECT_EQ(folded(snapshot), day.kernel->state_digest());
    day.boot(snapshot);
    EXPECT_EQ(day.ends_at("A"), day.time("17:35"));
}

TEST_F(Refold, ReadsOnlyTheLeavesThatASnapshotDoesNotCoverAndThoseOfDaysInMemory) {
    move_on("2026-03-12");
    const std::string snapshot = day.kernel->snapshot();
    // Leaves of the old day are not needed: damaged ones are not even looked at.
    for (std::size_t seq = 10; seq < 20; ++seq) {
        day.journal.leaves[seq] = "damaged";
    }
    EXPECT_EQ(folded(snapshot), day.kernel->state_digest());
}

TEST_F(Refold, IgnoresASnapshotWithAnyByteChanged) {
    const std::string good = day.kernel->snapshot();
    const std::string digest = day.kernel->state_digest();
    for (std::size_t i = 0; i < good.size(); i += 7) {
        std::string bad = good;
        bad[i] = bad[i] == '1' ? '2' : '1';
        ASSERT_EQ(folded(bad), digest) << "byte " << i;
    }
    for (const std::string& bad : {good.substr(0, good.size() / 2), std::string("{}"),
                                   std::string("no snapshot"), good + " "}) {
        EXPECT_EQ(folded(bad), digest);
    }
}

TEST_F(Refold, IgnoresASnapshotOfALongerJournal) {
    const std::string snapshot = day.kernel->snapshot();
    day.journal.leaves.resize(10);
    const std::string without = folded();
    EXPECT_EQ(folded(snapshot), without);
}

TEST_F(Refold, KeepsNamesAndFreeTextOutOfSnapshots) {
    const std::string snapshot = day.kernel->snapshot();
    for (const char* text : {"Candidate", "1990", "corridor", "Aoki", "JP"}) {
        EXPECT_EQ(snapshot.find(text), std::string::npos) << text;
    }
    EXPECT_NE(snapshot.find("day"), std::string::npos);
}

TEST_F(Refold, NamesTheLeafThatCannotBeRead) {
    day.journal.leaves[12] = "{\"v\":1}";
    kernel::Kernel other(day.loop, day.clock, day.journal, day.sealer, day.config);
    const std::optional<std::string> fault = other.start(day.journal.leaves.size(), {});
    ASSERT_TRUE(fault.has_value());
    EXPECT_THAT(*fault, ::testing::HasSubstr("leaf 12"));
}

TEST_F(Refold, NamesALeafThatIsMissingOrInTheWrongPlace) {
    kernel::Kernel other(day.loop, day.clock, day.journal, day.sealer, day.config);
    EXPECT_THAT(*other.start(day.journal.leaves.size() + 1, {}), ::testing::HasSubstr("not there"));
    std::swap(day.journal.leaves[11], day.journal.leaves[12]);
    kernel::Kernel third(day.loop, day.clock, day.journal, day.sealer, day.config);
    EXPECT_THAT(*third.start(day.journal.leaves.size(), {}), ::testing::HasSubstr("leaf 11"));
}

TEST_F(Refold, GivesTheSameClocksWhenAKeyWasDestroyed) {
    const std::string digest = day.kernel->state_digest();
    day.sealer.erase("candidate:C-A");
    EXPECT_EQ(folded(), digest);
    day.boot();
    const domain::SittingFacts& erased =
        day.kernel->load_day(SessionId("day"))->now.sittings.at(SittingId("A"));
    EXPECT_TRUE(erased.booking.name.erased);
    EXPECT_EQ(erased.booking.name.value, "");
    EXPECT_TRUE(erased.booking.born->erased);
    const domain::SittingFacts& other =
        day.kernel->load_day(SessionId("day"))->now.sittings.at(SittingId("B"));
    EXPECT_EQ(other.booking.name.value, "Candidate B");
    // The day of an erased person goes on.
    day.must("11:00", domain::SittingFinished{SittingId("A")});
}

TEST_F(Refold, LetsOldDaysLeaveMemoryAndBringsThemBack) {
    move_on("2026-03-12");
    const std::string digest = day.kernel->state_digest();
    day.kernel->snapshot();
    EXPECT_EQ(day.kernel->state().days.size(), 1U);
    EXPECT_EQ(day.kernel->state_digest(), digest);
    EXPECT_EQ(folded(), digest);
    const domain::DayLog* log = day.kernel->load_day(SessionId("day"));
    ASSERT_NE(log, nullptr);
    EXPECT_EQ(log->now.sittings.size(), 2U);
    EXPECT_EQ(day.sitting("A").ended_as, rules::EndedAs::time_up);
    EXPECT_EQ(day.kernel->load_day(SessionId("never")), nullptr);
    EXPECT_EQ(day.kernel->state_digest(), digest);
}

TEST_F(Refold, LoadsTheDayOfAnOldSessionForAnEntry) {
    move_on("2026-03-12");
    day.kernel->snapshot();
    const Sent note = day.send(domain::NoteAdded{domain::Text("found a pen"), SittingId("A")});
    EXPECT_EQ(refusal_of(**note), "refusal.session_closed");
    EXPECT_EQ(day.sitting("A").ended_as, rules::EndedAs::time_up);
}

TEST_F(Refold, TakesACorrectionToAnOldClosedSessionAndAnnouncesWhatItChanges) {
    move_on("2026-03-12");
    day.kernel->snapshot();
    const std::string before = day.announcements().back();
    EXPECT_EQ(before, "A time_up 1 17:25:00");
    const domain::EntryCorrected correction =
        day.correction("end", domain::OutageEnded{EntryId("o1")}, "10:10");
    const Sent proctor = day.send(correction, {.reason = "log", .session = "day"});
    EXPECT_EQ(refusal_of(**proctor), "refusal.closed_correction");
    const Sent lead = day.send(
        correction, {.reason = "log", .role = domain::Role::lead_proctor, .session = "day"});
    day.loop.run_posted();
    done(lead);
    EXPECT_EQ(day.announcements().back(), "A time_up 2 17:40:00");
    EXPECT_EQ(folded(), day.kernel->state_digest());
    day.kernel->snapshot();
    day.boot(day.kernel->snapshot());
    EXPECT_EQ(day.kernel->load_day(SessionId("day"))->now.outages.at(0).ended->happened,
              day.time("10:10"));
}

TEST_F(Refold, KeepsAnOldDayWholeWhenAnotherSessionIsPlannedOnIt) {
    move_on("2026-03-12");
    day.kernel->snapshot();
    day.plan(KernelDay::date, "second");
    EXPECT_EQ(day.kernel->load_day(SessionId("day"))->now.sittings.size(), 2U);
    EXPECT_EQ(day.kernel->load_day(SessionId("day"))->now.sessions.size(), 2U);
    day.boot();
    EXPECT_EQ(day.kernel->load_day(SessionId("day"))->now.sittings.size(), 2U);
}

}  // namespace
}  // namespace labd::test
