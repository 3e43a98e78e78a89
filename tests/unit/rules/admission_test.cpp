// Section 2 of the rulebook: who is let in (ADM-1 to ADM-9).
#include "labd/rules/admission.h"

#include "tests/unit/rules/admission_days.h"

namespace labd::test {
namespace {

using domain::CheckinStep;
using rules::EndedAs;
using rules::Phase;

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

}  // namespace
}  // namespace labd::test
