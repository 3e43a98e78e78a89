#include "labd/rules/sitting_state.h"

#include <algorithm>

#include "labd/rules/admission.h"
#include "labd/rules/breaks.h"
#include "labd/rules/outages.h"

namespace labd::rules {

namespace {

void add_rule(Rules& rules, Rule rule) {
    if (std::ranges::find(rules, rule) == rules.end()) {
        rules.push_back(rule);
    }
}

/// Computes the members of a state one after another.
class StateBuilder {
public:
    StateBuilder(const SittingView& sitting, const Timeline& line, Horizon& horizon)
        : sitting_(sitting), line_(line), horizon_(horizon), at_(horizon.at()) {}

    SittingState run() {
        state_.seat = seat_at(sitting_.facts, std::min(at_, line_.end));
        find_phase();
        state_.lost = total(clip(line_.lost, long_ago, at_));
        if (state_.lost > Duration{}) {
            add_rule(state_.rules, rule::CLK_4);
            add_rule(state_.rules, rule::OUT_12);
        }
        find_missing_steps();
        if (state_.phase == Phase::ended) {
            return std::move(state_);
        }
        find_clock();
        state_.on_break = break_at(sitting_.facts, at_);
        find_cancel_required();
        find_ends_at();
        find_module();
        return std::move(state_);
    }

private:
    bool has_ended() {
        for (const RefusedArrival& refused : line_.refused_arrivals) {
            const bool before_cure = !line_.arrived || at_ < line_.arrived->happened;
            if (is_curable(refused.refusal) && horizon_.reached(refused.at) && before_cure) {
                state_.ended_as = EndedAs::refused;
                state_.ended_at = refused.at;
                state_.rules = refused.refusal.rules;
                add_rule(state_.rules, rule::ADM_14);
                return true;
            }
        }
        if (line_.end == forever) {
            return false;
        }
        // An arrival at the very instant of the late limit is in time (ADM-1).
        const bool no_show = line_.ended_as == EndedAs::no_show;
        if (!horizon_.reached(no_show ? line_.end + microseconds(1) : line_.end)) {
            return false;
        }
        state_.ended_as = line_.ended_as;
        state_.ended_at = line_.end;
        state_.rules = line_.end_rules;
        return true;
    }

    void find_phase() {
        if (has_ended()) {
            state_.phase = Phase::ended;
            return;
        }
        if (!line_.arrived || !horizon_.reached(line_.arrived->happened)) {
            state_.phase = Phase::booked;
            state_.rules = {rule::CLK_3, rule::ADM_1};
            return;
        }
        if (line_.ready == forever || !horizon_.reached(line_.ready)) {
            state_.phase = Phase::arrived;
            state_.rules = {rule::CLK_3, rule::CLK_7, rule::ADM_12};
            return;
        }
        state_.phase = Phase::ready;
        state_.rules = {rule::CLK_3, rule::CLK_7, rule::MOD_3};
        for (const ModuleRun& module : line_.modules) {
            if (!horizon_.reached(module.started.happened)) {
                break;
            }
            const bool over = module.end < forever && horizon_.reached(module.end);
            state_.phase = over ? Phase::between_modules : Phase::in_module;
            open_ = over ? nullptr : &module;
        }
        find_next_module();
    }

    void find_next_module() {
        if (open_ != nullptr) {
            return;
        }
        std::size_t next = 0;
        for (const ModuleRun& module : line_.modules) {
            if (module.started.happened <= at_) {
                next = module.index + 1;
            }
        }
        if (next < sitting_.track.modules.size()) {
            state_.next_module = sitting_.track.modules[next].id;
        }
    }

    void find_missing_steps() {
        for (const domain::CheckinStep step : line_.required) {
            const bool done =
                std::ranges::any_of(sitting_.facts.steps, [&](const domain::StepDone& entry) {
                    return entry.step == step && entry.stamp.happened <= at_;
                });
            if (!done) {
                state_.missing_steps.push_back(step);
            }
        }
        state_.checked_in = line_.arrived && line_.arrived->happened <= at_ &&
                            state_.ended_as != EndedAs::refused && state_.missing_steps.empty();
    }

    void find_clock() {
        if (state_.phase == Phase::booked || state_.phase == Phase::arrived) {
            return;
        }
        for (const Interval& pause : line_.scheduled_breaks) {
            if (pause.contains(at_)) {
                in_scheduled_break_ = true;
                goes_on_at_ = pause.to;
            }
            horizon_.reached(pause.to);
        }
        in_open_stop_ = contains(line_.lost, at_) || contains(line_.rest_breaks, at_);
        const bool stopped = in_open_stop_ || in_scheduled_break_;
        state_.clock = stopped ? ClockState::stopped : ClockState::running;
        if (in_scheduled_break_) {
            add_rule(state_.rules, rule::MOD_5);
        }
    }

    void find_cancel_required() {
        for (const domain::Outage& outage : sitting_.view.day.outages) {
            const CancelCheck check = check_cancel(sitting_, outage, at_);
            if (check.required) {
                state_.cancel_required_by.push_back(outage.reported.id);
                add_rule(state_.rules, rule::OUT_7);
            } else if (check.required_at < forever) {
                horizon_.reached(check.required_at);
            }
        }
    }

    /// E and what has been lost by now; scheduled breaks are part of the plan (MOD-5).
    Instant limit_now() const {
        return line_.nominal_end + state_.lost + total(clip(line_.rest_breaks, long_ago, at_));
    }

    void find_ends_at() {
        if (!in_open_stop_) {
            state_.ends_at = limit_now();
        }
    }

    void find_module() {
        if (open_ == nullptr) {
            return;
        }
        const Instant from = open_->started.happened;
        Intervals stops = line_.lost;
        stops.insert(stops.end(), line_.rest_breaks.begin(), line_.rest_breaks.end());
        stops.insert(stops.end(), line_.scheduled_breaks.begin(), line_.scheduled_breaks.end());
        const Duration stopped = total(clip(unite(std::move(stops)), from, at_));
        ModuleState module;
        module.id = open_->id;
        module.started_at = from;
        module.working = at_ - from - stopped;
        module.remaining = std::min(open_->maximum - module.working, limit_now() - goes_on_at_);
        module.remaining = std::max(module.remaining, Duration{});
        if (state_.clock != ClockState::stopped) {
            module.limit_at = at_ + module.remaining;
        }
        state_.module = module;
        add_rule(state_.rules, rule::MOD_1);
    }

    const SittingView& sitting_;
    const Timeline& line_;
    Horizon& horizon_;
    Instant at_;
    /// When a scheduled break that holds the clock is over; else the instant asked about.
    Instant goes_on_at_ = at_;
    SittingState state_;
    const ModuleRun* open_ = nullptr;
    bool in_scheduled_break_ = false;
    bool in_open_stop_ = false;
};

}  // namespace

SittingState state_at(const SittingView& sitting, const Timeline& line, Horizon& horizon) {
    return StateBuilder(sitting, line, horizon).run();
}

SittingState state_at(const SittingView& sitting, const Timeline& line, Instant at) {
    Horizon horizon(at);
    return state_at(sitting, line, horizon);
}

}  // namespace labd::rules
