// Section 5 of the rulebook: whom an outage concerns, rulings, and outages that touch (OUT-8 to
// OUT-15).
#include "tests/support/dump.h"
#include "tests/unit/rules/outage_days.h"

namespace labd::test {
namespace {

using domain::Cause;
using rules::ClockState;
using rules::EndedAs;
using rules::Phase;

TEST(Outages, OUT_8_EveryScopeAffectsTheSittingsInIt) {
    const std::vector<std::tuple<domain::Scope, bool, bool>> cases = {
        {seat_scope("S01"), true, false},    {rack_scope("R01"), true, false},
        {room_scope("main"), true, false},   {room_scope("side"), false, true},
        {rack_scope("R11"), false, true},    {site_scope(), true, true},
        {sitting_scope({"B"}), false, true}, {sitting_scope({"A", "B"}), true, true}};
    for (const auto& [scope, a, b] : cases) {
        TestDay day = day_of_two();
        EXPECT_THAT(day.outage("10:00", "o", scope), IsAccepted());
        EXPECT_EQ(day.state("A", "10:10").clock == ClockState::stopped, a);
        EXPECT_EQ(day.state("B", "10:10").clock == ClockState::stopped, b);
    }
}

TEST(Outages, OUT_8_AScopeIsExactlyOneAndThere) {
    const TestDay day = day_of_two();
    const auto judge = [&day](const domain::Scope& scope) {
        domain::OutageReported reported;
        reported.scope = scope;
        return day.judge("10:00", reported, {.id = "o"});
    };
    domain::Scope both = seat_scope("S01");
    both.room = RoomId("main");
    EXPECT_THAT(judge(both), IsRefusedBy(rule::OUT_8));
    EXPECT_THAT(judge({}), IsRefusedBy(rule::OUT_8));
    EXPECT_THAT(judge(seat_scope("S99")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(judge(rack_scope("R99")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(judge(room_scope("attic")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(judge(sitting_scope({"A", "Z"})), IsRefusedBy(rule::REFERENCE));
}

TEST(Outages, OUT_8_ACandidateMovedToAWorkingSeatIsOutOfItFromThatMoment) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", rack_scope("R01")), IsAccepted());
    EXPECT_THAT(day.move("10:20", "A", "S02"), IsAccepted()) << "the same rack";
    EXPECT_EQ(day.state("A", "10:30").clock, ClockState::stopped);
    EXPECT_THAT(day.move("10:40", "A", "S03"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:40").clock, ClockState::running);
    EXPECT_EQ(day.state("A", "11:00").lost, minutes(40));
    EXPECT_THAT(day.move("11:00", "A", "S01"), IsAccepted());
    EXPECT_EQ(day.state("A", "11:10").lost, minutes(50));
}

TEST(Outages, OUT_8_AnOutageOfNamedSittingsFollowsThemToEverySeat) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", sitting_scope({"A"})), IsAccepted());
    EXPECT_THAT(day.move("10:20", "A", "S03"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(30));
}

TEST(Outages, OUT_8_OfTwoMovesAtTheSameInstantTheLaterRecordedHolds) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.move("10:00", "A", "S02"), IsAccepted());
    EXPECT_THAT(day.move("10:01", "A", "S03", {.happened = "10:00"}), IsAccepted());
    EXPECT_EQ(*day.state("A", "10:01").seat, SeatId("S03"));
}

TEST(Outages, OUT_8_AnotherCandidatesSeatIsTaken) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.move("10:00", "A", "S11"), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.move("10:00", "A", "S99"), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.enter("10:01", domain::SittingFinished{SittingId("B")}), IsAccepted());
    EXPECT_THAT(day.move("10:02", "A", "S11"), IsAccepted());
}

TEST(Outages, OUT_8_AnOutageEndsOnceAndNotBeforeItBegan) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:05", "o", {.happened = "09:59:59.999999"}),
                IsRefusedBy(rule::OUT_9));
    EXPECT_THAT(day.end_outage("10:10", "nothing"), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.end_outage("10:10", "o"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:11", "o"), IsRefusedBy(rule::OUT_8));
    EXPECT_THAT(day.estimate("10:11", "o", "10:30"), IsRefusedBy(rule::OUT_8));
}

TEST(Outages, OUT_8_AnOutageOfNoLengthLosesNothing) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:05", "o", {.happened = "10:00"}), IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").lost, Duration{});
}

TEST(Outages, OUT_8_OpenOutagesOfTheSameScopeAreNamedToTheReporter) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    const Answer same = day.outage("10:01", "p", seat_scope("S01"));
    ASSERT_THAT(same, IsAccepted());
    EXPECT_EQ(same.entry->similar, std::vector{EntryId("o")});
    const Answer other = day.outage("10:01", "q", seat_scope("S11"));
    EXPECT_TRUE(other.entry->similar.empty());
}

TEST(Outages, OUT_9_TheLostTimeStartsWhenTheCandidateCouldNoLongerWork) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:30", "o", seat_scope("S01"), Cause::lab, {.happened = "10:10"}),
                IsRefusedBy(rule::CLK_8));
    EXPECT_THAT(day.outage("10:30", "o", seat_scope("S01"), Cause::lab,
                           {.happened = "10:10", .reason = "told late"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(20));
}

TEST(Outages, OUT_10_TheClockIsStoppedProvisionallyWhileTheCauseIsUnknown) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_EQ(day.state("A", "10:10").clock, ClockState::stopped);
    EXPECT_THAT(day.rule_cause("10:20", "o", Cause::lab), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(30));
}

TEST(Outages, OUT_10_ARulingCandidateWithdrawsTheCompensation) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_THAT(day.rule_cause("10:20", "o", Cause::candidate), IsAccepted());
    const rules::SittingState state = day.state("A", "10:30");
    EXPECT_EQ(state.clock, ClockState::running);
    EXPECT_EQ(state.lost, Duration{});
    EXPECT_EQ(state.module->limit_at, day.time("12:00"));
}

TEST(Outages, OUT_10_ADeadlineThatHasPassedThenIsTheInstantOfTheRuling) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_THAT(day.end_outage("10:40", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:20").phase, Phase::in_module);
    EXPECT_THAT(day.rule_cause("12:20", "o", Cause::candidate), IsAccepted());
    EXPECT_EQ(day.timeline("A").modules.at(0).end, day.time("12:20"));
    EXPECT_EQ(day.state("A", "12:19:59.999999").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "12:20").phase, Phase::between_modules);
}

TEST(Outages, OUT_10_TheSittingToo) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_THAT(day.end_outage("10:40", "o"), IsAccepted());
    EXPECT_THAT(day.rule_cause("17:10", "o", Cause::candidate), IsAccepted());
    EXPECT_EQ(day.state("A", "17:10").ended_at, day.time("17:10"));
    EXPECT_EQ(day.state("A", "17:10").ended_as, EndedAs::time_up);
}

TEST(Outages, OUT_10_TheLastRulingHoldsAndARulingNamesACause) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_THAT(day.rule_cause("10:10", "o", Cause::unknown), IsRefusedBy(rule::OUT_10));
    EXPECT_THAT(day.rule_cause("10:10", "o", Cause::candidate), IsAccepted());
    EXPECT_THAT(day.rule_cause("10:20", "o", Cause::lab), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(30));
    EXPECT_THAT(day.rule_cause("10:30", "nothing", Cause::lab), IsRefusedBy(rule::REFERENCE));
}

TEST(Outages, OUT_11_AFaultThatStopsNobodyLosesNoTime) {
    TestDay day = day_of_two();
    day.must("10:00", domain::EquipmentFailed{EquipmentId("printer"), domain::Text("no paper")},
             {.id = "f"});
    EXPECT_EQ(day.state("A", "10:10").clock, ClockState::running);
    EXPECT_TRUE(day.alarm(rule::OUT_11, "printer", "10:10"));
    day.must("10:20", domain::EquipmentRestored{EntryId("f")});
    EXPECT_FALSE(day.alarm(rule::OUT_11, "printer", "10:20"));
    EXPECT_THAT(day.enter("10:21", domain::EquipmentRestored{EntryId("f")}),
                IsRefusedBy(rule::OUT_11));
}

TEST(Outages, OUT_11_AFailureCanBecomeAnOutageFromAStatedInstant) {
    TestDay day = day_of_two();
    day.must("10:00", domain::EquipmentFailed{EquipmentId("R01"), domain::Text("fan")},
             {.id = "f"});
    domain::OutageReported reported;
    reported.scope = rack_scope("R01");
    reported.cause = Cause::lab;
    reported.failure = EntryId("f");
    day.must("10:14", reported, {.happened = "10:10", .id = "o"});
    EXPECT_EQ(day.state("A", "10:14").lost, minutes(4));
    reported.failure = EntryId("nothing");
    EXPECT_THAT(day.enter("10:15", reported, {.id = "p"}), IsRefusedBy(rule::REFERENCE));
}

TEST(Outages, OUT_11_EquipmentIsConfiguredAndRestoredAfterItFailed) {
    TestDay day = day_of_two();
    EXPECT_THAT(
        day.enter("10:00", domain::EquipmentFailed{EquipmentId("toaster"), domain::Text("smoke")}),
        IsRefusedBy(rule::REFERENCE));
    day.must("10:00", domain::EquipmentFailed{EquipmentId("printer"), domain::Text("no paper")},
             {.id = "f"});
    EXPECT_THAT(day.enter("10:05", domain::EquipmentRestored{EntryId("f")}, {.happened = "09:59"}),
                IsRefusedBy(rule::OUT_11));
    EXPECT_THAT(day.enter("10:05", domain::EquipmentRestored{EntryId("x")}),
                IsRefusedBy(rule::REFERENCE));
}

TEST(Outages, OUT_12_LostIsTheUnionWithinReadyAndNotEnded) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.outage("08:00", "o1", site_scope()), IsAccepted());
    day.check_in("09:30", "A");
    EXPECT_THAT(day.outage("09:35", "o2", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("09:40", "o1"), IsAccepted());
    EXPECT_THAT(day.end_outage("09:45", "o2"), IsAccepted());
    EXPECT_EQ(day.state("A", "09:50").lost, minutes(15));
    EXPECT_EQ(day.timeline("A").lost, (rules::Intervals{{day.time("09:30"), day.time("09:45")}}));
}

TEST(Outages, OUT_13_TouchingOutagesAreOneSoABreakBetweenThemReducesNothing) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o1", room_scope("main")), IsAccepted());
    EXPECT_THAT(day.leave("10:10", "A", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:15", "o1"), IsAccepted());
    EXPECT_THAT(day.outage("10:15", "o2", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.come_back("10:20", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o2"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(30));
}

TEST(Outages, OUT_13_AGapOfAMicrosecondParts) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o1", room_scope("main")), IsAccepted());
    EXPECT_THAT(day.leave("10:10", "A", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:15", "o1"), IsAccepted());
    EXPECT_THAT(day.outage("10:15:00.000001", "o2", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.come_back("10:20", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o2"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(25));
}

TEST(Outages, OUT_13_AnOutageThatIsNotCompensatedUnitesNothing) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "own", seat_scope("S01"), Cause::candidate), IsAccepted());
    EXPECT_THAT(day.leave("10:10", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:12", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.come_back("10:20", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(10));
}

TEST(Outages, OUT_13_UnitedPerSittingOverTheInstantsInScope) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", rack_scope("R02")), IsAccepted());
    EXPECT_THAT(day.leave("10:10", "A", "b"), IsAccepted());
    EXPECT_THAT(day.move("10:12", "A", "S03"), IsAccepted());
    EXPECT_THAT(day.come_back("10:18", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(12)) << "for A it began at the move";
}

TEST(Outages, OUT_14_OutagesBelowTwoHoursDoNotAddUpToACancellation) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("09:30", "o1", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:40", "o1"), IsAccepted());
    EXPECT_THAT(day.outage("11:00", "o2", seat_scope("S01")), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::OUT_14, "A", "11:49:59.999999"));
    EXPECT_TRUE(day.alarm(rule::OUT_14, "A", "11:50"));
    EXPECT_THAT(day.end_outage("12:10", "o2"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "12:20"));
    EXPECT_THAT(day.cancel("12:20", "A", "o2"), IsRefusedBy(rule::OUT_7));
    const std::optional<rules::Alarm> alarm = day.alarm(rule::OUT_14, "A", "12:20");
    ASSERT_TRUE(alarm);
    EXPECT_EQ(alarm->since, day.time("11:50")) << "when the sum reached two hours";
}

TEST(Outages, OUT_15_APreviewRecordsNothing) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    const std::string before = dump(day.world());
    EXPECT_THAT(day.judge("10:10", domain::OutageEstimated{EntryId("o"), day.time("13:00")}),
                IsAccepted());
    EXPECT_THAT(day.judge("10:10", domain::OutageEnded{EntryId("o")}), IsAccepted());
    EXPECT_THAT(day.judge("10:10", domain::OutageRuled{EntryId("o"), Cause::candidate}),
                IsAccepted());
    EXPECT_EQ(dump(day.world()), before);
}

TEST(Outages, OUT_15_TheStateAfterAnAcceptedEntryShowsTheNewLimitsWithoutRecordingIt) {
    const TestDay day = day_of_two();
    domain::OutageReported reported;
    reported.scope = seat_scope("S01");
    reported.cause = Cause::lab;
    const Answer answer = day.judge("10:10", reported, {.happened = "10:00", .id = "o"});
    ASSERT_THAT(answer, IsAccepted());
    TestDay copy = day;
    EXPECT_THAT(copy.outage("10:10", "o", seat_scope("S01"), Cause::lab, {.happened = "10:00"}),
                IsAccepted());
    EXPECT_EQ(copy.state("A", "10:10").module->limit_at, std::nullopt);
    EXPECT_EQ(day.state("A", "10:10").module->limit_at, day.time("12:00"));
}

}  // namespace
}  // namespace labd::test
