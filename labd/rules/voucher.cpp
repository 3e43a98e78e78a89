#include "labd/rules/voucher.h"

namespace labd::rules {

VoucherAnswer check_voucher(const domain::VoucherQuestion& asked, Date today) {
    VoucherAnswer answer;
    const auto bar = [&answer](Rule rule, Message text) {
        answer.rules.push_back(rule);
        answer.bars.push_back({rule, std::move(text)});
    };
    if (asked.voucher.candidate != asked.candidate) {
        bar(rule::VCH_1, {"why.voucher.of_another", {}});
    }
    if (!is_voucher_valid(asked.voucher.expires, today)) {
        bar(rule::VCH_2, {"why.voucher.expired", {{"limit", format_date(asked.voucher.expires)}}});
    }
    if (!asked.voucher.official || asked.voucher.redeemed) {
        answer.conduct = true;
        bar(rule::VCH_4,
            {asked.voucher.redeemed ? "why.voucher.redeemed" : "why.voucher.not_official", {}});
    }
    if (asked.voucher.voided) {
        bar(rule::VCH_4, {"why.voucher.voided", {}});
    }
    if (answer.pays()) {
        answer.rules = {rule::VCH_1, rule::VCH_2, rule::VCH_3, rule::VCH_4};
    }
    return answer;
}

Date last_day_of(const domain::State& state, const domain::IssuedVoucher& voucher) {
    if (voucher.expires) {
        return *voucher.expires;
    }
    const std::shared_ptr<const domain::Policy> policy = state.policy_at(voucher.issued.order);
    const Duration valid = policy ? policy->parameters.voucher_validity : Duration{};
    const Date issued = state.sites.back().site->zone.date_at(voucher.issued.happened);
    return add_days(issued, static_cast<int>(valid.us / days(1).us));
}

domain::VoucherQuestion question_of(const domain::State& state,
                                    const domain::IssuedVoucher& voucher,
                                    const CandidateId& candidate) {
    domain::VoucherQuestion asked;
    asked.voucher = {voucher.candidate, last_day_of(state, voucher), true,
                     voucher.redeemed.has_value(), voucher.voided.has_value()};
    asked.candidate = candidate;
    return asked;
}

}  // namespace labd::rules
