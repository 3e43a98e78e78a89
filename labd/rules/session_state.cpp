#include "labd/rules/session_state.h"

#include <algorithm>

#include "labd/rules/admission.h"

namespace labd::rules {

std::optional<SessionState> session_state(const View& view, const SessionId& session, Instant at) {
    const auto found = view.day.sessions.find(session);
    if (found == view.day.sessions.end()) {
        return std::nullopt;
    }
    SessionState state;
    state.starts_at = found->second.start;
    state.late_limit_at = late_limit_at(found->second);
    state.closed = found->second.closed && found->second.closed->happened <= at;
    state.rules = {rule::CLK_2, rule::CLK_5, rule::ADM_1, rule::CAM_2};
    bool any_stopped = false;
    Instant last = long_ago;
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<SittingView> sitting = find_sitting(view, id);
        if (facts.session != session || !sitting) {
            continue;
        }
        const SittingState one = state_at(*sitting, timeline(*sitting), at);
        ++state.counts[one.phase];
        const bool stopped = one.clock == ClockState::stopped;
        any_stopped = any_stopped || stopped;
        // While a clock is stopped the instant asked about stands for its end (CAM-2).
        const Instant open_until = stopped ? at : one.ends_at.value_or(at);
        last = std::max(last, one.ended_at.value_or(open_until));
    }
    if (last == long_ago) {
        last = found->second.start;
    }
    if (!any_stopped) {
        state.ends_at = last;
    }
    const domain::Parameters& parameters = found->second.policy->parameters;
    state.cctv_window = {state.starts_at - parameters.cctv_before, last + parameters.cctv_after};
    return state;
}

}  // namespace labd::rules
