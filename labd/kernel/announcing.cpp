// What labd has to say after entries and as time goes on: ends of sittings, missing footage and
// material.
#include <algorithm>

#include "labd/core/assert.h"
#include "labd/kernel/kernel_parts.h"
#include "labd/rules/intervals.h"

namespace labd::kernel {

namespace {

using domain::Entry;

/// Entries that cannot move a clock or end a sitting.
bool leaves_clocks_alone(const domain::Body& body) {
    return std::holds_alternative<domain::NoteAdded>(body) ||
           std::holds_alternative<domain::AlarmAcknowledged>(body) ||
           std::holds_alternative<domain::AlarmShelved>(body) ||
           std::holds_alternative<domain::DutyStarted>(body) ||
           std::holds_alternative<domain::DutyEnded>(body) ||
           std::holds_alternative<domain::HandoverAccepted>(body) ||
           std::holds_alternative<domain::EquipmentFailed>(body) ||
           std::holds_alternative<domain::EquipmentRestored>(body) ||
           std::holds_alternative<domain::MaterialsReturned>(body) ||
           std::holds_alternative<domain::OutageEstimated>(body) ||
           std::holds_alternative<domain::CameraStateReported>(body) ||
           std::holds_alternative<domain::CameraDisableRequested>(body) ||
           std::holds_alternative<domain::RecordingsDigested>(body) ||
           std::holds_alternative<domain::FootageViewed>(body) ||
           std::holds_alternative<domain::CamerasArmed>(body) ||
           std::holds_alternative<domain::EvidenceExported>(body) ||
           std::holds_alternative<domain::PolicyAdopted>(body) ||
           std::visit(
               [](const auto& entry) {
                   using T = std::decay_t<decltype(entry)>;
                   return domain::is_lab_entry<T> || domain::is_incident_entry<T>;
               },
               body);
}

/// Entries that move no clock but may settle a case; an estimate is a judgement too (REM-2 (b)).
bool is_about_cases(const domain::Body& body) {
    return std::holds_alternative<domain::OutageEstimated>(body) ||
           std::holds_alternative<domain::InvestigationClosed>(body) ||
           std::holds_alternative<domain::IncidentDecided>(body) ||
           std::visit(
               [](const auto& entry) {
                   return domain::is_case_entry<std::decay_t<decltype(entry)>>;
               },
               body);
}

}  // namespace

void Kernel::Parts::announce(const domain::DayLog& log, const SittingId& sitting, Instant now,
                             std::vector<EntryPtr>& group) {
    Announceable found = announceable(log, sitting, now, pending.size);
    if (found.due == rules::forever) {
        due.erase(sitting);
    } else {
        due[sitting] = found.due;
    }
    if (found.announcement) {
        domain::Proposed proposed;
        proposed.by = {"labd", domain::Role::labd};
        proposed.body = std::move(*found.announcement);
        add_own(proposed, now, group);
    }
    announce_cases(std::move(found.attendance), now, group);
    announce_cases(case_news(log, sitting, now, pending.size), now, group);
}

void Kernel::Parts::announce_cases(std::vector<domain::CaseAnnounced> news, Instant now,
                                   std::vector<EntryPtr>& group) {
    for (domain::CaseAnnounced& one : news) {
        domain::Proposed proposed;
        proposed.by = {"labd", domain::Role::labd};
        proposed.body = std::move(one);
        add_own(proposed, now, group);
    }
}

void Kernel::Parts::add_own(const domain::Proposed& proposed, Instant now,
                            std::vector<EntryPtr>& group) {
    Result<rules::Accepted> accepted =
        rules::judge(pending, proposed, now, rules::Authority::daemon);
    LABD_ASSERT(accepted.has_value());
    domain::evolve(pending, accepted->entry);
    group.push_back(std::make_shared<const Entry>(std::move(accepted->entry)));
}

void Kernel::Parts::announce_incidents(Date date, Instant now, std::vector<EntryPtr>& group) {
    incidents_due.erase(date);
    const auto log = pending.days.find(date);
    if (log == pending.days.end()) {
        return;
    }
    const domain::Day& day = log->second.now;
    const bool counted = std::ranges::any_of(
        day.sittings, [](const auto& sitting) { return !sitting.second.steps.empty(); });
    if ((day.camera_marks.empty() && day.incidents_announced.empty() && !counted) ||
        day.sessions.empty()) {
        return;
    }
    IncidentNews news = incident_news(log->second, now, pending.size);
    if (news.due < rules::forever) {
        incidents_due[date] = news.due;
    }
    for (domain::IncidentAnnounced& one : news.announcements) {
        domain::Proposed proposed;
        proposed.by = {"labd", domain::Role::labd};
        // After midnight an entry without its session would go to another day.
        proposed.session =
            one.sitting ? day.sittings.at(*one.sitting).session : day.sessions.begin()->first;
        proposed.body = std::move(one);
        add_own(proposed, now, group);
    }
}

void Kernel::Parts::announce_day(Date date, Instant now, std::vector<EntryPtr>& group) {
    const auto day = pending.days.find(date);
    if (day == pending.days.end()) {
        return;
    }
    // Announcing adds to the day's log: the list of sittings is copied first.
    const std::vector<SittingId> sittings = day->second.sittings;
    for (const SittingId& sitting : sittings) {
        announce(day->second, sitting, now, group);
    }
    announce_incidents(date, now, group);
}

void Kernel::Parts::announce_after(const rules::Accepted& accepted, Instant now,
                                   std::vector<EntryPtr>& group) {
    const bool may_open_incident =
        std::holds_alternative<domain::CameraStateReported>(accepted.entry.body) ||
        std::holds_alternative<domain::MaterialsReturned>(accepted.entry.body);
    const bool about_cases = is_about_cases(accepted.entry.body);
    if (leaves_clocks_alone(accepted.entry.body) && !may_open_incident && !about_cases) {
        return;
    }
    const std::optional<Date> date = domain::date_of(pending, accepted.entry);
    const auto day = date ? pending.days.find(*date) : pending.days.end();
    if (day == pending.days.end()) {
        return;
    }
    if (may_open_incident) {
        announce_incidents(*date, now, group);
        return;
    }
    const domain::DayLog& log = day->second;
    if (about_cases) {
        const std::vector<SittingId> sittings = log.sittings;
        for (const SittingId& sitting : sittings) {
            announce_cases(case_news(log, sitting, now, pending.size), now, group);
        }
        return;
    }
    const bool one_item = !log.items.empty() && log.items.back().seq == accepted.entry.seq &&
                          !log.items.back().amends && log.items.back().owner >= 0;
    if (one_item) {
        const SittingId sitting = log.sittings[static_cast<std::size_t>(log.items.back().owner)];
        announce(log, sitting, now, group);
        announce_incidents(*date, now, group);
    } else {
        announce_day(*date, now, group);
    }
}

}  // namespace labd::kernel
