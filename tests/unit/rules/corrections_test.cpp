// CLK-9: corrections never rewrite, and what they do to limits that have passed; CLK-8 and MOD-4 on
// what opens again.
#include "tests/support/dump.h"
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Role;
using rules::EndedAs;
using rules::Phase;

TestDay day_in_design() {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "A");
    day.check_in("08:50", "B");
    EXPECT_THAT(day.start("09:00", "A", "design", {.id = "start"}), IsAccepted());
    return day;
}

domain::ModuleHandedIn hand_in_of(const std::string& sitting) {
    return {SittingId(sitting), ModuleId("design")};
}

TEST(Corrections, CLK_9_AReplacementStandsInThePlaceAndKeepsIdAndTime) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    const domain::BreakStarted smoking{SittingId("A"), domain::Text("smoking"),
                                       domain::Text("yard")};
    EXPECT_THAT(day.correct("10:05", day.instead("b", smoking)), IsAccepted());
    const domain::Break& pause = day.log().now.sittings.at(SittingId("A")).breaks.front();
    EXPECT_EQ(pause.started.id, EntryId("b"));
    EXPECT_EQ(pause.started.happened, day.time("10:00"));
    EXPECT_EQ(pause.kind.value, "smoking");
}

TEST(Corrections, CLK_9_TheClockIsRecomputedFromWhatStands) {
    TestDay day = day_in_design();
    EXPECT_THAT(
        day.correct("09:20",
                    day.instead("start", domain::ModuleStarted{SittingId("A"), ModuleId("design")},
                                "09:10")),
        IsAccepted());
    EXPECT_EQ(day.state("A", "09:20").module->limit_at, day.time("12:10"));
    EXPECT_EQ(day.state("A", "09:05").phase, Phase::ready);
}

TEST(Corrections, CLK_9_NothingIsRewritten) {
    TestDay day = day_in_design();
    const std::size_t items = day.log().items.size();
    const Seq before = day.world().size;
    EXPECT_THAT(day.correct("09:20", TestDay::without("start")), IsAccepted());
    EXPECT_GT(day.log().items.size(), items);
    EXPECT_EQ(day.state("A", "09:20").phase, Phase::ready);
    const domain::Day then = domain::day_at(day.log(), day.log().now.site, {before});
    EXPECT_EQ(then.sittings.at(SittingId("A")).starts.size(), 1U);
}

TEST(Corrections, CLK_9_ACorrectionNeedsAReasonAndSomethingThatStands) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.judge("09:20", domain::EntryCorrected{EntryId("start"), std::nullopt, {}}),
                IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(day.correct("09:20", TestDay::without("nothing")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.correct("09:20", TestDay::without("start")), IsAccepted());
    EXPECT_THAT(day.correct("09:21", TestDay::without("start")), IsRefusedBy(rule::REFERENCE));
}

TEST(Corrections, CLK_9_AReplacementIsJudgedLikeAnEntry) {
    TestDay day = day_in_design();
    const domain::ModuleStarted wrong{SittingId("A"), ModuleId("doo")};
    EXPECT_THAT(day.correct("09:20", day.instead("start", wrong)), IsRefusedBy(rule::MOD_4));
    const domain::ModuleStarted same{SittingId("A"), ModuleId("design")};
    EXPECT_THAT(day.correct("09:20", day.instead("start", same, "09:20:00.000001")),
                IsRefusedBy(rule::CLK_8));
    EXPECT_THAT(day.correct("09:20", day.instead("start", same, "08:55")),
                IsRefusedBy(rule::ADM_12));
}

TEST(Corrections, CLK_9_AnEntryMovesToAnotherSitting) {
    TestDay day = day_in_design();
    EXPECT_THAT(
        day.correct("09:20", day.instead("start", domain::ModuleStarted{SittingId("B"),
                                                                        ModuleId("design")})),
        IsAccepted());
    EXPECT_EQ(day.state("A", "09:20").phase, Phase::ready);
    EXPECT_EQ(day.state("B", "09:20").phase, Phase::in_module);
    EXPECT_EQ(day.state("B", "09:20").module->started_at, day.time("09:00"));
}

TEST(Corrections, CLK_9_EntriesThatWouldLoseTheirGroundAreNamed) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design", {.id = "hand-in"}), IsAccepted());
    const Answer answer = day.correct("10:05", TestDay::without("start"));
    EXPECT_THAT(answer, IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(answer.actual, testing::HasSubstr("hand-in"));
    EXPECT_EQ(day.state("A", "09:30").phase, Phase::in_module) << "refused changes nothing";
}

TEST(Corrections, CLK_9_AlsoMendsThemInTheSameStep) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design", {.id = "hand-in"}), IsAccepted());
    EXPECT_THAT(day.correct("10:05", TestDay::without("start"), {}, {TestDay::without("hand-in")}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").phase, Phase::ready);
}

TEST(Corrections, CLK_9_AWholeExamMovesToTheRightSittingAtOnce) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("10:00", "A", "design", {.id = "hand-in"}), IsAccepted());
    EXPECT_THAT(
        day.correct("10:05",
                    day.instead("start", domain::ModuleStarted{SittingId("B"), ModuleId("design")}),
                    {}, {day.instead("hand-in", hand_in_of("B"))}),
        IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").phase, Phase::ready);
    EXPECT_EQ(day.state("B", "10:05").phase, Phase::between_modules);
}

TEST(Corrections, CLK_9_OneEntryIsNotCorrectedTwiceInOneStep) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.correct("10:05", TestDay::without("start"), {}, {TestDay::without("start")}),
                IsRefusedBy(rule::CLK_9));
}

TEST(Corrections, CLK_9_WithAlsoAllOrNothingStands) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("09:30", "A", "b"), IsAccepted());
    const std::string before = dump(day.world());
    EXPECT_THAT(day.correct("10:05", TestDay::without("b"), {}, {TestDay::without("nothing")}),
                IsRefusedBy(rule::REFERENCE));
    EXPECT_EQ(dump(day.world()), before);
}

TEST(Corrections, CLK_9_ACorrectionIsCorrectedByNamingTheSameEntry) {
    TestDay day = day_in_design();
    const domain::ModuleStarted same{SittingId("A"), ModuleId("design")};
    EXPECT_THAT(day.correct("09:20", day.instead("start", same, "09:10")), IsAccepted());
    EXPECT_THAT(day.correct("09:25", day.instead("start", same, "09:05")), IsAccepted());
    EXPECT_EQ(day.state("A", "09:25").module->started_at, day.time("09:05"));
    EXPECT_THAT(day.correct("09:26", day.instead("start", same)), IsAccepted());
    EXPECT_EQ(day.state("A", "09:26").module->started_at, day.time("09:05"));
}

TEST(Corrections, CLK_9_ABreakTakenAwayLosesItsReturn) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:05", "b", {}, {.id = "return"}), IsAccepted());
    const Answer answer = day.correct("10:06", TestDay::without("b"));
    EXPECT_THAT(answer, IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(answer.actual, testing::HasSubstr("return"));
    EXPECT_THAT(day.correct("10:06", TestDay::without("b"), {}, {TestDay::without("return")}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:02").on_break, nullptr);
}

TEST(Corrections, CLK_9_AnOutageTakenAwayLosesItsEnd) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:10", "o", {.id = "end"}), IsAccepted());
    const Answer answer = day.correct("10:11", TestDay::without("o"));
    EXPECT_THAT(answer, IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(answer.actual, testing::HasSubstr("end"));
    EXPECT_THAT(day.correct("10:11", TestDay::without("o"), {}, {TestDay::without("end")}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:11").lost, Duration{});
}

TEST(Corrections, CLK_9_TheEndOfAnOutageTakenAwayLetsItGoOn) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:10", "o", {.id = "end"}), IsAccepted());
    EXPECT_THAT(day.correct("10:15", TestDay::without("end")), IsAccepted());
    EXPECT_EQ(day.state("A", "10:20").lost, minutes(20));
    EXPECT_THAT(day.end_outage("10:20", "o"), IsAccepted());
}

TEST(Corrections, CLK_9_WhatLabdSaysAndPlansIsNotCorrected) {
    TestDay day = day_in_design();
    day.must("09:10", domain::ClockStepped{day.time("09:11"), seconds(60)},
             {.id = "step", .role = Role::labd});
    EXPECT_FALSE(day.correct("09:20", TestDay::without("step")).accepted);
}

TEST(Corrections, CLK_9_ALimitMovedIntoThePastEndsAtTheRecording) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o", {.id = "end"}), IsAccepted());
    EXPECT_EQ(day.state("A", "12:15").module->limit_at, day.time("12:30"));
    EXPECT_THAT(day.correct("12:15", TestDay::without("o"), {}, {TestDay::without("end")}),
                IsAccepted());
    const rules::Timeline line = day.timeline("A");
    EXPECT_EQ(line.modules.at(0).end, day.time("12:15"));
    EXPECT_EQ(day.state("A", "12:15").phase, Phase::between_modules);
    EXPECT_EQ(day.explain("A", "12:15").intervals.back().to, day.time("12:15"))
        << "time worked until then stands";
}

TEST(Corrections, CLK_9_ALaterPastLimitBecomesTheEnd) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:10", "o", {.id = "end"}), IsAccepted());
    EXPECT_EQ(day.state("A", "12:20").phase, Phase::between_modules) << "ended 12:10";
    EXPECT_THAT(
        day.correct("12:20", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:15")),
        IsAccepted());
    EXPECT_EQ(day.timeline("A").modules.at(0).end, day.time("12:15"));
}

TEST(Corrections, CLK_9_AnEarlierPastLimitLeavesTheEndThatWasReached) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:10", "o", {.id = "end"}), IsAccepted());
    EXPECT_THAT(
        day.correct("12:20", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:05")),
        IsAccepted());
    EXPECT_EQ(day.timeline("A").modules.at(0).end, day.time("12:10"));
}

TEST(Corrections, CLK_9_ALimitMovedToExactlyTheRecordingEndsThere) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o", {.id = "end"}), IsAccepted());
    EXPECT_THAT(
        day.correct("12:20", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:20")),
        IsAccepted());
    EXPECT_EQ(day.timeline("A").modules.at(0).end, day.time("12:20"));
    EXPECT_EQ(day.state("A", "12:20").phase, Phase::between_modules);
}

TEST(Corrections, CLK_9_TheSittingsLimitFollowsTheSame) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o", {.id = "end"}), IsAccepted());
    EXPECT_THAT(
        day.correct("17:10", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:05")),
        IsAccepted());
    EXPECT_EQ(day.state("A", "17:10").ended_as, EndedAs::time_up);
    EXPECT_EQ(day.state("A", "17:10").ended_at, day.time("17:10"));
    // Later corrections: a later past limit moves the end, an earlier one does not.
    EXPECT_THAT(
        day.correct("17:30", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:15")),
        IsAccepted());
    EXPECT_EQ(day.state("A", "17:30").ended_at, day.time("17:15"));
    EXPECT_THAT(
        day.correct("17:40", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:01")),
        IsAccepted());
    EXPECT_EQ(day.state("A", "17:40").ended_at, day.time("17:15"));
}

TEST(Corrections, CLK_8_CLK_9_ALimitMovedPastNowOpensTheSittingAgain) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:05", "o", {.id = "end"}), IsAccepted());
    EXPECT_EQ(day.state("A", "17:10").ended_at, day.time("17:05"));
    const Answer answer =
        day.correct("17:10", day.instead("end", domain::OutageEnded{EntryId("o")}, "10:30"));
    ASSERT_THAT(answer, IsAccepted());
    EXPECT_TRUE(answer.entry->reopens);
    EXPECT_EQ(day.state("A", "17:10").phase, Phase::ready);
    EXPECT_EQ(day.state("A", "17:10").ends_at, day.time("17:30"));
    EXPECT_EQ(day.state("A", "17:30").ended_at, day.time("17:30"));
}

TEST(Corrections, CLK_9_AnOutageEnteredAfterTheEndInTwoStepsEndsAtTheSecondRecording) {
    // The report stops the clock, so the module is open again; the end, recorded later, moves the
    // limit into the past.
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("12:10", "o", seat_scope("S01"), Cause::lab, {.happened = "11:56"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "12:10").phase, Phase::in_module);
    EXPECT_THAT(day.end_outage("12:12", "o", {.happened = "11:59"}), IsAccepted());
    EXPECT_EQ(day.timeline("A").modules.at(0).end, day.time("12:12"));
}

TEST(Corrections, CLK_9_AHandInTakenAwayAfterTheLimitEndsAtTheLimit) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("11:00", "A", "design", {.id = "hand-in"}), IsAccepted());
    EXPECT_THAT(day.correct("12:30", TestDay::without("hand-in")), IsAccepted());
    EXPECT_EQ(day.timeline("A").modules.at(0).end, day.time("12:00"));
}

TEST(Corrections, CLK_9_AHandInTakenAwayBeforeTheLimitOpensTheModule) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("11:00", "A", "design", {.id = "hand-in"}), IsAccepted());
    EXPECT_THAT(day.correct("11:10", TestDay::without("hand-in")), IsAccepted());
    EXPECT_EQ(day.state("A", "11:10").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "11:10").module->limit_at, day.time("12:00"));
}

TEST(Corrections, CLK_9_AHandInTheNextModuleRestsOnIsNotTakenAway) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("11:00", "A", "design", {.id = "hand-in"}), IsAccepted());
    EXPECT_THAT(day.start("11:05", "A", "doo", {.id = "next"}), IsAccepted());
    const Answer answer = day.correct("11:10", TestDay::without("hand-in"));
    EXPECT_THAT(answer, IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(answer.actual, testing::HasSubstr("next"));
}

TEST(Corrections, CLK_9_ALateEntryThatTakesTheGroundOfLaterOnesIsRefused) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:05", "A", "b"), IsAccepted());
    EXPECT_FALSE(day.hand_in("10:10", "A", "design", {.happened = "10:06"}).accepted);
    const Answer early =
        day.enter("10:10", domain::SittingFinished{SittingId("A")}, {.happened = "10:01"});
    EXPECT_THAT(early, IsRefusedBy(rule::CLK_9));
    EXPECT_EQ(early.actual, "b");
}

TEST(Corrections, CLK_9_AClosedSessionTakesOnlyCorrectionsOfTheFewWhoMay) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.enter("10:00", domain::SittingFinished{SittingId("A")}, {.id = "left"}),
                IsAccepted());
    EXPECT_THAT(day.enter("10:01", domain::SessionClosed{}), IsRefusedBy(rule::MOD_7));
    EXPECT_THAT(day.enter("10:02", domain::SittingFinished{SittingId("B")}), IsAccepted());
    EXPECT_THAT(day.enter("10:03", domain::SessionClosed{}), IsAccepted());
    EXPECT_THAT(day.enter("10:04", domain::NoteAdded{domain::Text("x"), SittingId("A")}),
                IsRefusedBy(rule::CLK_9));
    const domain::Correction earlier =
        day.instead("left", domain::SittingFinished{SittingId("A")}, "09:50");
    const Answer refused = day.correct("10:05", earlier);
    EXPECT_THAT(refused, IsRefusedBy(rule::ROLE));
    EXPECT_EQ(refused.message, "refusal.closed_correction") << "who entered it cannot either";
    EXPECT_THAT(day.correct("10:05", earlier, {.role = Role::lab_ops}), IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.correct("10:05", earlier, {.role = Role::lead_proctor}), IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").ended_at, day.time("09:50"));
}

TEST(Corrections, CLK_9_ExamSecurityStatesOtherwiseInAClosedSessionWhatWasEntered) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.enter("10:00", domain::SittingFinished{SittingId("A")}, {.id = "left"}),
                IsAccepted());
    EXPECT_THAT(day.enter("10:02", domain::SittingFinished{SittingId("B")}), IsAccepted());
    const domain::Correction earlier =
        day.instead("left", domain::SittingFinished{SittingId("A")}, "09:50");
    const domain::Correction another =
        day.instead("left", domain::SittingTerminated{SittingId("A")}, "09:50");
    EXPECT_THAT(day.correct("10:03", earlier, {.role = Role::exam_security}),
                IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.enter("10:04", domain::SessionClosed{}), IsAccepted());
    EXPECT_THAT(day.correct("10:05", another, {.role = Role::exam_security}),
                IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.correct("10:05", earlier, {.role = Role::exam_security}), IsAccepted());
    EXPECT_EQ(day.state("A", "10:05").ended_at, day.time("09:50"));
}

TEST(Corrections, CLK_8_WhatWasKnownStaysKnown) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    const Seq known = day.world().size;
    EXPECT_THAT(day.correct("10:10", TestDay::without("o")), IsAccepted());
    const domain::Day then = domain::day_at(day.log(), day.log().now.site, {known});
    const rules::View view{day.log(), then, known};
    const rules::Timeline line = rules::timeline(*find_sitting(view, SittingId("A")));
    EXPECT_EQ(line.limit, rules::forever) << "the clock stood still on what was known";
    EXPECT_EQ(day.timeline("A").limit, day.time("17:00"));
}

TEST(BasedOn, ADecisionOnWhatHasChangedSinceIsRefused) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:05", "o", "13:00"), IsAccepted());
    const Seq seen = day.world().size;
    EXPECT_THAT(day.estimate("10:06", "o", "13:30"), IsAccepted());
    EXPECT_THAT(day.cancel("10:10", "A", "o", {.based_on = seen}), IsRefusedBy(rule::BASED_ON));
    EXPECT_THAT(day.cancel("10:10", "A", "o", {.based_on = day.world().size}), IsAccepted());
}

TEST(BasedOn, AnotherSittingsEntriesDoNotStandInTheWay) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.estimate("10:05", "o", "13:00"), IsAccepted());
    const Seq seen = day.world().size;
    EXPECT_THAT(day.start("10:06", "B", "design"), IsAccepted());
    EXPECT_THAT(day.cancel("10:10", "A", "o", {.based_on = seen}), IsAccepted());
}

}  // namespace
}  // namespace labd::test
