#include "labd/rules/judge_context.h"

namespace labd::rules::detail {

namespace {

/// A sitting of the candidate whose session is not closed: what is still to be entered and judged
/// needs the person's data.
Verdict check_days_closed(const domain::State& state, const CandidateId& candidate) {
    for (const auto& [date, log] : state.days) {
        for (const auto& [id, facts] : log.now.sittings) {
            const auto session = log.now.sessions.find(facts.session);
            const bool open = session != log.now.sessions.end() && !session->second.closed;
            if (facts.booking.candidate == candidate && !facts.withdrawn && open) {
                return refuse({rule::CONFLICT}, "refusal.erasure_too_early",
                              {{"limit", facts.session.value}, {"actual", id.value}});
            }
        }
    }
    return std::nullopt;
}

/// The request that stands, or why there is none.
Result<const domain::ErasureRow*> find_request(const domain::State& state,
                                               const CandidateId& candidate) {
    const auto found = state.erasures.find(candidate);
    if (found == state.erasures.end()) {
        return not_found("refusal.erasure_not_asked", candidate.value);
    }
    if (found->second.erased) {
        return refuse({rule::CONFLICT}, "refusal.erased_already",
                      {{"actual", candidate.value}, {"since_at", *found->second.erased}});
    }
    return &found->second;
}

}  // namespace

Verdict judge_erasure(const JudgeContext& context, const domain::ErasureRequested& fact) {
    const auto found = context.state.erasures.find(fact.candidate);
    if (found != context.state.erasures.end() && found->second.erased) {
        return refuse({rule::CONFLICT}, "refusal.erased_already",
                      {{"actual", fact.candidate.value}, {"since_at", *found->second.erased}});
    }
    if (found != context.state.erasures.end()) {
        return refuse({rule::CONFLICT}, "refusal.erasure_asked_already",
                      {{"actual", fact.candidate.value},
                       {"since_at", found->second.requested},
                       {"by", found->second.by}});
    }
    return check_days_closed(context.state, fact.candidate);
}

Verdict judge_erasure(const JudgeContext& context, const domain::ErasureWithdrawn& fact) {
    const auto request = find_request(context.state, fact.candidate);
    return request ? std::nullopt : std::optional(request.error());
}

Verdict judge_erasure(const JudgeContext& context, const domain::ErasureConfirmed& fact) {
    const auto request = find_request(context.state, fact.candidate);
    if (!request) {
        return request.error();
    }
    if ((*request)->by == context.entry().by.name) {
        return refuse({rule::ROLE}, "refusal.erasure_same_person",
                      {{"actual", fact.candidate.value}, {"by", (*request)->by}});
    }
    return check_days_closed(context.state, fact.candidate);
}

Verdict check_not_erased(const domain::State& state, const CandidateId& candidate) {
    const auto found = state.erasures.find(candidate);
    return found == state.erasures.end() || !found->second.erased
               ? std::nullopt
               : std::optional(
                     refuse({rule::CONFLICT}, "refusal.candidate_erased",
                            {{"actual", candidate.value}, {"since_at", *found->second.erased}}));
}

}  // namespace labd::rules::detail
