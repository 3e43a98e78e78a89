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
    if (answer.pays()) {
        answer.rules = {rule::VCH_1, rule::VCH_2, rule::VCH_3, rule::VCH_4};
    }
    return answer;
}

}  // namespace labd::rules
