// Section 5 of the rulebook: what an outage costs and when it cancels (OUT-1 to OUT-7).
#include "labd/rules/outages.h"

#include "tests/unit/rules/outage_days.h"

namespace labd::test {
namespace {

using domain::Cause;
using rules::ClockState;
using rules::EndedAs;
using rules::Phase;

TEST(Outages, OUT_1_AReportAfterTroubleshootingCountsFromTheTrouble) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:12", "o", seat_scope("S01"), Cause::lab, {.happened = "10:00"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:12").lost, minutes(12));
    EXPECT_TRUE(day.alarm(rule::OUT_1, "o", "10:12"));
}

TEST(Outages, OUT_1_BeforeTheStartOrAfterTheEndItIsAcceptedAndTakesNothing) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.outage("08:00", "early", site_scope()), IsAccepted());
    EXPECT_THAT(day.end_outage("08:30", "early"), IsAccepted());
    day.check_in("08:50", "A");
    EXPECT_THAT(day.enter("10:00", domain::SittingFinished{SittingId("A")}), IsAccepted());
    EXPECT_THAT(day.outage("10:30", "late", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(day.state("A", "11:00").lost, Duration{});
    EXPECT_EQ(day.state("A", "11:00").ended_at, day.time("10:00"));
}

TEST(Outages, OUT_1_AnOutageFromTheLimitOnTakesNothing) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("12:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(day.state("A", "12:05").phase, Phase::between_modules) << "Design ran out at 12:00";
    TestDay end;
    end.book("A", "S01");
    end.check_in("08:50", "A");
    EXPECT_THAT(end.outage("17:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(end.state("A", "17:05").ended_at, end.time("17:00"));
    EXPECT_EQ(end.state("A", "17:05").lost, Duration{});
}

TEST(Outages, OUT_2_OnlyACauseInTheLabIsCompensated) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "own", seat_scope("S01"), Cause::candidate), IsAccepted());
    EXPECT_EQ(day.state("A", "10:10").clock, ClockState::running);
    EXPECT_EQ(day.state("A", "10:10").lost, Duration{});
    EXPECT_THAT(day.outage("10:00", "lab", seat_scope("S11"), Cause::lab), IsAccepted());
    EXPECT_EQ(day.state("B", "10:10").clock, ClockState::stopped);
}

TEST(Outages, OUT_3_BelowTwoHoursTheSessionIsExtendedByExactlyTheTimeLost) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", room_scope("main")), IsAccepted());
    EXPECT_THAT(day.end_outage("11:59:59.999999", "o"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "12:00"));
    EXPECT_EQ(day.state("A", "12:00").ends_at, day.time("18:59:59.999999"));
    EXPECT_EQ(day.state("B", "11:59").ends_at, day.time("17:00"));
    EXPECT_EQ(day.session("12:00").ends_at, day.time("18:59:59.999999"));
}

TEST(Outages, OUT_4_TwoHoursIncludedMustBeCancelled) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "11:59:59.999999"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "10:10"));
    EXPECT_THAT(day.estimate("10:20", "o", "12:00"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "10:20"));
    EXPECT_FALSE(must_cancel(day, "B", "10:20"));
    const std::optional<rules::Alarm> alarm = day.alarm(rule::OUT_7, "A", "10:30");
    ASSERT_TRUE(alarm);
    EXPECT_EQ(alarm->priority, 1);
    EXPECT_EQ(alarm->since, day.time("10:20"));
}

TEST(Outages, OUT_4_ACancelledSittingEndsAtTheConfirmation) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "13:00"), IsAccepted());
    EXPECT_THAT(day.cancel("10:15", "A", "o"), IsAccepted());
    const rules::SittingState state = day.state("A", "10:15");
    EXPECT_EQ(state.ended_as, EndedAs::cancelled);
    EXPECT_EQ(state.ended_at, day.time("10:15"));
    EXPECT_THAT(state.rules, testing::Contains(rule::OUT_4));
    EXPECT_EQ(state.lost, minutes(15));
    EXPECT_EQ(day.state("A", "12:30").lost, minutes(15)) << "nothing is lost after the end";
}

TEST(Outages, OUT_5_ACandidatesOwnTroubleEndsByTheCandidateNotByTheProctor) {
    // labd records no repair of a candidate's set-up: the clock of such a report just runs.
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::candidate), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::OUT_1, "o", "10:30")) << "nothing for the proctor to do";
    EXPECT_FALSE(day.alarm(rule::OUT_6, "o", "10:30"));
    EXPECT_EQ(day.state("A", "10:30").module->working, minutes(90));
}

TEST(Outages, OUT_6_AnUnknownCauseAsksForTheInvestigation) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::OUT_6, "o", "10:29:59.999999"));
    ASSERT_TRUE(day.alarm(rule::OUT_6, "o", "10:30"));
    EXPECT_EQ(day.alarm(rule::OUT_6, "o", "10:45")->since, day.time("10:30"));
    EXPECT_THAT(day.rule_cause("10:46", "o", Cause::lab), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::OUT_6, "o", "10:46"));
}

TEST(Outages, OUT_7_AnOutageThatHasInFactLastedTwoHoursRequiresIt) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "11:00"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "11:59:59.999999"));
    EXPECT_TRUE(must_cancel(day, "A", "12:00"));
    EXPECT_EQ(day.alarm(rule::OUT_7, "A", "12:30")->since, day.time("12:00"));
}

TEST(Outages, OUT_7_TheExpectedLengthRunsFromTheOutagesBegin) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:14", "o", seat_scope("S01"), Cause::lab, {.happened = "10:00"}),
                IsAccepted());
    EXPECT_THAT(day.estimate("10:20", "o", "12:00"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "10:20"));
}

TEST(Outages, OUT_7_AnEstimateBelowTwoHoursLiftsIt) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "13:00"), IsAccepted());
    EXPECT_THAT(day.estimate("10:20", "o", "11:00"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "10:20"));
    EXPECT_THAT(day.cancel("10:21", "A", "o"), IsRefusedBy(rule::OUT_7));
}

TEST(Outages, OUT_7_AnEstimateDoesNotUndoTwoHoursThatHavePassed) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("12:05", "o", "11:00"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "12:05"));
}

TEST(Outages, OUT_7_AnEndBelowTwoHoursLiftsIt) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "13:00"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "10:30"));
    EXPECT_FALSE(must_cancel(day, "A", "12:30"));
}

TEST(Outages, OUT_7_AfterTwoHoursTheAlarmStaysAndTheClockFollowsTheLostTime) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("12:00", "o"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "12:30"));
    EXPECT_TRUE(day.alarm(rule::OUT_7, "A", "12:30"));
    EXPECT_EQ(day.state("A", "12:30").clock, ClockState::running);
    EXPECT_EQ(day.state("A", "12:30").lost, hours(2));
    EXPECT_EQ(day.state("A", "12:30").ends_at, day.time("19:00"));
    EXPECT_THAT(day.cancel("12:31", "A", "o"), IsAccepted());
}

TEST(Outages, OUT_7_ARulingCandidateLiftsItAndALabRulingDoesNot) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_THAT(day.estimate("10:05", "o", "13:00"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "10:10")) << "provisionally for an unknown cause";
    EXPECT_THAT(day.rule_cause("10:11", "o", Cause::lab), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "10:11"));
    EXPECT_THAT(day.rule_cause("10:12", "o", Cause::candidate), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "10:12"));
}

TEST(Outages, OUT_7_AMoveOutOfItsScopeBeforeTwoHoursLiftsIt) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:05", "o", "13:00"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "10:10"));
    EXPECT_THAT(day.move("11:59:59.999999", "A", "S03"), IsAccepted());
    EXPECT_FALSE(must_cancel(day, "A", "11:59:59.999999"));
    EXPECT_FALSE(must_cancel(day, "A", "13:00"));
}

TEST(Outages, OUT_7_AMoveAfterTwoHoursDoesNotLiftIt) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.move("12:00", "A", "S03"), IsAccepted());
    EXPECT_TRUE(must_cancel(day, "A", "12:01"));
}

TEST(Outages, OUT_7_CancellingByAnotherOutageOrTooEarlyIsRefused) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.outage("10:00", "other", seat_scope("S11")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "13:00"), IsAccepted());
    EXPECT_THAT(day.cancel("10:11", "A", "other"), IsRefusedBy(rule::OUT_7));
    EXPECT_THAT(day.cancel("10:11", "B", "o"), IsRefusedBy(rule::OUT_7));
    EXPECT_THAT(day.cancel("10:11", "A", "nothing"), IsRefusedBy(rule::OUT_7));
    EXPECT_THAT(day.cancel("10:11", "A", "o", {.happened = "10:09:59"}), IsRefusedBy(rule::OUT_7));
    EXPECT_THAT(day.cancel("10:11", "A", "o", {.happened = "10:10"}), IsAccepted());
}

TEST(Outages, OUT_7_AnEstimateBeforeTheOutagesBeginIsRefused) {
    TestDay day = day_of_two();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:10", "o", "09:59:59.999999"), IsRefusedBy(rule::OUT_7));
}

}  // namespace
}  // namespace labd::test
