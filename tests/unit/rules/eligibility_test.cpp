// May this candidate book: every bar of sections 11 and 12 with the exact days on which it falls.
#include "labd/rules/eligibility.h"

#include <gmock/gmock.h>

#include "tests/support/history.h"

namespace labd::rules {
namespace {

using domain::ExamResult;
using domain::HistoryRecord;
using domain::Lapse;
using domain::MayBook;
using domain::RecordKind;
using test::ask_lab;
using test::ask_written;
using test::certification;
using test::day;
using test::lab;
using test::qualifying;
using test::record;
using test::written;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

struct Told {
    Rule rule;
    std::optional<Date> until;

    friend bool operator==(const Told&, const Told&) = default;
};

void PrintTo(const Told& told, std::ostream* out) {
    *out << told.rule.id << " until " << (told.until ? format_date(*told.until) : "never");
}

Told until(Rule rule, std::string_view date) { return {rule, day(date)}; }

Told never(Rule rule) { return {rule, std::nullopt}; }

domain::Parameters shipped() {
    domain::Parameters parameters;
    parameters.site_embargo = {"CU", "IR", "UA-43"};
    parameters.site_embargo_at_home = {"SD"};
    return parameters;
}

std::vector<Told> bars_of(const MayBook& asked, std::string_view today = "2026-03-10",
                          const domain::Parameters& parameters = shipped(),
                          const std::string& country = "JP") {
    const Eligibility answer = may_book(asked, {parameters, country, day(today)});
    std::vector<Told> told;
    for (const Bar& bar : answer.bars) {
        EXPECT_THAT(answer.rules, Contains(bar.rule));
        EXPECT_FALSE(bar.text.key.empty());
        told.push_back({bar.rule, bar.until});
    }
    EXPECT_EQ(answer.allowed(), told.empty());
    EXPECT_FALSE(answer.rules.empty());
    return told;
}

std::vector<Told> lab_bars(std::string_view date, std::vector<HistoryRecord> history,
                           std::string_view today = "2026-03-10") {
    history.push_back(qualifying("2025-09-01"));
    return bars_of(ask_lab(date, std::move(history)), today);
}

TEST(Eligibility, ELG_1_AFailOnThe3rdOfMarchLeavesThe3rdOfAprilFree) {
    // Worked example 10.
    const std::vector<HistoryRecord> history{lab("2026-03-03", ExamResult::fail)};
    EXPECT_THAT(lab_bars("2026-04-02", history), ElementsAre(until(rule::ELG_1, "2026-04-03")));
    EXPECT_THAT(lab_bars("2026-04-03", history), IsEmpty());
}

TEST(Eligibility, ELG_1_CountsOverMonthEndsAndLeapDays) {
    EXPECT_THAT(lab_bars("2026-02-01", {lab("2025-12-31", ExamResult::fail)}), IsEmpty());
    EXPECT_THAT(lab_bars("2026-01-30", {lab("2025-12-31", ExamResult::fail)}),
                ElementsAre(until(rule::ELG_1, "2026-01-31")));
    EXPECT_THAT(lab_bars("2028-03-02", {lab("2028-01-31", ExamResult::fail)}), IsEmpty());
    EXPECT_THAT(lab_bars("2028-03-01", {lab("2028-01-31", ExamResult::fail)}),
                ElementsAre(until(rule::ELG_1, "2028-03-02")));
    EXPECT_THAT(lab_bars("2028-03-01", {lab("2028-02-01", ExamResult::fail)}),
                ElementsAre(until(rule::ELG_1, "2028-03-03")));
    EXPECT_THAT(lab_bars("2027-03-03", {lab("2027-02-01", ExamResult::fail)}),
                ElementsAre(until(rule::ELG_1, "2027-03-04")));
}

TEST(Eligibility, ELG_1_IsAboutTheSameLabAndFailsOnly) {
    EXPECT_THAT(lab_bars("2026-03-20", {lab("2026-03-03", ExamResult::fail, "ccde")}), IsEmpty());
    EXPECT_THAT(lab_bars("2026-03-20", {written("2026-03-03", ExamResult::fail, "ccie-security")}),
                IsEmpty());
}

TEST(Eligibility, REM_6_ACancelledSittingIsNoAttempt) {
    EXPECT_THAT(lab_bars("2026-03-20", {lab("2026-03-03", ExamResult::cancelled)}), IsEmpty());
}

TEST(Eligibility, ELG_2_APassBarsForeverUnlessTheCertificationHasLapsed) {
    const HistoryRecord passed = lab("2020-05-01", ExamResult::pass);
    EXPECT_THAT(lab_bars("2026-04-03", {passed}), ElementsAre(never(rule::ELG_2)));
    EXPECT_THAT(lab_bars("2026-04-03", {passed, certification("2020-05-01", {false, {}})}),
                ElementsAre(never(rule::ELG_2)));
    EXPECT_THAT(lab_bars("2026-04-03", {passed, certification("2023-05-01", {true, {}})}),
                IsEmpty());
    EXPECT_THAT(lab_bars("2026-04-03", {passed, certification("2020-05-01", {true, {}})}),
                IsEmpty());
    HistoryRecord undated = certification("2020-05-01", {true, {}});
    undated.date.reset();
    EXPECT_THAT(lab_bars("2026-04-03", {passed, undated}), IsEmpty());
}

TEST(Eligibility, ELG_2_ALapseToComeFreesTheDaysFromIt) {
    const HistoryRecord passed = lab("2023-05-01", ExamResult::pass);
    const HistoryRecord lapse = certification("2023-05-01", {true, day("2026-05-01")});
    EXPECT_THAT(lab_bars("2026-04-30", {passed, lapse}),
                ElementsAre(until(rule::ELG_2, "2026-05-01")));
    EXPECT_THAT(lab_bars("2026-05-01", {passed, lapse}), IsEmpty());
}

TEST(Eligibility, ELG_2_ALapseBeforeTheLatestPassIsOfAnEarlierOne) {
    EXPECT_THAT(lab_bars("2026-04-03", {lab("2015-05-01", ExamResult::pass),
                                        certification("2018-05-01", {true, {}}),
                                        lab("2024-05-01", ExamResult::pass)}),
                ElementsAre(never(rule::ELG_2)));
}

TEST(Eligibility, ELG_2_ACertificationThatIsHeldSaysThatTheLabWasPassed) {
    HistoryRecord held = record(RecordKind::certification, "ccie-security", "2024-05-01");
    EXPECT_THAT(lab_bars("2026-04-03", {held}), ElementsAre(never(rule::ELG_2)));
    held.date.reset();
    EXPECT_THAT(lab_bars("2026-04-03", {held}), ElementsAre(never(rule::ELG_2)));
}

TEST(Eligibility, ELG_3_AWrittenFailLeavesFiveDaysFree) {
    const std::vector<HistoryRecord> history{written("2026-02-26", ExamResult::fail)};
    EXPECT_THAT(bars_of(ask_written("350-701", "2026-03-03", history)),
                ElementsAre(until(rule::ELG_3, "2026-03-04")));
    EXPECT_THAT(bars_of(ask_written("350-701", "2026-03-04", history)), IsEmpty());
    EXPECT_THAT(bars_of(ask_written("350-401", "2026-02-27", history)), IsEmpty());
}

TEST(Eligibility, ELG_3_AnOnlineFailIs48HoursFromTheEndOfItsDay) {
    const std::vector<HistoryRecord> history{
        record(RecordKind::online, "700-680", "2028-02-28", ExamResult::fail)};
    EXPECT_THAT(bars_of(ask_written("700-680", "2028-03-01", history)),  // 29 February is between.
                ElementsAre(until(rule::ELG_3, "2028-03-02")));
    EXPECT_THAT(bars_of(ask_written("700-680", "2028-03-02", history)), IsEmpty());
}

TEST(Eligibility, ELG_3_APassLeaves180DaysFree) {
    for (const RecordKind kind : {RecordKind::written, RecordKind::online}) {
        const std::vector<HistoryRecord> history{
            record(kind, "350-701", "2026-01-01", ExamResult::pass)};
        EXPECT_THAT(bars_of(ask_written("350-701", "2026-06-30", history)),
                    ElementsAre(until(rule::ELG_3, "2026-07-01")));
        EXPECT_THAT(bars_of(ask_written("350-701", "2026-07-01", history)), IsEmpty());
    }
}

TEST(Eligibility, ELG_5_AnEntryLevelPassBarsNothing) {
    for (const char* exam : {"100-150", "ccst-networking", "CCST-IT"}) {
        const MayBook asked =
            ask_written(exam, "2026-01-02", {written("2026-01-01", ExamResult::pass, exam)});
        EXPECT_THAT(bars_of(asked), IsEmpty()) << exam;
        EXPECT_THAT(may_book(asked, {shipped(), {}, day("2026-01-02")}).rules,
                    Contains(rule::ELG_5));
        EXPECT_THAT(bars_of(ask_written(exam, "2026-01-06",
                                        {written("2026-01-01", ExamResult::fail, exam)})),
                    ElementsAre(until(rule::ELG_3, "2026-01-07")));
    }
}

TEST(Eligibility, ELG_4_TheLabIsSatOnOrBeforeTheThirdAnniversary) {
    EXPECT_THAT(bars_of(ask_lab("2028-09-01", {qualifying("2025-09-01")})), IsEmpty());
    EXPECT_THAT(bars_of(ask_lab("2028-09-02", {qualifying("2025-09-01")})),
                ElementsAre(never(rule::ELG_4)));
}

TEST(Eligibility, ELG_4_AnyPassThatCoversTheDayIsEnough) {
    EXPECT_THAT(bars_of(ask_lab("2026-09-02", {qualifying("2023-01-01"), qualifying("2025-01-01"),
                                               qualifying("2026-12-01")})),
                IsEmpty());
    EXPECT_THAT(
        bars_of(ask_lab("2026-09-02", {qualifying("2023-01-01"), qualifying("2026-12-01")})),
        ElementsAre(until(rule::ELG_4, "2026-12-01")));
    EXPECT_THAT(bars_of(ask_lab("2026-12-01", {qualifying("2026-12-01")})), IsEmpty());
}

TEST(Eligibility, ELG_7_AnAnniversaryOf29FebruaryIsOn28February) {
    EXPECT_THAT(bars_of(ask_lab("2027-02-28", {qualifying("2024-02-29")})), IsEmpty());
    EXPECT_THAT(bars_of(ask_lab("2027-03-01", {qualifying("2024-02-29")})),
                ElementsAre(never(rule::ELG_4)));
    EXPECT_THAT(bars_of(ask_lab("2028-02-28", {qualifying("2025-02-28")})), IsEmpty());
    EXPECT_THAT(bars_of(ask_lab("2028-02-29", {qualifying("2025-02-28")})),
                ElementsAre(never(rule::ELG_4)));
}

TEST(Eligibility, ELG_7_WithoutAQualifyingPassELG_4Bars) {
    EXPECT_THAT(bars_of(ask_lab("2026-04-03", {})), ElementsAre(never(rule::ELG_4)));
    HistoryRecord other = qualifying("2025-09-01");
    other.qualifies = ExamId("ccde");
    HistoryRecord failed = qualifying("2025-09-01");
    failed.result = ExamResult::fail;
    EXPECT_THAT(
        bars_of(ask_lab("2026-04-03", {other, failed, written("2025-09-01", ExamResult::pass)})),
        ElementsAre(never(rule::ELG_4)));
    EXPECT_THAT(bars_of(ask_written("350-701", "2026-04-03", {})), IsEmpty());
}

TEST(Eligibility, BKG_1_OneBookingATimeOnATrackAtAnySite) {
    HistoryRecord held = record(RecordKind::booking, "ccie-security", "2026-05-01");
    held.site = SiteId("bru");
    // Whatever the day of the exam: it is about the day of booking.
    EXPECT_THAT(lab_bars("2026-04-15", {held}, "2026-03-10"),
                ElementsAre(until(rule::BKG_1, "2026-05-02")));
    EXPECT_THAT(lab_bars("2026-06-15", {held}, "2026-05-01"),
                ElementsAre(until(rule::BKG_1, "2026-05-02")));
    EXPECT_THAT(lab_bars("2026-06-15", {held}, "2026-05-02"), IsEmpty());
}

TEST(Eligibility, BKG_1_OtherTracksAndBookingsThatAreOverDoNotBar) {
    EXPECT_THAT(lab_bars("2026-04-15", {record(RecordKind::booking, "ccde", "2026-05-01")}),
                IsEmpty());
    EXPECT_THAT(lab_bars("2026-07-15", {record(RecordKind::booking, "ccie-security", "2026-05-01",
                                               ExamResult::cancelled)}),
                IsEmpty());
    const HistoryRecord held = record(RecordKind::booking, "ccie-security", "2026-05-01");
    EXPECT_THAT(
        lab_bars("2026-07-15", {held, lab("2026-05-01", ExamResult::cancelled)}, "2026-05-01"),
        IsEmpty());
}

TEST(Eligibility, PAY_10_NothingIsBookedOnThe30DaysAfterANoShow) {
    const std::vector<HistoryRecord> history{lab("2026-03-03", ExamResult::no_show, "ccde")};
    const Told bar = until(rule::PAY_10, "2026-04-03");
    // D + 1 to D + 30, whatever the day of the exam.
    EXPECT_THAT(lab_bars("2026-08-01", history, "2026-03-04"), ElementsAre(bar));
    EXPECT_THAT(lab_bars("2026-08-01", history, "2026-04-02"), ElementsAre(bar));
    EXPECT_THAT(lab_bars("2026-08-01", history, "2026-04-03"), IsEmpty());
    EXPECT_THAT(bars_of(ask_written("350-701", "2026-08-01", history), "2026-04-02"),
                ElementsAre(bar));
}

TEST(Eligibility, PAY_10_AnAbsenceIsNoFail) {
    EXPECT_THAT(lab_bars("2026-04-03", {lab("2026-03-03", ExamResult::no_show)}, "2026-04-03"),
                IsEmpty());
}

TEST(Eligibility, SEC_3_ABanIsForAllExamsAndForever) {
    HistoryRecord ban;
    ban.kind = RecordKind::ban;
    EXPECT_THAT(lab_bars("2026-04-03", {ban}), ElementsAre(never(rule::SEC_3)));
    EXPECT_THAT(bars_of(ask_written("100-150", "2026-04-03", {ban})),
                ElementsAre(never(rule::SEC_3)));
}

std::vector<Told> bars_of_person(const MayBook& asked, const domain::Parameters& parameters,
                                 const std::string& country = "JP") {
    return bars_of(asked, "2026-03-10", parameters, country);
}

TEST(Eligibility, ADM_8_TheAgeOnTheDayOfTheExamCounts) {
    MayBook asked = ask_lab("2026-04-02", {qualifying("2025-09-01")});
    asked.born = day("2008-04-03");
    EXPECT_THAT(bars_of(asked), ElementsAre(until(rule::ADM_8, "2026-04-03")));
    asked.date = day("2026-04-03");
    EXPECT_THAT(bars_of(asked), IsEmpty());
    asked.born = day("2013-04-04");
    asked.guardian_consent = day("2026-01-01");
    EXPECT_THAT(bars_of(asked), ElementsAre(until(rule::ADM_8, "2026-04-04")));
    asked.date = day("2026-04-04");
    EXPECT_THAT(bars_of(asked), IsEmpty());
}

TEST(Eligibility, ADM_8_AConsentCountsFromItsDay) {
    MayBook asked = ask_lab("2026-04-03", {qualifying("2025-09-01")});
    asked.born = day("2010-01-01");
    asked.guardian_consent = day("2026-04-04");
    EXPECT_THAT(bars_of(asked), ElementsAre(until(rule::ADM_8, "2026-04-04")));
    asked.guardian_consent = day("2026-04-03");
    EXPECT_THAT(bars_of(asked), IsEmpty());
    domain::Parameters stricter = shipped();
    stricter.site_minimum_age = 21;
    EXPECT_THAT(bars_of_person(asked, stricter), ElementsAre(until(rule::ADM_8, "2031-01-01")));
}

TEST(Eligibility, ADM_8_SomebodyBornOn29FebruaryIsOfAgeOn28February) {
    MayBook asked = ask_lab("2026-02-27", {qualifying("2025-09-01")});
    asked.born = day("2008-02-29");
    EXPECT_THAT(bars_of(asked), ElementsAre(until(rule::ADM_8, "2026-02-28")));
    asked.date = day("2026-02-28");
    EXPECT_THAT(bars_of(asked), IsEmpty());
}

TEST(Eligibility, ADM_9_ResidenceBarsUnlessProofOfAnotherIsShown) {
    MayBook asked = ask_lab("2026-04-03", {qualifying("2025-09-01")});
    asked.residence = "UA-43";
    EXPECT_THAT(bars_of(asked), ElementsAre(never(rule::ADM_9)));
    asked.residence_shown = domain::ResidenceShown{true, domain::Text("IR")};
    EXPECT_THAT(bars_of(asked), ElementsAre(never(rule::ADM_9)));
    asked.residence_shown = domain::ResidenceShown{true, domain::Text("JP")};
    EXPECT_THAT(bars_of(asked), IsEmpty());
    asked.residence_shown.reset();
    asked.residence = "SD";
    EXPECT_THAT(bars_of(asked), IsEmpty());
    EXPECT_THAT(bars_of_person(asked, shipped(), "SD"), ElementsAre(never(rule::ADM_9)));
}

TEST(Eligibility, ELG_6_EveryBarThatStandsIsListed) {
    MayBook asked = ask_lab(
        "2026-04-02", {lab("2026-03-03", ExamResult::fail), lab("2020-03-03", ExamResult::pass),
                       lab("2026-03-08", ExamResult::no_show, "ccde"),
                       record(RecordKind::booking, "ccie-security", "2026-05-01"),
                       record(RecordKind::ban, "ccie-security", "2026-03-09")});
    asked.born = day("2012-01-01");
    asked.residence = "CU";
    EXPECT_THAT(bars_of(asked),
                ElementsAre(until(rule::ADM_8, "2030-01-01"), never(rule::ADM_9),
                            until(rule::BKG_1, "2026-05-02"), until(rule::PAY_10, "2026-04-08"),
                            until(rule::ELG_1, "2026-04-03"), never(rule::ELG_2),
                            never(rule::ELG_4), never(rule::SEC_3)));
}

TEST(Eligibility, ELG_6_ABarSaysWhichDayItLooksAt) {
    const MayBook asked = ask_lab(
        "2026-04-02", {lab("2026-03-03", ExamResult::fail),
                       lab("2026-03-08", ExamResult::no_show, "ccde"), qualifying("2025-09-01")});
    const Eligibility answer = may_book(asked, {shipped(), {}, day("2026-03-10")});
    ASSERT_EQ(answer.bars.size(), 2U);
    EXPECT_EQ(answer.bars[0].day, BarDay::booking);
    EXPECT_EQ(answer.bars[1].day, BarDay::exam);
}

}  // namespace
}  // namespace labd::rules
