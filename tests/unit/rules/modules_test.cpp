// Section 3 of the rulebook: modules (MOD-1 to MOD-7).
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Role;
using rules::ClockState;
using rules::EndedAs;
using rules::Phase;

TestDay day_ready() {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    return day;
}

TestDay day_in_design() {
    TestDay day = day_ready();
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    return day;
}

TEST(Modules, MOD_1_EveryModuleHasItsOwnMaximum) {
    TestDay day = day_in_design();
    EXPECT_EQ(day.state("A", "09:00").module->remaining, hours(3));
    EXPECT_EQ(day.state("A", "10:30").module->remaining, minutes(90));
    EXPECT_EQ(day.state("A", "11:59:59.999999").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "12:00").phase, Phase::between_modules);
    EXPECT_THAT(day.start("12:00", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:00").module->remaining, hours(5));
}

TEST(Modules, MOD_1_ATrackWithoutTimeIsNotAdopted) {
    const TestDay day;
    domain::PolicyAdopted policy;
    policy.tracks[TrackId("empty")] = {};
    EXPECT_THAT(day.judge("08:00", policy), IsRefusedBy(rule::MOD_1));
    policy.tracks[TrackId("empty")].modules = {{ModuleId("one"), Duration{}}};
    EXPECT_THAT(day.judge("08:00", policy), IsRefusedBy(rule::MOD_1));
}

TEST(Modules, MOD_2_UnusedTimeIsNotCarried) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("10:00", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:00").module->limit_at, day.time("15:00"));
    EXPECT_EQ(day.state("A", "15:00").ended_as, EndedAs::time_up);
    EXPECT_EQ(day.state("A", "15:00").ended_at, day.time("15:00"));
}

TEST(Modules, MOD_3_AModuleEndsWhenItIsHandedIn) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design"), IsAccepted());
    EXPECT_EQ(day.state("A", "09:59:59.999999").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "10:00").phase, Phase::between_modules);
    EXPECT_EQ(day.state("A", "10:00").next_module, ModuleId("doo"));
}

TEST(Modules, MOD_3_WorkingTimeLeavesOutWhatWasLost) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(day.state("A", "10:20").module->working, hours(1));
    EXPECT_EQ(day.state("A", "10:20").module->remaining, hours(2));
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "11:00").module->working, minutes(90));
    EXPECT_EQ(day.state("A", "11:00").module->limit_at, day.time("12:30"));
}

TEST(Modules, MOD_3_AModuleEndsAtTheSittingsEndWhenThatIsFirst) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("10:50", "A");
    EXPECT_THAT(day.start("10:50", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("13:50", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "14:00").module->limit_at, day.time("17:00"));
    EXPECT_EQ(day.state("A", "16:59:59.999999").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "17:00").phase, Phase::ended);
}

TEST(Modules, MOD_4_ModulesRunInTheTracksOrderOneAtATime) {
    TestDay day = day_ready();
    EXPECT_THAT(day.start("09:00", "A", "doo"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.start("09:00", "A", "essay"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.hand_in("09:00", "A", "design"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("09:10", "A", "doo"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.start("09:10", "A", "design"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.hand_in("09:10", "A", "doo"), IsRefusedBy(rule::MOD_4));
}

TEST(Modules, MOD_4_AModuleHandedInIsNotReopened) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("10:01", "A", "design"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.hand_in("10:01", "A", "design"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.outage("10:05", "o", seat_scope("S01"), Cause::lab, {.happened = "09:55"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").phase, Phase::between_modules);
}

TEST(Modules, MOD_4_AModuleEndedByTimeIsOpenAgainWhenItsLimitMovesPastNow) {
    TestDay day = day_in_design();
    EXPECT_EQ(day.state("A", "12:02").phase, Phase::between_modules);
    EXPECT_THAT(day.outage("12:02", "o", seat_scope("S01"), Cause::lab, {.happened = "11:55"}),
                IsAccepted());
    EXPECT_THAT(day.end_outage("12:03", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:03").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "12:03").module->limit_at, day.time("12:08"));
    EXPECT_THAT(day.hand_in("12:07:59.999999", "A", "design"), IsAccepted());
}

TEST(Modules, MOD_4_ItEndedAtTheNextModulesStartWhenThatHasHappened) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.start("12:01", "A", "doo"), IsAccepted());
    EXPECT_THAT(day.outage("12:05", "o", seat_scope("S01"), Cause::lab, {.happened = "11:50"}),
                IsAccepted());
    const rules::Timeline line = day.timeline("A");
    EXPECT_EQ(line.modules.at(0).end, day.time("12:01"));
    EXPECT_EQ(day.state("A", "12:05").module->id, ModuleId("doo"));
    EXPECT_THAT(day.hand_in("12:05", "A", "design"), IsRefusedBy(rule::MOD_4));
}

TEST(Modules, MOD_4_TheTimeBetweenModulesCountsTowardsTheSittingsEnd) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("11:50", "A", "design"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:20").clock, ClockState::running);
    EXPECT_THAT(day.start("12:40", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:40").ends_at, day.time("17:00"));
    EXPECT_EQ(day.state("A", "12:40").module->limit_at, day.time("17:00"));
}

TEST(Modules, MOD_4_TimeLostBetweenModulesIsGivenBackToo) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("11:50", "A", "design"), IsAccepted());
    EXPECT_THAT(day.outage("12:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(day.state("A", "12:05").clock, ClockState::stopped);
    EXPECT_THAT(day.start("12:05", "A", "doo"), IsRefusedBy(rule::MOD_4));
    EXPECT_THAT(day.end_outage("12:20", "o"), IsAccepted());
    EXPECT_THAT(day.start("12:20", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:20").ends_at, day.time("17:20"));
}

TEST(Modules, MOD_4_AStartStandsAlthoughTheClockTurnsOutToHaveBeenStopped) {
    TestDay day = day_ready();
    EXPECT_THAT(day.start("09:10", "A", "design"), IsAccepted());
    EXPECT_THAT(day.outage("09:15", "o", seat_scope("S01"), Cause::lab, {.happened = "09:05"}),
                IsAccepted());
    EXPECT_THAT(day.end_outage("09:20", "o"), IsAccepted());
    const rules::SittingState state = day.state("A", "09:30");
    EXPECT_EQ(state.module->started_at, day.time("09:10"));
    EXPECT_EQ(state.module->working, minutes(10));
    EXPECT_EQ(state.lost, minutes(15));
    EXPECT_EQ(state.module->limit_at, day.time("12:20"));
}

/// A candidate on the practical track with its lunch hour after the second scenario.
TestDay day_practical() {
    TestDay day;
    domain::SittingBooked booking = TestDay::booking("A", "S01");
    booking.track = TrackId("ccde");
    day.book(booking);
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "scenario_1"), IsAccepted());
    EXPECT_THAT(day.hand_in("10:30", "A", "scenario_1"), IsAccepted());
    EXPECT_THAT(day.start("10:30", "A", "scenario_2"), IsAccepted());
    return day;
}

TEST(Modules, MOD_5_AScheduledBreakMovesTheEndByItsPlannedLength) {
    const TestDay day = day_practical();
    EXPECT_EQ(day.state("A", "11:00").ends_at, day.time("18:00"));
    EXPECT_EQ(day.explain("A", "11:00").scheduled_breaks, hours(1));
}

TEST(Modules, MOD_5_TheNextModuleDoesNotStartBeforeTheBreakIsOver) {
    TestDay day = day_practical();
    EXPECT_THAT(day.hand_in("12:00", "A", "scenario_2"), IsAccepted());
    const rules::SittingState state = day.state("A", "12:30");
    EXPECT_EQ(state.clock, ClockState::stopped);
    EXPECT_EQ(state.ends_at, day.time("18:00")) << "known although the clock is stopped";
    EXPECT_EQ(day.session("12:30").ends_at, std::nullopt) << "a session's is not";
    EXPECT_THAT(day.start("12:59:59.999999", "A", "scenario_3"), IsRefusedBy(rule::MOD_5));
    EXPECT_EQ(day.state("A", "13:00").clock, ClockState::running);
    EXPECT_THAT(day.start("13:00", "A", "scenario_3"), IsAccepted());
}

TEST(Modules, MOD_5_TheEndOfTheBreakIsForetold) {
    TestDay day = day_practical();
    EXPECT_THAT(day.hand_in("12:00", "A", "scenario_2"), IsAccepted());
    EXPECT_EQ(day.changes_at("A", day.time("12:30")), day.time("13:00"));
}

TEST(Modules, MOD_5_AnOutageInAScheduledBreakLosesNothing) {
    TestDay day = day_practical();
    EXPECT_THAT(day.hand_in("12:00", "A", "scenario_2"), IsAccepted());
    EXPECT_THAT(day.outage("12:30", "o", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(day.state("A", "12:40").lost, Duration{});
    EXPECT_THAT(day.end_outage("13:10", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "13:20").lost, minutes(10));
    EXPECT_EQ(day.state("A", "13:20").ends_at, day.time("18:10"));
}

TEST(Modules, MOD_5_MOD_4_TheBreakBeginsWhereTheModuleBeforeItReallyEnded) {
    TestDay day = day_practical();
    EXPECT_EQ(day.state("A", "12:30").phase, Phase::between_modules) << "two hours at 12:30";
    EXPECT_THAT(day.start("13:30", "A", "scenario_3"), IsAccepted());
    EXPECT_THAT(day.outage("13:40", "o", seat_scope("S01"), Cause::lab,
                           {.happened = "12:00", .reason = "found in the log"}),
                IsAccepted());
    EXPECT_THAT(day.end_outage("13:40", "o", {.happened = "13:28"}), IsAccepted());
    // Scenario 2 would run to 13:58, but the next module started at 13:30: it ended there.
    const rules::Timeline line = day.timeline("A");
    EXPECT_EQ(line.modules.at(1).end, day.time("13:30"));
    ASSERT_EQ(line.scheduled_breaks.size(), 1U);
    EXPECT_EQ(line.scheduled_breaks.front(), (Interval{day.time("13:30"), day.time("14:30")}));
    // The start stands (MOD-4), and the time in the break is not worked (MOD-3).
    const rules::SittingState state = day.state("A", "14:00");
    EXPECT_EQ(state.module->working, Duration{});
    EXPECT_EQ(state.module->remaining, hours(2));
    EXPECT_EQ(day.state("A", "14:40").module->working, minutes(10));
    EXPECT_EQ(day.state("A", "14:40").module->limit_at, day.time("16:30"));
}

TEST(Modules, MOD_5_NoTrackOfTheExpertExamsHasABreakByDefault) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:01").clock, ClockState::running);
    EXPECT_TRUE(day.timeline("A").scheduled_breaks.empty());
}

TEST(Modules, MOD_5_ABreakNamesAModuleOfItsTrack) {
    const TestDay day;
    domain::PolicyAdopted policy;
    domain::Track& track = policy.tracks[TrackId("t")];
    track.modules = {{ModuleId("one"), hours(1)}};
    track.scheduled_breaks = {{ModuleId("two"), hours(1)}};
    EXPECT_THAT(day.judge("08:00", policy), IsRefusedBy(rule::MOD_5));
    track.scheduled_breaks = {{ModuleId("one"), Duration{}}};
    EXPECT_THAT(day.judge("08:00", policy), IsRefusedBy(rule::MOD_5));
}

TEST(Modules, MOD_6_LeavingBeforeTheLimitIsRecordedAndEndsTheSitting) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.enter("10:00", domain::SittingFinished{SittingId("A")}), IsAccepted());
    const rules::SittingState state = day.state("A", "10:00");
    EXPECT_EQ(state.ended_as, EndedAs::left_early);
    EXPECT_EQ(state.ended_at, day.time("10:00"));
    EXPECT_THAT(state.rules, testing::Contains(rule::MOD_6));
    EXPECT_THAT(day.start("10:01", "A", "doo"), IsRefusedBy(rule::MOD_7));
}

TEST(Modules, MOD_7_TheLimitIsEPlusLostAndActsAtItsInstant) {
    TestDay day = day_ready();
    EXPECT_EQ(day.state("A", "16:59:59.999999").phase, Phase::ready);
    const rules::SittingState state = day.state("A", "17:00");
    EXPECT_EQ(state.ended_as, EndedAs::time_up);
    EXPECT_EQ(state.ended_at, day.time("17:00"));
    EXPECT_EQ(state.ends_at, std::nullopt);
    EXPECT_EQ(state.clock, ClockState::off);
}

TEST(Modules, MOD_7_AHandInAtTheLimitIsRefused) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("12:00", "A", "design"), IsRefusedBy(rule::MOD_3));
    EXPECT_THAT(day.hand_in("12:00", "A", "design", {.happened = "11:59:59.999999"}), IsAccepted());
    TestDay late;
    late.book("A", "S01");
    late.check_in("10:50", "A");
    EXPECT_THAT(late.start("10:50", "A", "design"), IsAccepted());
    EXPECT_THAT(late.start("13:50", "A", "doo"), IsAccepted());
    EXPECT_THAT(late.hand_in("17:00", "A", "doo"), IsRefusedBy(rule::MOD_7));
    EXPECT_THAT(late.hand_in("17:00", "A", "doo", {.happened = "16:59:59.999999"}), IsAccepted());
    EXPECT_EQ(late.state("A", "17:00").ended_as, EndedAs::completed);
}

TEST(Modules, MOD_7_CompletedWhenTheLastModuleIsHandedIn) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("11:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("11:00", "A", "doo"), IsAccepted());
    EXPECT_THAT(day.hand_in("15:00", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "15:00").ended_as, EndedAs::completed);
    EXPECT_EQ(day.state("A", "15:00").ended_at, day.time("15:00"));
    EXPECT_THAT(day.enter("15:01", domain::SittingFinished{SittingId("A")}),
                IsRefusedBy(rule::MOD_7));
}

TEST(Modules, MOD_7_SEC_1_TerminationNeedsAReasonAndEndsTheSitting) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.enter("10:00", domain::SittingTerminated{SittingId("A")}),
                IsRefusedBy(rule::SEC_1));
    EXPECT_THAT(
        day.enter("10:00", domain::SittingTerminated{SittingId("A")}, {.reason = "used a phone"}),
        IsAccepted());
    EXPECT_EQ(day.state("A", "10:00").ended_as, EndedAs::terminated);
    EXPECT_EQ(day.state("A", "10:00").module, std::nullopt);
}

TEST(Modules, MOD_7_TheLimitActsOnlyOnAReadySitting) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.arrive("10:00", "A"), IsAccepted());
    using domain::CheckinStep;
    for (const CheckinStep step : {CheckinStep::identification, CheckinStep::agreement,
                                   CheckinStep::recording_consent, CheckinStep::belongings}) {
        EXPECT_THAT(day.step("10:10", "A", step), IsAccepted());
    }
    EXPECT_EQ(day.state("A", "17:30").phase, Phase::arrived);
    EXPECT_THAT(day.step("17:30", "A", CheckinStep::materials), IsAccepted());
    const rules::SittingState state = day.state("A", "17:30");
    EXPECT_EQ(state.ended_as, EndedAs::time_up);
    EXPECT_EQ(state.ended_at, day.time("17:30"));
    EXPECT_EQ(day.state("A", "17:29:59.999999").phase, Phase::arrived);
}

TEST(Modules, MOD_7_ReadyExactlyAtTheLimitEndsThere) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.arrive("10:00", "A"), IsAccepted());
    using domain::CheckinStep;
    for (const CheckinStep step :
         {CheckinStep::identification, CheckinStep::agreement, CheckinStep::recording_consent,
          CheckinStep::belongings, CheckinStep::materials}) {
        EXPECT_THAT(day.step("17:00", "A", step), IsAccepted());
    }
    EXPECT_EQ(day.state("A", "17:00").ended_as, EndedAs::time_up);
    EXPECT_EQ(day.state("A", "17:00").ended_at, day.time("17:00"));
}

TEST(Modules, MOD_7_BeforeItIsReadyTheClockIsOffAndTheEndIsE) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_EQ(day.state("A", "09:30").clock, ClockState::off);
    EXPECT_EQ(day.state("A", "09:30").ends_at, day.time("17:00"));
    EXPECT_EQ(day.state("A", "09:30").phase, Phase::booked);
}

TEST(Modules, MOD_7_NothingIsEnteredForASittingThatHasEnded) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.enter("10:00", domain::SittingFinished{SittingId("A")}), IsAccepted());
    EXPECT_THAT(day.leave("10:01", "A", "b"), IsRefusedBy(rule::MOD_7));
    EXPECT_THAT(day.hand_in("10:01", "A", "design"), IsRefusedBy(rule::MOD_7));
    EXPECT_THAT(day.move("10:01", "A", "S02"), IsRefusedBy(rule::MOD_7));
    EXPECT_THAT(day.arrive("10:01", "A"), testing::Not(IsAccepted()));
    EXPECT_THAT(day.enter("10:01", domain::SittingTerminated{SittingId("A")}, {.reason = "late"}),
                IsRefusedBy(rule::MOD_7));
}

}  // namespace
}  // namespace labd::test
