// Entries about one sitting: structure first, then what depends on its clock at that instant.
#include <algorithm>

#include "labd/rules/admission.h"
#include "labd/rules/breaks.h"
#include "labd/rules/judge_context.h"
#include "labd/rules/walk.h"

namespace labd::rules::detail {

namespace {

/// The sitting that a fact is about, by its own member or by the break it names.
Result<SittingId> subject(const JudgeContext& context, const domain::Fact& fact) {
    if (const SittingId* sitting = domain::sitting_of(fact)) {
        return *sitting;
    }
    const auto* ended = std::get_if<domain::BreakEnded>(&fact);
    const auto* justified = std::get_if<domain::BreakJustified>(&fact);
    const EntryId& id = ended != nullptr ? ended->break_ : justified->break_;
    const auto standing = context.log->standing.find(id);
    if (standing != context.log->standing.end()) {
        const domain::Item& item = context.log->items[standing->second];
        if (item.fact && std::holds_alternative<domain::BreakStarted>(*item.fact)) {
            return context.log->sittings[static_cast<std::size_t>(item.owner)];
        }
    }
    return not_found("refusal.break_not_there", id.value);
}

Refusal refuse_ended(const SittingState& state) {
    Rules rules = state.rules;
    if (std::ranges::find(rules, rule::MOD_7) == rules.end()) {
        rules.insert(rules.begin(), rule::MOD_7);
    }
    return refuse(std::move(rules), "refusal.ended",
                  {{"since_at", *state.ended_at},
                   {"what", std::string(boost::describe::enum_to_string(*state.ended_as, ""))}});
}

/// The checks that depend on the sitting's clock at the instant of the entry.
struct ClockCheck {
    JudgeContext& context;
    const SittingView& sitting;
    const Timeline& line;
    const SittingState& state;

    Verdict need_open() const {
        return state.phase == Phase::ended ? std::optional(refuse_ended(state)) : std::nullopt;
    }

    template <class T>
    Verdict operator()(const T&) const {
        return std::nullopt;
    }

    Verdict operator()(const domain::CandidateArrived& fact) const {
        domain::Arrival arrival;
        arrival.stamp.happened = context.entry().happened;
        arrival.residence_shown = fact.residence_shown;
        const bool by_hand = state.phase == Phase::ended && state.ended_as != EndedAs::no_show &&
                             state.ended_as != EndedAs::refused;
        if (by_hand) {
            return refuse_ended(state);
        }
        context.accepted.refused = judge_arrival(sitting, arrival);
        return std::nullopt;
    }

    Verdict operator()(const domain::CheckinDone& fact) const {
        if (Verdict refusal = need_open()) {
            return refusal;
        }
        return judge_step(sitting, fact);
    }

    Verdict operator()(const domain::CheckinRefused&) const { return need_open(); }

    Verdict operator()(const domain::SittingWithdrawn&) const { return need_open(); }

    Verdict operator()(const domain::ModuleStarted& fact) const {
        switch (state.phase) {
            case Phase::ended: return refuse_ended(state);
            case Phase::booked:
            case Phase::arrived:
                return refuse({rule::ADM_12, rule::CLK_7}, "refusal.not_ready",
                              {{"limit_at", std::max(line.start, context.entry().happened)}});
            case Phase::in_module:
                return refuse({rule::MOD_4}, "refusal.module_open",
                              {{"actual", state.module->id.value}});
            case Phase::ready:
            case Phase::between_modules: break;
        }
        if (state.next_module != fact.module) {
            return refuse({rule::MOD_4}, "refusal.module_out_of_order",
                          {{"actual", fact.module.value},
                           {"limit", state.next_module ? state.next_module->value : ""}});
        }
        if (state.clock == ClockState::stopped) {
            const bool scheduled = contains(line.scheduled_breaks, context.entry().happened);
            return scheduled ? refuse({rule::MOD_5}, "refusal.in_scheduled_break")
                             : refuse({rule::MOD_4, rule::OUT_12}, "refusal.clock_stopped");
        }
        return std::nullopt;
    }

    Verdict operator()(const domain::ModuleHandedIn& fact) const {
        if (Verdict refusal = need_open()) {
            return refusal;
        }
        if (state.module && state.module->id == fact.module) {
            return std::nullopt;
        }
        const auto run = std::ranges::find(line.modules, fact.module, &ModuleRun::id);
        if (run != line.modules.end() && run->ended_by_time) {
            return refuse({rule::MOD_3, rule::MOD_7}, "refusal.module_time_up",
                          {{"limit_at", run->end}, {"actual_at", context.entry().happened}});
        }
        return refuse({rule::MOD_4}, "refusal.module_not_open", {{"actual", fact.module.value}});
    }

    Verdict operator()(const domain::BreakStarted& fact) const {
        if (fact.kind.value.empty() || fact.place.value.empty()) {
            return refuse({rule::BRK_1}, "refusal.break_needs_kind_and_place");
        }
        return need_open();
    }

    Verdict operator()(const domain::BreakEnded& fact) const {
        if (Verdict refusal = need_open()) {
            return refusal;
        }
        const domain::Break* pause = find_break(sitting.facts, fact.break_);
        const bool given = fact.justification && !fact.justification->value.empty();
        if (pause != nullptr && lacks_reason(*pause, context.entry().happened, given)) {
            return refuse({rule::BRK_2}, "refusal.break_needs_reason",
                          {{"limit", break_limit},
                           {"actual", context.entry().happened - pause->started.happened}});
        }
        return std::nullopt;
    }

    Verdict operator()(const domain::BreakJustified& fact) const {
        return fact.justification.value.empty()
                   ? std::optional(refuse({rule::BRK_2}, "refusal.reason_needed"))
                   : std::nullopt;
    }

    Verdict operator()(const domain::SeatChanged& fact) const {
        if (Verdict refusal = need_open()) {
            return refusal;
        }
        if (!sitting.view.day.site->places.contains(fact.seat)) {
            return not_found("refusal.seat_not_there", fact.seat.value);
        }
        const Instant at = context.entry().happened;
        for (const auto& [id, facts] : sitting.view.day.sittings) {
            const std::optional<SittingView> other = find_sitting(sitting.view, id);
            const SeatId* taken = seat_at(facts, at);
            if (!other || id == sitting.id || taken == nullptr || *taken != fact.seat) {
                continue;
            }
            if (state_at(*other, timeline(*other), at).phase != Phase::ended) {
                return refuse({rule::CONFLICT}, "refusal.seat_taken",
                              {{"actual", fact.seat.value}, {"by", id.value}});
            }
        }
        return check_rack_of(context, fact.seat);
    }

    Verdict operator()(const domain::SittingFinished&) const { return need_open(); }

    Verdict operator()(const domain::SittingTerminated&) const { return need_open(); }

    Verdict operator()(const domain::SittingCancelled& fact) const {
        if (Verdict refusal = need_open()) {
            return refusal;
        }
        const std::vector<EntryId>& by = state.cancel_required_by;
        if (std::ranges::find(by, fact.outage) == by.end()) {
            return refuse({rule::OUT_7}, "refusal.cancel_not_required",
                          {{"actual", fact.outage.value}});
        }
        return std::nullopt;
    }
};

}  // namespace

Verdict judge_sitting(JudgeContext& context, const domain::Fact& fact) {
    const bool about_nobody =
        std::holds_alternative<domain::NoteAdded>(fact) && domain::sitting_of(fact) == nullptr;
    if (about_nobody || std::holds_alternative<domain::DaemonStarted>(fact) ||
        std::holds_alternative<domain::ClockStepped>(fact)) {
        return std::nullopt;
    }
    const Result<SittingId> id = subject(context, fact);
    if (!id) {
        return id.error();
    }
    const View view = context.view();
    const Result<SittingView> sitting = need_sitting(context, view, *id);
    if (!sitting) {
        return sitting.error();
    }
    if (std::holds_alternative<domain::OutcomeAnnounced>(fact) ||
        std::holds_alternative<domain::EvidenceExported>(fact) ||
        std::holds_alternative<domain::NoteAdded>(fact)) {
        return std::nullopt;
    }
    domain::Item item;
    item.seq = item.order = context.entry().seq;
    item.happened = context.entry().happened;
    item.id = context.entry().id;
    item.by = context.entry().by;
    item.owner = context.log->owner_of(*id);
    item.fact = std::make_shared<const domain::Fact>(fact);
    const std::vector<Unfounded> unfounded = walk(*sitting, &item);
    for (const Unfounded& one : unfounded) {
        if (one.id == item.id && !one.module_left_open) {
            return one.refusal;
        }
    }
    const Timeline line = timeline(*sitting);
    const SittingState state = state_at(*sitting, line, item.happened);
    if (Verdict refusal = std::visit(ClockCheck{context, *sitting, line, state}, fact)) {
        return refusal;
    }
    if (unfounded.empty()) {
        return std::nullopt;
    }
    // Entries that had no ground before (a module start that stands, MOD-4) are nobody's fault
    // here.
    for (const Unfounded& before : walk(*sitting, nullptr)) {
        if (before.id == unfounded.front().id) {
            return std::nullopt;
        }
    }
    const Unfounded& first = unfounded.front();
    if (first.module_left_open) {
        return std::nullopt;
    }
    return refuse({rule::CLK_9}, "refusal.later_entry_loses_ground",
                  {{"actual", first.id.value}, {"what", first.type}});
}

}  // namespace labd::rules::detail
