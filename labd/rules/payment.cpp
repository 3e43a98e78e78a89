#include "labd/rules/payment.h"

#include <algorithm>

#include "labd/rules/business_days.h"
#include "labd/rules/voucher.h"

namespace labd::rules {

namespace {

using domain::Booking;
using domain::PaymentMethod;

constexpr int due_days_before = 30;
constexpr int closed_days_before = 3;
constexpr int absence_days = 30;
constexpr std::int64_t change_fee_usd = 500;

/// How the payment goes over to the new booking.
std::vector<Move> moves_of(const Booking& booking, bool with_fee) {
    std::vector<Move> moves;
    if (with_fee) {
        moves.push_back(Move::charge_change_fee_and_tax);
    }
    if (booking.method == PaymentMethod::voucher) {
        moves.insert(moves.end(),
                     {Move::apply_voucher, Move::refund_tax,
                      with_fee ? Move::charge_fee_and_tax_difference : Move::charge_tax});
    } else {
        moves.insert(moves.end(), {Move::refund_fee_and_tax, Move::charge_fee_and_tax});
    }
    return moves;
}

bool is_voucher_expired(const Booking& booking, Date today) {
    return booking.method == PaymentMethod::voucher && booking.voucher_expires &&
           !is_voucher_valid(*booking.voucher_expires, today);
}

void refuse_change(ChangeQuote& quote, Rules rules, Message text) {
    quote.rules = std::move(rules);
    quote.text = std::move(text);
}

ChangeQuote quote_for(const Booking& booking) {
    ChangeQuote quote;
    quote.free_until = payment_due(booking.exam_date);
    quote.possible_until = last_change_day(booking.exam_date);
    return quote;
}

/// A change that is possible, of a booking that is paid.
void reschedule(ChangeQuote& quote, const Booking& booking, const BookingBasis& basis,
                std::int64_t fee_usd) {
    quote.possible = true;
    quote.fee_usd = fee_usd;
    quote.how = ChangeHow::reschedule;
    quote.moves = moves_of(booking, fee_usd > 0);
    quote.refund_from = add_business_days(basis.today, refund_business_days_min, basis.holidays);
    quote.refund_to = add_business_days(basis.today, refund_business_days_max, basis.holidays);
    quote.rules.push_back(rule::PAY_11);
    if (booking.invoiced) {
        quote.rules.push_back(rule::PAY_5);
    }
    if (booking.method == PaymentMethod::voucher) {
        quote.rules.insert(quote.rules.end(), {rule::VCH_2, rule::VCH_3});
    }
}

}  // namespace

Date payment_due(Date exam) { return add_days(exam, -due_days_before); }

Date last_change_day(Date exam) { return add_days(exam, -closed_days_before - 1); }

Date after_no_show(Date exam) { return add_days(exam, absence_days + 1); }

ChangeQuote change_quote(const Booking& booking, const BookingBasis& basis) {
    ChangeQuote quote = quote_for(booking);
    const std::string exam = format_date(booking.exam_date);
    const bool free = basis.today <= quote.free_until;
    if (!booking.free_reschedule && basis.today > quote.possible_until) {
        Rules rules{rule::PAY_8};
        if (!booking.paid) {
            rules.insert(rules.end(), {rule::PAY_7, rule::PAY_2});
        }
        refuse_change(quote, std::move(rules),
                      {"why.change.too_late",
                       {{"exam", exam}, {"limit", format_date(quote.possible_until)}}});
        return quote;
    }
    if (!booking.paid && free) {
        quote.possible = true;
        quote.fee_usd = 0;
        quote.how = ChangeHow::drop;
        quote.rules = {rule::PAY_6};
        quote.text = {"why.change.drop", {}};
        return quote;
    }
    if (!booking.paid && !booking.free_reschedule) {
        refuse_change(quote, {rule::PAY_7, rule::PAY_2},
                      {"why.change.unpaid", {{"limit", format_date(quote.free_until)}}});
        return quote;
    }
    if (is_voucher_expired(booking, basis.today)) {
        refuse_change(
            quote, {rule::VCH_2},
            {"why.change.voucher_expired", {{"limit", format_date(*booking.voucher_expires)}}});
        return quote;
    }
    if (booking.free_reschedule) {
        quote.rules = {rule::REM_7};
        quote.text = {"why.change.remedy", {}};
        reschedule(quote, booking, basis, 0);
    } else if (free) {
        quote.rules = {rule::PAY_6};
        quote.text = {"why.change.free", {{"limit", format_date(quote.free_until)}}};
        reschedule(quote, booking, basis, 0);
    } else {
        quote.rules = {rule::PAY_7};
        quote.text = {"why.change.fee",
                      {{"fee_usd", change_fee_usd}, {"limit", format_date(quote.free_until)}}};
        reschedule(quote, booking, basis, change_fee_usd);
    }
    return quote;
}

CancelQuote cancel_quote(const Booking& booking, const BookingBasis& basis) {
    CancelQuote quote;
    if (booking.exam_date < basis.today) {
        quote.rules = {rule::PAY_10};
        quote.text = {"why.cancel.exam_day_over", {{"exam", format_date(booking.exam_date)}}};
    } else if (booking.invoiced) {
        quote.rules = {rule::PAY_5};
        quote.text = {"why.cancel.invoiced", {}};
    } else if (booking.paid) {
        quote.possible = true;
        quote.how = CancelHow::cancel;
        quote.forfeits_all = true;
        quote.rules = {rule::PAY_9};
        quote.text = {"why.cancel.forfeits", {}};
    } else if (basis.today <= payment_due(booking.exam_date)) {
        quote.possible = true;
        quote.how = CancelHow::drop;
        quote.rules = {rule::PAY_6};
        quote.text = {"why.cancel.drop", {}};
    } else {
        quote.rules = {rule::PAY_2};
        quote.text = {"why.cancel.unpaid",
                      {{"limit", format_date(payment_due(booking.exam_date))}}};
    }
    return quote;
}

AbsenceQuote absence_quote(const Booking& booking) {
    AbsenceQuote quote;
    quote.forfeits_all = booking.paid;
    quote.barred_from = add_days(booking.exam_date, 1);
    quote.until = after_no_show(booking.exam_date);
    quote.rules = {rule::PAY_10};
    quote.text = {"why.absence",
                  {{"exam", format_date(booking.exam_date)}, {"until", format_date(quote.until)}}};
    return quote;
}

}  // namespace labd::rules
