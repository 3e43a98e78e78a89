// Goes through the entries of one sitting in the order in which they happened and asks of each
// whether it has ground: what it refers to is there, and what must come first came first. Limits
// and stopped clocks are not asked here; they are judged once, when an entry is made (MOD-4,
// CLK-9).
#pragma once

#include <vector>

#include "labd/core/refusal.h"
#include "labd/rules/view.h"

namespace labd::rules {

/// An entry without ground.
struct Unfounded {
    EntryId id;
    std::string type;
    Refusal refusal;
    /// The module before was not handed in: without ground only if a correction took the hand-in.
    bool module_left_open = false;
};

/// The entries of a sitting that have no ground; `added` is looked at as if it were recorded. The
/// view must hold everything known (`before` is ignored).
std::vector<Unfounded> walk(const SittingView& sitting, const domain::Item* added);

}  // namespace labd::rules
