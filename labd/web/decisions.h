// Routes that answer questions about bookings from the rules and what the question brings along.
// Nothing is recorded, and nothing that labd knows of a candidate is told.
#pragma once

#include "labd/web/call.h"
#include "labd/web/context.h"

namespace labd::web {

/// POST `/api/v1/decisions/may-book`.
void decide_may_book(const Context& context, Call call);
/// POST `/api/v1/decisions/change-quote`.
void decide_change(const Context& context, Call call);
/// POST `/api/v1/decisions/cancel-quote`.
void decide_cancel(const Context& context, Call call);
/// POST `/api/v1/decisions/absence-quote`.
void decide_absence(const Context& context, Call call);
/// POST `/api/v1/decisions/dues`.
void decide_dues(const Context& context, Call call);
/// POST `/api/v1/decisions/voucher-check`.
void decide_voucher(const Context& context, Call call);

}  // namespace labd::web
