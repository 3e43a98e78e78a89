// Section 2 of the rulebook: coming in (ADM-1 to ADM-14).
#include "labd/rules/admission.h"

#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::CheckinStep;
using domain::Role;
using rules::EndedAs;
using rules::Phase;

/// Books A into a session with one member of the booking changed.
template <class Change>
TestDay day_with_booking(Change change, SiteSetup setup = {}) {
    TestDay day(std::move(setup));
    domain::SittingBooked booking = TestDay::booking("A", "S01");
    change(booking);
    day.book(booking);
    return day;
}

TestDay day_arrived(SiteSetup setup = {}) {
    TestDay day = day_with_booking([](auto&) {}, std::move(setup));
    EXPECT_THAT(day.arrive("08:40", "A"), IsAccepted());
    return day;
}

Answer identify(const TestDay& day, std::vector<domain::Document> documents) {
    domain::CheckinDone done;
    done.sitting = SittingId("A");
    done.step = CheckinStep::identification;
    done.documents = std::move(documents);
    return day.judge("08:45", done);
}

TEST(Admission, ADM_1_ArrivalAtTwoHoursExactlyMayStartAndOneMicrosecondLaterNot) {
    TestDay day = day_with_booking([](auto&) {});
    day.book("B", "S02");
    const Answer in_time = day.arrive("11:00:00", "A");
    EXPECT_THAT(in_time, IsAccepted());
    EXPECT_TRUE(in_time.rules.empty());
    EXPECT_THAT(day.arrive("11:00:00.000001", "B"), LetsNobodyIn(rule::ADM_1));
    EXPECT_EQ(day.state("A", "11:00:00.000001").phase, Phase::arrived);
    EXPECT_EQ(day.state("B", "11:00:00.000001").phase, Phase::ended);
}

TEST(Admission, ADM_1_CheckInAndTheFirstModuleMayComeLater) {
    TestDay day = day_with_booking([](auto&) {});
    EXPECT_THAT(day.arrive("11:00", "A"), IsAccepted());
    for (const CheckinStep step :
         {CheckinStep::identification, CheckinStep::agreement, CheckinStep::recording_consent,
          CheckinStep::belongings, CheckinStep::materials}) {
        EXPECT_THAT(day.step("11:10", "A", step), IsAccepted());
    }
    EXPECT_THAT(day.start("11:15", "A", "design"), IsAccepted());
}

TEST(Admission, ADM_1_TheLimitMovesWithTheStart) {
    TestDay day = day_with_booking([](auto&) {});
    EXPECT_THAT(day.delay("08:30", "09:45"), IsAccepted());
    EXPECT_TRUE(day.arrive("11:45", "A").rules.empty());
}

TEST(Admission, ADM_2_WhoHasNotArrivedWhenTheLimitPassesIsANoShow) {
    const TestDay day = day_with_booking([](auto&) {});
    EXPECT_EQ(day.state("A", "11:00").phase, Phase::booked);
    const rules::SittingState state = day.state("A", "11:00:00.000001");
    EXPECT_EQ(state.ended_as, EndedAs::no_show);
    EXPECT_EQ(state.ended_at, day.time("11:00"));
}

TEST(Admission, ADM_2_AnArrivalInTimeEnteredLateTakesTheNoShowBack) {
    TestDay day = day_with_booking([](auto&) {});
    EXPECT_EQ(day.state("A", "11:05").ended_as, EndedAs::no_show);
    EXPECT_THAT(day.arrive("11:05", "A", {.happened = "10:58"}), IsAccepted());
    EXPECT_EQ(day.state("A", "11:05").phase, Phase::arrived);
}

TEST(Admission, ADM_3_TwoSignedDocumentsOneOfAGovernmentWithAPhoto) {
    const TestDay day = day_arrived();
    EXPECT_THAT(identify(day, good_documents()), IsAccepted());
    EXPECT_THAT(identify(day, {}), IsRefusedBy(rule::ADM_3));
    EXPECT_THAT(identify(day, {good_documents()[0]}), IsRefusedBy(rule::ADM_3));
    EXPECT_THAT(identify(day, {good_documents()[1], good_documents()[1]}),
                IsRefusedBy(rule::ADM_3));
}

TEST(Admission, ADM_3_EachPropertyOfADocumentCounts) {
    const TestDay day = day_arrived();
    const auto refused_without = [&day](bool domain::Document::*property) {
        std::vector<domain::Document> documents = good_documents();
        documents[0].*property = false;
        return identify(day, documents);
    };
    EXPECT_THAT(refused_without(&domain::Document::signed_), IsRefusedBy(rule::ADM_3));
    EXPECT_THAT(refused_without(&domain::Document::government), IsRefusedBy(rule::ADM_3));
    EXPECT_THAT(refused_without(&domain::Document::photo), IsRefusedBy(rule::ADM_3));
    EXPECT_THAT(refused_without(&domain::Document::name_matches), IsRefusedBy(rule::ADM_3));
    std::vector<domain::Document> unsigned_second = good_documents();
    unsigned_second[1].signed_ = false;
    EXPECT_THAT(identify(day, unsigned_second), IsRefusedBy(rule::ADM_3));
}

TEST(Admission, ADM_3_GovernmentAndPhotoMustBeOnTheSameDocument) {
    const TestDay day = day_arrived();
    std::vector<domain::Document> documents = good_documents();
    documents[0].photo = false;
    documents[1].photo = true;
    EXPECT_THAT(identify(day, documents), IsRefusedBy(rule::ADM_3));
}

TEST(Admission, ADM_4_WithoutASignedAgreementNobodySits) {
    TestDay day = day_with_booking([](auto& booking) { booking.agreement_signed.reset(); });
    EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_4));
    EXPECT_EQ(day.state("A", "08:50").ended_as, EndedAs::refused);
    EXPECT_EQ(day.state("A", "08:50").ended_at, day.time("08:50"));
}

TEST(Admission, ADM_4_AnAgreementOfAfterTheExamDayDoesNotCount) {
    TestDay day = day_with_booking([](auto& booking) {
        booking.agreement_signed = Date{2026, 3, 4};
    });
    EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_4));
    TestDay same_day = day_with_booking([](auto& booking) {
        booking.agreement_signed = Date{2026, 3, 3};
    });
    EXPECT_TRUE(same_day.arrive("08:50", "A").rules.empty());
}

TEST(Admission, ADM_5_WhoDoesNotAcceptBeingRecordedCannotSit) {
    TestDay day = day_arrived();
    day.must("08:45", domain::CheckinRefused{SittingId("A"), CheckinStep::recording_consent},
             {.reason = "does not want to be filmed"});
    const rules::SittingState state = day.state("A", "08:45");
    EXPECT_EQ(state.ended_as, EndedAs::refused);
    EXPECT_THAT(state.rules, testing::Contains(rule::ADM_5));
}

TEST(Admission, ADM_6_BelongingsArePutAwayBeforeTheExam) {
    TestDay day = day_arrived();
    for (const CheckinStep step : {CheckinStep::identification, CheckinStep::agreement,
                                   CheckinStep::recording_consent, CheckinStep::materials}) {
        EXPECT_THAT(day.step("08:45", "A", step), IsAccepted());
    }
    EXPECT_EQ(day.state("A", "09:00").missing_steps, std::vector{CheckinStep::belongings});
    EXPECT_THAT(day.start("09:00", "A", "design"), IsRefusedBy(rule::ADM_12));
    EXPECT_THAT(day.step("09:01", "A", CheckinStep::belongings), IsAccepted());
    EXPECT_THAT(day.start("09:01", "A", "design"), IsAccepted());
}

TEST(Admission, ADM_7_ADictionaryOnlyAfterTheProctorInspectedIt) {
    TestDay day = day_arrived();
    domain::CheckinDone done;
    done.sitting = SittingId("A");
    done.step = CheckinStep::dictionary;
    EXPECT_THAT(day.enter("08:45", done), IsRefusedBy(rule::ADM_7));
    done.inspected = true;
    EXPECT_THAT(day.enter("08:45", done), IsAccepted());
    EXPECT_FALSE(day.enter("08:46", done).accepted) << "at most one";
}

TEST(Admission, ADM_7_ADictionaryRefusedEndsNothing) {
    TestDay day = day_arrived();
    day.must("08:45", domain::CheckinRefused{SittingId("A"), CheckinStep::dictionary},
             {.reason = "electronic"});
    EXPECT_EQ(day.state("A", "08:50").phase, Phase::arrived);
}

TEST(Admission, ADM_7_TheLanguageIsKeptWithTheSitting) {
    TestDay day = day_with_booking([](auto& booking) { booking.language = "ja"; });
    EXPECT_EQ(day.log().now.sittings.at(SittingId("A")).booking.language, "ja");
    domain::SittingAmended amended;
    amended.sitting = SittingId("A");
    amended.language = "en";
    day.must("08:00", amended);
    EXPECT_EQ(day.log().now.sittings.at(SittingId("A")).booking.language, "en");
}

Answer arrival_of(Date born, std::optional<Date> consent, const std::string& minimum = "0") {
    TestDay day = day_with_booking(
        [&](auto& booking) {
            booking.born = domain::PersonalDate(born);
            booking.guardian_consent = consent;
        },
        SiteSetup{.policy = {{"site.minimum_age", minimum}}});
    return day.arrive("08:50", "A");
}

TEST(Admission, ADM_8_UnderThirteenNoExamWhateverConsent) {
    EXPECT_THAT(arrival_of({2013, 3, 4}, Date{2026, 2, 1}), LetsNobodyIn(rule::ADM_8));
    EXPECT_TRUE(arrival_of({2013, 3, 3}, Date{2026, 2, 1}).rules.empty());
}

TEST(Admission, ADM_8_ThirteenToSeventeenOnlyWithTheGuardiansConsent) {
    EXPECT_THAT(arrival_of({2013, 3, 3}, std::nullopt), LetsNobodyIn(rule::ADM_8));
    EXPECT_THAT(arrival_of({2008, 3, 4}, std::nullopt), LetsNobodyIn(rule::ADM_8));
    EXPECT_TRUE(arrival_of({2008, 3, 4}, Date{2026, 3, 2}).rules.empty());
    EXPECT_THAT(arrival_of({2008, 3, 4}, Date{2026, 3, 4}), LetsNobodyIn(rule::ADM_8))
        << "received after the exam day";
    EXPECT_TRUE(arrival_of({2008, 3, 3}, std::nullopt).rules.empty()) << "18 today";
}

TEST(Admission, ADM_8_ALowerLocalAgeNeverUndercutsThirteenAHigherOneApplies) {
    EXPECT_THAT(arrival_of({2013, 3, 4}, Date{2026, 2, 1}, "10"), LetsNobodyIn(rule::ADM_8));
    EXPECT_THAT(arrival_of({2010, 3, 4}, Date{2026, 2, 1}, "16"), LetsNobodyIn(rule::ADM_8));
    EXPECT_TRUE(arrival_of({2010, 3, 3}, Date{2026, 2, 1}, "16").rules.empty());
    EXPECT_THAT(arrival_of({2005, 3, 4}, std::nullopt, "21"), LetsNobodyIn(rule::ADM_8));
}

TEST(Admission, ADM_9_ResidentsOfTheListedPlacesCannotSit) {
    for (const char* code :
         {"CU", "IR", "KP", "SY", "UA-43", "UA-40", "UA-14", "UA-09", "BY", "RU"}) {
        TestDay day =
            day_with_booking([&](auto& booking) { booking.residence = domain::Text(code); });
        EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_9)) << code;
        EXPECT_EQ(day.state("A", "08:50").ended_as, EndedAs::refused) << code;
    }
    TestDay day = day_with_booking([](auto& booking) { booking.residence = domain::Text("UA"); });
    EXPECT_TRUE(day.arrive("08:50", "A").rules.empty());
}

Answer arrive_showing(TestDay& day, domain::ResidenceShown shown) {
    return day.enter("08:55", domain::CandidateArrived{SittingId("A"), std::move(shown)});
}

TEST(Admission, ADM_9_ADM_14_ResidenceElsewhereShownLaterCuresTheRefusal) {
    TestDay day = day_with_booking([](auto& booking) { booking.residence = domain::Text("RU"); });
    EXPECT_THAT(day.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_9));
    EXPECT_THAT(arrive_showing(day, {true, domain::Text("BY")}), LetsNobodyIn(rule::ADM_9));
    const Answer cured = arrive_showing(day, {true, domain::Text("DE")});
    EXPECT_THAT(cured, IsAccepted());
    EXPECT_TRUE(cured.rules.empty());
    EXPECT_EQ(day.state("A", "08:54").ended_as, EndedAs::refused);
    EXPECT_EQ(day.state("A", "08:55").phase, Phase::arrived);
    EXPECT_EQ(day.timeline("A").arrived->happened, day.time("08:55"));
}

TEST(Admission, ADM_9_SudaneseResidentsMaySitOutsideSudanOnly) {
    const auto resident = [](auto& booking) { booking.residence = domain::Text("SD"); };
    TestDay abroad = day_with_booking(resident);
    EXPECT_TRUE(abroad.arrive("08:50", "A").rules.empty());
    TestDay at_home = day_with_booking(resident, SiteSetup{.country = "SD"});
    EXPECT_THAT(at_home.arrive("08:50", "A"), LetsNobodyIn(rule::ADM_9));
}

TEST(Admission, ADM_9_BearersOfSudaneseIdMaySitOutsideSudanOnly) {
    std::vector<domain::Document> documents = good_documents();
    documents[0].country = domain::Text("SD");
    EXPECT_THAT(identify(day_arrived(), documents), IsAccepted());
    EXPECT_THAT(identify(day_arrived(SiteSetup{.country = "SD"}), documents),
                IsRefusedBy(rule::ADM_9));
}

TEST(Admission, ADM_9_TheListIsAParameter) {
    TestDay day = day_with_booking([](auto& booking) { booking.residence = domain::Text("RU"); },
                                   SiteSetup{.policy = {{"site.embargo", "XX"}}});
    EXPECT_TRUE(day.arrive("08:50", "A").rules.empty());
}

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
