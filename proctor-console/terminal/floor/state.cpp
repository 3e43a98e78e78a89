#include "proctor-console/terminal/floor/state.h"

#include <algorithm>

#include "proctor-console/terminal/floor/wording.h"

namespace labd::console::floor {

namespace {

constexpr Duration silence_max = milliseconds(4500);
constexpr Duration hold_for = seconds(8);
constexpr Duration done_for = seconds(15);

std::string lowered(std::string text) {
    for (char& each : text) {
        each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    }
    return text;
}

bool fits(const State& state, const Sitting& sitting) {
    const std::string wanted = lowered(state.filter);
    const auto has = [&](const std::string& text) {
        return lowered(text).find(wanted) != std::string::npos;
    };
    return wanted.empty() || has(sitting.seat) || has(sitting.name) || has(sitting.name_local) ||
           has(sitting.sitting) || has(sitting.candidate) || has(state_word(state.texts, sitting));
}

}  // namespace

bool is_stale(const State& state, Duration monotonic) {
    const bool silent = !state.heard || monotonic - *state.heard > silence_max;
    const bool behind = state.dirty_since && monotonic - *state.dirty_since > silence_max;
    return !state.is_connected || silent || behind || !state.clock.is_known();
}

bool is_held(const State& state, Duration monotonic) {
    return state.has_drawer || state.prompt.kind == Prompt::Kind::command || state.confirmation ||
           (state.acted_at && monotonic - *state.acted_at < hold_for);
}

void put_in_order(State& state, Duration monotonic) {
    if (!state.day) {
        state.order.clear();
        return;
    }
    state.order = ordered(*state.day, state.order, is_held(state, monotonic));
}

std::vector<const Sitting*> shown_sittings(const State& state) {
    std::vector<const Sitting*> shown;
    for (const std::string& id : state.order) {
        const Sitting* sitting = state.day ? state.day->find(id) : nullptr;
        if (sitting != nullptr && fits(state, *sitting)) {
            shown.push_back(sitting);
        }
    }
    return shown;
}

const Sitting* current_sitting(const State& state) {
    const std::vector<const Sitting*> shown = shown_sittings(state);
    const auto found = std::ranges::find(shown, state.current, &Sitting::sitting);
    return found != shown.end() ? *found : shown.empty() ? nullptr : shown.front();
}

std::vector<Alarm> listed_alarms(const State& state) {
    if (!state.day) {
        return {};
    }
    std::vector<Alarm> alarms = open_alarms(state.day->alarms);
    std::ranges::copy_if(state.day->alarms, std::back_inserter(alarms), &Alarm::is_shelved);
    return alarms;
}

std::vector<const Kept*> own_kept(const State& state) {
    std::vector<const Kept*> own;
    for (const Kept& each : state.kept) {
        if (each.user == state.user) {
            own.push_back(&each);
        }
    }
    return own;
}

void tell(State& state, Notice::Kind kind, std::vector<std::string> lines, Duration monotonic) {
    std::erase(lines, "");
    state.notice = Notice{kind, std::move(lines), monotonic + done_for};
}

}  // namespace labd::console::floor
