#include "labd/rules/booking.h"

#include <algorithm>

#include "labd/rules/business_days.h"
#include "labd/rules/payment.h"

namespace labd::rules {

namespace {

using domain::Booking;
using domain::HistoryRecord;
using domain::RecordKind;

constexpr int visa_from_weeks = 12;
constexpr int visa_by_weeks = 10;

bool is_settled(const std::vector<HistoryRecord>& history, const HistoryRecord& booking) {
    return booking.result.has_value() ||
           std::ranges::any_of(history, [&](const HistoryRecord& record) {
               return record.kind == RecordKind::lab && record.exam == booking.exam &&
                      record.date == booking.date;
           });
}

BookingState state_of(const Booking& booking, Date today) {
    const Date due = payment_due(booking.exam_date);
    const Date received = booking.paid ? booking.paid_on.value_or(due) : today;
    if (!booking.free_reschedule && received > due) {
        return BookingState::cancelled_unpaid;
    }
    if (booking.paid) {
        return BookingState::paid;
    }
    return booking.agreement_signed ? BookingState::payable : BookingState::incomplete;
}

}  // namespace

std::vector<OpenBooking> open_bookings(const std::vector<HistoryRecord>& history,
                                       const ExamId& exam, Date today) {
    std::vector<OpenBooking> open;
    for (const HistoryRecord& record : history) {
        if (record.kind == RecordKind::booking && record.exam == exam && today <= *record.date &&
            !is_settled(history, record)) {
            open.push_back({*record.date, add_days(*record.date, 1)});
        }
    }
    return open;
}

BookingDues what_is_due(const Booking& booking, const BookingBasis& basis) {
    const Date exam = booking.exam_date;
    const Date due = payment_due(exam);
    BookingDues answer;
    answer.state = state_of(booking, basis.today);
    answer.dues = {
        {DueWhat::agreement, {}, {}, booking.agreement_signed.has_value(), rule::BKG_2},
        {DueWhat::contact_details, {}, {}, false, rule::BKG_4},
        {DueWhat::visa_application, add_days(exam, -7 * visa_from_weeks),
         add_days(exam, -7 * visa_by_weeks), false, rule::BKG_3},
        {DueWhat::payment_given,
         {},
         latest_start(due, clearing_business_days, basis.holidays),
         booking.paid,
         rule::PAY_4},
        {DueWhat::payment_received, {}, due, booking.paid, rule::PAY_1},
        {DueWhat::reminder, {}, due, booking.paid, rule::PAY_3},
    };
    if (booking.invoiced || (booking.paid && booking.paid_on)) {
        Due invoice{DueWhat::invoice, {}, {}, booking.invoiced, rule::PAY_5};
        if (booking.paid_on) {
            invoice.by = add_business_days(*booking.paid_on, invoice_business_days, basis.holidays);
        }
        answer.dues.push_back(invoice);
    }
    answer.dues.push_back({DueWhat::free_change, {}, due, false, rule::PAY_6});
    answer.dues.push_back({DueWhat::change, {}, last_change_day(exam), false, rule::PAY_8});
    for (const Due& one : answer.dues) {
        answer.rules.push_back(one.rule);
    }
    if (answer.state == BookingState::cancelled_unpaid) {
        answer.rules.push_back(rule::PAY_2);
    }
    return answer;
}

}  // namespace labd::rules
