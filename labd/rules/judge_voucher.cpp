// Entries about vouchers. They hang on no exam day: a voucher is used months after the day on which
// it was issued.
#include <algorithm>

#include "labd/rules/judge_context.h"
#include "labd/rules/remedy.h"
#include "labd/rules/voucher.h"

namespace labd::rules::detail {

namespace {

constexpr std::size_t digest_hex_digits = 64;
/// Longer names of a booking are none.
constexpr std::size_t booking_bytes_max = 64;

Date local_date(const JudgeContext& context) {
    return context.state.sites.back().site->zone.date_at(context.entry().happened);
}

/// The remedy that a voucher is to be: decided as a voucher, of the same candidate, not given yet.
Verdict check_remedy(const JudgeContext& context, const domain::VoucherIssued& fact) {
    const SittingId* id =
        context.log == nullptr ? nullptr : sitting_of_case(*context.log, *fact.remedy);
    if (id == nullptr) {
        return not_found("refusal.case_not_there", fact.remedy->value);
    }
    const View view = context.view();
    const Result<SittingView> sitting = need_sitting(context, view, *id);
    if (!sitting) {
        return sitting.error();
    }
    const std::vector<RemedyCase> cases =
        remedy_cases(*sitting, timeline(*sitting), context.entry().happened);
    const auto found = std::ranges::find(cases, *fact.remedy, &RemedyCase::id);
    if (found == cases.end() || found->as != domain::RemedyForm::voucher) {
        return refuse({rule::REM_5, rule::VCH_5}, "refusal.remedy_no_voucher",
                      {{"actual", fact.remedy->value}});
    }
    if (sitting->facts.booking.candidate != fact.candidate) {
        return refuse({rule::VCH_1}, "why.voucher.of_another");
    }
    for (const domain::IssuedVoucher& other : context.log->now.vouchers) {
        if (other.remedy == fact.remedy && !other.voided) {
            return refuse({rule::REM_5, rule::CONFLICT}, "refusal.remedy_has_voucher",
                          {{"actual", other.issued.id.value}});
        }
    }
    return std::nullopt;
}

const domain::IssuedVoucher* find_voucher(const JudgeContext& context, const EntryId& id) {
    return context.log == nullptr ? nullptr : context.log->now.find_voucher(id);
}

/// One that labd never issued is not from the official source.
Refusal no_such_voucher(const EntryId& id) {
    return refuse({rule::VCH_4, rule::REFERENCE}, "refusal.voucher_not_there",
                  {{"actual", id.value}});
}

}  // namespace

Verdict judge_voucher(JudgeContext& context, const domain::VoucherIssued& fact) {
    if (context.state.sites.empty()) {
        return refuse({rule::REFERENCE}, "refusal.site_not_configured");
    }
    if (fact.expires && *fact.expires < local_date(context)) {
        return refuse({rule::VCH_2}, "why.voucher.expired",
                      {{"limit", format_date(*fact.expires)}});
    }
    if (fact.code && (fact.code->digest.size() != digest_hex_digits ||
                      context.state.codes.contains(fact.code->digest))) {
        return refuse({rule::VCH_5, rule::CONFLICT}, "refusal.id_taken", {{"actual", "code"}});
    }
    return fact.remedy ? check_remedy(context, fact) : std::nullopt;
}

Verdict judge_voucher(JudgeContext& context, const domain::VoucherRedeemed& fact) {
    const domain::IssuedVoucher* voucher = find_voucher(context, fact.voucher);
    if (voucher == nullptr) {
        return no_such_voucher(fact.voucher);
    }
    if (fact.booking.empty() || fact.booking.size() > booking_bytes_max) {
        return refuse({rule::VCH_3}, "refusal.booking_needed");
    }
    const VoucherAnswer answer =
        check_voucher(question_of(context.state, *voucher, fact.candidate), local_date(context));
    if (answer.pays() && context.entry().happened < voucher->issued.happened) {
        return refuse({rule::VCH_4}, "why.voucher.not_official");
    }
    if (answer.pays()) {
        return std::nullopt;
    }
    Refusal refusal{answer.rules, answer.bars.front().text};
    if (voucher->redeemed) {
        refusal.rules.push_back(rule::VCH_5);
    }
    return refusal;
}

Verdict judge_voucher(JudgeContext& context, const domain::VoucherVoided& fact) {
    const domain::IssuedVoucher* voucher = find_voucher(context, fact.voucher);
    if (voucher == nullptr) {
        return no_such_voucher(fact.voucher);
    }
    if (voucher->redeemed) {
        return refuse({rule::VCH_4, rule::CONFLICT}, "why.voucher.redeemed");
    }
    if (voucher->voided) {
        return refuse({rule::VCH_4, rule::CONFLICT}, "why.voucher.voided");
    }
    return std::nullopt;
}

}  // namespace labd::rules::detail
