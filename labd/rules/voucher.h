// What a voucher pays for: the rules VCH-1 to VCH-4 as far as they speak of a booking. Issuing and
// redeeming are not here.
#pragma once

#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/booking.h"

namespace labd::rules {

/// Whether a voucher still pays on a day; its last day counts (VCH-2).
inline bool is_voucher_valid(Date expires, Date today) { return today <= expires; }

/// Why a voucher does not pay.
struct VoucherBar {
    Rule rule;
    Message text;
};

struct VoucherAnswer {
    std::vector<VoucherBar> bars;
    /// Using it is a matter of conduct (VCH-4).
    bool conduct = false;
    Rules rules;

    bool pays() const { return bars.empty(); }
};

/// Whether the voucher pays for a booking of `asked.candidate` on `today`. What it does not cover
/// of fee and tax goes to a credit card (VCH-3).
VoucherAnswer check_voucher(const domain::VoucherQuestion& asked, Date today);

}  // namespace labd::rules
