#include "labd/rules/layout.h"

#include <algorithm>
#include <tuple>

#include "labd/rules/admission.h"
#include "labd/rules/outages.h"

namespace labd::rules {

namespace {

using domain::Stamp;

template <class Marks>
auto first_by_time(const Marks& marks) {
    return std::ranges::min_element(marks, {}, [](const auto& mark) {
        return std::tuple(mark.stamp.happened, mark.stamp.order);
    });
}

Duration exam_length(const domain::Track& track) {
    Duration sum;
    for (const domain::Module& module : track.modules) {
        sum += module.limit;
    }
    return std::min(sum, exam_limit);
}

Duration extra_time(const domain::SittingBooked& booking, const domain::Module& module) {
    Duration extra;
    if (!booking.accommodation) {
        return extra;
    }
    for (const domain::ExtraTime& given : booking.accommodation->modules) {
        if (given.module == module.id) {
            extra += given.extra.value_or(Duration{});
            extra.us += module.limit.us / 100 * given.per_cent.value_or(0);
        }
    }
    return extra;
}

Interval break_interval(const domain::Break& pause) {
    return {pause.started.happened, pause.ended ? pause.ended->happened : forever};
}

/// Builds the layout step by step; each step uses what the ones before it found.
class Layout {
public:
    Layout(const SittingView& sitting, const ReachedEnds& reached)
        : sitting_(sitting), facts_(sitting.facts), reached_(reached) {}

    Timeline run() {
        plan();
        come_in();
        find_stops();
        run_modules();
        end_sitting();
        line_.lost = clip(subtract(outages_, stopping_breaks()), line_.ready, line_.end);
        line_.rest_breaks = clip(line_.rest_breaks, line_.ready, line_.end);
        line_.scheduled_breaks = clip(line_.scheduled_breaks, line_.ready, line_.end);
        return std::move(line_);
    }

private:
    void plan() {
        line_.start = sitting_.session.start;
        line_.nominal_end = line_.start + exam_length(sitting_.track);
        for (const domain::ScheduledBreak& pause : sitting_.track.scheduled_breaks) {
            line_.nominal_end = line_.nominal_end + pause.length;
        }
        for (const domain::Module& module : sitting_.track.modules) {
            line_.nominal_end = line_.nominal_end + extra_time(facts_.booking, module);
        }
        line_.required = required_steps(*sitting_.view.day.site);
    }

    void come_in() {
        std::vector<const domain::Arrival*> arrivals;
        arrivals.reserve(facts_.arrivals.size());
        for (const domain::Arrival& arrival : facts_.arrivals) {
            arrivals.push_back(&arrival);
        }
        std::ranges::sort(arrivals, {}, [](const domain::Arrival* arrival) {
            return std::tuple(arrival->stamp.happened, arrival->stamp.order);
        });
        for (const domain::Arrival* arrival : arrivals) {
            std::optional<Refusal> refusal = judge_arrival(sitting_, *arrival);
            if (!refusal) {
                line_.arrived = arrival->stamp;
                break;
            }
            line_.refused_arrivals.push_back(
                {arrival->stamp.happened, arrival->stamp.id, std::move(*refusal)});
        }
        if (!line_.arrived) {
            return;
        }
        Instant done_at = line_.arrived->happened;
        for (const domain::CheckinStep step : line_.required) {
            const auto done = std::ranges::find(facts_.steps, step, &domain::StepDone::step);
            if (done == facts_.steps.end()) {
                return;
            }
            done_at = std::max(done_at, done->stamp.happened);
        }
        line_.checked_in_at = done_at;
        line_.ready = std::max(line_.start, done_at);
    }

    /// The united outages less the breaks that were under way when they began (BRK-4, OUT-13).
    void find_stops() {
        outages_ = united_outages(sitting_);
        for (Interval& outage : outages_) {
            for (const domain::Break& pause : facts_.breaks) {
                const Interval away = break_interval(pause);
                if (away.from < outage.from && outage.from < away.to) {
                    outage.from = std::min(away.to, outage.to);
                    break;
                }
            }
        }
        std::erase_if(outages_, [](const Interval& outage) { return outage.empty(); });
        outages_ = clip(outages_, line_.ready, forever);
        const std::optional<domain::Accommodation>& accommodation = facts_.booking.accommodation;
        if (accommodation && accommodation->rest_breaks) {
            for (const domain::Break& pause : facts_.breaks) {
                if (pause.kind.value == "rest") {
                    line_.rest_breaks.push_back(break_interval(pause));
                }
            }
            line_.rest_breaks = clip(unite(line_.rest_breaks), line_.ready, forever);
        }
    }

    Intervals stopping_breaks() const {
        Intervals breaks = line_.rest_breaks;
        breaks.insert(breaks.end(), line_.scheduled_breaks.begin(), line_.scheduled_breaks.end());
        return unite(std::move(breaks));
    }

    /// What moves the sitting's limit: lost time and rest breaks; scheduled ones are in the plan.
    Intervals limit_stops() const {
        Intervals stops = subtract(outages_, stopping_breaks());
        stops.insert(stops.end(), line_.rest_breaks.begin(), line_.rest_breaks.end());
        return unite(std::move(stops));
    }

    Instant sitting_limit() const {
        if (line_.ready == forever) {
            return forever;
        }
        if (line_.nominal_end <= line_.ready) {
            return line_.ready;
        }
        return first_crossing(line_.ready, line_.nominal_end - line_.ready, limit_stops());
    }

    void run_modules() {
        for (std::size_t i = 0; i < sitting_.track.modules.size(); ++i) {
            const domain::Module& module = sitting_.track.modules[i];
            const auto start =
                std::ranges::find(facts_.starts, module.id, &domain::ModuleMark::module);
            if (start != facts_.starts.end()) {
                run_module(i, module, start->stamp);
            }
        }
    }

    void run_module(std::size_t index, const domain::Module& module, const Stamp& started) {
        ModuleRun run;
        run.index = index;
        run.id = module.id;
        run.maximum = module.limit + extra_time(facts_.booking, module);
        run.started = started;
        Intervals stops = subtract(outages_, stopping_breaks());
        const Intervals breaks = stopping_breaks();
        stops.insert(stops.end(), breaks.begin(), breaks.end());
        const Instant own = first_crossing(started.happened, run.maximum, unite(std::move(stops)));
        run.limit = std::min(own, sitting_limit());
        const auto hand_in =
            std::ranges::find(facts_.hand_ins, module.id, &domain::ModuleMark::module);
        if (hand_in != facts_.hand_ins.end()) {
            run.handed_in = hand_in->stamp;
            run.end = hand_in->stamp.happened;
        } else {
            run.end = reached_end(index).value_or(run.limit);
            run.ended_by_time = true;
        }
        if (index + 1 < sitting_.track.modules.size()) {
            run.end = std::min(run.end, start_of(sitting_.track.modules[index + 1].id));
        }
        if (run.end < forever) {
            for (const domain::ScheduledBreak& pause : sitting_.track.scheduled_breaks) {
                if (pause.after == module.id) {
                    line_.scheduled_breaks.push_back({run.end, run.end + pause.length});
                }
            }
        }
        line_.modules.push_back(std::move(run));
    }

    Instant start_of(const ModuleId& module) const {
        const auto start = std::ranges::find(facts_.starts, module, &domain::ModuleMark::module);
        return start == facts_.starts.end() ? forever : start->stamp.happened;
    }

    std::optional<Instant> reached_end(std::size_t index) const {
        return index < reached_.modules.size() ? reached_.modules[index] : std::nullopt;
    }

    void end_at(Instant at, EndedAs as, Rules rules, const EntryId& entry) {
        if (at < line_.end) {
            line_.end = at;
            line_.ended_as = as;
            line_.end_rules = std::move(rules);
            line_.end_entry = entry;
        }
    }

    void end_sitting() {
        line_.limit = sitting_limit();
        end_at(reached_.sitting.value_or(line_.limit), EndedAs::time_up,
               {rule::MOD_7, rule::CLK_3, rule::CLK_4}, {});
        end_before_start();
        if (!line_.modules.empty() &&
            line_.modules.back().index + 1 == sitting_.track.modules.size()) {
            const ModuleRun& last = line_.modules.back();
            if (last.handed_in) {
                end_at(last.end, EndedAs::completed, {rule::MOD_7, rule::MOD_2},
                       last.handed_in->id);
            } else {
                end_at(last.end, EndedAs::time_up, {rule::MOD_7, rule::MOD_3}, {});
            }
        }
        for (const domain::EndMark& mark : facts_.endings) {
            switch (mark.ending) {
                case domain::Ending::finished:
                    end_at(mark.stamp.happened, EndedAs::left_early, {rule::MOD_7, rule::MOD_6},
                           mark.stamp.id);
                    break;
                case domain::Ending::terminated:
                    end_at(mark.stamp.happened, EndedAs::terminated, {rule::MOD_7}, mark.stamp.id);
                    break;
                case domain::Ending::cancelled:
                    end_at(mark.stamp.happened, EndedAs::cancelled,
                           {rule::MOD_7, rule::OUT_4, rule::OUT_7}, mark.stamp.id);
                    break;
            }
        }
        for (ModuleRun& module : line_.modules) {
            if (module.end >= line_.end && !module.handed_in) {
                module.end = line_.end;
            }
        }
    }

    void end_before_start() {
        for (const domain::StepRefused& refused : facts_.refused_steps) {
            if (is_required(*sitting_.view.day.site, refused.step)) {
                end_at(refused.stamp.happened, EndedAs::refused,
                       {rule::MOD_7, rule::ADM_12, *rule_of_step(refused.step)}, refused.stamp.id);
            }
        }
        if (line_.arrived) {
            return;
        }
        end_at(late_limit_at(sitting_.session), EndedAs::no_show, {rule::MOD_7, rule::ADM_2}, {});
        for (const RefusedArrival& arrival : line_.refused_arrivals) {
            if (is_curable(arrival.refusal)) {
                Rules rules{rule::MOD_7, rule::ADM_14};
                rules.insert(rules.end(), arrival.refusal.rules.begin(),
                             arrival.refusal.rules.end());
                end_at(arrival.at, EndedAs::refused, std::move(rules), arrival.entry);
            }
        }
    }

    const SittingView& sitting_;
    const domain::SittingFacts& facts_;
    const ReachedEnds& reached_;
    Timeline line_;
    /// Outage time that counts: united, less breaks, from ready on; scheduled breaks still in it.
    Intervals outages_;
};

}  // namespace

Timeline lay_out(const SittingView& sitting, const ReachedEnds& reached) {
    return Layout(sitting, reached).run();
}

}  // namespace labd::rules
