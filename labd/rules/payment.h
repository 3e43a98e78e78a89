// What a change of a booking costs and how it is done, and what cancelling or not turning up costs:
// the rules PAY-1 to PAY-11, with REM-7, in calendar days of the site.
#pragma once

#include <optional>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/booking.h"
#include "labd/rules/booking.h"

namespace labd::rules {

/// PAY-1, PAY-5, PAY-11.
inline constexpr int clearing_business_days = 3;
inline constexpr int invoice_business_days = 3;
inline constexpr int refund_business_days_min = 3;
inline constexpr int refund_business_days_max = 5;

/// The last day on which the payment in full is in time (PAY-1, PAY-2) and a change free (PAY-6).
Date payment_due(Date exam);

/// The last day on which a change is possible (PAY-8).
Date last_change_day(Date exam);

/// The first day after a no-show on which an exam can be booked again (PAY-10).
Date after_no_show(Date exam);

enum class ChangeHow : std::uint8_t { drop, reschedule };
BOOST_DESCRIBE_ENUM(ChangeHow, drop, reschedule)

/// What moves of the money in a change, in its order.
enum class Move : std::uint8_t {
    charge_change_fee_and_tax,
    refund_fee_and_tax,
    charge_fee_and_tax,
    apply_voucher,
    refund_tax,
    charge_tax,
    charge_fee_and_tax_difference
};
BOOST_DESCRIBE_ENUM(Move, charge_change_fee_and_tax, refund_fee_and_tax, charge_fee_and_tax,
                    apply_voucher, refund_tax, charge_tax, charge_fee_and_tax_difference)

/// `fee_usd` and `how` are given when the change is possible.
struct ChangeQuote {
    bool possible = false;
    /// Without the tax on it.
    std::optional<std::int64_t> fee_usd;
    std::optional<ChangeHow> how;
    std::vector<Move> moves;
    /// The days between which a refund shows on the account (PAY-11), if there is one.
    std::optional<Date> refund_from;
    std::optional<Date> refund_to;
    Date free_until;
    Date possible_until;
    Rules rules;
    Message text;
};

/// What a change of date or place would cost on `basis.today`.
ChangeQuote change_quote(const domain::Booking& booking, const BookingBasis& basis);

enum class CancelHow : std::uint8_t { drop, cancel };
BOOST_DESCRIBE_ENUM(CancelHow, drop, cancel)

struct CancelQuote {
    bool possible = false;
    std::optional<CancelHow> how;
    /// All that was paid is lost (PAY-9).
    bool forfeits_all = false;
    Rules rules;
    Message text;
};

/// What giving up the booking would cost on `basis.today`.
CancelQuote cancel_quote(const domain::Booking& booking, const BookingBasis& basis);

/// What not turning up costs (PAY-10). A sitting that the lab cancelled is none (REM-6).
struct AbsenceQuote {
    bool forfeits_all = false;
    /// Nothing can be booked from here ...
    Date barred_from;
    /// ... until the day before this one.
    Date until;
    Rules rules;
    Message text;
};

AbsenceQuote absence_quote(const domain::Booking& booking);

}  // namespace labd::rules
