// Collects the next instant at which an answer changes without a new fact (architecture, idea 2).
#pragma once

#include <algorithm>

#include "labd/rules/intervals.h"

namespace labd::rules {

/// Compare instants with `reached` instead of `<=` and the earliest one still to come is kept.
class Horizon {
public:
    explicit Horizon(Instant at) : at_(at) {}

    bool reached(Instant instant) {
        if (instant <= at_) {
            return true;
        }
        changes_at_ = std::min(changes_at_, instant);
        return false;
    }

    Instant at() const { return at_; }

    /// `forever` when nothing changes by itself.
    Instant changes_at() const { return changes_at_; }

private:
    Instant at_;
    Instant changes_at_ = forever;
};

}  // namespace labd::rules
