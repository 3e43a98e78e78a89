// Entries about results, remedies and re-reads. What each needs to have ground is asked when it is
// made, and again of all that stand when something is corrected (CLK-9).
#include <algorithm>

#include "labd/rules/judge_context.h"
#include "labd/rules/remedy.h"
#include "labd/rules/reread.h"

namespace labd::rules::detail {

namespace {

using domain::RemedyForm;
using domain::Stamp;

/// An entry about a sitting's case, in the day as it was entered before `before`.
struct CaseCheck {
    const SittingView& sitting;
    const Timeline& line;
    Instant at;
    Instant now;
    Seq before = no_order;

    template <class T>
    Verdict operator()(const T&) const {
        return std::nullopt;
    }

    Verdict operator()(const domain::ResultRecorded& fact) const {
        for (const auto& [module, mark] : fact.modules) {
            const auto& modules = sitting.track.modules;
            if (std::ranges::find(modules, module, &domain::Module::id) == modules.end()) {
                return refuse({rule::REFERENCE, rule::MOD_1}, "refusal.module_not_in_track",
                              {{"actual", module.value}});
            }
        }
        const SittingState state = state_at(sitting, line, at);
        if (state.phase != Phase::ended) {
            return refuse({rule::RES_1, rule::MOD_7}, "refusal.result_before_end");
        }
        const bool cancelled = state.ended_as == EndedAs::cancelled;
        if (!cancelled && (state.ended_as == EndedAs::no_show || !takes_result(line))) {
            return refuse({rule::RES_2, rule::MOD_7}, "refusal.no_exam_no_result",
                          {{"since_at", *state.ended_at},
                           {"what", boost::describe::enum_to_string(*state.ended_as, "")}});
        }
        if (!cancelled && !fact.result) {
            return refuse({rule::RES_2}, "refusal.result_needs_mark");
        }
        if (!fact.topics.empty() && (cancelled || fact.result == domain::Mark::pass)) {
            return refuse({rule::RES_2}, "refusal.topics_on_fail");
        }
        if (fact.examiner.empty()) {
            return refuse({rule::RRD_1}, "refusal.examiner_needed");
        }
        for (const domain::ResultMark& other : sitting.facts.results) {
            if (other.stamp.order < before) {
                return refuse({rule::RES_2, rule::CONFLICT}, "refusal.result_already",
                              {{"since_at", other.stamp.happened}, {"by", other.stamp.by.name}});
            }
        }
        return std::nullopt;
    }

    Verdict operator()(const domain::RemedyRequested& fact) const {
        if (fact.ground == domain::Ground::A) {
            return refuse({rule::REM_2, rule::REM_4}, "refusal.ground_a_opens_itself");
        }
        const bool named = std::ranges::any_of(fact.documents, [](const domain::Text& text) {
            return !text.value.empty() || text.erased;
        });
        if (!named) {
            return refuse({rule::REM_3, rule::REM_4}, "refusal.documents_needed");
        }
        for (const RemedyCase& other : remedy_cases(sitting, line, now, before)) {
            if (Verdict refusal = check_not_decided(other)) {
                return refusal;
            }
            if (other.ground == domain::Ground::B && other.state != CaseState::denied) {
                return refuse({rule::REM_5, rule::CONFLICT}, "refusal.remedy_open",
                              {{"actual", other.id.value}});
            }
        }
        return std::nullopt;
    }

    Verdict operator()(const domain::RemedyInvestigated& fact) const {
        return check_finding(fact.remedy);
    }

    Verdict operator()(const domain::RemedyJudged& fact) const {
        return check_finding(fact.remedy);
    }

    Verdict operator()(const domain::RemedyDecided& fact) const {
        const std::vector<RemedyCase> cases = remedy_cases(sitting, line, at, before);
        const auto found = std::ranges::find(cases, fact.remedy, &RemedyCase::id);
        if (found == cases.end()) {
            return not_found("refusal.case_not_there", fact.remedy.value);
        }
        for (const RemedyCase& other : cases) {
            // One sitting has one remedy, whatever the number of its cases.
            if (other.id == fact.remedy || other.as) {
                if (Verdict refusal = check_not_decided(other)) {
                    return refusal;
                }
            }
        }
        const bool on_facts = found->ground == domain::Ground::A;
        if (on_facts && fact.as == RemedyForm::denied) {
            return refuse({rule::REM_4, rule::REM_2}, "refusal.ground_a_by_conditions");
        }
        if (found->state == CaseState::denied) {
            return refuse(found->rules, "refusal.remedy_denied", {{"actual", fact.remedy.value}});
        }
        if (on_facts && found->state == CaseState::pending) {
            return refuse({rule::REM_4, rule::REM_2}, "refusal.remedy_pending",
                          {{"actual", joined(found->missing())}});
        }
        return std::nullopt;
    }

    Verdict operator()(const domain::RereadRequested&) const {
        const RereadAnswer answer = reread_at(sitting, line, at, before);
        if (!answer.may_request()) {
            Rules rules;
            for (const RereadBar& bar : answer.bars) {
                rules.push_back(bar.rule);
            }
            return Refusal{std::move(rules), answer.bars.front().text};
        }
        for (const domain::Reread& other : sitting.facts.rereads) {
            if (other.requested.order < before && !stands(other.cancelled)) {
                return refuse({rule::RRD_7}, "why.reread.once",
                              {{"since_at", other.requested.happened}});
            }
        }
        return std::nullopt;
    }

    Verdict operator()(const domain::RereadPaid& fact) const {
        return with_reread(fact.reread, [&](const domain::Reread& reread) -> Verdict {
            if (Verdict refusal = check_open(reread)) {
                return refusal;
            }
            if (stands(reread.paid)) {
                return refuse({rule::RRD_4, rule::CONFLICT}, "refusal.reread_paid",
                              {{"since_at", reread.paid->happened}, {"by", reread.paid->by.name}});
            }
            if (fact.method != domain::PaymentMethod::card) {
                return refuse({rule::RRD_4}, "refusal.reread_by_card");
            }
            if (fact.currency && *fact.currency != "USD") {
                return refuse({rule::RRD_4}, "refusal.reread_currency",
                              {{"limit", "USD"}, {"actual", *fact.currency}});
            }
            if (fact.amount_usd != reread_fee_usd) {
                return refuse({rule::RRD_4}, "refusal.reread_fee",
                              {{"limit", reread_fee_usd}, {"actual", fact.amount_usd}});
            }
            return std::nullopt;
        });
    }

    /// Of the re-read alone; the rack is asked about when the entry is made (RRD-1).
    Verdict operator()(const domain::RereadRackReserved& fact) const {
        return with_reread(fact.reread, [&](const domain::Reread& reread) -> Verdict {
            if (Verdict refusal = check_open(reread)) {
                return refusal;
            }
            return stands(reread.paid) ? std::nullopt
                                       : std::optional(refuse({rule::RRD_4, rule::RRD_1},
                                                              "refusal.reread_not_paid"));
        });
    }

    Verdict operator()(const domain::RereadRackReleased& fact) const {
        return with_reread(fact.reread,
                           [](const domain::Reread&) -> Verdict { return std::nullopt; });
    }

    Verdict operator()(const domain::RereadCancelled& fact) const {
        return with_reread(fact.reread, [&](const domain::Reread& reread) -> Verdict {
            if (stands(reread.paid)) {
                return refuse({rule::RRD_4, rule::CONFLICT}, "refusal.reread_paid_stays",
                              {{"since_at", reread.paid->happened}, {"by", reread.paid->by.name}});
            }
            return check_open(reread);
        });
    }

    Verdict operator()(const domain::RereadDecided& fact) const {
        return with_reread(fact.reread, [&](const domain::Reread& reread) -> Verdict {
            if (Verdict refusal = check_open(reread)) {
                return refusal;
            }
            if (!stands(reread.paid) || at < reread.paid->happened) {
                return refuse({rule::RRD_4}, "refusal.reread_not_paid");
            }
            const domain::ResultMark* result = standing_result(sitting.facts, at);
            if (fact.examiner.empty()) {
                return refuse({rule::RRD_1}, "refusal.examiner_needed");
            }
            if (result != nullptr && result->examiner == fact.examiner) {
                return refuse({rule::RRD_1}, "refusal.same_examiner", {{"actual", fact.examiner}});
            }
            return std::nullopt;
        });
    }

    Verdict operator()(const domain::RereadRefunded& fact) const {
        return with_reread(fact.reread, [&](const domain::Reread& reread) -> Verdict {
            if (!stands(reread.decided) || reread.outcome != domain::RereadOutcome::passed ||
                at < reread.decided->happened) {
                return refuse({rule::RRD_5}, "refusal.no_refund");
            }
            if (stands(reread.refunded)) {
                return refuse(
                    {rule::RRD_5, rule::CONFLICT}, "refusal.reread_refunded",
                    {{"since_at", reread.refunded->happened}, {"by", reread.refunded->by.name}});
            }
            return std::nullopt;
        });
    }

private:
    bool stands(const std::optional<Stamp>& stamp) const { return stamp && stamp->order < before; }

    static std::string joined(const std::vector<std::string>& names) {
        std::string text;
        for (const std::string& name : names) {
            text += (text.empty() ? "" : ", ") + name;
        }
        return text;
    }

    static Verdict check_not_decided(const RemedyCase& one) {
        if (one.decided == nullptr) {
            return std::nullopt;
        }
        return refuse({rule::REM_5, rule::CONFLICT}, "refusal.remedy_decided",
                      {{"actual", one.id.value},
                       {"since_at", one.decided->happened},
                       {"by", one.decided->by.name}});
    }

    Verdict check_finding(const EntryId& id) const {
        // What is found may have happened before the exam was cancelled.
        const std::vector<RemedyCase> cases = remedy_cases(sitting, line, now, before);
        const auto found = std::ranges::find(cases, id, &RemedyCase::id);
        if (found == cases.end()) {
            return not_found("refusal.case_not_there", id.value);
        }
        if (found->ground != domain::Ground::A) {
            return refuse({rule::REM_4}, "refusal.remedy_not_ground_a", {{"actual", id.value}});
        }
        return check_not_decided(*found);
    }

    template <class Check>
    Verdict with_reread(const EntryId& id, Check check) const {
        for (const domain::Reread& reread : sitting.facts.rereads) {
            if (reread.requested.id == id && reread.requested.order < before &&
                reread.requested.happened <= at) {
                return check(reread);
            }
        }
        return not_found("refusal.case_not_there", id.value);
    }

    Verdict check_open(const domain::Reread& reread) const {
        if (stands(reread.cancelled)) {
            return refuse(
                {rule::RRD_4, rule::CONFLICT}, "refusal.reread_cancelled",
                {{"since_at", reread.cancelled->happened}, {"by", reread.cancelled->by.name}});
        }
        if (stands(reread.decided)) {
            return refuse(
                {rule::RRD_7, rule::CONFLICT}, "refusal.reread_decided",
                {{"since_at", reread.decided->happened}, {"by", reread.decided->by.name}});
        }
        return std::nullopt;
    }
};

/// RRD-1: a re-read has one rack at a time, which nobody else holds.
Verdict judge_rack(const JudgeContext& context, const domain::Fact& fact) {
    const EntryId* id = domain::case_of(fact);
    const domain::RackHold* hold = id == nullptr ? nullptr : context.log->now.find_hold(*id);
    if (std::holds_alternative<domain::RereadRackReleased>(fact)) {
        return hold != nullptr ? std::nullopt
                               : std::optional(not_found("refusal.hold_not_there", id->value));
    }
    const auto* reserved = std::get_if<domain::RereadRackReserved>(&fact);
    if (reserved == nullptr) {
        return std::nullopt;
    }
    if (hold != nullptr) {
        return refuse({rule::RRD_1, rule::CONFLICT}, "refusal.reread_has_rack",
                      {{"actual", hold->rack.value},
                       {"since_at", hold->held.happened},
                       {"by", hold->held.by.name}});
    }
    return check_reservation(context, *reserved);
}

}  // namespace

const SittingId* sitting_of_case(const domain::DayLog& log, const EntryId& id) {
    int owner = -1;
    if (id.value.starts_with(domain::own_remedy_prefix)) {
        owner = log.owner_of(SittingId(id.value.substr(domain::own_remedy_prefix.size())));
    } else if (const auto standing = log.standing.find(id); standing != log.standing.end()) {
        owner = log.items[standing->second].owner;
    }
    return owner < 0 ? nullptr : &log.sittings[static_cast<std::size_t>(owner)];
}

Verdict judge_case(JudgeContext& context, const domain::Fact& fact) {
    if (const auto* issued = std::get_if<domain::VoucherIssued>(&fact)) {
        return judge_voucher(context, *issued);
    }
    if (const auto* redeemed = std::get_if<domain::VoucherRedeemed>(&fact)) {
        return judge_voucher(context, *redeemed);
    }
    if (const auto* voided = std::get_if<domain::VoucherVoided>(&fact)) {
        return judge_voucher(context, *voided);
    }
    if (const auto* banned = std::get_if<domain::CandidateBanned>(&fact)) {
        return judge_ban(context, *banned);
    }
    if (const auto* lifted = std::get_if<domain::CandidateBanLifted>(&fact)) {
        return judge_ban(context, *lifted);
    }
    if (const auto* requested = std::get_if<domain::ErasureRequested>(&fact)) {
        return judge_erasure(context, *requested);
    }
    if (const auto* withdrawn = std::get_if<domain::ErasureWithdrawn>(&fact)) {
        return judge_erasure(context, *withdrawn);
    }
    if (const auto* confirmed = std::get_if<domain::ErasureConfirmed>(&fact)) {
        return judge_erasure(context, *confirmed);
    }
    const EntryId* id = domain::case_of(fact);
    const SittingId* named =
        id == nullptr ? domain::sitting_of(fact) : sitting_of_case(*context.log, *id);
    if (named == nullptr) {
        return not_found("refusal.case_not_there", id->value);
    }
    const View view = context.view();
    const Result<SittingView> sitting = need_sitting(context, view, *named);
    if (!sitting) {
        return sitting.error();
    }
    const Timeline line = timeline(*sitting);
    Verdict refusal = std::visit(
        CaseCheck{*sitting, line, context.entry().happened, context.now, context.entry().seq},
        fact);
    return refusal ? refusal : judge_rack(context, fact);
}

Verdict case_without_ground(const domain::DayLog& log, const domain::Item& item, Instant now) {
    const bool is_case = std::visit(
        [](const auto& fact) { return domain::is_case_entry<std::decay_t<decltype(fact)>>; },
        *item.fact);
    // A rack that was kept for a re-read that is gone is free with it.
    const bool about_rack = std::holds_alternative<domain::RereadRackReserved>(*item.fact) ||
                            std::holds_alternative<domain::RereadRackReleased>(*item.fact);
    if (!is_case || about_rack || item.owner < 0) {
        return std::nullopt;
    }
    const View view{log, log.now};
    const std::optional<SittingView> sitting =
        find_sitting(view, log.sittings[static_cast<std::size_t>(item.owner)]);
    if (!sitting) {
        const SittingId& gone = log.sittings[static_cast<std::size_t>(item.owner)];
        return not_found("refusal.sitting_not_there", gone.value);
    }
    const Timeline line = timeline(*sitting);
    return std::visit(CaseCheck{*sitting, line, item.happened, now, item.order}, *item.fact);
}

}  // namespace labd::rules::detail
