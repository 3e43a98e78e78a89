#include "labd/rules/breaks.h"

#include <algorithm>

namespace labd::rules {

const domain::Break* break_at(const domain::SittingFacts& facts, Instant at) {
    for (const domain::Break& pause : facts.breaks) {
        if (pause.started.happened <= at && (!pause.ended || at < pause.ended->happened)) {
            return &pause;
        }
    }
    return nullptr;
}

const domain::Break* find_break(const domain::SittingFacts& facts, const EntryId& id) {
    const auto found = std::ranges::find(
        facts.breaks, id, [](const domain::Break& pause) { return pause.started.id; });
    return found == facts.breaks.end() ? nullptr : &*found;
}

bool lacks_reason(const domain::Break& pause, Instant ended_at, bool reason_given) {
    return ended_at - pause.started.happened > break_limit && !reason_given && !pause.justified;
}

}  // namespace labd::rules
