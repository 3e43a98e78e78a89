#include "labd/rules/remedy.h"

#include <algorithm>
#include <tuple>

#include "labd/rules/outages.h"

namespace labd::rules {

namespace {

using domain::RemedyForm;
using domain::RemedyMark;
using domain::Stamp;

bool is_before(const Stamp& a, const Stamp& b) {
    return std::tie(a.happened, a.seq) < std::tie(b.happened, b.seq);
}

/// The later of two; either may be null.
const Stamp* later_of(const Stamp* a, const Stamp* b) {
    return a == nullptr || (b != nullptr && is_before(*a, *b)) ? b : a;
}

/// Works out the cases of one sitting.
class Cases {
public:
    Cases(const SittingView& sitting, const Timeline& line, Instant at, Seq before)
        : sitting_(sitting), line_(line), at_(at), before_(before) {}

    std::vector<RemedyCase> run() {
        if (const domain::EndMark* cancelled = find_cancellation()) {
            cases_.push_back(on_ground_a(*cancelled));
        }
        for (const domain::RemedyRequest& request : sitting_.facts.remedy_requests) {
            if (counts(request.stamp)) {
                cases_.push_back(on_ground_b(request));
            }
        }
        std::ranges::stable_sort(cases_, {}, &RemedyCase::opened_at);
        return std::move(cases_);
    }

private:
    bool counts(const Stamp& stamp) const { return stamp.happened <= at_ && stamp.order < before_; }

    const domain::EndMark* find_cancellation() const {
        if (line_.ended_as != EndedAs::cancelled || line_.end > at_) {
            return nullptr;
        }
        const auto& endings = sitting_.facts.endings;
        const auto found = std::ranges::find(
            endings, line_.end_entry, [](const domain::EndMark& end) { return end.stamp.id; });
        return found != endings.end() && counts(found->stamp) ? &*found : nullptr;
    }

    const RemedyMark* find_decision(const EntryId& id) const {
        for (const RemedyMark& mark : sitting_.facts.remedy_marks) {
            if (mark.remedy == id && mark.as && counts(mark.stamp)) {
                return &mark;
            }
        }
        return nullptr;
    }

    RemedyCase opened(EntryId id, domain::Ground ground, const Stamp& by) {
        RemedyCase found;
        found.id = std::move(id);
        found.ground = ground;
        found.opened_at = by.happened;
        decision_ = find_decision(found.id);
        limit_ = decision_ == nullptr ? before_ : decision_->stamp.order;
        return found;
    }

    bool is_evidence(const Stamp& stamp) const {
        return stamp.happened <= at_ && stamp.order < limit_;
    }

    RemedyCase on_ground_a(const domain::EndMark& cancelled) {
        RemedyCase found =
            opened(EntryId(std::string(domain::own_remedy_prefix) + sitting_.id.value),
                   domain::Ground::A, cancelled.stamp);
        found.outage = cancelled.outage;
        found.rules = {rule::REM_2, rule::REM_4, rule::REM_6};
        const domain::Outage* outage = sitting_.view.day.find_outage(cancelled.outage);
        if (outage != nullptr) {
            found.conditions = {not_the_candidate(found.id, *outage), inoperable(found.id, *outage),
                                others_passed(*outage)};
        }
        const auto any = [&](ConditionState state) {
            return std::ranges::find(found.conditions, state, &Condition::state) !=
                   found.conditions.end();
        };
        found.state = any(ConditionState::failed) ? CaseState::denied
                      : any(ConditionState::open) ? CaseState::pending
                                                  : CaseState::granted;
        take_decision(found);
        return found;
    }

    /// REM-4: a case that was decided stays so, whatever is found later; but what is granted on
    /// facts that were corrected is not.
    void take_decision(RemedyCase& found) const {
        if (decision_ == nullptr || found.state == CaseState::denied) {
            return;
        }
        found.decided = &decision_->stamp;
        found.rules.push_back(rule::REM_5);
        if (decision_->as == RemedyForm::denied) {
            found.state = CaseState::denied;
            return;
        }
        found.as = decision_->as;
        found.rules.push_back(rule::REM_1);
        found.rules.push_back(found.as == RemedyForm::voucher ? rule::VCH_5 : rule::REM_7);
    }

    /// (a) A ruling or an investigation, never the cause first reported (REM-4).
    Condition not_the_candidate(const EntryId& id, const domain::Outage& outage) const {
        Condition condition{"a", ConditionState::open, nullptr, {}};
        domain::Cause cause = domain::Cause::unknown;
        const auto take = [&](const Stamp& stamp, domain::Cause found) {
            if (is_evidence(stamp) && later_of(condition.settled, &stamp) == &stamp) {
                condition.settled = &stamp;
                cause = found;
            }
        };
        for (const domain::Ruling& ruling : outage.rulings) {
            take(ruling.stamp, ruling.cause);
        }
        for (const domain::Investigation& one : sitting_.view.day.investigations) {
            const bool found = one.closed && one.cause != domain::Cause::unknown;
            if (found && one.about == outage.reported.id) {
                take(*one.closed, one.cause);
            }
        }
        for (const RemedyMark& mark : sitting_.facts.remedy_marks) {
            // An investigation that knows nothing yet takes no finding back.
            if (mark.remedy == id && mark.cause && *mark.cause != domain::Cause::unknown) {
                take(mark.stamp, *mark.cause);
            }
        }
        if (condition.settled != nullptr) {
            condition.state =
                cause == domain::Cause::lab ? ConditionState::held : ConditionState::failed;
            condition.evidence = {condition.settled->id};
        }
        return condition;
    }

    /// (b) The last word of lab ops: a judgement, or an estimate of two hours or more that no later
    /// estimate of theirs has replaced (OUT-7).
    Condition inoperable(const EntryId& id, const domain::Outage& outage) const {
        Condition condition{"b", ConditionState::open, nullptr, {}};
        const domain::Estimate* last = nullptr;
        for (const domain::Estimate& estimate : outage.estimates) {
            if (estimate.stamp.by.role == domain::Role::lab_ops && is_evidence(estimate.stamp) &&
                (last == nullptr || is_before(last->stamp, estimate.stamp))) {
                last = &estimate;
            }
        }
        if (last != nullptr && last->resolved_by - outage.reported.happened >= cancel_after) {
            condition.settled = &last->stamp;
            condition.state = ConditionState::held;
        }
        for (const RemedyMark& mark : sitting_.facts.remedy_marks) {
            if (mark.remedy == id && mark.inoperable && is_evidence(mark.stamp) &&
                later_of(condition.settled, &mark.stamp) == &mark.stamp) {
                condition.settled = &mark.stamp;
                condition.state = *mark.inoperable ? ConditionState::held : ConditionState::failed;
            }
        }
        if (condition.settled != nullptr) {
            condition.evidence = {condition.settled->id};
        }
        return condition;
    }

    /// Whether the problem concerns a module: it is on the outage's list, or without a list was
    /// open when the outage began (REM-4).
    static bool concerns(const domain::Outage& outage, const ModuleRun& module) {
        if (!outage.modules.empty()) {
            return std::ranges::find(outage.modules, module.id) != outage.modules.end();
        }
        const Instant began = outage.reported.happened;
        return module.started.happened <= began && began < module.end;
    }

    /// (c) Every module that ended before the cancellation and that the problem does not concern
    /// was passed; with none it holds (REM-4).
    Condition others_passed(const domain::Outage& outage) const {
        Condition condition{"c", ConditionState::held, nullptr, {}};
        const domain::ResultMark* result = nullptr;
        for (const domain::ResultMark& mark : sitting_.facts.results) {
            if (is_evidence(mark.stamp)) {
                result = &mark;
            }
        }
        bool any = false;
        for (const ModuleRun& module : line_.modules) {
            const bool ended = module.handed_in ? module.end <= line_.end : module.end < line_.end;
            if (!ended || concerns(outage, module)) {
                continue;
            }
            any = true;
            const auto mark = result == nullptr ? decltype(result->modules.begin()){}
                                                : result->modules.find(module.id);
            if (result == nullptr || mark == result->modules.end()) {
                condition.state = condition.state == ConditionState::failed ? ConditionState::failed
                                                                            : ConditionState::open;
            } else if (mark->second == domain::Mark::fail) {
                condition.state = ConditionState::failed;
            }
        }
        if (any && result != nullptr && condition.state != ConditionState::open) {
            condition.settled = &result->stamp;
            condition.evidence = {result->stamp.id};
        }
        return condition;
    }

    RemedyCase on_ground_b(const domain::RemedyRequest& request) {
        RemedyCase found = opened(request.stamp.id, domain::Ground::B, request.stamp);
        found.documents = &request.documents;
        found.rules = {rule::REM_3, rule::REM_4};
        if (line_.ended_as == EndedAs::completed && line_.end <= at_) {
            found.state = CaseState::denied;
        } else if (decision_ != nullptr) {
            found.state = CaseState::granted;
        }
        take_decision(found);
        return found;
    }

    const SittingView& sitting_;
    const Timeline& line_;
    Instant at_;
    Seq before_;
    /// Of the case at hand: its decision, and before what its evidence was entered.
    const RemedyMark* decision_ = nullptr;
    Seq limit_ = no_order;
    std::vector<RemedyCase> cases_;
};

}  // namespace

std::vector<std::string> RemedyCase::missing() const {
    const ConditionState wanted =
        state == CaseState::denied ? ConditionState::failed : ConditionState::open;
    std::vector<std::string> names;
    for (const Condition& condition : conditions) {
        if (state != CaseState::granted && condition.state == wanted) {
            names.push_back(condition.name);
        }
    }
    return names;
}

std::vector<RemedyCase> remedy_cases(const SittingView& sitting, const Timeline& line, Instant at,
                                     Seq before) {
    return Cases(sitting, line, at, before).run();
}

const RemedyCase* leading_case(const std::vector<RemedyCase>& cases) {
    const auto weight = [](const RemedyCase& one) {
        return one.as                            ? 0
               : one.state == CaseState::granted ? 1
               : one.state == CaseState::pending ? 2
                                                 : 3;
    };
    const auto found = std::ranges::min_element(cases, {}, weight);
    return found == cases.end() ? nullptr : &*found;
}

}  // namespace labd::rules
