// What is due for a booking when, vouchers at booking, and business days.
#include "labd/rules/booking.h"

#include <gmock/gmock.h>

#include "labd/rules/business_days.h"
#include "labd/rules/voucher.h"
#include "tests/support/history.h"

namespace labd::rules {
namespace {

using domain::Booking;
using test::day;
using test::paid_booking;
using test::unpaid_booking;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

const std::vector<Date> no_holidays;

BookingDues dues(const Booking& booking, std::string_view today,
                 const std::vector<Date>& holidays = no_holidays) {
    return what_is_due(booking, {day(today), holidays});
}

const Due& due(const BookingDues& all, DueWhat what) {
    return *std::ranges::find(all.dues, what, &Due::what);
}

TEST(Dues, BKG_2_OnlyASignedAgreementMakesAnObligationToPay) {
    Booking booking = unpaid_booking();
    EXPECT_EQ(dues(booking, "2026-04-01").state, BookingState::payable);
    EXPECT_TRUE(due(dues(booking, "2026-04-01"), DueWhat::agreement).done);
    booking.agreement_signed.reset();
    EXPECT_EQ(dues(booking, "2026-04-01").state, BookingState::incomplete);
    EXPECT_EQ(due(dues(booking, "2026-04-01"), DueWhat::agreement).rule, rule::BKG_2);
    EXPECT_FALSE(due(dues(booking, "2026-04-01"), DueWhat::agreement).done);
}

TEST(Dues, BKG_3_AVisaIsAppliedFor12To10WeeksAhead) {
    const BookingDues told = dues(paid_booking(), "2026-03-01");
    const Due& visa = due(told, DueWhat::visa_application);
    EXPECT_EQ(visa.from, day("2026-03-08"));
    EXPECT_EQ(visa.by, day("2026-03-22"));
    EXPECT_EQ(visa.rule, rule::BKG_3);
    // Lacking a visa changes no rule.
    EXPECT_EQ(told.state, BookingState::paid);
}

TEST(Dues, BKG_4_ContactDetailsMustBeCurrentAtAnyTime) {
    const BookingDues told = dues(paid_booking(), "2026-03-01");
    EXPECT_EQ(due(told, DueWhat::contact_details).rule, rule::BKG_4);
    EXPECT_FALSE(due(told, DueWhat::contact_details).by.has_value());
}

TEST(Dues, PAY_1_PAY_2_ThePaymentIsInTimeOnThe30thDayBefore) {
    const BookingDues in_time = dues(unpaid_booking(), "2026-05-01");
    EXPECT_EQ(in_time.state, BookingState::payable);
    EXPECT_EQ(due(in_time, DueWhat::payment_received).by, day("2026-05-01"));
    EXPECT_THAT(in_time.rules, Not(Contains(rule::PAY_2)));
    const BookingDues late = dues(unpaid_booking(), "2026-05-02");
    EXPECT_EQ(late.state, BookingState::cancelled_unpaid);
    EXPECT_THAT(late.rules, Contains(rule::PAY_2));
}

TEST(Dues, PAY_2_APaymentThatCameTooLateHelpsNothing) {
    Booking booking = paid_booking();
    booking.paid_on = day("2026-05-01");
    EXPECT_EQ(dues(booking, "2026-05-20").state, BookingState::paid);
    booking.paid_on = day("2026-05-02");
    EXPECT_EQ(dues(booking, "2026-05-20").state, BookingState::cancelled_unpaid);
    booking.free_reschedule = true;  // REM-7
    EXPECT_EQ(dues(booking, "2026-05-20").state, BookingState::paid);
}

TEST(Dues, PAY_1_ACardIsGiven3BusinessDaysAheadToClearInTime) {
    // 1 May 2026 is a Friday.
    EXPECT_EQ(due(dues(unpaid_booking(), "2026-04-01"), DueWhat::payment_given).by,
              day("2026-04-28"));
    EXPECT_EQ(
        due(dues(unpaid_booking(), "2026-04-01", {day("2026-04-29")}), DueWhat::payment_given).by,
        day("2026-04-27"));
}

TEST(Dues, PAY_4_ADeclinedCardLeavesTheDeadlineAsItIs) {
    // A payment that was declined is none: the booking stays unpaid, whenever it was tried.
    const BookingDues told = dues(unpaid_booking(), "2026-04-30");
    EXPECT_EQ(due(told, DueWhat::payment_given).rule, rule::PAY_4);
    EXPECT_EQ(due(told, DueWhat::payment_received).by, day("2026-05-01"));
    EXPECT_FALSE(due(told, DueWhat::payment_received).done);
}

TEST(Dues, PAY_3_TheReminderMovesNoDeadline) {
    const BookingDues told = dues(unpaid_booking(), "2026-04-30");
    EXPECT_EQ(due(told, DueWhat::reminder).rule, rule::PAY_3);
    EXPECT_EQ(due(told, DueWhat::reminder).by, due(told, DueWhat::payment_received).by);
}

TEST(Dues, PAY_5_TheInvoiceComesWithin3BusinessDaysAfterFullPayment) {
    Booking booking = paid_booking();
    booking.paid_on = day("2026-04-30");  // A Thursday.
    EXPECT_EQ(due(dues(booking, "2026-05-01"), DueWhat::invoice).by, day("2026-05-05"));
    EXPECT_EQ(
        due(dues(booking, "2026-05-01", {day("2026-05-04"), day("2026-05-05")}), DueWhat::invoice)
            .by,
        day("2026-05-07"));
    EXPECT_EQ(due(dues(booking, "2026-05-01"), DueWhat::invoice).rule, rule::PAY_5);
}

TEST(Dues, PAY_6_PAY_8_SayUntilWhenAChangeIsFreeAndPossible) {
    const BookingDues told = dues(paid_booking(), "2026-04-01");
    EXPECT_EQ(due(told, DueWhat::free_change).by, day("2026-05-01"));
    EXPECT_EQ(due(told, DueWhat::change).by, day("2026-05-27"));
}

domain::VoucherQuestion good_voucher() {
    domain::VoucherQuestion asked;
    asked.voucher.candidate = CandidateId("C-9");
    asked.voucher.expires = day("2026-05-31");
    asked.voucher.official = true;
    asked.candidate = CandidateId("C-9");
    return asked;
}

Rules bars_of(const VoucherAnswer& answer) {
    Rules rules;
    for (const VoucherBar& bar : answer.bars) {
        rules.push_back(bar.rule);
    }
    return rules;
}

TEST(VoucherCheck, VCH_1_PaysForItsOwnCandidateOnly) {
    domain::VoucherQuestion asked = good_voucher();
    EXPECT_TRUE(check_voucher(asked, day("2026-04-01")).pays());
    asked.candidate = CandidateId("C-8");
    EXPECT_THAT(bars_of(check_voucher(asked, day("2026-04-01"))), ElementsAre(rule::VCH_1));
}

TEST(VoucherCheck, VCH_2_TheLastDayCounts) {
    EXPECT_TRUE(check_voucher(good_voucher(), day("2026-05-31")).pays());
    EXPECT_THAT(bars_of(check_voucher(good_voucher(), day("2026-06-01"))),
                ElementsAre(rule::VCH_2));
}

TEST(VoucherCheck, VCH_3_IsRedeemedAtOnceSoAUsedOneIsUsedUp) {
    EXPECT_THAT(check_voucher(good_voucher(), day("2026-04-01")).rules, Contains(rule::VCH_3));
    domain::VoucherQuestion asked = good_voucher();
    asked.voucher.redeemed = true;
    EXPECT_FALSE(check_voucher(asked, day("2026-04-01")).pays());
}

TEST(VoucherCheck, VCH_4_AForgedOrUsedOneIsAMatterOfConduct) {
    domain::VoucherQuestion forged = good_voucher();
    forged.voucher.official = false;
    domain::VoucherQuestion used = good_voucher();
    used.voucher.redeemed = true;
    for (const domain::VoucherQuestion& asked : {forged, used}) {
        const VoucherAnswer told = check_voucher(asked, day("2026-04-01"));
        EXPECT_THAT(bars_of(told), ElementsAre(rule::VCH_4));
        EXPECT_TRUE(told.conduct);
    }
    EXPECT_FALSE(check_voucher(good_voucher(), day("2027-01-01")).conduct);
}

TEST(VoucherCheck, ListsEveryBar) {
    domain::VoucherQuestion asked = good_voucher();
    asked.candidate = CandidateId("C-8");
    asked.voucher.official = false;
    EXPECT_THAT(bars_of(check_voucher(asked, day("2027-01-01"))),
                ElementsAre(rule::VCH_1, rule::VCH_2, rule::VCH_4));
}

TEST(BusinessDays, AreMondayToFridayWithoutHolidays) {
    EXPECT_EQ(add_business_days(day("2026-05-01"), 1, {}), day("2026-05-04"));
    EXPECT_EQ(add_business_days(day("2026-05-02"), 1, {}), day("2026-05-04"));
    EXPECT_EQ(add_business_days(day("2026-05-01"), 1, {day("2026-05-04")}), day("2026-05-05"));
    EXPECT_EQ(add_business_days(day("2026-05-01"), 0, {}), day("2026-05-01"));
    EXPECT_EQ(latest_start(day("2026-05-04"), 1, {}), day("2026-05-03"));
    EXPECT_EQ(latest_start(day("2026-05-03"), 1, {}), day("2026-04-30"));
}

}  // namespace
}  // namespace labd::rules
