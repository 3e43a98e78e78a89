// What a booking is bound to and what is due for it when: the rules BKG-1 to BKG-4, with the dates
// of PAY-1 to PAY-8.
#pragma once

#include <optional>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/booking.h"

namespace labd::rules {

struct OpenBooking {
    Date date;
    /// The first day on which it is none any more.
    Date falls_on;
};

/// Bookings of the same track that have not been sat, at any site (BKG-1). A booking is over the
/// day after its exam day, or when the history has the exam's result.
std::vector<OpenBooking> open_bookings(const std::vector<domain::HistoryRecord>& history,
                                       const ExamId& exam, Date today);

/// What questions about a booking rest on: the day asked about, in the site's calendar, and the
/// days that are no business days there.
struct BookingBasis {
    Date today;
    const std::vector<Date>& holidays;
};

enum class BookingState : std::uint8_t {
    /// The agreement is not signed: there is no obligation to pay yet (BKG-2).
    incomplete,
    payable,
    paid,
    /// Not paid in full in time (PAY-2).
    cancelled_unpaid
};
BOOST_DESCRIBE_ENUM(BookingState, incomplete, payable, paid, cancelled_unpaid)

enum class DueWhat : std::uint8_t {
    agreement,
    contact_details,
    visa_application,
    payment_given,
    payment_received,
    reminder,
    invoice,
    free_change,
    change
};
BOOST_DESCRIBE_ENUM(DueWhat, agreement, contact_details, visa_application, payment_given,
                    payment_received, reminder, invoice, free_change, change)

/// One thing that is due, or possible, until the end of a day.
struct Due {
    DueWhat what = DueWhat::agreement;
    std::optional<Date> from;
    /// The last day; nothing where the rules set none.
    std::optional<Date> by;
    bool done = false;
    Rule rule;
};

struct BookingDues {
    BookingState state = BookingState::incomplete;
    std::vector<Due> dues;
    Rules rules;
};

BookingDues what_is_due(const domain::Booking& booking, const BookingBasis& basis);

}  // namespace labd::rules
