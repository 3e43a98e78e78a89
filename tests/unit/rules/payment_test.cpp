// Changing, cancelling and missing a booking, on the exact days of the rulebook.
#include "labd/rules/payment.h"

#include <gmock/gmock.h>

#include "tests/support/history.h"

namespace labd::rules {
namespace {

using domain::Booking;
using test::day;
using test::paid_booking;
using test::unpaid_booking;
using test::voucher_booking;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;

const std::vector<Date> no_holidays;

ChangeQuote quote(const Booking& booking, std::string_view today) {
    return change_quote(booking, {day(today), no_holidays});
}

void expect_change(const ChangeQuote& told, std::int64_t fee_usd, ChangeHow how, Rule rule) {
    EXPECT_TRUE(told.possible);
    EXPECT_EQ(told.fee_usd, fee_usd);
    EXPECT_EQ(told.how, how);
    EXPECT_THAT(told.rules, Contains(rule));
}

void expect_no_change(const ChangeQuote& told, const Rules& rules) {
    EXPECT_FALSE(told.possible);
    EXPECT_FALSE(told.fee_usd.has_value());
    EXPECT_FALSE(told.how.has_value());
    EXPECT_THAT(told.moves, IsEmpty());
    EXPECT_EQ(told.rules, rules);
}

TEST(Change, PAY_6_IsFreeUpToThe30thDayBefore) {
    // Worked example 11.
    expect_change(quote(paid_booking(), "2026-01-01"), 0, ChangeHow::reschedule, rule::PAY_6);
    const ChangeQuote last = quote(paid_booking(), "2026-05-01");
    expect_change(last, 0, ChangeHow::reschedule, rule::PAY_6);
    EXPECT_EQ(last.free_until, day("2026-05-01"));
    EXPECT_EQ(last.possible_until, day("2026-05-27"));
}

TEST(Change, PAY_7_Costs500FromThe29thDayBefore) {
    const ChangeQuote first = quote(paid_booking(), "2026-05-02");
    expect_change(first, 500, ChangeHow::reschedule, rule::PAY_7);
    EXPECT_THAT(first.rules, testing::Not(Contains(rule::PAY_6)));
    expect_change(quote(paid_booking(), "2026-05-27"), 500, ChangeHow::reschedule, rule::PAY_7);
}

TEST(Change, PAY_8_IsNotPossibleFromThe3rdDayBefore) {
    for (const char* today : {"2026-05-28", "2026-05-31", "2026-06-01", "2027-01-01"}) {
        expect_no_change(quote(paid_booking(), today), {rule::PAY_8});
    }
}

TEST(Change, CountsCalendarDaysOverALeapDay) {
    Booking booking = paid_booking();
    booking.exam_date = day("2028-03-01");
    expect_change(quote(booking, "2028-01-31"), 0, ChangeHow::reschedule, rule::PAY_6);
    expect_change(quote(booking, "2028-02-01"), 500, ChangeHow::reschedule, rule::PAY_7);
    expect_change(quote(booking, "2028-02-26"), 500, ChangeHow::reschedule, rule::PAY_7);
    expect_no_change(quote(booking, "2028-02-27"), {rule::PAY_8});
}

TEST(Change, PAY_6_AnUnpaidBookingIsDroppedAndBookedAgain) {
    const ChangeQuote told = quote(unpaid_booking(), "2026-05-01");
    expect_change(told, 0, ChangeHow::drop, rule::PAY_6);
    EXPECT_THAT(told.moves, IsEmpty());
    EXPECT_FALSE(told.refund_from.has_value());
}

TEST(Change, PAY_2_PAY_7_AnUnpaidBookingCannotExistAfterThat) {
    expect_no_change(quote(unpaid_booking(), "2026-05-02"), {rule::PAY_7, rule::PAY_2});
    expect_no_change(quote(unpaid_booking(), "2026-05-28"),
                     {rule::PAY_8, rule::PAY_7, rule::PAY_2});
}

TEST(Change, PAY_6_PAY_7_SayHowTheMoneyMoves) {
    EXPECT_THAT(quote(paid_booking(), "2026-05-01").moves,
                ElementsAre(Move::refund_fee_and_tax, Move::charge_fee_and_tax));
    EXPECT_THAT(quote(paid_booking(), "2026-05-02").moves,
                ElementsAre(Move::charge_change_fee_and_tax, Move::refund_fee_and_tax,
                            Move::charge_fee_and_tax));
    EXPECT_THAT(quote(voucher_booking("2026-12-31"), "2026-05-01").moves,
                ElementsAre(Move::apply_voucher, Move::refund_tax, Move::charge_tax));
    // The fee by card first, then the voucher, then the difference (VCH-3).
    const ChangeQuote late = quote(voucher_booking("2026-12-31"), "2026-05-02");
    EXPECT_THAT(late.moves, ElementsAre(Move::charge_change_fee_and_tax, Move::apply_voucher,
                                        Move::refund_tax, Move::charge_fee_and_tax_difference));
    EXPECT_THAT(late.rules, IsSupersetOf({rule::PAY_7, rule::VCH_3}));
}

TEST(Change, VCH_2_AVoucherPaysForARebookingToTheEndOfItsLastDay) {
    expect_change(quote(voucher_booking("2026-04-20"), "2026-04-20"), 0, ChangeHow::reschedule,
                  rule::PAY_6);
    expect_no_change(quote(voucher_booking("2026-04-20"), "2026-04-21"), {rule::VCH_2});
    expect_no_change(quote(voucher_booking("2026-04-20"), "2026-05-20"), {rule::VCH_2});
    expect_no_change(quote(voucher_booking("2026-04-20"), "2026-05-28"), {rule::PAY_8});
}

TEST(Change, PAY_5_StaysPossibleAfterTheInvoice) {
    Booking booking = paid_booking();
    booking.invoiced = true;
    const ChangeQuote told = quote(booking, "2026-05-02");
    expect_change(told, 500, ChangeHow::reschedule, rule::PAY_7);
    EXPECT_THAT(told.rules, Contains(rule::PAY_5));
}

TEST(Change, PAY_11_TheRefundShowsAfter3To5BusinessDays) {
    // 1 May 2026 is a Friday; 4 to 6 May are holidays in Japan.
    const std::vector<Date> golden_week{day("2026-05-04"), day("2026-05-05"), day("2026-05-06")};
    const ChangeQuote plain = quote(paid_booking(), "2026-05-01");
    EXPECT_EQ(plain.refund_from, day("2026-05-06"));
    EXPECT_EQ(plain.refund_to, day("2026-05-08"));
    EXPECT_THAT(plain.rules, Contains(rule::PAY_11));
    const ChangeQuote late = change_quote(paid_booking(), {day("2026-05-01"), golden_week});
    EXPECT_EQ(late.refund_from, day("2026-05-11"));
    EXPECT_EQ(late.refund_to, day("2026-05-13"));
}

TEST(Change, REM_7_AFreeRescheduleIsFreeEvenAfterTheExamDay) {
    Booking booking = paid_booking();
    booking.free_reschedule = true;
    for (const char* today : {"2026-05-01", "2026-05-02", "2026-05-28", "2026-06-05"}) {
        expect_change(quote(booking, today), 0, ChangeHow::reschedule, rule::REM_7);
    }
    // Other rules hold.
    Booking by_voucher = voucher_booking("2026-05-30");
    by_voucher.free_reschedule = true;
    expect_no_change(quote(by_voucher, "2026-05-31"), {rule::VCH_2});
}

CancelQuote cancel(const Booking& booking, std::string_view today) {
    return cancel_quote(booking, {day(today), no_holidays});
}

TEST(Cancel, PAY_9_ForfeitsAllThatWasPaidEvenLongBefore) {
    for (const char* today : {"2026-01-01", "2026-05-01", "2026-05-30", "2026-05-31"}) {
        const CancelQuote told = cancel(paid_booking(), today);
        EXPECT_TRUE(told.possible);
        EXPECT_EQ(told.how, CancelHow::cancel);
        EXPECT_TRUE(told.forfeits_all);
        EXPECT_THAT(told.rules, ElementsAre(rule::PAY_9));
    }
}

TEST(Cancel, PAY_5_IsDisabledOnceTheInvoiceIsIssued) {
    Booking booking = paid_booking();
    booking.invoiced = true;
    const CancelQuote told = cancel(booking, "2026-04-01");
    EXPECT_FALSE(told.possible);
    EXPECT_FALSE(told.forfeits_all);
    EXPECT_THAT(told.rules, ElementsAre(rule::PAY_5));
}

TEST(Cancel, PAY_2_PAY_6_AnUnpaidBookingIsDroppedUntilItIsCancelledByItself) {
    const CancelQuote dropped = cancel(unpaid_booking(), "2026-05-01");
    EXPECT_TRUE(dropped.possible);
    EXPECT_EQ(dropped.how, CancelHow::drop);
    EXPECT_FALSE(dropped.forfeits_all);
    EXPECT_THAT(dropped.rules, ElementsAre(rule::PAY_6));
    const CancelQuote gone = cancel(unpaid_booking(), "2026-05-02");
    EXPECT_FALSE(gone.possible);
    EXPECT_THAT(gone.rules, ElementsAre(rule::PAY_2));
}

TEST(Cancel, IsNotPossibleAfterTheExamDay) {
    EXPECT_FALSE(cancel(paid_booking(), "2026-06-01").possible);
}

TEST(Absence, PAY_10_ForfeitsAllAndBars30Days) {
    const AbsenceQuote told = absence_quote(paid_booking());
    EXPECT_TRUE(told.forfeits_all);
    EXPECT_EQ(told.barred_from, day("2026-06-01"));
    EXPECT_EQ(told.until, day("2026-07-01"));
    EXPECT_THAT(told.rules, ElementsAre(rule::PAY_10));
}

}  // namespace
}  // namespace labd::rules
