// What needs somebody now, derived from the facts like everything else. An alarm calls for an
// action; what does not is no alarm.
#pragma once

#include <string>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/rules/horizon.h"
#include "labd/rules/view.h"

namespace labd::rules {

struct Alarm {
    Rule rule;
    /// What it is about: a sitting, an outage, a failure, a camera, `cameras`, `clock` or
    /// `daemon`.
    std::string subject;
    Instant since;
    /// 1 at once, 2 soon, 3 when there is time.
    int priority = 3;
    /// Its identity: rule, subject and the fact that raised it; stays when instants are corrected.
    std::string key;
    /// What is the matter and what to do.
    Message text;
    /// Who acknowledged it, empty when nobody has.
    std::string acknowledged_by;
    std::optional<Instant> acknowledged_at;
    /// Hidden until then; it returns by itself.
    std::optional<Instant> shelved_until;
};

/// All alarms of a day at `horizon.at()`, the most urgent first, then the oldest.
std::vector<Alarm> alarms_at(const View& view, Horizon& horizon);
std::vector<Alarm> alarms_at(const View& view, Instant at);

}  // namespace labd::rules
