// What labd tells the world about results, remedies and re-reads, and cases whose day has left
// memory.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CaseAnnouncement : public ::testing::Test {
protected:
    CaseAnnouncement() {
        day.journal.by_itself = true;
        day.config.authority = rules::Authority::scenario;
        day.boot();
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
    }

    void cancel() {
        day.must("10:00", day.outage("S01"), {.id = "o"});
        day.must("12:00", domain::SittingCancelled{a, EntryId("o")}, {.id = "x"});
    }

    bool is_recorded(domain::Body body, const How& how = {}) {
        const Sent sent = day.send(std::move(body), how);
        day.journal.finish_all();
        return is<kernel::Done>(sent);
    }

    /// Weeks pass; the exam's day leaves memory.
    void let_weeks_pass() {
        day.plan("2026-04-20", "later");
        day.kernel = nullptr;
        day.clock.set(day.time("10:00", "2026-04-20"));
        day.boot();
        EXPECT_TRUE(
            is_recorded(domain::NoteAdded{domain::Text("weeks later"), {}}, {.session = "later"}));
        day.boot(day.kernel->snapshot());
        EXPECT_FALSE(day.kernel->state().days.contains(*parse_date("2026-03-03")));
    }

    /// `remedy:A pending 1`, in order; with `attendance` also `arrival:A arrived 1`.
    std::vector<std::string> told(bool attendance = false) const {
        std::vector<std::string> all;
        for (const domain::Entry& entry : day.entries()) {
            const auto* one = std::get_if<domain::CaseAnnounced>(&entry.body);
            const bool is_attendance = one != nullptr && (one->case_.starts_with("arrival:") ||
                                                          one->case_.starts_with("start:"));
            if (one != nullptr && is_attendance == attendance) {
                all.push_back(fmt::format("{} {} {}", one->case_,
                                          one->withdrawn ? "withdrawn" : one->outcome,
                                          one->revision));
            }
        }
        return all;
    }

    KernelDay day;
    const SittingId a{"A"};
    const EntryId own{"remedy:A"};
};

TEST_F(CaseAnnouncement, FollowsARemedyToItsDecision) {
    cancel();
    EXPECT_THAT(told(), ElementsAre("remedy:A pending 1"));
    day.must("12:01", domain::OutageEstimated{EntryId("o"), day.time("12:30")},
             {.role = Role::lab_ops});
    EXPECT_THAT(told(), ElementsAre("remedy:A pending 1"));
    day.must("12:02", domain::OutageRuled{EntryId("o"), domain::Cause::lab});
    EXPECT_THAT(told(), ElementsAre("remedy:A pending 1", "remedy:A granted 2"));
    day.must("12:03", domain::RemedyDecided{own, domain::RemedyForm::voucher});
    EXPECT_EQ(told().back(), "remedy:A voucher 3");
    const domain::Entry last = day.entries().back();
    EXPECT_EQ(last.by.role, Role::labd);
    EXPECT_EQ(last.session, SessionId("day"));
}

TEST_F(CaseAnnouncement, TakesACaseBackWithItsCancellation) {
    cancel();
    day.must("12:05", day.correction("x"), {.reason = "wrong seat"});
    EXPECT_THAT(told(), ElementsAre("remedy:A pending 1", "remedy:A withdrawn 2"));
}

TEST_F(CaseAnnouncement, TellsAResultAndWhatARereadMadeOfIt) {
    day.must("09:30", domain::SittingFinished{a});
    domain::ResultRecorded result;
    result.sitting = a;
    result.result = domain::Mark::fail;
    result.examiner = "ex-1";
    day.must("12:00", result);
    day.must("12:01", domain::RereadRequested{a}, {.id = "r"});
    day.must("12:02", domain::RereadPaid{EntryId("r"), 1000, domain::PaymentMethod::card, {}});
    day.must("12:03", domain::RereadDecided{EntryId("r"), "ex-2", domain::RereadOutcome::passed});
    day.must("12:04", domain::RereadRefunded{EntryId("r")});
    EXPECT_THAT(told(), ElementsAre("result:A fail 1", "r requested 1", "r paid 2", "r passed 3",
                                    "result:A pass 2", "r refunded 4"));
}

TEST_F(CaseAnnouncement, SEC_4_AResultIsRevisedOnEvidence) {
    day.must("09:30", domain::SittingFinished{a});
    domain::ResultRecorded result;
    result.sitting = a;
    result.result = domain::Mark::pass;
    result.examiner = "ex-1";
    day.must("12:00", result, {.id = "res"});
    result.result = domain::Mark::fail;
    day.must("13:00", day.correction("res", result), {.reason = "a phone on the footage"});
    EXPECT_THAT(told(), ElementsAre("result:A pass 1", "result:A fail 2"));
}

TEST_F(CaseAnnouncement, IsNotRepeatedAfterARestart) {
    cancel();
    for (int i = 0; i < 3; ++i) {
        day.boot();
        day.loop.run_until(day.clock.now() + minutes(1));
    }
    EXPECT_THAT(told(), ElementsAre("remedy:A pending 1"));
}

TEST_F(CaseAnnouncement, ACaseGoesOnWhenItsDayHasLeftMemory) {
    cancel();
    let_weeks_pass();
    EXPECT_TRUE(is_recorded(domain::RemedyJudged{own, false}, {.role = Role::lab_ops}));
    EXPECT_THAT(told(), ElementsAre("remedy:A pending 1", "remedy:A denied 2"));
}

TEST_F(CaseAnnouncement, VCH_2_AVoucherIsUsedMonthsLaterOnceAndAcrossARestart) {
    const domain::VoucherIssued issued{CandidateId("C-A"), {}, {}, {}};
    day.must("12:00", issued, {.id = "v"});
    let_weeks_pass();
    const domain::VoucherRedeemed redeemed{EntryId("v"), CandidateId("C-A"), "bk-1"};
    EXPECT_TRUE(is_recorded(redeemed));
    EXPECT_EQ(refusal_of(**day.send(redeemed)), "why.voucher.redeemed");
    day.boot();
    EXPECT_EQ(refusal_of(**day.send(redeemed)), "why.voucher.redeemed");
    EXPECT_THAT(told(), IsEmpty());
}

TEST_F(CaseAnnouncement, TellsThatCandidatesCameAndBegan) {
    EXPECT_THAT(told(true), ElementsAre("arrival:A arrived 1", "start:A started 1"));
    day.check_in("09:30", "B");
    day.must("09:40", domain::SittingFinished{a});
    for (int i = 0; i < 3; ++i) {
        day.boot();
    }
    EXPECT_THAT(told(true),
                ElementsAre("arrival:A arrived 1", "start:A started 1", "arrival:B arrived 1"));
}

TEST_F(CaseAnnouncement, ADM_1_SaysNothingOfAnArrivalThatLetNobodyIn) {
    day.must("11:30", domain::CandidateArrived{SittingId("B"), std::nullopt});
    EXPECT_THAT(told(true), ElementsAre("arrival:A arrived 1", "start:A started 1"));
}

TEST_F(CaseAnnouncement, TakesAnArrivalBackAndSaysItAnewWhenItIsCorrected) {
    day.must("09:10", domain::CandidateArrived{SittingId("B"), std::nullopt}, {.id = "came"});
    day.must("09:11", day.correction("came", domain::CandidateArrived{SittingId("B"), {}}, "09:05"),
             {.reason = "misread"});
    day.must("09:12", day.correction("came"), {.reason = "it was somebody else"});
    EXPECT_THAT(told(true),
                ElementsAre("arrival:A arrived 1", "start:A started 1", "arrival:B arrived 1",
                            "arrival:B arrived 2", "arrival:B withdrawn 3"));
}

TEST_F(CaseAnnouncement, RRD_1_SEC_3_ARackIsKeptAndACandidateBannedAcrossASnapshot) {
    day.must("09:10", day.outage("S01"), {.id = "o"});
    day.must("09:15", domain::InvestigationOpened{EntryId("o"), "Mori", day.time("17:00")},
             {.id = "q"});
    day.must("09:20", domain::OutageEnded{EntryId("o")});
    day.must("09:30", domain::SittingFinished{a});
    domain::ResultRecorded result;
    result.sitting = a;
    result.result = domain::Mark::fail;
    result.examiner = "ex-1";
    day.must("12:00", result);
    day.must("12:01", domain::RereadRequested{a}, {.id = "r"});
    day.must("12:02", domain::RereadPaid{EntryId("r"), 1000, domain::PaymentMethod::card, {}});
    const domain::VoucherIssued issued{CandidateId("C-A"), {}, {}, {}};
    day.must("12:03", issued, {.id = "v"});
    day.ban("12:04", "C-9");
    let_weeks_pass();
    EXPECT_TRUE(is_recorded(
        domain::RereadRackReserved{EntryId("r"), RackId("R02"), *parse_date("2026-04-21"),
                                   *parse_date("2026-04-22")},
        {.role = Role::lab_ops}));
    day.boot(day.kernel->snapshot());
    const domain::State& state = day.kernel->state();
    ASSERT_EQ(state.rack_holds.size(), 1U);
    EXPECT_EQ(state.rack_holds.begin()->second.reread, EntryId("r"));
    EXPECT_TRUE(state.investigations.contains(EntryId("q")));
    ASSERT_EQ(state.vouchers.size(), 1U);
    EXPECT_EQ(state.vouchers.begin()->second->candidate, CandidateId("C-A"));
    day.plan("2026-04-21", "taken");
    domain::SittingBooked banned = TestDay::booking("M", "S01");
    banned.candidate = CandidateId("C-9");
    banned.track = TrackId("ccie-security");
    EXPECT_EQ(refusal_of(**day.send(banned, {.session = "taken"})), "why.bar.banned");
    domain::SittingBooked booking = TestDay::booking("N", "S03");
    booking.track = TrackId("ccie-security");
    EXPECT_EQ(refusal_of(**day.send(booking, {.session = "taken"})), "refusal.rack_reserved");
    EXPECT_TRUE(is_recorded(
        domain::InvestigationClosed{EntryId("q"), domain::Cause::lab, domain::Text("a fan")},
        {.role = Role::lab_ops}));
    EXPECT_TRUE(is_recorded(domain::RereadRackReleased{EntryId("r")}, {.role = Role::lab_ops}));
    EXPECT_TRUE(is_recorded(booking, {.session = "taken"}));
    EXPECT_TRUE(day.kernel->state().investigations.empty());
}

TEST_F(CaseAnnouncement, AnIdOfACaseIsNotTakenTwiceWhenItsDayHasLeftMemory) {
    const domain::VoucherIssued issued{CandidateId("C-A"), {}, {}, {}};
    day.must("12:00", issued, {.id = "v"});
    let_weeks_pass();
    EXPECT_EQ(refusal_of(**day.send(issued, {.id = "v"})), "refusal.id_taken");
}

}  // namespace
}  // namespace labd::test
