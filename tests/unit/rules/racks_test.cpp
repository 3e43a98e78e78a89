// Racks that are kept from sittings, spare seats, failures and investigations.
#include "labd/rules/racks.h"

#include <gmock/gmock.h>

#include "tests/unit/rules/cases_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const EntryId r("r");

Date date(std::string_view text) { return *parse_date(text); }

/// The exam of A on S01 failed; a re-read `r` is paid at 18:06.
class RereadDay : public CasesDay {
public:
    RereadDay() {
        complete_exam();
        must("18:00", result(domain::Mark::fail), as(Role::examiner, "res"));
        must("18:05", domain::RereadRequested{a}, as(Role::proctor, "r"));
        must("18:06", domain::RereadPaid{r, 1000, domain::PaymentMethod::card, {}});
    }

    /// A session two days later.
    void plan_next() {
        How how;
        how.session = "next";
        must("18:07", domain::SessionPlanned{date("2026-03-05"), {hours(9)}}, how);
    }

    static How in_next() {
        How how;
        how.session = "next";
        return how;
    }

    static domain::RereadRackReserved reserved(const std::string& rack = "R02",
                                               std::string_view first = "2026-03-05",
                                               std::string_view last = "2026-03-06") {
        return {r, RackId(rack), date(first), date(last)};
    }
};

std::vector<SeatId> spares(const TestDay& day, std::string_view at) {
    return rules::spare_seats({day.log(), day.log().now}, day.world().rack_holds, day.time(at));
}

TEST(Racks, RRD_1_ASittingIsNotSeatedWhereARereadIsLoaded) {
    RereadDay day;
    day.plan_next();
    day.must("18:10", RereadDay::reserved(), as(Role::lab_ops));
    domain::SittingBooked booking = TestDay::booking("N", "S03");
    const Answer refused = day.judge("18:11", booking, RereadDay::in_next());
    EXPECT_THAT(refused, IsRefusedBy(rule::RRD_1));
    EXPECT_EQ(refused.message, "refusal.rack_reserved");
    booking.seat = SeatId("S11");
    day.must("18:11", booking, RereadDay::in_next());
    domain::SittingAmended amended;
    amended.sitting = SittingId("N");
    amended.seat = SeatId("S03");
    EXPECT_THAT(day.judge("18:12", amended), IsRefusedBy(rule::RRD_1));
    day.must("18:12", domain::RereadRackReleased{r}, as(Role::lab_ops));
    EXPECT_THAT(day.judge("18:13", amended), IsAccepted());
}

/// Two sessions on one day: the re-read is of the early one, B sits in the late one.
TEST(Racks, RRD_1_NobodyMovesToARackThatIsKept) {
    RereadDay day;
    How how;
    how.session = "late";
    day.must("18:07", domain::SessionPlanned{date("2026-03-03"), {hours(19)}}, how);
    day.must("18:08", TestDay::booking("B", "S11"), how);
    day.must("18:10", RereadDay::reserved("R02", "2026-03-03", "2026-03-03"), as(Role::lab_ops));
    const domain::SeatChanged move{SittingId("B"), SeatId("S03")};
    const Answer refused = day.judge("18:11", move);
    EXPECT_THAT(refused, IsRefusedBy(rule::RRD_1));
    EXPECT_EQ(refused.actual, "R02");
    day.must("18:12", domain::RereadRackReleased{r}, as(Role::lab_ops));
    EXPECT_THAT(day.judge("18:13", move), IsAccepted());
}

TEST(Racks, RRD_1_ARackThatASittingHoldsIsNotReserved) {
    RereadDay day;
    day.plan_next();
    day.must("18:08", TestDay::booking("N", "S03"), RereadDay::in_next());
    const Answer refused = day.judge("18:10", RereadDay::reserved(), as(Role::lab_ops));
    EXPECT_THAT(refused, IsRefusedBy(rule::RRD_1));
    EXPECT_EQ(refused.message, "refusal.rack_has_sitting");
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R02", "2026-03-06", "2026-03-07"),
                          as(Role::lab_ops)),
                IsAccepted());
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R11"), as(Role::lab_ops)), IsAccepted());
    // A has ended: its own rack is free for the evening.
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R01", "2026-03-03", "2026-03-03"),
                          as(Role::lab_ops)),
                IsAccepted());
}

/// A new configuration can put a booked seat behind another rack.
TEST(Racks, RRD_1_NoConfigurationPutsABookedSeatBehindARackThatIsKept) {
    RereadDay day;
    day.plan_next();
    day.must("18:08", TestDay::booking("N", "S11"), RereadDay::in_next());
    day.must("18:10", RereadDay::reserved(), as(Role::lab_ops));
    domain::SiteConfigured site = day.log().now.site->configured;
    const auto put_behind = [&site](const std::string& seat, const std::string& rack) {
        for (domain::Room& room : site.rooms) {
            for (domain::Seat& one : room.seats) {
                if (one.id.value == seat) {
                    one.rack = RackId(rack);
                }
            }
        }
    };
    put_behind("S02", "R02");
    EXPECT_THAT(day.judge("18:11", site, as(Role::admin)), IsAccepted())
        << "nobody is booked there";
    put_behind("S11", "R02");
    const Answer refused = day.judge("18:11", site, as(Role::admin));
    EXPECT_THAT(refused, IsRefusedBy(rule::RRD_1));
    EXPECT_EQ(refused.actual, "R02");
    day.must("18:12", domain::RereadRackReleased{r}, as(Role::lab_ops));
    EXPECT_THAT(day.judge("18:13", site, as(Role::admin)), IsAccepted());
}

TEST(Racks, RRD_1_RRD_4_ARackIsReservedForARereadThatIsPaidAndOpenAndOnce) {
    RereadDay day;
    domain::RereadRackReserved unknown = RereadDay::reserved();
    unknown.reread = EntryId("nothing");
    EXPECT_THAT(day.judge("18:10", unknown), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R77")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R02", "2026-03-02", "2026-03-05")),
                IsRefusedBy(rule::REFERENCE))
        << "in the past";
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R02", "2026-03-05", "2026-03-04")),
                IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("18:10", RereadDay::reserved("R02", "2026-03-05", "2026-04-05")),
                IsRefusedBy(rule::REFERENCE))
        << "32 days";
    EXPECT_THAT(day.judge("18:10", domain::RereadRackReleased{r}), IsRefusedBy(rule::REFERENCE));
    day.must("18:10", RereadDay::reserved(), as(Role::lab_ops));
    EXPECT_THAT(day.judge("18:11", RereadDay::reserved("R11")), IsRefusedBy(rule::RRD_1));
    CasesDay unpaid;
    unpaid.complete_exam();
    unpaid.must("18:00", CasesDay::result(domain::Mark::fail), as(Role::examiner));
    unpaid.must("18:05", domain::RereadRequested{unpaid.a}, as(Role::proctor, "r"));
    EXPECT_THAT(unpaid.judge("18:06", RereadDay::reserved()), IsRefusedBy(rule::RRD_4));
}

TEST(Racks, RRD_1_TheDecisionFreesTheRackAndItsCorrectionDoesNotTakeItFromASitting) {
    RereadDay day;
    day.plan_next();
    day.must("18:10", RereadDay::reserved(), as(Role::lab_ops));
    day.must("18:11", domain::RereadDecided{r, "ex-2", domain::RereadOutcome::unchanged},
             as(Role::examiner, "d"));
    EXPECT_TRUE(day.world().rack_holds.empty());
    EXPECT_THAT(day.correct("18:12", TestDay::without("d"), {.reason = "wrong exam"}),
                IsAccepted());
    EXPECT_EQ(day.world().rack_holds.size(), 1U);
    RereadDay other;
    other.plan_next();
    other.must("18:10", RereadDay::reserved(), as(Role::lab_ops));
    other.must("18:11", domain::RereadDecided{r, "ex-2", domain::RereadOutcome::unchanged},
               as(Role::examiner, "d"));
    other.must("18:12", TestDay::booking("N", "S03"), RereadDay::in_next());
    EXPECT_THAT(other.correct("18:13", TestDay::without("d"), {.reason = "wrong exam"}),
                IsRefusedBy(rule::RRD_1));
}

TEST(Racks, RRD_4_APaymentInAnotherCurrencyIsRefused) {
    CasesDay day;
    day.complete_exam();
    day.must("18:00", CasesDay::result(domain::Mark::fail), as(Role::examiner));
    day.must("18:05", domain::RereadRequested{day.a}, as(Role::proctor, "r"));
    const Answer refused = day.judge(
        "18:06", domain::RereadPaid{r, 1000, domain::PaymentMethod::card, std::string("EUR")});
    EXPECT_THAT(refused, IsRefusedBy(rule::RRD_4));
    EXPECT_EQ(refused.message, "refusal.reread_currency");
    EXPECT_THAT(day.judge("18:06", domain::RereadPaid{r, 1000, domain::PaymentMethod::card,
                                                      std::string("USD")}),
                IsAccepted());
}

TEST(Racks, OUT_11_OneOutOfServiceNamesWhoIsBookedThereAndTakesNobodyElse) {
    RereadDay day;
    day.plan_next();
    day.must("18:08", TestDay::booking("N", "S03"), RereadDay::in_next());
    const domain::RackTakenOut out{RackId("R02"), date("2026-03-05"), date("2026-03-05")};
    EXPECT_THAT(day.judge("18:10", out), IsRefusedBy(rule::OUT_11)) << "without a reason";
    How how = as(Role::lab_ops, "x");
    how.reason = "new switch";
    const Answer taken = day.enter("18:10", out, how);
    ASSERT_THAT(taken, IsAccepted());
    EXPECT_THAT(taken.entry->touches, ElementsAre(SittingId("N")));
    how.id.clear();
    EXPECT_THAT(day.judge("18:11", RereadDay::reserved(), how), IsRefusedBy(rule::CONFLICT));
    domain::SittingAmended away;
    away.sitting = SittingId("N");
    away.seat = SeatId("S11");
    day.must("18:11", away);
    domain::SittingAmended back = away;
    back.seat = SeatId("S03");
    EXPECT_THAT(day.judge("18:12", back), IsRefusedBy(rule::OUT_11));
    day.must("18:12", domain::RackPutBack{EntryId("x")}, as(Role::lab_ops));
    EXPECT_THAT(day.judge("18:13", back), IsAccepted());
    EXPECT_THAT(day.judge("18:13", domain::RackPutBack{EntryId("x")}),
                IsRefusedBy(rule::REFERENCE));
}

TEST(Racks, OUT_8_ASeatThatFailsIsOfferedOthersWhoseRackWorks) {
    CasesDay day;
    day.start("09:00", "A", "design");
    EXPECT_THAT(spares(day, "09:30"), ElementsAre(SeatId("S02"), SeatId("S03"), SeatId("S11")));
    const Answer outage = day.outage("09:30", "o", seat_scope("S01"));
    EXPECT_THAT(outage.entry->spares, ElementsAre(SeatId("S03"), SeatId("S11")))
        << "S02 is at the same rack";
    day.must("09:31", domain::EquipmentFailed{EquipmentId("R11"), domain::Text("fan")});
    EXPECT_THAT(spares(day, "09:31"), ElementsAre(SeatId("S03")));
    EXPECT_THAT(day.move("09:32", "A", "S03"), IsAccepted());
    EXPECT_THAT(spares(day, "09:32"), IsEmpty()) << "R01 has an outage, R02 a sitting";
}

TEST(Racks, SaysWhatEachIsGoodFor) {
    CasesDay day;
    day.start("09:00", "A", "design");
    const auto uses = [&](std::string_view at) {
        std::vector<rules::RackUse> all;
        for (const rules::RackAnswer& rack :
             rules::racks_at({day.log(), day.log().now}, day.world().rack_holds, day.time(at))) {
            all.push_back(rack.use);
        }
        return all;
    };
    using rules::RackUse;
    EXPECT_THAT(uses("09:01"), ElementsAre(RackUse::taken, RackUse::free, RackUse::free));
    EXPECT_THAT(day.outage("09:30", "o", rack_scope("R02")), IsAccepted());
    day.must("09:31", domain::EquipmentFailed{EquipmentId("S11"), domain::Text("screen")},
             {.id = "f"});
    EXPECT_THAT(uses("09:31"), ElementsAre(RackUse::taken, RackUse::outage, RackUse::failed));
    EXPECT_THAT(uses("09:30"), ElementsAre(RackUse::taken, RackUse::outage, RackUse::free));
}

TEST(Racks, OUT_12_AddUpFailuresAndLostTime) {
    CasesDay day;
    day.start("09:00", "A", "design");
    EXPECT_THAT(day.outage("09:30", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.move("09:50", "A", "S03"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:00", "o"), IsAccepted());
    EXPECT_THAT(day.outage("11:00", "p", rack_scope("R02")), IsAccepted());
    EXPECT_THAT(day.end_outage("11:05", "p"), IsAccepted());
    day.must("12:00", domain::EquipmentFailed{EquipmentId("R02"), domain::Text("fan")},
             {.id = "f"});
    day.must("12:10", domain::EquipmentFailed{EquipmentId("S03"), domain::Text("screen")},
             {.id = "g"});
    day.must("12:20", domain::EquipmentRestored{EntryId("f")});
    const auto tallies = rules::tally_of({day.log(), day.log().now}, day.time("12:30"));
    const rules::RackTally& first = tallies.at(RackId("R01"));
    EXPECT_EQ(first.lost, minutes(20));
    EXPECT_EQ(first.outages, 1);
    EXPECT_EQ(first.failures, 0);
    const rules::RackTally& second = tallies.at(RackId("R02"));
    EXPECT_EQ(second.lost, minutes(5));
    EXPECT_EQ(second.outages, 1);
    EXPECT_EQ(second.failures, 2);
    EXPECT_EQ(second.out_of_order, minutes(30)) << "united, the second goes on";
    EXPECT_EQ(tallies.at(RackId("R11")).failures, 0);
}

TEST(Failures, OUT_11_HaveAnOwnerAndACause) {
    CasesDay day;
    day.must("09:00", domain::EquipmentFailed{EquipmentId("printer"), domain::Text("smoke")},
             {.id = "f"});
    EXPECT_THAT(day.judge("09:01", domain::EquipmentAssessed{EntryId("f"), {}, {}}),
                IsRefusedBy(rule::OUT_11));
    EXPECT_THAT(day.judge("09:01", domain::EquipmentAssessed{EntryId("x"), "Mori", {}}),
                IsRefusedBy(rule::REFERENCE));
    day.must("09:01", domain::EquipmentAssessed{EntryId("f"), "Mori", {}});
    day.must("09:02", domain::EquipmentAssessed{EntryId("f"), {}, domain::Text("a fan")});
    const domain::EquipmentFailure& failure = day.log().now.failures.front();
    EXPECT_EQ(failure.owner, "Mori");
    EXPECT_EQ(failure.cause->value, "a fan");
}

domain::InvestigationOpened opened(const CasesDay& day, const std::string& about,
                                   std::string_view due = "17:00") {
    return {EntryId(about), "Mori", day.time(due)};
}

domain::InvestigationClosed closed(Cause cause, const std::string& finding = "a power supply") {
    return {EntryId("q"), cause, domain::Text(finding)};
}

TEST(Investigations, OUT_6_AreAboutAnOutageOrAFailureOfTheDay) {
    CasesDay day;
    EXPECT_THAT(day.judge("10:00", opened(day, "o")), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    domain::InvestigationOpened nobody = opened(day, "o");
    nobody.owner.clear();
    EXPECT_THAT(day.judge("10:01", nobody), IsRefusedBy(rule::OUT_6));
    EXPECT_THAT(day.judge("10:01", opened(day, "o", "10:01")), IsRefusedBy(rule::OUT_6));
    day.must("10:01", opened(day, "o"), {.id = "q"});
    EXPECT_THAT(day.judge("10:02", opened(day, "o")), IsRefusedBy(rule::OUT_6)) << "twice";
    EXPECT_TRUE(day.world().investigations.contains(EntryId("q")));
}

TEST(Investigations, OUT_6_AreNotedAndClosedOnce) {
    CasesDay day;
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    day.must("10:01", opened(day, "o"), {.id = "q"});
    EXPECT_THAT(day.judge("10:02", domain::InvestigationNoted{EntryId("q"), {}, {}, {}}),
                IsRefusedBy(rule::OUT_6));
    EXPECT_THAT(day.judge("10:02", domain::InvestigationNoted{EntryId("x"), {}, "Sato", {}}),
                IsRefusedBy(rule::REFERENCE));
    day.must("10:02", domain::InvestigationNoted{EntryId("q"), domain::Text("a reboot"), "Sato",
                                                 day.time("18:00")});
    EXPECT_THAT(day.judge("10:03", closed(Cause::lab, "")), IsRefusedBy(rule::OUT_6));
    day.must("10:03", closed(Cause::lab));
    EXPECT_THAT(day.judge("10:04", closed(Cause::lab)), IsRefusedBy(rule::OUT_6));
    const domain::Investigation& one = day.log().now.investigations.front();
    EXPECT_EQ(one.owner, "Sato");
    EXPECT_EQ(one.due, day.time("18:00"));
    EXPECT_EQ(one.findings.size(), 2U);
    EXPECT_FALSE(day.world().investigations.contains(EntryId("q")));
}

TEST(Investigations, OUT_6_AreOverdueFromTheirTimeOn) {
    CasesDay day;
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    day.must("10:01", opened(day, "o", "12:00"), {.id = "q"});
    EXPECT_FALSE(day.alarm(rule::OUT_6, "o", "11:59:59"));
    EXPECT_TRUE(day.alarm(rule::OUT_6, "o", "12:00"));
    day.must("12:30", closed(Cause::lab));
    EXPECT_FALSE(day.alarm(rule::OUT_6, "o", "12:30"));
}

TEST(Investigations, OUT_10_MoveNoClock) {
    CasesDay day;
    day.start("09:00", "A", "design");
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    day.must("10:01", opened(day, "o"), {.id = "q"});
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    const auto ends = day.state("A", "10:31").ends_at;
    day.must("10:31", closed(Cause::candidate));
    EXPECT_EQ(day.state("A", "10:32").ends_at, ends);
}

TEST(Investigations, REM_2_REM_4_SettleWhetherTheCandidateHadAPartInIt) {
    CasesDay day;
    day.cancel_exam();
    day.must("15:01", opened(day, "o"), {.id = "q"});
    EXPECT_EQ(day.remedy("15:02").conditions.front().state, rules::ConditionState::open);
    CasesDay nothing = day;
    nothing.must("15:03", closed(Cause::unknown));
    EXPECT_EQ(nothing.remedy("15:04").conditions.front().state, rules::ConditionState::open);
    CasesDay theirs = day;
    theirs.must("15:03", closed(Cause::candidate));
    EXPECT_EQ(theirs.remedy("15:04").state, rules::CaseState::denied);
    day.must("15:03", closed(Cause::lab), {.id = "c"});
    const rules::RemedyCase found = day.remedy("15:04");
    EXPECT_EQ(found.conditions.front().state, rules::ConditionState::held);
    EXPECT_THAT(found.conditions.front().evidence, ElementsAre(EntryId("c")));
}

}  // namespace
}  // namespace labd::test
