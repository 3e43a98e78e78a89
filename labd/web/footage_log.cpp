#include "labd/web/footage_log.h"

#include <utility>

#include "labd/web/entries.h"

namespace labd::web {

namespace {

constexpr Duration entry_every = minutes(10);
/// Beyond, what was entered is forgotten and entered again.
constexpr std::size_t looks_max = 10'000;

}  // namespace

void FootageLog::record(const Principal& who, const CameraId& camera, codec::Language language,
                        Recorded then) {
    const Look look{who.name, who.role, camera.value};
    const auto entered = entered_.find(look);
    if (entered != entered_.end() && context_.cameras->elapsed() - entered->second < entry_every) {
        then(std::nullopt);
        return;
    }
    domain::Proposed proposed;
    proposed.by = who.actor();
    proposed.body = domain::FootageViewed{camera};
    kernel::Request request{{std::move(proposed)}, std::nullopt};
    context_.kernel.submit(std::move(request), [this, look, language, then = std::move(then)](
                                                   const kernel::Outcome& outcome) {
        if (!std::holds_alternative<kernel::Done>(outcome)) {
            then(answer_outcome(context_, outcome, language));
            return;
        }
        note(look);
        then(std::nullopt);
    });
}

void FootageLog::note(const Look& look) {
    const Duration now = context_.cameras->elapsed();
    if (entered_.size() >= looks_max) {
        std::erase_if(entered_, [now](const auto& one) { return now - one.second >= entry_every; });
    }
    if (entered_.size() >= looks_max) {
        entered_.clear();
    }
    entered_[look] = now;
}

}  // namespace labd::web
