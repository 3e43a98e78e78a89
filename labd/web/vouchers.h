// Vouchers by their codes: issuing one, asking about it, paying with it (VCH-1 to VCH-5). A code is
// shown once, to who has it issued, and never stored.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// POST `/api/v1/vouchers`: enters `voucher.issued` and answers with the code.
void issue_voucher(const Context& context, Call call);

/// POST `/api/v1/vouchers/check`: whether the voucher with this code pays for the candidate's
/// booking.
void check_voucher_code(const Context& context, Call call);

/// POST `/api/v1/vouchers/redeem`: enters `voucher.redeemed` for the voucher with this code.
void redeem_voucher(const Context& context, Call call);

/// GET `/api/v1/vouchers`: all, or those of a candidate, a session or a state, in pages.
void list_vouchers(const Context& context, Call call);

/// GET `/api/v1/vouchers/{}`: what is known of a voucher.
void read_voucher(const Context& context, Call call);

}  // namespace labd::web
