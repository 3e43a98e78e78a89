// Entries about incidents and about footage that is asked for because of one.
#include <algorithm>

#include "labd/rules/incidents.h"
#include "labd/rules/judge_context.h"

namespace labd::rules::detail {

namespace {

using domain::Incident;
using domain::Role;

/// Longer stretches of footage are asked for in parts.
constexpr Duration footage_max = hours(24);
/// Files of one incident.
constexpr std::size_t attachments_max = 50;

std::shared_ptr<const domain::Site> site_of(const JudgeContext& context) {
    if (context.log != nullptr) {
        return context.log->now.site;
    }
    const domain::State& state = context.state;
    return state.sites.empty()
               ? nullptr
               : state.site_of(state.sites.back().site->zone.date_at(context.entry().happened));
}

Verdict check_sittings(const JudgeContext& context, const std::vector<SittingId>& sittings) {
    for (const SittingId& id : sittings) {
        const auto session = context.state.sittings.find(id);
        if (session == context.state.sittings.end() || context.log == nullptr) {
            return not_found("refusal.sitting_not_there", id.value);
        }
        if (session->second != context.entry().session) {
            return refuse({rule::SEC_2, rule::REFERENCE}, "refusal.incident_one_session",
                          {{"actual", id.value}, {"limit", context.entry().session.value}});
        }
        const View view = context.view();
        if (const auto sitting = need_sitting(context, view, id); !sitting) {
            return sitting.error();
        }
    }
    return std::nullopt;
}

Verdict check_seats(const JudgeContext& context, const std::vector<SeatId>& seats) {
    const std::shared_ptr<const domain::Site> site = site_of(context);
    for (const SeatId& seat : seats) {
        if (site == nullptr || !site->places.contains(seat)) {
            return not_found("refusal.seat_not_there", seat.value);
        }
    }
    return std::nullopt;
}

Verdict check_cameras(const JudgeContext& context, const std::vector<CameraId>& cameras) {
    const std::shared_ptr<const domain::Site> site = site_of(context);
    for (const CameraId& camera : cameras) {
        const bool known = site != nullptr &&
                           std::ranges::find(site->configured.cameras, camera,
                                             &domain::Camera::id) != site->configured.cameras.end();
        if (!known) {
            return not_found("refusal.camera_not_there", camera.value);
        }
    }
    return std::nullopt;
}

/// Entries of the incident's day; those about incidents that the role does not see are not there.
Verdict check_links(const JudgeContext& context, const std::vector<EntryId>& entries) {
    for (const EntryId& id : entries) {
        const bool there =
            context.log != nullptr && context.log->standing.contains(id) &&
            !is_hidden_incident(context.state, context.entry().by.role, context.log->date, id);
        if (!there) {
            return not_found("refusal.link_not_there", id.value);
        }
    }
    return std::nullopt;
}

/// What `incident.opened` and `incident.noted` both name.
template <class T>
Verdict check_named(const JudgeContext& context, const T& fact) {
    if (Verdict refusal = check_sittings(context, fact.sittings)) {
        return refusal;
    }
    if (Verdict refusal = check_seats(context, fact.seats)) {
        return refusal;
    }
    if (Verdict refusal = check_cameras(context, fact.cameras)) {
        return refusal;
    }
    return check_links(context, fact.links);
}

Verdict check_interval(const JudgeContext& context, const std::optional<Instant>& from,
                       const std::optional<Instant>& to) {
    for (const std::optional<Instant>& instant : {from, to}) {
        if (instant && *instant > context.now) {
            return refuse({rule::CLK_8}, "refusal.in_the_future",
                          {{"limit_at", context.now}, {"actual_at", *instant}});
        }
    }
    if (from && to && *to <= *from) {
        return refuse({rule::SEC_2}, "refusal.interval_wrong",
                      {{"since_at", *from}, {"limit_at", *to}});
    }
    return std::nullopt;
}

/// The incident as it stands, if it is there for the role and not closed.
Result<const Incident*> need_open(const JudgeContext& context, const EntryId& id) {
    const Incident* found = context.log == nullptr ? nullptr : context.log->now.find_incident(id);
    if (found == nullptr || !may_see_incident(context.entry().by.role, found->kind) ||
        context.entry().happened < found->opened.happened) {
        return not_found("refusal.case_not_there", id.value);
    }
    if (found->closed) {
        return refuse({rule::SEC_2, rule::CONFLICT}, "refusal.incident_closed",
                      {{"actual", id.value},
                       {"since_at", found->closed->happened},
                       {"by", found->closed->by.name}});
    }
    return found;
}

Refusal decided_already(const Incident& incident) {
    return refuse({rule::SEC_2, rule::CONFLICT}, "refusal.incident_decided",
                  {{"actual", incident.id.value},
                   {"since_at", incident.decided->stamp.happened},
                   {"by", incident.decided->stamp.by.name}});
}

Refusal not_the_role(const JudgeContext& context, Rule rule, std::string what) {
    return refuse({rule::ROLE, rule}, "refusal.role",
                  {{"actual", std::move(what)},
                   {"role", boost::describe::enum_to_string(context.entry().by.role, "")}});
}

bool has_ban(const domain::State& state, const EntryId& incident) {
    return std::ranges::any_of(state.bans,
                               [&](const auto& ban) { return ban.second.incident == incident; });
}

/// The request as it stands, if the rules let a person answer it and nobody has.
Result<const domain::FootageRequest*> need_request(const JudgeContext& context, const EntryId& id) {
    const domain::FootageRequest* request =
        context.log == nullptr ? nullptr : context.log->now.find_footage_request(id);
    if (request == nullptr || context.entry().happened < request->stamp.happened) {
        return not_found("refusal.case_not_there", id.value);
    }
    if (std::optional<Refusal> refusal = judge_footage_request(context.log->now, *request)) {
        return *refusal;
    }
    const std::optional<domain::Stamp>& answered =
        request->granted ? request->granted : request->refused;
    if (answered) {
        return refuse(
            {rule::CAM_5, rule::CONFLICT}, "refusal.footage_answered",
            {{"actual", id.value}, {"since_at", answered->happened}, {"by", answered->by.name}});
    }
    return request;
}

/// Whether an erasure reached everybody whom it concerns: what is attached now would go at once
/// (docs/decisions/0027).
bool concerns_only_erased(const JudgeContext& context, const Incident& incident) {
    const std::set<CandidateId> concerned =
        concerned_by({*context.log, context.log->now}, incident);
    return !concerned.empty() && std::ranges::all_of(concerned, [&](const CandidateId& candidate) {
        const auto row = context.state.erasures.find(candidate);
        return row != context.state.erasures.end() && row->second.erased;
    });
}

}  // namespace

bool is_about_bans(const domain::State& state, const EntryId& entry, const domain::Fact& fact) {
    if (std::holds_alternative<domain::IncidentOpened>(fact)) {
        return has_ban(state, entry);
    }
    const EntryId* incident = domain::case_of(fact);
    return incident != nullptr &&
           (std::holds_alternative<domain::IncidentDecided>(fact) ||
            std::holds_alternative<domain::IncidentNoted>(fact)) &&
           has_ban(state, *incident);
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentOpened& fact) {
    if (fact.description.value.empty() && !fact.description.erased) {
        return refuse({rule::SEC_1}, "refusal.description_needed");
    }
    if (Verdict refusal = check_interval(context, fact.from, fact.to)) {
        return refusal;
    }
    return check_named(context, fact);
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentNoted& fact) {
    const auto found = need_open(context, fact.incident);
    if (!found) {
        return found.error();
    }
    const bool names_people = !fact.sittings.empty() || !fact.seats.empty();
    if (!fact.text && !fact.severity && !names_people && fact.links.empty() &&
        fact.cameras.empty()) {
        return refuse({rule::SEC_2}, "refusal.nothing_said");
    }
    if (fact.finding && context.entry().by.role != Role::exam_security) {
        return not_the_role(context, rule::SEC_2, "finding");
    }
    if (names_people && (*found)->decided) {
        return decided_already(**found);
    }
    return check_named(context, fact);
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentAssigned& fact) {
    const auto found = need_open(context, fact.incident);
    if (!found) {
        return found.error();
    }
    return fact.owner.empty()
               ? std::optional(refuse({rule::SEC_2}, "refusal.incident_owner_needed"))
               : std::nullopt;
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentDecided& fact) {
    const auto found = need_open(context, fact.incident);
    if (!found) {
        return found.error();
    }
    const Incident& incident = **found;
    if (incident.decided) {
        return decided_already(incident);
    }
    const bool needs_people = fact.finding != domain::IncidentFinding::dismissed;
    if (needs_people && incident.sittings.empty() && incident.candidates.empty()) {
        return refuse({rule::SEC_1, rule::SEC_3}, "refusal.decision_needs_people",
                      {{"actual", incident.id.value}});
    }
    return std::nullopt;
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentExported& fact) {
    const Incident* found =
        context.log == nullptr ? nullptr : context.log->now.find_incident(fact.incident);
    if (found == nullptr || !may_see_incident(context.entry().by.role, found->kind) ||
        context.entry().happened < found->opened.happened) {
        return not_found("refusal.case_not_there", fact.incident.value);
    }
    return std::nullopt;
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentClosed& fact) {
    const auto found = need_open(context, fact.incident);
    if (!found) {
        return found.error();
    }
    const Incident& incident = **found;
    if (!is_security_incident(incident.kind)) {
        return std::nullopt;
    }
    if (context.entry().by.role != Role::exam_security) {
        return not_the_role(context, rule::SEC_2, "incident.closed");
    }
    if (!incident.decided) {
        return refuse({rule::SEC_2}, "refusal.decision_first", {{"actual", incident.id.value}});
    }
    const bool waits = incident.decided->finding == domain::IncidentFinding::banned &&
                       !has_ban(context.state, incident.id);
    return waits ? std::optional(refuse({rule::SEC_3}, "refusal.ban_unconfirmed",
                                        {{"actual", incident.id.value}}))
                 : std::nullopt;
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentAttached& fact) {
    const auto found = need_open(context, fact.incident);
    if (!found) {
        return found.error();
    }
    if (concerns_only_erased(context, **found)) {
        return refuse({rule::SEC_2}, "refusal.attachment_of_erased");
    }
    const std::size_t count = (*found)->attachments.size();
    return count < attachments_max
               ? std::nullopt
               : std::optional(refuse({rule::SEC_2}, "refusal.attachments_full",
                                      {{"limit", static_cast<std::int64_t>(attachments_max)},
                                       {"actual", static_cast<std::int64_t>(count + 1)}}));
}

Verdict judge_incident(JudgeContext& context, const domain::IncidentAttachmentRead& fact) {
    const Incident* found =
        context.log == nullptr ? nullptr : context.log->now.find_incident(fact.incident);
    if (found == nullptr || !may_see_incident(context.entry().by.role, found->kind)) {
        return not_found("refusal.case_not_there", fact.incident.value);
    }
    const bool there = std::ranges::any_of(
        found->attachments, [&](const auto& one) { return one.stamp.id == fact.attachment; });
    return there ? std::nullopt
                 : std::optional(not_found("refusal.case_not_there", fact.attachment.value));
}

Verdict check_footage_asked(const JudgeContext& context, const std::vector<CameraId>& cameras,
                            Interval when, Duration limit) {
    if (cameras.empty()) {
        return refuse({rule::CAM_5}, "refusal.cameras_needed");
    }
    if (Verdict refusal = check_interval(context, when.from, when.to)) {
        return refusal;
    }
    if (when.length() > limit) {
        return refuse({rule::CAM_5}, "refusal.footage_too_long",
                      {{"limit", limit}, {"actual", when.length()}});
    }
    return check_cameras(context, cameras);
}

Verdict judge_incident(JudgeContext& context, const domain::FootageRequested& fact) {
    if (Verdict refusal =
            check_footage_asked(context, fact.cameras, {fact.from, fact.to}, footage_max)) {
        return refusal;
    }
    domain::FootageRequest request;
    request.stamp.order = context.entry().seq;
    request.incident = fact.incident;
    // Recorded all the same: that somebody asked is to be known.
    context.accepted.refused =
        judge_footage_request(context.log == nullptr ? domain::Day() : context.log->now, request);
    return std::nullopt;
}

Verdict judge_incident(JudgeContext& context, const domain::FootageGranted& fact) {
    const auto request = need_request(context, fact.request);
    if (!request) {
        return request.error();
    }
    const domain::Stamp& asked = (*request)->stamp;
    if (asked.by.name == context.entry().by.name) {
        return refuse({rule::CAM_5}, "refusal.footage_own", {{"by", asked.by.name}});
    }
    const Incident* incident = context.log->now.find_incident(*(*request)->incident);
    return incident->closed ? std::optional(refuse({rule::CAM_5}, "refusal.no_incident_no_footage",
                                                   {{"actual", incident->id.value}}))
                            : std::nullopt;
}

Verdict judge_incident(JudgeContext& context, const domain::FootageRefused& fact) {
    const auto request = need_request(context, fact.request);
    return request ? std::nullopt : std::optional(request.error());
}

Verdict check_confirmation(const JudgeContext& context, const domain::CandidateBanned& fact) {
    const std::optional<Date> day =
        fact.incident ? context.state.day_of_case(*fact.incident) : std::nullopt;
    const auto log = day ? context.state.days.find(*day) : context.state.days.end();
    const Incident* incident =
        log == context.state.days.end() ? nullptr : log->second.now.find_incident(*fact.incident);
    bool concerns = false;
    if (incident != nullptr && incident->decided &&
        incident->decided->finding == domain::IncidentFinding::banned) {
        const auto& sittings = log->second.now.sittings;
        concerns =
            std::ranges::find(incident->candidates, fact.candidate) != incident->candidates.end() ||
            std::ranges::any_of(incident->sittings, [&](const SittingId& id) {
                const auto facts = sittings.find(id);
                return facts != sittings.end() && facts->second.booking.candidate == fact.candidate;
            });
    }
    if (!concerns || context.entry().happened < incident->decided->stamp.happened) {
        return refuse({rule::SEC_3}, "refusal.ban_needs_decision",
                      {{"actual", fact.candidate.value}});
    }
    const domain::Actor& first = incident->decided->stamp.by;
    const domain::Actor& second = context.entry().by;
    // A program's name has a colon; behind it could be the same person.
    for (const domain::Actor* one : {&first, &second}) {
        if (one->name.find(':') != std::string::npos) {
            return refuse({rule::SEC_3}, "refusal.ban_by_people", {{"actual", one->name}});
        }
    }
    return first.name == second.name
               ? std::optional(
                     refuse({rule::SEC_3}, "refusal.ban_second_person", {{"by", first.name}}))
               : std::nullopt;
}

}  // namespace labd::rules::detail
