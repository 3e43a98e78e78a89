#include "labd/rules/judge.h"

#include <algorithm>
#include <set>

#include "labd/rules/incidents.h"
#include "labd/rules/judge_context.h"

namespace labd::rules {

namespace {

using namespace detail;
using domain::Body;
using domain::Role;

bool is_unattended(Role role) { return role == Role::labd || role == Role::camera_service; }

/// A person's no to a remedy on ground B.
bool is_denial(const Body& body) {
    const auto* decided = std::get_if<domain::RemedyDecided>(&body);
    return decided != nullptr && decided->as == domain::RemedyForm::denied;
}

bool is_about_ban(const Body& body) {
    return std::holds_alternative<domain::CandidateBanned>(body) ||
           std::holds_alternative<domain::CandidateBanLifted>(body);
}

/// The day that an entry refers to by another entry's id.
const domain::DayLog* day_of_reference(const domain::State& state, const Body& body) {
    const EntryId* id = nullptr;
    std::visit(
        [&](const auto& entry) {
            if constexpr (requires { entry.break_; }) {
                id = &entry.break_;
            } else if constexpr (requires { static_cast<const EntryId&>(entry.outage); }) {
                id = &entry.outage;
            } else if constexpr (requires { static_cast<const EntryId&>(entry.failure); }) {
                id = &entry.failure;
            } else if constexpr (requires { static_cast<const EntryId&>(entry.about); }) {
                id = &entry.about;
            } else if constexpr (requires { static_cast<const EntryId&>(entry.entry); }) {
                id = &entry.entry;
            }
        },
        body);
    return id == nullptr ? nullptr : state.day_with(*id);
}

const SittingId* sitting_of_body(const Body& body) {
    const SittingId* found = nullptr;
    std::visit(
        [&](const auto& entry) {
            if constexpr (requires { static_cast<const SittingId&>(entry.sitting); }) {
                found = &entry.sitting;
            } else if constexpr (requires { static_cast<bool>(entry.sitting); }) {
                found = entry.sitting ? &*entry.sitting : nullptr;
            } else if constexpr (std::is_same_v<std::decay_t<decltype(entry)>,
                                                domain::IncidentOpened>) {
                found = entry.sittings.empty() ? nullptr : &entry.sittings.front();
            }
        },
        body);
    return found;
}

bool is_about_site(const Body& body) {
    return is_any_of<domain::SiteConfigured, domain::PolicyAdopted, domain::SessionPlanned,
                     domain::DaemonStarted, domain::ClockStepped>(body);
}

/// They may be made on a day without a session, too.
bool needs_no_session(const Body& body) {
    return is_about_all_days(body) ||
           is_any_of<domain::CameraStateReported, domain::CameraDisableRequested,
                     domain::FootageViewed, domain::CamerasArmed, domain::FootageRequested,
                     domain::VoucherIssued, domain::VoucherRedeemed, domain::VoucherVoided,
                     domain::RackTakenOut, domain::RackPutBack>(body);
}

bool is_about_camera(const Body& body) {
    return is_any_of<domain::CameraStateReported, domain::CameraDisableRequested,
                     domain::FootageViewed, domain::CamerasArmed, domain::RecordingsDigested>(body);
}

/// The case that an entry is about; null when it is about none.
const EntryId* case_named(const Body& body) {
    const auto* issued = std::get_if<domain::VoucherIssued>(&body);
    if (issued != nullptr) {
        return issued->remedy ? &*issued->remedy : nullptr;
    }
    return std::holds_alternative<domain::FootageRequested>(body) ? domain::incident_mentioned(body)
                                                                  : domain::case_of(body);
}

/// Cases go on for weeks: their entries belong to the day and session of the case.
void find_day_of_case(JudgeContext& context, const EntryId& id) {
    const domain::Role role = context.entry().by.role;
    const domain::IncidentRow* incident = find_incident_row(context.state, id);
    std::optional<Date> date = context.state.day_of_case(id);
    if (incident != nullptr && !may_see_incident(role, incident->kind)) {
        date = std::nullopt;
    }
    const auto day = date ? context.state.days.find(*date) : context.state.days.end();
    if (day == context.state.days.end()) {
        return;
    }
    const domain::DayLog& log = day->second;
    const auto standing = log.standing.find(id);
    const SittingId* sitting = sitting_of_case(log, id);
    if (standing != log.standing.end()) {
        context.accepted.entry.session = log.items[standing->second].session;
    } else if (incident != nullptr) {
        context.accepted.entry.session = incident->session;
    } else if (sitting != nullptr) {
        context.accepted.entry.session = context.state.sittings.at(*sitting);
    }
    context.log = &log;
}

/// The only or first session of a day.
const SessionId* session_on(const domain::State& state, Date date) {
    const auto day = state.days.find(date);
    if (day == state.days.end() || day->second.now.sessions.empty()) {
        return nullptr;
    }
    return &day->second.now.sessions.begin()->first;
}

/// Names the session of an entry that names none: by what it refers to, or by when it happened.
void find_session(JudgeContext& context) {
    domain::Entry& entry = context.accepted.entry;
    const domain::State& state = context.state;
    if (entry.session.empty() && is_about_camera(entry.body)) {
        entry.session = session_of_camera_entry(state, entry.body, entry.happened);
    } else if (entry.session.empty() &&
               !std::holds_alternative<domain::VoucherIssued>(entry.body) &&
               !std::holds_alternative<domain::RackTakenOut>(entry.body)) {
        const SittingId* sitting = sitting_of_body(entry.body);
        const auto booked =
            sitting == nullptr ? state.sittings.end() : state.sittings.find(*sitting);
        const domain::DayLog* day = day_of_reference(state, entry.body);
        if (booked != state.sittings.end()) {
            entry.session = booked->second;
        } else if (day != nullptr && !day->now.sessions.empty()) {
            entry.session = day->now.sessions.begin()->first;
        } else if (!state.sites.empty() && !is_about_site(entry.body)) {
            const Date date = state.sites.back().site->zone.date_at(entry.happened);
            const SessionId* session = session_on(state, date);
            entry.session = session == nullptr ? SessionId{} : *session;
        }
    }
}

/// Finds the session and with it the day of an entry: given, or by what it refers to, or by when it
/// happened.
Verdict find_day(JudgeContext& context) {
    domain::Entry& entry = context.accepted.entry;
    const domain::State& state = context.state;
    const EntryId* id = case_named(entry.body);
    if (id != nullptr) {
        find_day_of_case(context, *id);
    }
    // Without an incident that is there a request for footage is recorded where it was made.
    const bool goes_on = context.log == nullptr && is_any_of<domain::FootageRequested>(entry.body);
    if (id != nullptr && !goes_on) {
        return context.log != nullptr || needs_no_session(entry.body)
                   ? std::nullopt
                   : std::optional(not_found("refusal.case_not_there", id->value));
    }
    find_session(context);
    context.log = state.day_of(entry.session);
    if (context.log == nullptr && !entry.session.empty() &&
        !std::holds_alternative<domain::SessionPlanned>(entry.body)) {
        return not_found("refusal.session_not_there", entry.session.value);
    }
    if (context.log == nullptr && !is_about_site(entry.body) && !needs_no_session(entry.body)) {
        const SittingId* sitting = sitting_of_body(entry.body);
        return sitting != nullptr ? not_found("refusal.sitting_not_there", sitting->value)
                                  : refuse({rule::REFERENCE}, "refusal.no_session_that_day",
                                           {{"actual_at", entry.happened}});
    }
    return std::nullopt;
}

/// The rule by which an entry needs a reason; nothing when it needs none.
std::optional<Rule> rule_of_reason(const Body& body) {
    if (std::holds_alternative<domain::SessionDelayed>(body)) {
        return rule::CLK_5;
    }
    if (std::holds_alternative<domain::CheckinRefused>(body)) {
        return rule::ADM_12;
    }
    if (std::holds_alternative<domain::SittingTerminated>(body)) {
        return rule::SEC_1;
    }
    if (std::holds_alternative<domain::VoucherVoided>(body)) {
        return rule::VCH_5;
    }
    if (std::holds_alternative<domain::RackTakenOut>(body)) {
        return rule::OUT_11;
    }
    if (std::holds_alternative<domain::IncidentDecided>(body)) {
        return rule::SEC_2;
    }
    if (std::holds_alternative<domain::FootageRefused>(body)) {
        return rule::CAM_5;
    }
    if (std::holds_alternative<domain::FootageHeld>(body)) {
        return rule::CAM_4;
    }
    if (is_about_ban(body)) {
        return rule::SEC_3;
    }
    if (std::holds_alternative<domain::AlarmShelved>(body) ||
        std::holds_alternative<domain::ErasureRequested>(body) ||
        std::holds_alternative<domain::EntryCorrected>(body)) {
        return rule::CLK_9;
    }
    return is_denial(body) ? std::optional(rule::REM_3) : std::nullopt;
}

Verdict check_times(const JudgeContext& context) {
    const domain::Entry& entry = context.entry();
    if (entry.happened > context.now) {
        return refuse({rule::CLK_8}, "refusal.in_the_future",
                      {{"limit_at", context.now}, {"actual_at", entry.happened}});
    }
    const std::optional<Rule> needs_reason = rule_of_reason(entry.body);
    if (entry.reason.value.empty() && needs_reason) {
        return refuse({*needs_reason}, "refusal.reason_needed");
    }
    const bool exempt =
        is_unattended(entry.by.role) || std::holds_alternative<domain::EntryCorrected>(entry.body);
    const domain::Session* session = context.log == nullptr ? nullptr : context.session();
    const std::shared_ptr<const domain::Policy> policy_now = context.state.policy_at();
    const domain::Policy* policy = session != nullptr ? session->policy.get() : policy_now.get();
    if (exempt || policy == nullptr || !entry.reason.value.empty()) {
        return std::nullopt;
    }
    const Duration late = context.now - entry.happened;
    if (late > policy->parameters.entry_backdate_limit) {
        return refuse({rule::CLK_8}, "refusal.backdated_needs_reason",
                      {{"limit", policy->parameters.entry_backdate_limit}, {"actual", late}});
    }
    return std::nullopt;
}

Verdict check_id(const JudgeContext& context) {
    const EntryId& id = context.entry().id;
    const bool given = id.value.front() != '@';
    if (given && !is_valid_id(id.value)) {
        return refuse({rule::REFERENCE}, "refusal.bad_id", {{"actual", id.value}});
    }
    const bool kept_free = id.value.starts_with(domain::own_remedy_prefix) || is_own_incident(id);
    if (given &&
        (kept_free || context.state.day_with(id) != nullptr || context.state.cases.contains(id))) {
        return refuse({rule::CONFLICT}, "refusal.id_taken", {{"actual", id.value}});
    }
    return std::nullopt;
}

/// What follows an exam, what lab operations and exam security find out, and what was handed on, is
/// entered after its day is over.
bool comes_later(const Body& body) {
    return std::visit(
        [](const auto& entry) {
            using T = std::decay_t<decltype(entry)>;
            return domain::is_case_entry<T> || domain::is_lab_entry<T> ||
                   domain::is_incident_entry<T> || std::is_same_v<T, domain::EquipmentRestored> ||
                   std::is_same_v<T, domain::EvidenceExported>;
        },
        body);
}

Verdict check_closed(const JudgeContext& context) {
    const domain::Session* session = context.log == nullptr ? nullptr : context.session();
    const Body& body = context.entry().body;
    // A request to stop a camera is recorded whoever has gone home (CAM-6).
    if (session == nullptr || !session->closed || is_unattended(context.entry().by.role) ||
        std::holds_alternative<domain::EntryCorrected>(body) ||
        std::holds_alternative<domain::CameraDisableRequested>(body) || comes_later(body)) {
        return std::nullopt;
    }
    return refuse({rule::CLK_9}, "refusal.session_closed",
                  {{"since_at", session->closed->happened}, {"by", session->closed->by.name}});
}

/// A decision based on a sequence is refused when its subject has changed since.
Verdict check_based_on(const JudgeContext& context) {
    const domain::Entry& entry = context.entry();
    if (!entry.based_on || context.log == nullptr) {
        return std::nullopt;
    }
    Seq changed = context.log->shared_changed;
    if (const SittingId* sitting = sitting_of_body(entry.body)) {
        const int owner = context.log->owner_of(*sitting);
        if (owner >= 0) {
            changed =
                std::max(changed, context.log->sitting_changed[static_cast<std::size_t>(owner)]);
        }
    }
    if (changed < *entry.based_on) {
        return std::nullopt;
    }
    return refuse({rule::BASED_ON}, "refusal.changed_since",
                  {{"limit", static_cast<std::int64_t>(*entry.based_on)},
                   {"actual", static_cast<std::int64_t>(changed)}});
}

/// Sittings and modules that time alone had ended by `now`; the answer to what an entry reopens.
std::set<std::string> run_out(const domain::DayLog& log, Instant now) {
    std::set<std::string> names;
    const View view{log, log.now};
    for (const SittingId& id : log.sittings) {
        const std::optional<SittingView> sitting = find_sitting(view, id);
        if (!sitting) {
            continue;
        }
        const Timeline line = timeline(*sitting);
        const bool by_time = line.ended_as == EndedAs::time_up || line.ended_as == EndedAs::no_show;
        if (by_time && line.end <= now) {
            names.insert(id.value);
        }
        for (const ModuleRun& module : line.modules) {
            if (module.ended_by_time && module.end <= now) {
                names.insert(id.value + ' ' + module.id.value);
            }
        }
    }
    return names;
}

/// CLK-8: whether the entry opens again what had run out on the facts known before.
bool reopens(const JudgeContext& context) {
    const domain::Entry& entry = context.entry();
    const bool late = entry.happened < context.now ||
                      std::holds_alternative<domain::EntryCorrected>(entry.body) ||
                      std::holds_alternative<domain::OutageRuled>(entry.body) ||
                      std::holds_alternative<domain::SessionDelayed>(entry.body);
    if (context.log == nullptr || !late) {
        return false;
    }
    const std::set<std::string> before = run_out(*context.log, context.now);
    if (before.empty()) {
        return false;
    }
    domain::State scratch = context.state;
    domain::evolve(scratch, entry);
    const domain::DayLog* log = scratch.day_of(entry.session);
    return log != nullptr && !std::ranges::includes(run_out(*log, context.now), before);
}

Verdict decide(JudgeContext& context) {
    const domain::Entry& entry = context.entry();
    if (!may_enter(context.authority, entry.by.role, domain::type_name(entry.body))) {
        return refuse({rule::ROLE}, "refusal.role",
                      {{"actual", std::string(domain::type_name(entry.body))},
                       {"role", std::string(boost::describe::enum_to_string(entry.by.role, ""))}});
    }
    for (const auto check : {find_day, +[](JudgeContext& c) { return check_id(c); },
                             +[](JudgeContext& c) { return check_times(c); },
                             +[](JudgeContext& c) { return check_closed(c); },
                             +[](JudgeContext& c) { return check_based_on(c); }}) {
        if (Verdict refusal = check(context)) {
            return refusal;
        }
    }
    if (const auto* correction = std::get_if<domain::EntryCorrected>(&entry.body)) {
        return judge_correction(context, *correction);
    }
    return std::visit(
        [&](const auto& body) -> Verdict {
            using T = std::decay_t<decltype(body)>;
            if constexpr (std::is_same_v<T, domain::EntryCorrected>) {
                return std::nullopt;
            } else {
                return judge_fact(context, domain::Fact(body));
            }
        },
        entry.body);
}

}  // namespace

namespace detail {

Result<SittingView> need_sitting(const JudgeContext& context, const View& view,
                                 const SittingId& id) {
    if (context.log != nullptr) {
        if (std::optional<SittingView> sitting = find_sitting(view, id)) {
            return *sitting;
        }
    }
    return not_found("refusal.sitting_not_there", id.value);
}

Verdict judge_fact(JudgeContext& context, const domain::Fact& fact) {
    return std::visit(
        [&](const auto& body) -> Verdict {
            if constexpr (domain::is_case_entry<std::decay_t<decltype(body)>>) {
                return judge_case(context, fact);
            } else if constexpr (domain::is_lab_entry<std::decay_t<decltype(body)>>) {
                return judge_lab(context, body);
            } else if constexpr (requires { judge_incident(context, body); }) {
                return judge_incident(context, body);
            } else if constexpr (requires { judge_planning(context, body); }) {
                return judge_planning(context, body);
            } else if constexpr (requires { judge_outage(context, body); }) {
                return judge_outage(context, body);
            } else if constexpr (requires { judge_camera(context, body); }) {
                return judge_camera(context, body);
            } else {
                return judge_sitting(context, fact);
            }
        },
        fact);
}

}  // namespace detail

// NOLINTNEXTLINE(readability-function-size): what a decision rests on.
Result<Accepted> judge(const domain::State& state, const domain::Proposed& proposed, Instant now,
                       Authority authority, std::span<const domain::Proposed> later) {
    Accepted accepted;
    domain::Entry& entry = accepted.entry;
    entry.seq = state.size;
    entry.id = proposed.id.empty() ? EntryId("@" + std::to_string(state.size)) : proposed.id;
    entry.session = proposed.session;
    entry.by = proposed.by;
    entry.recorded = now;
    entry.happened = proposed.happened.value_or(now);
    entry.reason = proposed.reason;
    entry.based_on = proposed.based_on;
    entry.body = proposed.body;
    JudgeContext context{state, accepted, now, authority, nullptr, later};
    if (Verdict refusal = decide(context)) {
        return *refusal;
    }
    accepted.reopens = reopens(context);
    return accepted;
}

}  // namespace labd::rules
