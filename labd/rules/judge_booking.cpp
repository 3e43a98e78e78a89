// Whom a booking may be for and what is known of its payment, where bookings come in: the roster
// and single entries. Candidates who are banned (SEC-3).
#include <algorithm>
#include <ranges>

#include "labd/rules/judge_context.h"
#include "labd/rules/payment.h"
#include "labd/rules/voucher.h"

namespace labd::rules::detail {

namespace {

using domain::PaymentState;
using domain::SittingBooked;

constexpr std::string_view fee_currency = "USD";

Date day_of_entry(const JudgeContext& context) {
    return context.log->now.site->zone.date_at(context.entry().happened);
}

/// Whether a later entry of the batch gives the booking up.
bool is_withdrawn_later(const JudgeContext& context, const SittingId& sitting) {
    return std::ranges::any_of(context.later, [&](const domain::Proposed& later) {
        const auto* withdrawn = std::get_if<domain::SittingWithdrawn>(&later.body);
        return withdrawn != nullptr && withdrawn->sitting == sitting;
    });
}

/// BKG-1: the booking that the candidate holds on the same track, on this day or one to come; one
/// that has been sat, or is over in another way, is none. Null when there is none.
const SittingBooked* other_booking(const JudgeContext& context, const SittingBooked& booking) {
    const Date today = day_of_entry(context);
    for (const auto& [date, log] : context.state.days) {
        if (date < today || log.now.site == nullptr) {
            continue;
        }
        const View view{log, log.now};
        for (const auto& [id, facts] : log.now.sittings) {
            const bool same = facts.booking.candidate == booking.candidate &&
                              facts.booking.track == booking.track && id != booking.sitting;
            const std::optional<SittingView> sitting = same ? find_sitting(view, id) : std::nullopt;
            if (sitting && !is_withdrawn_later(context, id) &&
                state_at(*sitting, timeline(*sitting), context.now).phase != Phase::ended) {
                return &facts.booking;
            }
        }
    }
    return nullptr;
}

Verdict check_paid_on(const JudgeContext& context, Date paid_on) {
    const Date today = day_of_entry(context);
    const Date due = payment_due(context.log->date);
    if (paid_on > today) {
        return refuse({rule::PAY_1}, "refusal.payment_to_come",
                      {{"limit", format_date(today)}, {"actual", format_date(paid_on)}});
    }
    if (paid_on > due) {
        return refuse({rule::PAY_1, rule::PAY_2}, "refusal.payment_late",
                      {{"limit", format_date(due)}, {"actual", format_date(paid_on)}});
    }
    return std::nullopt;
}

/// The voucher has to be labd's, the candidate's, and redeemed for this booking (PAY-4, VCH-3).
Verdict check_paid_with(const JudgeContext& context, const SittingBooked& booking) {
    const auto& all = context.state.vouchers;
    const auto found = std::ranges::find_if(
        all, [&](const auto& row) { return row.second->issued.id == *booking.voucher; });
    if (found == all.end()) {
        return refuse({rule::VCH_4, rule::REFERENCE}, "refusal.voucher_not_there",
                      {{"actual", booking.voucher->value}});
    }
    const domain::IssuedVoucher& voucher = *found->second;
    domain::VoucherQuestion asked = question_of(context.state, voucher, booking.candidate);
    const bool used_here = voucher.redeemed && voucher.redeemed->booking == booking.sitting.value;
    // What was redeemed in time stays paid when the voucher's last day has passed.
    asked.voucher.redeemed = asked.voucher.redeemed && !used_here;
    const Date today = day_of_entry(context);
    const VoucherAnswer answer = check_voucher(asked, used_here ? asked.voucher.expires : today);
    if (!answer.pays()) {
        return Refusal{answer.rules, answer.bars.front().text};
    }
    return used_here ? std::nullopt
                     : std::optional(refuse(
                           {rule::VCH_3, rule::PAY_4}, "refusal.voucher_not_redeemed",
                           {{"actual", booking.voucher->value}, {"limit", booking.sitting.value}}));
}

}  // namespace

Verdict check_candidate(const JudgeContext& context, const SittingBooked& booking) {
    if (context.state.bans.contains(booking.candidate)) {
        return refuse({rule::SEC_3}, "why.bar.banned");
    }
    if (Verdict refusal = check_not_erased(context.state, booking.candidate)) {
        return refusal;
    }
    if (const SittingBooked* other = other_booking(context, booking)) {
        return refuse({rule::BKG_1}, "refusal.track_already_booked",
                      {{"actual", booking.candidate.value}, {"by", other->sitting.value}});
    }
    return std::nullopt;
}

Verdict check_payment(const JudgeContext& context, const SittingBooked& booking) {
    const bool paid = booking.payment && booking.payment != PaymentState::unpaid;
    if ((!paid && (booking.paid_on || booking.voucher)) || (!booking.payment && booking.currency) ||
        (booking.voucher && booking.payment != PaymentState::voucher)) {
        return refuse({rule::PAY_1}, "refusal.payment_unsaid");
    }
    if (booking.currency && *booking.currency != fee_currency) {
        return refuse({rule::PAY_1}, "refusal.payment_currency",
                      {{"limit", std::string(fee_currency)}, {"actual", *booking.currency}});
    }
    const Date due = payment_due(context.log->date);
    if (booking.payment == PaymentState::unpaid && due < day_of_entry(context)) {
        return refuse({rule::PAY_1, rule::PAY_2}, "refusal.booking_not_paid",
                      {{"limit", format_date(due)}});
    }
    if (Verdict refusal =
            booking.paid_on ? check_paid_on(context, *booking.paid_on) : std::nullopt) {
        return refusal;
    }
    return booking.voucher ? check_paid_with(context, booking) : std::nullopt;
}

Verdict judge_ban(const JudgeContext& context, const domain::CandidateBanned& fact) {
    const auto ban = context.state.bans.find(fact.candidate);
    if (ban != context.state.bans.end()) {
        return refuse({rule::SEC_3, rule::CONFLICT}, "refusal.banned_already",
                      {{"actual", fact.candidate.value}, {"since_at", ban->second.since}});
    }
    return check_confirmation(context, fact);
}

Verdict judge_ban(const JudgeContext& context, const domain::CandidateBanLifted& fact) {
    return context.state.bans.contains(fact.candidate)
               ? std::nullopt
               : std::optional(not_found("refusal.ban_not_there", fact.candidate.value));
}

}  // namespace labd::rules::detail
