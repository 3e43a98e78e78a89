#include "labd/rules/explain.h"

#include <algorithm>

#include "labd/rules/outages.h"

namespace labd::rules {

namespace {

void add_cut(std::vector<Instant>& cuts, Instant at, Interval whole) {
    if (whole.from < at && at < whole.to) {
        cuts.push_back(at);
    }
}

void add_cuts(std::vector<Instant>& cuts, const Intervals& intervals, Interval whole) {
    for (const Interval& interval : intervals) {
        add_cut(cuts, interval.from, whole);
        add_cut(cuts, interval.to, whole);
    }
}

/// Explains the stretch of the day that begins at an instant and in which nothing changes.
class Explainer {
public:
    Explainer(const SittingView& sitting, const Timeline& line) : sitting_(sitting), line_(line) {}

    std::vector<Instant> cuts(Interval whole) const {
        std::vector<Instant> cuts{whole.from, whole.to};
        if (line_.arrived) {
            add_cut(cuts, line_.arrived->happened, whole);
        }
        add_cut(cuts, line_.ready, whole);
        add_cuts(cuts, line_.lost, whole);
        add_cuts(cuts, line_.scheduled_breaks, whole);
        for (const domain::Outage& outage : sitting_.view.day.outages) {
            if (is_compensable(outage)) {
                add_cuts(cuts, in_scope(sitting_, outage), whole);
            }
        }
        for (const ModuleRun& module : line_.modules) {
            add_cut(cuts, module.started.happened, whole);
            add_cut(cuts, module.end, whole);
        }
        for (const domain::Break& pause : sitting_.facts.breaks) {
            add_cut(cuts, pause.started.happened, whole);
            add_cut(cuts, pause.ended ? pause.ended->happened : forever, whole);
        }
        std::ranges::sort(cuts);
        cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
        return cuts;
    }

    ExplainedInterval at(Instant from, Instant to) const {
        ExplainedInterval part{from, to, What::ready, std::nullopt, {}, {}};
        if (!line_.arrived || from < line_.arrived->happened) {
            part.what = What::not_arrived;
            part.rules = {rule::CLK_3, rule::CLK_6};
            return part;
        }
        if (from < line_.ready) {
            part.what = What::arrived;
            part.rules = {rule::CLK_3, rule::CLK_7, rule::ADM_12};
            part.entries = {line_.arrived->id};
            return part;
        }
        set_module(part);
        if (contains(line_.lost, from)) {
            set_lost(part);
        } else if (contains(line_.scheduled_breaks, from)) {
            part.what = What::scheduled_break;
            part.rules = {rule::MOD_5};
        } else {
            set_break(part);
        }
        return part;
    }

private:
    void set_module(ExplainedInterval& part) const {
        for (const ModuleRun& module : line_.modules) {
            if (module.started.happened > part.from) {
                break;
            }
            if (part.from < module.end) {
                part.what = What::working;
                part.module = module.id;
                part.rules = {rule::MOD_1, rule::MOD_3};
                part.entries = {module.started.id};
                return;
            }
            part.what = What::between_modules;
            part.rules = {rule::MOD_4};
            part.entries.clear();
            if (module.handed_in) {
                part.entries = {module.handed_in->id};
            }
        }
        if (part.what == What::ready) {
            part.rules = {rule::CLK_7};
        }
    }

    void set_lost(ExplainedInterval& part) const {
        part.what = What::lost;
        part.rules = {rule::OUT_12, rule::CLK_4};
        part.entries.clear();
        for (const domain::Outage& outage : sitting_.view.day.outages) {
            if (!is_compensable(outage) || !contains(in_scope(sitting_, outage), part.from)) {
                continue;
            }
            part.entries.push_back(outage.reported.id);
            if (standing_cause(outage) == domain::Cause::unknown) {
                part.rules.push_back(rule::OUT_10);
            }
        }
        if (part.entries.size() > 1) {
            part.rules.push_back(rule::OUT_8);
        }
        if (part.entries.empty()) {
            // The united outage goes on over the instant at which two of its parts meet.
            part.rules.push_back(rule::OUT_13);
        }
    }

    void set_break(ExplainedInterval& part) const {
        for (const domain::Break& pause : sitting_.facts.breaks) {
            const bool on_break = pause.started.happened <= part.from &&
                                  (!pause.ended || part.from < pause.ended->happened);
            if (!on_break) {
                continue;
            }
            part.what = What::break_;
            part.rules = {contains(line_.rest_breaks, part.from) ? rule::CLK_11 : rule::BRK_3};
            part.entries = {pause.started.id};
            if (contains(united_outages(sitting_), part.from)) {
                part.rules.push_back(rule::BRK_4);
            }
            return;
        }
    }

    const SittingView& sitting_;
    const Timeline& line_;
};

/// A cut at which nothing changed joins its neighbours again.
void add_part(std::vector<ExplainedInterval>& parts, ExplainedInterval part) {
    if (!parts.empty()) {
        ExplainedInterval& last = parts.back();
        if (last.what == part.what && last.module == part.module && last.rules == part.rules &&
            last.entries == part.entries) {
            last.to = part.to;
            return;
        }
    }
    parts.push_back(std::move(part));
}

}  // namespace

Explanation explain(const SittingView& sitting, const Timeline& line, Instant at) {
    Explanation explanation;
    explanation.state = state_at(sitting, line, at);
    const Instant to = std::min(at, explanation.state.ended_at.value_or(at));
    const Explainer explainer(sitting, line);
    if (line.start < to) {
        const std::vector<Instant> cuts = explainer.cuts({line.start, to});
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
            add_part(explanation.intervals, explainer.at(cuts[i], cuts[i + 1]));
        }
    }
    explanation.start = line.start;
    for (const domain::Module& module : sitting.track.modules) {
        explanation.exam += module.limit;
    }
    explanation.exam = std::min(explanation.exam, exam_limit);
    for (const domain::ScheduledBreak& pause : sitting.track.scheduled_breaks) {
        explanation.scheduled_breaks += pause.length;
    }
    explanation.accommodation =
        line.nominal_end - line.start - explanation.exam - explanation.scheduled_breaks;
    explanation.rest_breaks = total(clip(line.rest_breaks, long_ago, at));
    explanation.lost = explanation.state.lost;
    explanation.rules = explanation.state.rules;
    for (const Rule rule : {rule::CLK_1, rule::CLK_3, rule::CLK_4, rule::OUT_12}) {
        if (std::ranges::find(explanation.rules, rule) == explanation.rules.end()) {
            explanation.rules.push_back(rule);
        }
    }
    return explanation;
}

}  // namespace labd::rules
