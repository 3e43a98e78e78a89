// Corrections (CLK-9): what is replaced is judged like a new entry in a day without it, and every
// entry that stands afterwards must still have ground.
#include <algorithm>
#include <set>

#include "labd/rules/incidents.h"
#include "labd/rules/judge_context.h"
#include "labd/rules/walk.h"

namespace labd::rules::detail {

namespace {

using domain::Correction;

std::vector<Correction> all_corrections(const domain::EntryCorrected& correction) {
    std::vector<Correction> all{{correction.entry, correction.replacement}};
    all.insert(all.end(), correction.also.begin(), correction.also.end());
    return all;
}

/// What a correction may not touch: labd's own words and what has entries of its own to change it.
bool is_correctable(const domain::Fact& fact) {
    return !is_about_all_days(fact) &&
           !is_any_of<domain::SessionPlanned, domain::DaemonStarted, domain::ClockStepped,
                      domain::OutcomeAnnounced, domain::IncidentAnnounced, domain::CaseAnnounced,
                      domain::VoucherIssued, domain::VoucherRedeemed, domain::VoucherVoided,
                      domain::RereadRackReserved, domain::RereadRackReleased, domain::RackTakenOut,
                      domain::RackPutBack, domain::FootageRequested, domain::FootageGranted,
                      domain::FootageRefused, domain::FootageCut, domain::FootageExported,
                      domain::FootageHeld, domain::FootageKept, domain::FootageReleased,
                      domain::IncidentExported, domain::IncidentAttached,
                      domain::IncidentAttachmentRead>(fact);
}

std::string role_name(const domain::Actor& by) {
    return boost::describe::enum_to_string(by.role, "");
}

/// The outage that an entry rests on by its id; null when on none.
const EntryId* outage_of(const domain::Fact& fact) {
    if (const auto* ended = std::get_if<domain::OutageEnded>(&fact)) {
        return &ended->outage;
    }
    if (const auto* estimated = std::get_if<domain::OutageEstimated>(&fact)) {
        return &estimated->outage;
    }
    const auto* ruled = std::get_if<domain::OutageRuled>(&fact);
    return ruled == nullptr ? nullptr : &ruled->outage;
}

/// The incident that an entry rests on; null when on none.
const EntryId* incident_of(const domain::Fact& fact) {
    if (std::holds_alternative<domain::FootageRequested>(fact)) {
        return domain::incident_mentioned(fact);
    }
    const bool rests_on_one = std::visit(
        [](const auto& body) { return domain::is_incident_entry<std::decay_t<decltype(body)>>; },
        fact);
    const bool on_other =
        is_any_of<domain::FootageGranted, domain::FootageRefused, domain::FootageCut,
                  domain::FootageExported, domain::FootageKept, domain::FootageReleased>(fact);
    return rests_on_one && !on_other ? domain::case_of(fact) : nullptr;
}

/// Whether the outage, the incident or the booking that an entry rests on is gone.
bool has_lost_its_subject(const domain::Day& day, const domain::Item& item) {
    if (const EntryId* id = outage_of(*item.fact)) {
        const domain::Outage* outage = day.find_outage(*id);
        return outage == nullptr || item.happened < outage->reported.happened;
    }
    if (const EntryId* id = incident_of(*item.fact)) {
        return day.find_incident(*id) == nullptr;
    }
    const SittingId* sitting = domain::sitting_of(*item.fact);
    if (sitting == nullptr) {
        return false;
    }
    const auto facts = day.sittings.find(*sitting);
    return facts == day.sittings.end() || facts->second.booked.id.empty();
}

/// Entries of the whole day that stand without ground; module starts only where a hand-in was
/// taken.
std::vector<Unfounded> unfounded_in(const domain::DayLog& log, Instant now) {
    const View view{log, log.now};
    std::vector<Unfounded> all;
    for (const SittingId& id : log.sittings) {
        if (const std::optional<SittingView> sitting = find_sitting(view, id)) {
            std::vector<Unfounded> some = walk(*sitting, nullptr);
            all.insert(all.end(), some.begin(), some.end());
        }
    }
    for (std::size_t i = 0; i < log.items.size(); ++i) {
        const domain::Item& item = log.items[i];
        const bool stands = item.fact && log.standing.at(item.id) == i;
        if (!stands) {
            continue;
        }
        if (has_lost_its_subject(log.now, item)) {
            all.push_back({item.id, std::string(domain::type_name(*item.fact)),
                           refuse({rule::CLK_9}, "refusal.outage_not_there"), false});
        } else if (Verdict refusal = case_without_ground(log, item, now)) {
            all.push_back({item.id, std::string(domain::type_name(*item.fact)), *refusal, false});
        }
    }
    return all;
}

/// One correction being tried on a copy of the state.
class Trial {
public:
    explicit Trial(JudgeContext& context) : context_(context), scratch_(context.state) {}

    Verdict run(const domain::EntryCorrected& correction) {
        const std::vector<Correction> all = all_corrections(correction);
        for (const Correction& one : all) {
            if (Verdict refusal = check_target(one)) {
                return refusal;
            }
        }
        const std::vector<Unfounded> before = unfounded_in(*context_.log, context_.now);
        for (const Correction& one : all) {
            step({one.entry, std::nullopt});
        }
        for (const Correction& one : all) {
            if (!one.replacement) {
                continue;
            }
            if (Verdict refusal = judge_replacement(one)) {
                return refusal;
            }
            step(one);
        }
        if (Verdict refusal = check_holds_again(context_.state, scratch_, context_.now)) {
            return refusal;
        }
        return check_ground(before);
    }

private:
    Verdict check_target(const Correction& one) {
        const auto standing = context_.log->standing.find(one.entry);
        const domain::Actor& by = context_.entry().by;
        const bool there =
            standing != context_.log->standing.end() &&
            context_.log->items[standing->second].fact != nullptr &&
            !is_hidden_incident(context_.state, by.role, context_.log->date, one.entry);
        if (!there) {
            return not_found("refusal.entry_not_there", one.entry.value);
        }
        if (!named_.insert(one.entry).second) {
            return refuse({rule::CLK_9}, "refusal.corrected_twice", {{"actual", one.entry.value}});
        }
        const domain::Item& item = context_.log->items[standing->second];
        if (!is_correctable(*item.fact)) {
            return refuse({rule::CLK_9}, "refusal.not_correctable",
                          {{"actual", std::string(domain::type_name(*item.fact))}});
        }
        if (is_about_bans(context_.state, one.entry, *item.fact)) {
            return refuse({rule::SEC_3, rule::CLK_9}, "refusal.ban_stands",
                          {{"actual", one.entry.value}});
        }
        const domain::Session* session = context_.session();
        const bool closed = session != nullptr && session->closed.has_value();
        if (!may_correct(context_.authority, by.role, item.by.role, domain::type_name(*item.fact),
                         closed)) {
            return closed ? refuse({rule::ROLE, rule::CLK_9}, "refusal.closed_correction",
                                   {{"actual", one.entry.value},
                                    {"since_at", session->closed->happened},
                                    {"by", session->closed->by.name},
                                    {"role", role_name(by)}})
                          : refuse({rule::ROLE}, "refusal.role_correction",
                                   {{"actual", one.entry.value}, {"role", role_name(by)}});
        }
        if (std::holds_alternative<domain::SessionDelayed>(*item.fact)) {
            if (Verdict refusal = check_start_may_move(context_)) {
                return refusal;
            }
        }
        marks_module_ = marks_module_ ||
                        std::holds_alternative<domain::ModuleHandedIn>(*item.fact) ||
                        std::holds_alternative<domain::ModuleStarted>(*item.fact);
        return std::nullopt;
    }

    void step(Correction one) {
        domain::Entry entry = context_.entry();
        entry.seq = scratch_.size;
        domain::EntryCorrected body;
        body.entry = std::move(one.entry);
        body.replacement = std::move(one.replacement);
        entry.body = std::move(body);
        domain::evolve(scratch_, entry);
    }

    Verdict judge_replacement(const Correction& one) {
        const domain::Item& original = context_.log->items[context_.log->standing.at(one.entry)];
        Accepted accepted;
        accepted.entry = context_.entry();
        accepted.entry.id = one.entry;
        accepted.entry.seq = original.order;
        accepted.entry.session = original.session;
        accepted.entry.happened = one.replacement->happened.value_or(original.happened);
        if (accepted.entry.happened > context_.now) {
            return refuse({rule::CLK_8}, "refusal.in_the_future",
                          {{"limit_at", context_.now}, {"actual_at", accepted.entry.happened}});
        }
        // Who may correct in a closed session may state the same otherwise, but nothing new.
        const domain::Session* session = context_.session();
        const std::string type(domain::type_name(one.replacement->fact));
        const bool same_in_closed =
            session != nullptr && session->closed && type == domain::type_name(*original.fact);
        if (!same_in_closed && !may_enter(context_.authority, context_.entry().by.role, type)) {
            return refuse({rule::ROLE}, "refusal.role",
                          {{"actual", type}, {"role", role_name(context_.entry().by)}});
        }
        JudgeContext inner{scratch_,
                           accepted,
                           context_.now,
                           context_.authority,
                           &scratch_.days.at(context_.log->date),
                           context_.later};
        Verdict refusal = judge_fact(inner, one.replacement->fact);
        if (!refusal) {
            return accepted.refused                ? context_.accepted.refused = accepted.refused,
                                      std::nullopt : std::nullopt;
        }
        // Entries after it are looked at when all corrections of the request have been applied.
        const bool later = refusal->message.key == "refusal.later_entry_loses_ground";
        return later ? std::nullopt : refusal;
    }

    Verdict check_ground(const std::vector<Unfounded>& before) {
        const domain::DayLog* log = &scratch_.days.at(context_.log->date);
        std::string names;
        for (const Unfounded& one : unfounded_in(*log, context_.now)) {
            const bool old = std::ranges::find(before, one.id, &Unfounded::id) != before.end();
            const bool stands = one.module_left_open && !marks_module_;
            if (!old && !stands) {
                names += (names.empty() ? "" : ", ") + one.id.value + " (" + one.type + ")";
            }
        }
        return names.empty() ? std::nullopt
                             : std::optional(refuse({rule::CLK_9}, "refusal.entries_lose_ground",
                                                    {{"actual", names}}));
    }

    JudgeContext& context_;
    domain::State scratch_;
    std::set<EntryId> named_;
    bool marks_module_ = false;
};

}  // namespace

Verdict judge_correction(JudgeContext& context, const domain::EntryCorrected& correction) {
    // Ids that people give may stand on other days too: the day that was named goes first.
    const bool here = context.log != nullptr && context.log->standing.contains(correction.entry);
    const domain::DayLog* day = here ? context.log : context.state.day_with(correction.entry);
    if (day == nullptr) {
        return not_found("refusal.entry_not_there", correction.entry.value);
    }
    const auto standing = day->standing.find(correction.entry);
    context.accepted.entry.session = day->items[standing->second].session;
    context.log = day;
    return Trial(context).run(correction);
}

}  // namespace labd::rules::detail
