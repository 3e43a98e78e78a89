// Results and re-reads.
#include "labd/rules/reread.h"

#include <gmock/gmock.h>

#include "tests/unit/rules/cases_day.h"

namespace labd::test {
namespace {

using domain::Mark;
using domain::RereadOutcome;
using domain::Role;
using rules::RereadState;

const EntryId r("r");

domain::RereadPaid paid(std::int64_t amount_usd = 1000) {
    return {r, amount_usd, domain::PaymentMethod::card, {}};
}

domain::RereadDecided decided(RereadOutcome outcome, std::string examiner = "ex-2") {
    return {r, std::move(examiner), outcome};
}

/// A completed exam with a result at 18:00.
class ScoredDay : public CasesDay {
public:
    explicit ScoredDay(Mark mark, bool could_change = true) {
        complete_exam();
        domain::ResultRecorded found = result(mark);
        found.could_change = could_change;
        must("18:00", found, as(Role::examiner, "res"));
    }

    rules::RereadAnswer reread(std::string_view at) const {
        const rules::View view{log(), log().now};
        const auto sitting = rules::find_sitting(view, a);
        return rules::reread_at(*sitting, rules::timeline(*sitting), time(at));
    }

    std::optional<Mark> mark(std::string_view at) const {
        const rules::View view{log(), log().now};
        const auto sitting = rules::find_sitting(view, a);
        return rules::standing_mark(*sitting, rules::timeline(*sitting), time(at));
    }

    void ask() { must("18:05", domain::RereadRequested{a}, as(Role::proctor, "r")); }
};

TEST(Result, RES_1_IsRecordedOnceAfterTheExam) {
    CasesDay day;
    day.start("09:00", "A", "design");
    EXPECT_THAT(day.judge("10:00", CasesDay::result(Mark::fail)), IsRefusedBy(rule::RES_1));
    ScoredDay scored(Mark::fail);
    EXPECT_EQ(scored.mark("17:59"), std::nullopt);
    EXPECT_EQ(scored.mark("18:00"), Mark::fail);
    EXPECT_THAT(scored.judge("18:01", CasesDay::result(Mark::pass)), IsRefusedBy(rule::CONFLICT));
}

TEST(Result, RES_2_IsPassOrFailAndTopicsBelongToAFail) {
    CasesDay day;
    day.complete_exam();
    EXPECT_THAT(day.judge("17:00", CasesDay::result(std::nullopt)), IsRefusedBy(rule::RES_2));
    domain::ResultRecorded result = CasesDay::result(Mark::pass);
    result.topics = {"routing"};
    EXPECT_THAT(day.judge("17:00", result), IsRefusedBy(rule::RES_2));
    result.result = Mark::fail;
    EXPECT_THAT(day.judge("17:00", result), IsAccepted());
    result.examiner.clear();
    EXPECT_THAT(day.judge("17:00", result), IsRefusedBy(rule::RRD_1));
    EXPECT_THAT(day.judge("17:00", CasesDay::result(Mark::fail, {{ModuleId("x"), Mark::pass}})),
                IsRefusedBy(rule::MOD_1));
}

TEST(Result, WhoNeverSatHasNone) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.judge("12:00", CasesDay::result(Mark::fail)), IsRefusedBy(rule::RES_2));
}

TEST(Reread, RRD_2_OnlyOnTracksThatHaveOne) {
    CasesDay day("ccde");
    day.start("09:00", "A", "scenario_1");
    day.must("09:30", domain::SittingFinished{day.a});
    day.must("18:00", CasesDay::result(Mark::fail));
    EXPECT_THAT(day.judge("18:01", domain::RereadRequested{day.a}), IsRefusedBy(rule::RRD_2));
}

TEST(Reread, RRD_7_OnlyAFailThatCouldChangeAndOnce) {
    CasesDay without;
    without.complete_exam();
    const domain::RereadRequested request{without.a};
    EXPECT_THAT(without.judge("18:01", request), IsRefusedBy(rule::RRD_7));
    EXPECT_THAT(ScoredDay(Mark::pass).judge("18:01", request), IsRefusedBy(rule::RRD_7));
    EXPECT_THAT(ScoredDay(Mark::fail, false).judge("18:01", request), IsRefusedBy(rule::RRD_7));
    ScoredDay day(Mark::fail);
    day.ask();
    EXPECT_THAT(day.judge("18:06", request), IsRefusedBy(rule::RRD_7));
    EXPECT_FALSE(day.reread("18:06").may_request());
}

TEST(Reread, RRD_7_NotOfACancelledExam) {
    CasesDay day;
    day.cancel_exam();
    day.must("15:10", CasesDay::result(Mark::fail, {{ModuleId("design"), Mark::fail}}));
    EXPECT_THAT(day.judge("18:01", domain::RereadRequested{day.a}), IsRefusedBy(rule::RRD_7));
}

TEST(Reread, RRD_4_CostsAThousandDollarsByCardAndWorkStartsThen) {
    ScoredDay day(Mark::fail);
    day.ask();
    EXPECT_THAT(day.judge("18:06", paid(999)), IsRefusedBy(rule::RRD_4));
    EXPECT_THAT(day.judge("18:06", domain::RereadPaid{r, 1000, domain::PaymentMethod::voucher, {}}),
                IsRefusedBy(rule::RRD_4));
    EXPECT_THAT(day.judge("18:06", decided(RereadOutcome::passed)), IsRefusedBy(rule::RRD_4));
    EXPECT_THAT(day.judge("18:06", domain::RereadCancelled{r}), IsAccepted());
    day.must("18:06", paid());
    EXPECT_THAT(day.judge("18:07", domain::RereadCancelled{r}), IsRefusedBy(rule::RRD_4));
    EXPECT_THAT(day.judge("18:07", paid()), IsRefusedBy(rule::RRD_4));
    EXPECT_THAT(day.judge("18:07", decided(RereadOutcome::passed)), IsAccepted());
}

TEST(Reread, RRD_4_OneThatWasCancelledMayBeAskedForAgain) {
    ScoredDay day(Mark::fail);
    day.ask();
    day.must("18:06", domain::RereadCancelled{r});
    EXPECT_EQ(day.reread("18:06").state, RereadState::cancelled);
    EXPECT_TRUE(day.reread("18:06").may_request());
    EXPECT_THAT(day.judge("18:07", paid()), IsRefusedBy(rule::RRD_4));
    EXPECT_THAT(day.judge("18:07", domain::RereadRequested{day.a}), IsAccepted());
}

TEST(Reread, RRD_1_TheSecondExaminerIsNotTheFirst) {
    ScoredDay day(Mark::fail);
    day.ask();
    day.must("18:06", paid());
    EXPECT_THAT(day.judge("18:07", decided(RereadOutcome::unchanged, "ex-1")),
                IsRefusedBy(rule::RRD_1));
    EXPECT_THAT(day.judge("18:07", decided(RereadOutcome::unchanged, "")),
                IsRefusedBy(rule::RRD_1));
    day.must("18:07", decided(RereadOutcome::unchanged));
    // CLK-9: nor by a correction afterwards.
    domain::ResultRecorded other = CasesDay::result(Mark::fail);
    other.examiner = "ex-2";
    EXPECT_THAT(day.correct("18:08", day.instead("res", other), {.reason = "wrong name"}),
                IsRefusedBy(rule::CLK_9));
}

TEST(Reread, RRD_5_RefundedOnlyWhenFailBecamePass) {
    ScoredDay day(Mark::fail);
    day.ask();
    day.must("18:06", paid());
    EXPECT_THAT(day.judge("18:07", domain::RereadRefunded{r}), IsRefusedBy(rule::RRD_5));
    day.must("18:07", decided(RereadOutcome::passed));
    EXPECT_EQ(day.reread("18:07").refund_from, *parse_date("2026-03-06"));
    EXPECT_EQ(day.reread("18:07").refund_due, *parse_date("2026-03-10"));
    day.must("18:08", domain::RereadRefunded{r});
    EXPECT_THAT(day.judge("18:09", domain::RereadRefunded{r}), IsRefusedBy(rule::RRD_5));
    EXPECT_EQ(day.reread("18:09").state, RereadState::refunded);
}

TEST(Reread, RRD_8_TellsOnlyWhetherTheMarkBecamePass) {
    ScoredDay day(Mark::fail);
    day.ask();
    day.must("18:06", paid());
    day.must("18:07", decided(RereadOutcome::passed));
    EXPECT_EQ(day.mark("18:06"), Mark::fail);
    EXPECT_EQ(day.mark("18:07"), Mark::pass);
    ScoredDay unchanged(Mark::fail);
    unchanged.ask();
    unchanged.must("18:06", paid());
    unchanged.must("18:07", decided(RereadOutcome::unchanged));
    EXPECT_EQ(unchanged.mark("18:07"), Mark::fail);
    EXPECT_EQ(unchanged.reread("18:07").refund_due, std::nullopt);
}

TEST(Reread, RRD_3_RRD_6_DaysAreLocal) {
    ScoredDay day(Mark::fail);
    EXPECT_EQ(day.reread("18:00").until, *parse_instant("2026-03-18T00:00:00+09:00"));
    day.ask();
    EXPECT_EQ(day.reread("18:05").due_at, std::nullopt);
    day.must("23:59:59", paid());
    EXPECT_EQ(day.reread("23:59:59").due_at, *parse_instant("2026-03-25T00:00:00+09:00"));
}

TEST(Reread, ACorrectionTakesNoGroundFromWhatFollowed) {
    ScoredDay day(Mark::fail);
    day.ask();
    EXPECT_THAT(day.correct("18:06", TestDay::without("res"), {.reason = "wrong exam"}),
                IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(day.correct("18:06", TestDay::without("res"), {.reason = "wrong exam"},
                            {TestDay::without("r")}),
                IsAccepted());
}

}  // namespace
}  // namespace labd::test
