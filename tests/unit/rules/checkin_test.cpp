// Section 2 of the rulebook: check-in, refusals and what is handed out (ADM-10 to ADM-14).
#include "labd/rules/admission.h"
#include "tests/unit/rules/admission_days.h"

namespace labd::test {
namespace {

using domain::CheckinStep;
using rules::EndedAs;
using rules::Phase;

TEST(Admission, ADM_10_WhatIsHandedOutIsCountedBackAndAShortageIsAnAlarm) {
    TestDay day = day_arrived();
    domain::CheckinDone materials;
    materials.sitting = SittingId("A");
    materials.step = CheckinStep::materials;
    materials.items = {{"paper", 3}, {"pen", -1}};
    EXPECT_THAT(day.enter("08:45", materials), IsRefusedBy(rule::ADM_10));
    materials.items = {{"paper", 3}, {"pen", 1}};
    EXPECT_THAT(day.enter("08:45", materials), IsAccepted());
    day.must("09:30", domain::SittingTerminated{SittingId("A")},
             {.reason = "spoke of the content"});
    ASSERT_TRUE(day.alarm(rule::ADM_10, "A", "09:31"));
    EXPECT_EQ(day.alarm(rule::ADM_10, "A", "09:31")->since, day.time("09:30"));
    EXPECT_THAT(
        day.enter("09:32", domain::MaterialsReturned{SittingId("A"), {{"paper", 2}, {"pen", 1}}}),
        IsAccepted());
    EXPECT_TRUE(day.alarm(rule::ADM_10, "A", "09:33"));
    EXPECT_THAT(day.enter("09:34", domain::MaterialsReturned{SittingId("A"), {{"paper", 1}}}),
                IsAccepted());
    EXPECT_FALSE(day.alarm(rule::ADM_10, "A", "09:35"));
}

TEST(Admission, ADM_10_NothingComesBackBeforeItWasHandedOut) {
    TestDay day = day_with_booking([](auto&) {});
    EXPECT_THAT(day.enter("08:40", domain::MaterialsReturned{SittingId("A"), {{"paper", 2}}}),
                IsRefusedBy(rule::ADM_10));
}

TEST(Admission, ADM_11_TheDeviceIsAStepOnlyWhereCandidatesBringTheirOwn) {
    const TestDay fixed = day_arrived();
    EXPECT_THAT(fixed.state("A", "08:45").missing_steps,
                testing::Not(testing::Contains(CheckinStep::device)));
    const TestDay byod = day_arrived(SiteSetup{.kind = domain::SiteKind::byod});
    EXPECT_THAT(byod.state("A", "08:45").missing_steps, testing::Contains(CheckinStep::device));
}

TEST(Admission, ADM_11_ADeviceRefusedEndsTheSittingAtASuchSite) {
    TestDay day = day_arrived(SiteSetup{.kind = domain::SiteKind::byod});
    day.must("08:45", domain::CheckinRefused{SittingId("A"), CheckinStep::device},
             {.reason = "not encrypted"});
    EXPECT_EQ(day.state("A", "08:45").ended_as, EndedAs::refused);
    EXPECT_THAT(day.state("A", "08:45").rules, testing::Contains(rule::ADM_11));
}

TEST(Admission, ADM_12_AStepThatIsNotRequiredEndsNothingWhenItIsRefused) {
    TestDay day = day_arrived();
    day.enter("08:45", domain::CheckinRefused{SittingId("A"), CheckinStep::device},
              {.reason = "brought a laptop to a fixed site"});
    EXPECT_EQ(day.state("A", "08:50").phase, Phase::arrived);
}

TEST(Admission, ADM_12_EachRequiredStepIsNeededBeforeTheStart) {
    const std::vector<CheckinStep> steps = {CheckinStep::identification,    CheckinStep::agreement,
                                            CheckinStep::recording_consent, CheckinStep::belongings,
                                            CheckinStep::materials,         CheckinStep::device};
    for (const CheckinStep missing : steps) {
        TestDay day = day_arrived(SiteSetup{.kind = domain::SiteKind::byod});
        for (const CheckinStep step : steps) {
            if (step != missing) {
                EXPECT_THAT(day.step("08:45", "A", step), IsAccepted());
            }
        }
        EXPECT_EQ(day.state("A", "09:00").missing_steps, std::vector{missing});
        EXPECT_THAT(day.start("09:00", "A", "design"), IsRefusedBy(rule::ADM_12));
    }
}

TEST(Admission, ADM_12_ARefusedStepEndsTheSittingWithTheRuleOfTheStep) {
    const std::vector<std::pair<CheckinStep, Rule>> rules = {
        {CheckinStep::identification, rule::ADM_3},
        {CheckinStep::agreement, rule::ADM_4},
        {CheckinStep::recording_consent, rule::ADM_5},
        {CheckinStep::belongings, rule::ADM_6},
        {CheckinStep::materials, rule::ADM_10}};
    for (const auto& [step, expected] : rules) {
        TestDay day = day_arrived();
        day.must("08:45", domain::CheckinRefused{SittingId("A"), step}, {.reason = "refused"});
        EXPECT_EQ(day.state("A", "08:44:59.999999").phase, Phase::arrived);
        EXPECT_EQ(day.state("A", "08:45").ended_as, EndedAs::refused);
        EXPECT_EQ(day.state("A", "08:45").ended_at, day.time("08:45"));
        EXPECT_THAT(day.state("A", "08:45").rules, testing::Contains(expected));
    }
}

TEST(Admission, ADM_12_ARefusalOfAStepNeedsAReason) {
    const TestDay day = day_arrived();
    EXPECT_THAT(day.judge("08:45", domain::CheckinRefused{SittingId("A"), CheckinStep::agreement}),
                IsRefusedBy(rule::ADM_12));
}

TEST(Admission, ADM_12_AStepThatDoesNotMeetItsRuleChangesNothing) {
    TestDay day = day_arrived();
    domain::CheckinDone done;
    done.sitting = SittingId("A");
    EXPECT_THAT(day.enter("08:45", done), IsRefusedBy(rule::ADM_3));
    EXPECT_EQ(day.state("A", "08:45").phase, Phase::arrived);
    done.documents = good_documents();
    EXPECT_THAT(day.enter("08:46", done), IsAccepted());
}

TEST(Admission, ADM_12_CheckInComesAfterTheArrival) {
    TestDay day = day_with_booking([](auto&) {});
    EXPECT_THAT(day.step("08:45", "A", CheckinStep::agreement), IsRefusedBy(rule::ADM_12));
    EXPECT_THAT(day.arrive("08:45", "A"), IsAccepted());
    EXPECT_THAT(day.step("08:46", "A", CheckinStep::agreement, {.happened = "08:44"}),
                IsRefusedBy(rule::ADM_12));
    EXPECT_THAT(day.step("08:46", "A", CheckinStep::agreement), IsAccepted());
    EXPECT_THAT(day.step("08:47", "A", CheckinStep::agreement), IsRefusedBy(rule::ADM_12));
}

TEST(Admission, ADM_13_NothingTakenOutIsForgottenWhenTheSittingEnds) {
    // What was handed out stays on the sitting's account until it is back, whoever ended the exam.
    TestDay day = day_arrived();
    domain::CheckinDone materials;
    materials.sitting = SittingId("A");
    materials.step = CheckinStep::materials;
    materials.items = {{"watch pouch", 1}};
    EXPECT_THAT(day.enter("08:45", materials), IsAccepted());
    EXPECT_EQ(rules::missing_materials(day.log().now.sittings.at(SittingId("A"))),
              (domain::MaterialCounts{{"watch pouch", 1}}));
    day.must("08:46", domain::MaterialsReturned{SittingId("A"), {{"watch pouch", 1}}});
    EXPECT_TRUE(rules::missing_materials(day.log().now.sittings.at(SittingId("A"))).empty());
}

TEST(Admission, ADM_14_ARefusedArrivalIsRecordedAndEndsTheSitting) {
    TestDay day = day_with_booking([](auto& booking) { booking.agreement_signed.reset(); });
    EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_4));
    EXPECT_EQ(day.log().now.sittings.at(SittingId("A")).arrivals.size(), 1U);
    EXPECT_EQ(day.state("A", "09:30").ended_as, EndedAs::refused);
    EXPECT_EQ(day.state("A", "12:00").ended_as, EndedAs::refused) << "refused, not a no-show";
    EXPECT_THAT(day.step("08:51", "A", CheckinStep::agreement), testing::Not(IsAccepted()));
}

TEST(Admission, ADM_14_PapersBroughtLaterCureARefusalByTheirNextArrival) {
    TestDay day = day_with_booking([](auto& booking) { booking.agreement_signed.reset(); });
    EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_4));
    domain::SittingAmended amended;
    amended.sitting = SittingId("A");
    amended.agreement_signed = Date{2026, 3, 3};
    day.must("09:20", amended);
    EXPECT_EQ(day.state("A", "09:25").ended_as, EndedAs::refused) << "not there yet again";
    const Answer cured = day.arrive("09:30", "A");
    EXPECT_THAT(cured, IsAccepted());
    EXPECT_TRUE(cured.rules.empty());
    EXPECT_EQ(day.timeline("A").arrived->happened, day.time("09:30"));
    EXPECT_EQ(day.state("A", "09:30").phase, Phase::arrived);
}

TEST(Admission, ADM_14_AGuardiansConsentBroughtLaterCuresToo) {
    TestDay day = day_with_booking([](auto& booking) {
        booking.born = domain::PersonalDate(Date{2010, 1, 1});
    });
    EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_8));
    domain::SittingAmended amended;
    amended.sitting = SittingId("A");
    amended.guardian_consent = Date{2026, 3, 3};
    day.must("09:20", amended);
    EXPECT_THAT(day.arrive("09:30", "A"), IsAccepted());
    EXPECT_EQ(day.state("A", "09:30").phase, Phase::arrived);
}

TEST(Admission, ADM_14_AmendingTheBookingAfterTheArrivalRefusesNobodyAfterwards) {
    TestDay day = day_arrived();
    domain::SittingAmended amended;
    amended.sitting = SittingId("A");
    amended.residence = domain::Text("RU");
    day.must("08:45", amended);
    EXPECT_EQ(day.state("A", "08:46").phase, Phase::arrived);
}

TEST(Admission, ADM_14_ACureComesWithinTheTwoHours) {
    TestDay day = day_with_booking([](auto& booking) { booking.residence = domain::Text("RU"); });
    EXPECT_THAT(day.arrive("10:50", "A"), LetsNobodyIn(rule::ADM_9));
    const Answer late = day.enter(
        "11:00:00.000001",
        domain::CandidateArrived{SittingId("A"), domain::ResidenceShown{true, domain::Text("DE")}});
    EXPECT_THAT(late, LetsNobodyIn(rule::ADM_1));
    EXPECT_EQ(day.state("A", "11:30").ended_as, EndedAs::refused);
}

TEST(Admission, ADM_14_WhoHasArrivedDoesNotArriveAgain) {
    TestDay day = day_arrived();
    EXPECT_THAT(day.arrive("08:50", "A"), IsRefusedBy(rule::ADM_14));
}

TEST(Admission, ADM_14_AWithdrawnBookingDoesNotArriveAndAnArrivedOneIsNotWithdrawn) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    EXPECT_THAT(day.arrive("08:40", "A"), IsAccepted());
    EXPECT_THAT(day.enter("08:45", domain::SittingWithdrawn{SittingId("A")}),
                IsRefusedBy(rule::ADM_14));
    EXPECT_THAT(day.enter("08:45", domain::SittingWithdrawn{SittingId("B")}), IsAccepted());
    EXPECT_THAT(day.arrive("08:50", "B"), IsRefusedBy(rule::REFERENCE));
}

}  // namespace
}  // namespace labd::test
