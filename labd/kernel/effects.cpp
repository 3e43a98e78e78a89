#include "labd/kernel/effects.h"

#include "labd/codec/writer.h"
#include "labd/rules/footage_faults.h"
#include "labd/rules/incidents.h"
#include "labd/rules/sitting_state.h"

namespace labd::kernel {

namespace {

/// Material that did not come back (ADM-10).
void add_shortages(const rules::View& view, Instant now,
                   std::map<std::string, domain::IncidentAnnounced>& wanted) {
    for (const auto& [id, facts] : view.day.sittings) {
        const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
        const std::optional<Instant> since =
            sitting ? rules::shortage_since(*sitting) : std::nullopt;
        if (!since || *since > now) {
            continue;
        }
        domain::IncidentAnnounced& one = wanted[std::string(domain::shortage_prefix) + id.value];
        one.incident = std::string(domain::shortage_prefix) + id.value;
        one.sitting = id;
        one.since = *since;
        if (const SeatId* seat = rules::seat_at(facts, *since)) {
            one.seats = {*seat};
        }
    }
}

}  // namespace

ClockSummaries clocks_of(const domain::DayLog& log, Instant at) {
    const rules::View view{log, log.now};
    ClockSummaries summaries;
    for (const auto& [id, facts] : log.now.sittings) {
        const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
        if (!sitting) {
            continue;
        }
        const rules::SittingState state = rules::state_at(*sitting, rules::timeline(*sitting), at);
        ClockSummary summary;
        summary.ends_at = state.ended_at ? state.ended_at : state.ends_at;
        summary.module_limit_at = state.module ? state.module->limit_at : std::nullopt;
        summary.ended = state.phase == rules::Phase::ended;
        summary.cancel_required = !state.cancel_required_by.empty();
        summaries[id] = summary;
    }
    return summaries;
}

std::vector<Effect> compare(const ClockSummaries& before, const ClockSummaries& after) {
    std::vector<Effect> effects;
    for (const auto& [id, now] : after) {
        const auto found = before.find(id);
        if (found == before.end() || found->second == now) {
            continue;
        }
        const ClockSummary& then = found->second;
        effects.push_back({id, then.ends_at, now.ends_at, then.module_limit_at, now.module_limit_at,
                           then.ended, now.ended, then.cancel_required, now.cancel_required});
    }
    return effects;
}

Announceable announceable(const domain::DayLog& log, const SittingId& id, Instant now, Seq basis) {
    const rules::View view{log, log.now};
    const std::optional<rules::SittingView> sitting = rules::find_sitting(view, id);
    if (!sitting) {
        return {rules::forever, std::nullopt, {}};
    }
    const rules::Timeline line = rules::timeline(*sitting);
    std::vector<domain::CaseAnnounced> attendance = attendance_news(*sitting, line, basis);
    const rules::SittingState state = rules::state_at(*sitting, line, now);
    const std::optional<domain::Announcement>& told = sitting->facts.announced;
    const bool stands = told && !told->withdrawn;
    domain::OutcomeAnnounced next;
    next.sitting = id;
    next.revision = told ? told->revision + 1 : 1;
    next.basis = static_cast<std::int64_t>(basis);
    if (state.phase == rules::Phase::ended) {
        next.outcome = codec::enum_name(*state.ended_as);
        next.since = state.ended_at;
        const bool same = stands && told->outcome == next.outcome && told->since == next.since;
        return {rules::forever, same ? std::nullopt : std::optional(next), std::move(attendance)};
    }
    const bool no_show = line.ended_as == rules::EndedAs::no_show;
    const Instant due = line.end == rules::forever ? rules::forever
                        : no_show                  ? line.end + microseconds(1)
                                                   : line.end;
    if (!stands) {
        return {due, std::nullopt, std::move(attendance)};
    }
    next.outcome = told->outcome;
    next.since = told->since;
    next.withdrawn = true;
    return {due, next, std::move(attendance)};
}

IncidentNews incident_news(const domain::DayLog& log, Instant now, Seq basis) {
    const rules::View view{log, log.now};
    rules::Horizon horizon(now);
    std::map<std::string, domain::IncidentAnnounced> wanted;
    for (rules::RecordingGap& gap : rules::recording_gaps(view, horizon)) {
        domain::IncidentAnnounced& one = wanted[gap.id];
        one.incident = gap.id;
        one.camera = std::move(gap.camera);
        one.since = gap.since;
        one.until = gap.until;
        one.seats = std::move(gap.seats);
    }
    add_shortages(view, now, wanted);
    const auto& told = log.now.incidents_announced;
    for (const auto& [id, before] : told) {
        if (!before.withdrawn && !wanted.contains(id)) {
            wanted[id] = {id, before.camera, before.since,  before.until, before.seats, 1,
                          0,  true,          before.sitting};
        }
    }
    IncidentNews news{horizon.changes_at(), {}};
    for (auto& [id, one] : wanted) {
        const auto before = told.find(id);
        const bool known = before != told.end();
        if (known && before->second.withdrawn == one.withdrawn &&
            before->second.until == one.until && before->second.seats == one.seats) {
            continue;
        }
        one.revision = known ? before->second.revision + 1 : 1;
        one.basis = static_cast<std::int64_t>(basis);
        news.announcements.push_back(std::move(one));
    }
    return news;
}

}  // namespace labd::kernel
