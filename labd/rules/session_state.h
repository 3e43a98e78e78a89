// A session at one instant: the answer to the question `session`.
#pragma once

#include <map>

#include "labd/rules/sitting_state.h"

namespace labd::rules {

struct SessionState {
    Instant starts_at;
    Instant late_limit_at;
    /// The last sitting's end or limit; nothing while any clock is stopped.
    std::optional<Instant> ends_at;
    std::map<Phase, std::int64_t> counts;
    /// The required window of the cameras (CAM-2).
    Interval cctv_window;
    bool closed = false;
    Rules rules;
};

/// Nothing when the view has no such session.
std::optional<SessionState> session_state(const View& view, const SessionId& session, Instant at);

}  // namespace labd::rules
