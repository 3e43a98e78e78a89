// What happens to keys, entries and days in memory when somebody is erased.
#include <algorithm>
#include <set>

#include "labd/core/assert.h"
#include "labd/kernel/kernel_parts.h"
#include "labd/kernel/replay.h"
#include "labd/rules/incidents.h"

namespace labd::kernel {

void Kernel::Parts::forget_erased(const Group& group) {
    std::set<CandidateId> erased;
    for (const EntryPtr& entry : group.entries) {
        if (const auto* confirmed = std::get_if<domain::ErasureConfirmed>(&entry->body)) {
            erased.insert(confirmed->candidate);
        }
    }
    forget(erased);
}

void Kernel::Parts::forget(const std::set<CandidateId>& erased) {
    if (erased.empty()) {
        return;
    }
    for (const CandidateId& candidate : erased) {
        sealer.forget(subject_of(candidate));
    }
    std::vector<std::string> files;
    add_files_of_erased(files);
    for (const std::string& subject : files) {
        sealer.forget(subject);
    }
    // Read again from the journal, where nobody can unseal it any more.
    recent.clear();
    std::vector<Date> dates;
    for (const auto& [date, log] : durable.days) {
        const bool knows_one = std::ranges::any_of(log.now.sittings, [&](const auto& row) {
            return erased.contains(row.second.booking.candidate);
        });
        const bool has_files = std::ranges::any_of(
            log.now.incidents, [](const auto& incident) { return !incident.attachments.empty(); });
        if (knows_one || has_files) {
            dates.push_back(date);
        }
    }
    for (const Date& date : dates) {
        durable.days.erase(date);
        const std::optional<std::string> fault =
            restore_day(durable, date, {config.journal, journal, sealer});
        LABD_ASSERT(!fault);
    }
    rebuild_pending();
}

void Kernel::Parts::add_files_of_erased(std::vector<std::string>& subjects) {
    std::set<CandidateId> erased;
    for (const auto& [candidate, row] : pending.erasures) {
        if (row.erased) {
            erased.insert(candidate);
        }
    }
    // A copy: days that are read for this alone do not stay.
    domain::State state = pending;
    std::set<Date> dates;
    for (const EntryId& incident : pending.incidents_with_files) {
        if (const domain::IncidentRow* row = rules::find_incident_row(pending, incident)) {
            dates.insert(row->day);
        }
    }
    for (const Date& date : dates) {
        if (!state.days.contains(date)) {
            const std::optional<std::string> fault =
                restore_day(state, date, {config.journal, journal, sealer});
            LABD_ASSERT(!fault);
        }
        const domain::DayLog& log = state.days.at(date);
        const std::vector<EntryId> files = rules::files_of_erased({log, log.now}, erased);
        for (const EntryId& file : files) {
            subjects.push_back(subject_of_attachment(file));
        }
    }
}

void Kernel::Parts::destroy_keys_of_erased() {
    ports::Append append;
    append.first_seq = pending.size;
    std::set<CandidateId> erased;
    for (const auto& [candidate, row] : durable.erasures) {
        if (row.erased) {
            append.destroyed_keys.push_back(subject_of(candidate));
            erased.insert(candidate);
        }
    }
    if (erased.empty()) {
        return;
    }
    add_files_of_erased(append.destroyed_keys);
    const auto done = [this, kernel = std::weak_ptr<bool>(presence),
                       erased](ports::AppendOutcome outcome) {
        // A key that was restored has unsealed what was folded at the start.
        if (!kernel.expired() && outcome == ports::AppendOutcome::durable) {
            forget(erased);
        }
    };
    journal.try_append(std::move(append), done);
}

}  // namespace labd::kernel
