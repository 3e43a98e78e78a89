// Section 4 of the rulebook: breaks (BRK-1 to BRK-4).
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using rules::ClockState;
using rules::Phase;

TestDay day_in_design() {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    return day;
}

TEST(Breaks, BRK_1_ABreakHasAKindAndAPlace) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.judge("10:00", domain::BreakStarted{SittingId("A"), domain::Text(""),
                                                        domain::Text("corridor")}),
                IsRefusedBy(rule::BRK_1));
    EXPECT_THAT(day.judge("10:00", domain::BreakStarted{SittingId("A"), domain::Text("toilet"),
                                                        domain::Text("")}),
                IsRefusedBy(rule::BRK_1));
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    const rules::SittingState state = day.state("A", "10:00");
    ASSERT_NE(state.on_break, nullptr);
    EXPECT_EQ(state.on_break->kind.value, "toilet");
    EXPECT_EQ(state.on_break->place.value, "corridor");
}

TEST(Breaks, BRK_1_OneBreakAtATimeAndTheReturnNamesIt) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.leave("10:01", "A", "c"), IsRefusedBy(rule::BRK_1));
    EXPECT_THAT(day.come_back("10:02", "nothing"), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.come_back("10:05", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:06", "b"), IsRefusedBy(rule::BRK_1));
    EXPECT_EQ(day.state("A", "10:04:59.999999").on_break->started.id, EntryId("b"));
    EXPECT_EQ(day.state("A", "10:05").on_break, nullptr);
}

TEST(Breaks, BRK_1_TheReturnDoesNotComeBeforeTheBreak) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:05", "b", {}, {.happened = "09:59"}), IsRefusedBy(rule::BRK_1));
}

TEST(Breaks, BRK_1_WhoHasNotArrivedTakesNoBreak) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_FALSE(day.leave("08:50", "A", "b").accepted);
}

TEST(Breaks, BRK_2_ExactlyTenMinutesNeedNoReason) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:10:00.000001", "b"), IsRefusedBy(rule::BRK_2));
    EXPECT_THAT(day.come_back("10:10:00.000001", "b", {}, {.happened = "10:10"}), IsAccepted());
}

TEST(Breaks, BRK_2_PastTenMinutesTheReturnNeedsAReason) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:11", "b"), IsRefusedBy(rule::BRK_2));
    EXPECT_NE(day.state("A", "10:12").on_break, nullptr) << "a refused return changes nothing";
    EXPECT_THAT(day.come_back("10:13", "b", "felt ill", {.happened = "10:11"}), IsAccepted());
    EXPECT_EQ(day.state("A", "10:11").on_break, nullptr) << "happened is the true return";
}

TEST(Breaks, BRK_2_AReasonGivenBeforeServesToo) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.enter("10:11", domain::BreakJustified{EntryId("b"), domain::Text("")}),
                IsRefusedBy(rule::BRK_2));
    EXPECT_THAT(day.enter("10:11", domain::BreakJustified{EntryId("b"), domain::Text("ill")}),
                IsAccepted());
    EXPECT_THAT(day.come_back("10:20", "b"), IsAccepted());
}

TEST(Breaks, BRK_2_TheConsoleAsksAtOncePastTenMinutes) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::BRK_2, "A", "10:10"));
    EXPECT_TRUE(day.alarm(rule::BRK_2, "A", "10:10:00.000001"));
    EXPECT_THAT(day.enter("10:11", domain::BreakJustified{EntryId("b"), domain::Text("ill")}),
                IsAccepted());
    EXPECT_FALSE(day.alarm(rule::BRK_2, "A", "10:12"));
}

TEST(Breaks, BRK_2_AReasonForABreakThatIsNotThereIsRefused) {
    const TestDay day = day_in_design();
    EXPECT_THAT(day.judge("10:00", domain::BreakJustified{EntryId("x"), domain::Text("ill")}),
                IsRefusedBy(rule::REFERENCE));
}

TEST(Breaks, BRK_2_AReasonBeforeTheBreakBeganIsRefused) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.enter("10:01", domain::BreakJustified{EntryId("b"), domain::Text("ill")},
                          {.happened = "09:59"}),
                IsRefusedBy(rule::BRK_2));
}

TEST(Breaks, BRK_3_ABreakDoesNotStopTheClock) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    const rules::SittingState state = day.state("A", "10:05");
    EXPECT_EQ(state.clock, ClockState::running);
    EXPECT_EQ(state.module->working, minutes(65));
    EXPECT_EQ(state.module->limit_at, day.time("12:00"));
    EXPECT_EQ(state.lost, Duration{});
}

TEST(Breaks, BRK_3_ABreakMayStartWhileTheClockIsStopped) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.leave("10:05", "A", "b"), IsAccepted());
}

TEST(Breaks, BRK_3_AnOpenBreakEndsWithTheSitting) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.enter("10:05", domain::SittingFinished{SittingId("A")}), IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").on_break, nullptr);
    EXPECT_THAT(day.come_back("10:06", "b"), IsRefusedBy(rule::MOD_7));
}

TEST(Breaks, BRK_3_AnOpenBreakEndsWhenTheTimeIsUp) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.leave("16:59", "A", "b"), IsAccepted());
    EXPECT_NE(day.state("A", "16:59:59.999999").on_break, nullptr);
    EXPECT_EQ(day.state("A", "17:00").on_break, nullptr);
    EXPECT_THAT(day.come_back("17:01", "b"), IsRefusedBy(rule::MOD_7));
}

TEST(Breaks, BRK_3_HandInAndModuleStartOnABreakAreRefused) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.hand_in("10:05", "A", "design"), IsRefusedBy(rule::BRK_3));
    EXPECT_THAT(day.come_back("10:06", "b"), IsAccepted());
    EXPECT_THAT(day.hand_in("10:07", "A", "design"), IsAccepted());
    EXPECT_THAT(day.leave("10:08", "A", "c"), IsAccepted());
    EXPECT_THAT(day.start("10:09", "A", "doo"), IsRefusedBy(rule::BRK_3));
    EXPECT_THAT(day.come_back("10:10", "c"), IsAccepted());
    EXPECT_THAT(day.start("10:10", "A", "doo"), IsAccepted());
}

TEST(Breaks, BRK_4_ABreakThatStartsDuringAnOutageReducesNothing) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted()) << "at the outage's own instant";
    EXPECT_THAT(day.come_back("10:08", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(30));
}

TEST(Breaks, BRK_4_UnderWayMeansBegunStrictlyBefore) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("09:59:59.999999", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.come_back("10:08", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(22));
}

TEST(Breaks, BRK_4_ABreakOverAtTheOutagesBeginKeepsNothing) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("09:55", "A", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:00", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(30));
}

TEST(Breaks, BRK_4_ABreakLongerThanTheOutageLeavesNothingLost) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("09:55", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:03", "o"), IsAccepted());
    EXPECT_THAT(day.come_back("10:04", "b"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").lost, Duration{});
    EXPECT_EQ(day.state("A", "10:05").ends_at, day.time("17:00"));
}

TEST(Breaks, BRK_4_ASecondBreakInTheSameOutageReducesNothing) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("09:55", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.come_back("10:02", "b"), IsAccepted());
    EXPECT_THAT(day.leave("10:02", "A", "c"), IsAccepted());
    EXPECT_THAT(day.come_back("10:09", "c"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").lost, minutes(28));
}

}  // namespace
}  // namespace labd::test
