// What a voucher pays for: the rules VCH-1 to VCH-5, on what scheduling says of a voucher or on
// what is recorded of one.
#pragma once

#include <vector>

#include "labd/core/refusal.h"
#include "labd/domain/booking.h"
#include "labd/domain/state.h"

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

/// The last day on which a recorded voucher pays: as it was issued, or by the policy of then.
Date last_day_of(const domain::State& state, const domain::IssuedVoucher& voucher);

/// What there is to ask about a recorded voucher of which only `candidate` wants to make use.
domain::VoucherQuestion question_of(const domain::State& state,
                                    const domain::IssuedVoucher& voucher,
                                    const CandidateId& candidate);

}  // namespace labd::rules
