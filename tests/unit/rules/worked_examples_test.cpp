// The rulebook's worked examples 1 to 8: S = 09:00, Design 3 h and DOO 5 h, so E = 17:00.
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using rules::ClockState;
using rules::EndedAs;
using rules::Phase;

/// A candidate who starts on time, hands Design in at 11:40 and goes on with DOO.
TestDay day_on_time() {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.hand_in("11:40", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("11:40", "A", "doo"), IsAccepted());
    return day;
}

TEST(WorkedExamples, Example1_CLK_1_MOD_2_OnTimeEndsByTheModulesOwnMaximum) {
    const TestDay day = day_on_time();
    const rules::SittingState state = day.state("A", "12:00");
    ASSERT_TRUE(state.module);
    EXPECT_EQ(state.module->limit_at, day.time("16:40"));
    EXPECT_EQ(state.ends_at, day.time("17:00"));
    const rules::SittingState over = day.state("A", "16:40");
    EXPECT_EQ(over.phase, Phase::ended);
    EXPECT_EQ(over.ended_as, EndedAs::time_up);
    EXPECT_EQ(over.ended_at, day.time("16:40"));
    EXPECT_EQ(day.state("A", "16:39:59.999999").phase, Phase::in_module);
}

TEST(WorkedExamples, Example2_CLK_3_TheLateCandidateEndsWithTheOthers) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.arrive("10:55", "A"), IsAccepted());
    using domain::CheckinStep;
    for (const CheckinStep step :
         {CheckinStep::identification, CheckinStep::agreement, CheckinStep::recording_consent,
          CheckinStep::belongings, CheckinStep::materials}) {
        EXPECT_THAT(day.step("11:05", "A", step), IsAccepted());
    }
    EXPECT_THAT(day.start("11:05", "A", "design"), IsAccepted());
    EXPECT_EQ(day.state("A", "11:05").module->limit_at, day.time("14:05"));
    EXPECT_EQ(day.state("A", "14:05").phase, Phase::between_modules);
    EXPECT_THAT(day.start("14:05", "A", "doo"), IsAccepted());
    const rules::SittingState state = day.state("A", "14:05");
    EXPECT_EQ(state.module->limit_at, day.time("17:00"));
    EXPECT_EQ(state.module->remaining, hours(2) + minutes(55));
    EXPECT_EQ(day.state("A", "17:00").ended_at, day.time("17:00"));
    EXPECT_EQ(day.state("A", "17:00").ended_as, EndedAs::time_up);
}

TEST(WorkedExamples, Example3_ADM_1_ADM_2_ElevenOClockIsInTimeAndOneSecondLaterIsNot) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    EXPECT_TRUE(day.arrive("11:00:00", "A").rules.empty());
    EXPECT_THAT(day.arrive("11:00:01", "B"), LetsNobodyIn(rule::ADM_1));
    EXPECT_EQ(day.state("A", "11:00:01").phase, Phase::arrived);
    EXPECT_EQ(day.state("B", "11:00:01").ended_as, EndedAs::no_show);
    EXPECT_EQ(day.state("B", "11:00:01").ended_at, day.time("11:00"));
}

TEST(WorkedExamples, Example4_CLK_4_MOD_3_AnOutageIsGivenBack) {
    TestDay day = day_on_time();
    EXPECT_THAT(day.outage("12:12", "o", seat_scope("S01"), Cause::lab, {.happened = "12:10"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "12:30").clock, ClockState::stopped);
    EXPECT_EQ(day.state("A", "12:30").ends_at, std::nullopt);
    EXPECT_EQ(day.state("A", "12:30").module->limit_at, std::nullopt);
    EXPECT_EQ(day.state("A", "12:30").lost, minutes(20));
    EXPECT_THAT(day.end_outage("12:52", "o"), IsAccepted());
    const rules::SittingState state = day.state("A", "13:00");
    EXPECT_EQ(state.module->limit_at, day.time("17:22"));
    EXPECT_EQ(state.ends_at, day.time("17:42"));
    EXPECT_EQ(state.lost, minutes(42));
}

TEST(WorkedExamples, Example5_BRK_4_ABreakUnderWayStaysABreak) {
    TestDay day = day_on_time();
    EXPECT_THAT(day.leave("12:05", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("12:12", "o", seat_scope("S01"), Cause::lab, {.happened = "12:10"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "12:18").clock, ClockState::running);
    EXPECT_THAT(day.come_back("12:20", "b", "queue at the toilet"), IsAccepted());
    EXPECT_EQ(day.state("A", "12:20").clock, ClockState::stopped);
    EXPECT_THAT(day.end_outage("12:52", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "13:00").lost, minutes(32));
    EXPECT_EQ(day.state("A", "13:00").ends_at, day.time("17:32"));
}

TEST(WorkedExamples, Example6_OUT_8_OverlappingOutagesLoseNoMinuteTwice) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.outage("10:00", "o1", room_scope("main")), IsAccepted());
    EXPECT_THAT(day.outage("10:20", "o2", rack_scope("R01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o1"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").clock, ClockState::stopped);
    EXPECT_THAT(day.end_outage("10:45", "o2"), IsAccepted());
    EXPECT_EQ(day.state("A", "11:00").lost, minutes(45));
    EXPECT_EQ(day.state("A", "11:00").ends_at, day.time("17:45"));
}

TEST(WorkedExamples, Example7_OUT_4_OUT_7_AnEstimateOfTwoHoursRequiresTheCancellation) {
    TestDay day = day_on_time();
    EXPECT_THAT(day.outage("13:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("13:20", "o", "14:59", {.role = domain::Role::lab_ops}), IsAccepted());
    EXPECT_TRUE(day.state("A", "13:20").cancel_required_by.empty());
    EXPECT_THAT(day.cancel("13:30", "A", "o"), IsRefusedBy(rule::OUT_7));
    EXPECT_THAT(day.estimate("14:10", "o", "15:00", {.role = domain::Role::lab_ops}), IsAccepted());
    EXPECT_EQ(day.state("A", "14:10").cancel_required_by, std::vector{EntryId("o")});
    EXPECT_THAT(day.cancel("14:15", "A", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "14:15").ended_as, EndedAs::cancelled);
}

TEST(WorkedExamples, Example8_CLK_6_WhoWasNotThereLostNothing) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "B");
    EXPECT_THAT(day.start("09:00", "B", "design"), IsAccepted());
    EXPECT_THAT(day.outage("09:30", "o", room_scope("main")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:00", "o"), IsAccepted());
    day.check_in("10:40", "A");
    EXPECT_EQ(day.state("A", "10:45").lost, Duration{});
    EXPECT_EQ(day.state("A", "10:45").ends_at, day.time("17:00"));
    EXPECT_EQ(day.state("B", "10:45").lost, minutes(30));
    EXPECT_EQ(day.state("B", "10:45").ends_at, day.time("17:30"));
}

}  // namespace
}  // namespace labd::test
