// Remedy cases: when they open, what they wait for, who decides.
#include <gmock/gmock.h>

#include "tests/unit/rules/cases_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Mark;
using domain::RemedyForm;
using domain::Role;
using rules::CaseState;
using rules::ConditionState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

domain::RemedyJudged judged(bool inoperable) { return {EntryId("remedy:A"), inoperable}; }

domain::RemedyDecided decided(std::optional<RemedyForm> form = std::nullopt) {
    return {EntryId("remedy:A"), form};
}

domain::RemedyRequested requested(std::vector<std::string> documents = {"fire report 12"}) {
    domain::RemedyRequested request{SittingId("A"), domain::Ground::B, {}};
    for (std::string& document : documents) {
        request.documents.emplace_back(std::move(document));
    }
    return request;
}

/// All three conditions hold from 15:10.
void settle(CasesDay& day) {
    day.must("15:02", judged(true), as(Role::lab_ops));
    day.must("15:03", domain::OutageRuled{EntryId("o"), Cause::lab});
    day.must("15:10", CasesDay::result({}, {{ModuleId("design"), Mark::pass}}), as(Role::examiner));
}

TEST(Remedy, REM_4_ACaseOpensByItselfWithTheCancellation) {
    CasesDay day;
    day.cancel_exam();
    EXPECT_THAT(day.cases("14:59"), IsEmpty());
    const rules::RemedyCase found = day.remedy("15:00");
    EXPECT_EQ(found.id, day.own);
    EXPECT_EQ(found.opened_at, day.time("15:00"));
    EXPECT_EQ(found.state, CaseState::pending);
    EXPECT_THAT(found.missing(), ElementsAre("a", "b", "c"));
    EXPECT_THAT(found.conditions, SizeIs(3));
}

TEST(Remedy, REM_2_EachConditionSaysByWhomAndOnWhatEvidence) {
    CasesDay day;
    day.cancel_exam();
    settle(day);
    const rules::RemedyCase found = day.remedy("15:10");
    EXPECT_EQ(found.state, CaseState::granted);
    EXPECT_THAT(found.missing(), IsEmpty());
    for (const rules::Condition& condition : found.conditions) {
        EXPECT_EQ(condition.state, ConditionState::held) << condition.name;
        ASSERT_NE(condition.settled, nullptr) << condition.name;
        EXPECT_THAT(condition.evidence, ElementsAre(condition.settled->id));
    }
    EXPECT_EQ(found.conditions[1].settled->by.role, Role::lab_ops);
}

TEST(Remedy, REM_2_OneFalseConditionDeniesAndIsNamed) {
    for (const char* failed : {"a", "b", "c"}) {
        CasesDay day;
        day.cancel_exam();
        day.must("15:02", judged(*failed != 'b'), as(Role::lab_ops));
        day.must("15:03", domain::RemedyInvestigated{
                              day.own, *failed == 'a' ? Cause::candidate : Cause::lab});
        day.must(
            "15:10",
            CasesDay::result({}, {{ModuleId("design"), *failed == 'c' ? Mark::fail : Mark::pass}}));
        const rules::RemedyCase found = day.remedy("15:10");
        EXPECT_EQ(found.state, CaseState::denied) << failed;
        EXPECT_THAT(found.missing(), ElementsAre(failed));
        EXPECT_THAT(day.judge("15:11", decided()), IsRefusedBy(rule::REM_4)) << failed;
    }
}

TEST(Remedy, REM_4_TheCauseFirstReportedSettlesNothing) {
    CasesDay day;
    day.start("09:00", "A", "design");
    day.outage("09:30", "o", seat_scope("S01"), Cause::lab);
    day.must("11:30", domain::SittingCancelled{day.a, EntryId("o")});
    EXPECT_EQ(day.remedy("11:30").conditions[0].state, ConditionState::open);
    day.must("11:31", domain::RemedyInvestigated{day.own, Cause::unknown});
    EXPECT_EQ(day.remedy("11:31").conditions[0].state, ConditionState::open);
    day.must("11:32", domain::RemedyInvestigated{day.own, Cause::lab});
    EXPECT_EQ(day.remedy("11:32").conditions[0].state, ConditionState::held);
    // OUT-10: what is found later counts instead.
    day.must("11:33", domain::OutageRuled{EntryId("o"), Cause::candidate});
    EXPECT_EQ(day.remedy("11:33").conditions[0].state, ConditionState::failed);
}

TEST(Remedy, REM_4_AnEstimateOfTwoHoursByLabOpsIsTheirJudgement) {
    CasesDay day;
    day.cancel_exam();
    day.estimate("15:01", "o", "15:30");
    EXPECT_EQ(day.remedy("15:01").conditions[1].state, ConditionState::open);
    day.estimate("15:02", "o", "15:00", as(Role::lab_ops));
    EXPECT_EQ(day.remedy("15:02").conditions[1].state, ConditionState::held);
    // OUT-7: a later estimate of theirs replaces it, and is no judgement itself.
    day.estimate("15:03", "o", "14:59", as(Role::lab_ops));
    EXPECT_EQ(day.remedy("15:03").conditions[1].state, ConditionState::open);
    day.must("15:04", judged(false), as(Role::lab_ops));
    EXPECT_EQ(day.remedy("15:04").conditions[1].state, ConditionState::failed);
    day.estimate("15:05", "o", "18:00", as(Role::lab_ops));
    EXPECT_EQ(day.remedy("15:05").conditions[1].state, ConditionState::held);
}

TEST(Remedy, REM_2_OnlyLabOpsJudgeTheEquipment) {
    CasesDay day;
    day.cancel_exam();
    for (const Role role : {Role::proctor, Role::lead_proctor, Role::examiner, Role::scheduling}) {
        EXPECT_THAT(day.judge("15:01", judged(true), as(role)), IsRefusedBy(rule::ROLE));
    }
    EXPECT_THAT(day.judge("15:01", judged(true), as(Role::lab_ops)), IsAccepted());
}

TEST(Remedy, REM_4_WithoutAListTheModuleOpenAtTheOutageIsConcerned) {
    CasesDay day;
    day.cancel_exam();
    // DOO was open, so it does not count, whatever its mark.
    day.must("15:01", CasesDay::result(
                          {}, {{ModuleId("design"), Mark::pass}, {ModuleId("doo"), Mark::fail}}));
    EXPECT_EQ(day.remedy("15:01").conditions[2].state, ConditionState::held);
}

TEST(Remedy, REM_4_AListSaysWhichModulesAreConcerned) {
    CasesDay day;
    day.cancel_exam({ModuleId("design"), ModuleId("doo")});
    EXPECT_EQ(day.remedy("15:00").conditions[2].state, ConditionState::held);
    EXPECT_EQ(day.remedy("15:00").conditions[2].settled, nullptr);
}

TEST(Remedy, REM_4_WithNoModuleEndedTheThirdConditionHolds) {
    CasesDay day;
    day.start("09:00", "A", "design");
    day.outage("09:30", "o", seat_scope("S01"));
    day.cancel("11:30", "A", "o");
    EXPECT_EQ(day.remedy("11:30").conditions[2].state, ConditionState::held);
}

TEST(Remedy, REM_5_APendingCaseIsNotDecidedAndAGrantedOneOnce) {
    CasesDay day;
    day.cancel_exam();
    EXPECT_THAT(day.judge("15:01", decided()), IsRefusedBy(rule::REM_4));
    settle(day);
    EXPECT_THAT(day.judge("15:11", decided(RemedyForm::denied), {.reason = "no"}),
                IsRefusedBy(rule::REM_4));
    day.must("15:11", decided(RemedyForm::voucher), as(Role::lead_proctor, "d"));
    EXPECT_EQ(day.remedy("15:11").as, RemedyForm::voucher);
    EXPECT_THAT(day.judge("15:12", decided()), IsRefusedBy(rule::REM_5));
    EXPECT_THAT(day.judge("15:12", judged(false), as(Role::lab_ops)), IsRefusedBy(rule::REM_5));
}

TEST(Remedy, REM_1_ADecisionIsAFreeRescheduleOrAVoucherAsThePolicySaysByDefault) {
    for (const RemedyForm usual : {RemedyForm::free_reschedule, RemedyForm::voucher}) {
        const bool voucher = usual == RemedyForm::voucher;
        CasesDay day("ccie",
                     {.policy = {{"remedy.default", voucher ? "voucher" : "free_reschedule"}}});
        day.cancel_exam();
        settle(day);
        day.must("15:11", decided());
        EXPECT_EQ(day.remedy("15:11").as, usual);
        const Rules& rules = day.remedy("15:11").rules;
        EXPECT_NE(std::ranges::find(rules, rule::REM_1), rules.end());
        EXPECT_EQ(std::ranges::find(rules, rule::REM_7) != rules.end(), !voucher);
    }
}

TEST(Remedy, REM_5_WhatIsFoundAfterTheDecisionChangesItNoMore) {
    CasesDay day;
    day.cancel_exam();
    settle(day);
    day.must("15:11", decided());
    day.must("15:12", domain::OutageRuled{EntryId("o"), Cause::candidate});
    EXPECT_EQ(day.remedy("15:12").state, CaseState::granted);
    EXPECT_EQ(day.remedy("15:12").as, RemedyForm::free_reschedule);
}

TEST(Remedy, REM_5_ADecisionIsCorrectedAndWhatItRestsOnIsNotTakenAway) {
    CasesDay day;
    day.cancel_exam();
    day.must("15:02", judged(true), as(Role::lab_ops, "j"));
    settle(day);
    day.must("15:11", decided(), as(Role::lead_proctor, "d"));
    // CLK-9
    day.must("15:12",
             domain::EntryCorrected{
                 EntryId("d"), domain::Replacement{{}, {}, decided(RemedyForm::voucher)}, {}},
             {.reason = "asked for a voucher"});
    EXPECT_EQ(day.remedy("15:12").as, RemedyForm::voucher);
    EXPECT_THAT(day.correct("15:13", TestDay::without("x"), {.reason = "wrong seat"}),
                IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(day.correct("15:13", TestDay::without("d"), {.reason = "too early"}), IsAccepted());
    EXPECT_EQ(day.remedy("15:13").as, std::nullopt);
}

TEST(Remedy, REM_6_ACorrectedCancellationTakesTheCaseWithIt) {
    CasesDay day;
    day.cancel_exam();
    EXPECT_THAT(day.correct("15:05", TestDay::without("x"), {.reason = "wrong seat"}),
                IsAccepted());
    EXPECT_THAT(day.cases("15:05"), IsEmpty());
}

TEST(Remedy, REM_3_GroundBNeedsNamedDocumentsAndAPersonDecides) {
    CasesDay day;
    EXPECT_THAT(day.judge("09:30", requested({})), IsRefusedBy(rule::REM_3));
    EXPECT_THAT(day.judge("09:30", requested({""})), IsRefusedBy(rule::REM_3));
    day.must("09:30", requested(), as(Role::proctor, "r"));
    EXPECT_EQ(day.remedy("09:30").state, CaseState::pending);
    EXPECT_THAT(*day.remedy("09:30").documents, SizeIs(1));
    EXPECT_THAT(day.judge("09:31", requested()), IsRefusedBy(rule::CONFLICT));
    const domain::RemedyDecided no{EntryId("r"), RemedyForm::denied};
    EXPECT_THAT(day.judge("09:31", no), IsRefusedBy(rule::REM_3)) << "without a reason";
    EXPECT_THAT(day.judge("09:31", no, {.reason = "no proof"}), IsAccepted());
    day.must("09:31", domain::RemedyDecided{EntryId("r"), RemedyForm::voucher});
    EXPECT_EQ(day.remedy("09:31").state, CaseState::granted);
    EXPECT_EQ(day.remedy("09:31").as, RemedyForm::voucher);
}

TEST(Remedy, REM_4_GroundBIsDeniedForACompletedExamAndHasNoFindings) {
    CasesDay day;
    day.complete_exam();
    day.must("16:05", requested(), as(Role::proctor, "r"));
    EXPECT_EQ(day.remedy("16:05").state, CaseState::denied);
    EXPECT_THAT(day.judge("16:06", domain::RemedyDecided{EntryId("r"), RemedyForm::voucher}),
                IsRefusedBy(rule::REM_4));
    EXPECT_THAT(day.judge("16:06", domain::RemedyJudged{EntryId("r"), true}, as(Role::lab_ops)),
                IsRefusedBy(rule::REM_4));
}

TEST(Remedy, REM_4_GroundAIsNotAskedFor) {
    CasesDay day;
    domain::RemedyRequested request = requested();
    request.ground = domain::Ground::A;
    EXPECT_THAT(day.judge("09:30", request), IsRefusedBy(rule::REM_4));
}

TEST(Remedy, REM_5_ASittingHasOneRemedy) {
    CasesDay day;
    day.must("08:55", requested(), as(Role::proctor, "r"));
    day.cancel_exam();
    settle(day);
    EXPECT_THAT(day.cases("15:10"), SizeIs(2));
    day.must("15:11", decided());
    EXPECT_THAT(day.judge("15:12", domain::RemedyDecided{EntryId("r"), RemedyForm::voucher}),
                IsRefusedBy(rule::REM_5));
    EXPECT_THAT(day.judge("15:12", requested()), IsRefusedBy(rule::REM_5));
}

TEST(Remedy, ACaseThatIsNotThereIsNamed) {
    CasesDay day;
    EXPECT_THAT(day.judge("09:30", judged(true), as(Role::lab_ops)), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("09:30", domain::RemedyDecided{EntryId("nothing"), {}}),
                IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("09:30", domain::NoteAdded{domain::Text("x"), {}}, {.id = "remedy:B"}),
                IsRefusedBy(rule::CONFLICT));
}

TEST(Remedy, AClosedSessionStillTakesWhatConcernsItsCases) {
    CasesDay day;
    day.cancel_exam();
    day.must("15:01", domain::SessionClosed{});
    EXPECT_THAT(day.judge("15:02", judged(true), as(Role::lab_ops)), IsAccepted());
    EXPECT_THAT(day.judge("15:02", domain::NoteAdded{domain::Text("x"), {}}),
                IsRefusedBy(rule::CLK_9));
}

}  // namespace
}  // namespace labd::test
