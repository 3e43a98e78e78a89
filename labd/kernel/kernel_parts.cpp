#include "labd/kernel/kernel_parts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "labd/core/assert.h"
#include "labd/kernel/replay.h"
#include "labd/rules/intervals.h"

namespace labd::kernel {

namespace {

using domain::Entry;

/// The sitting that an entry names itself; null when it names none.
const SittingId* sitting_of(const domain::Body& body) {
    return std::visit(
        [](const auto& fact) -> const SittingId* {
            if constexpr (requires { static_cast<const SittingId&>(fact.sitting); }) {
                return &fact.sitting;
            } else if constexpr (requires { static_cast<bool>(fact.sitting); }) {
                return fact.sitting ? &*fact.sitting : nullptr;
            } else {
                return nullptr;
            }
        },
        body);
}

}  // namespace

Refusal refuse_size(std::size_t size) {
    return refuse({}, "refusal.too_large",
                  {{"limit", static_cast<std::int64_t>(leaf_bytes_max)},
                   {"actual", static_cast<std::int64_t>(size)}});
}

Result<std::vector<rules::Accepted>> Kernel::Parts::decide(
    domain::State& state, const std::vector<domain::Proposed>& entries, Instant now,
    std::size_t& index) const {
    std::vector<rules::Accepted> accepted;
    for (index = 0; index < entries.size(); ++index) {
        Result<rules::Accepted> one = rules::judge(state, entries[index], now, config.authority,
                                                   std::span(entries).subspan(index + 1));
        if (!one) {
            return one.error();
        }
        domain::evolve(state, one->entry);
        accepted.push_back(std::move(*one));
    }
    return accepted;
}

Result<std::vector<rules::Accepted>> Kernel::Parts::decide_pending(const Request& request,
                                                                   Instant now,
                                                                   std::size_t& index) {
    if (request.entries.size() == 1) {
        return decide(pending, request.entries, now, index);
    }
    domain::State trial = pending;
    Result<std::vector<rules::Accepted>> result = decide(trial, request.entries, now, index);
    if (result) {
        pending = std::move(trial);
    }
    return result;
}

std::optional<Outcome> Kernel::Parts::answered(const Idempotency& idempotency,
                                               const ports::Digest& digest) {
    const auto waiting = keys_in_flight.find(idempotency.scope + "\n" + idempotency.key);
    if (waiting != keys_in_flight.end()) {
        return waiting->second == digest ? Unavailable::in_flight : Unavailable::key_reused;
    }
    std::optional<ports::IdempotencyRow> row =
        journal.find_idempotency(idempotency.scope, idempotency.key);
    if (!row) {
        return std::nullopt;
    }
    if (row->request != digest) {
        return Unavailable::key_reused;
    }
    return Replayed{std::move(row->response)};
}

void Kernel::Parts::load_days(const std::vector<domain::Proposed>& entries) {
    for (const domain::Proposed& entry : entries) {
        if (const auto* planned = std::get_if<domain::SessionPlanned>(&entry.body)) {
            load_date(planned->date);
            continue;
        }
        load_case(entry.body);
        SessionId session = entry.session;
        const SittingId* sitting = sitting_of(entry.body);
        if (session.empty() && sitting != nullptr) {
            const auto found = pending.sittings.find(*sitting);
            session = found == pending.sittings.end() ? session : found->second;
        }
        load(session);
        load_incident(entry);
    }
}

void Kernel::Parts::load_incident(const domain::Proposed& entry) {
    const auto* opened = std::get_if<domain::IncidentOpened>(&entry.body);
    if (opened == nullptr) {
        return;
    }
    for (const SittingId& sitting : opened->sittings) {
        const auto found = pending.sittings.find(sitting);
        if (found != pending.sittings.end()) {
            load(found->second);
        }
    }
    if (entry.happened && !pending.sites.empty()) {
        load_date(pending.sites.back().site->zone.date_at(*entry.happened));
    }
}

void Kernel::Parts::load_case(const domain::Body& body) {
    const EntryId* id = domain::case_of(body);
    const auto* issued = std::get_if<domain::VoucherIssued>(&body);
    if (issued != nullptr && issued->remedy) {
        id = &*issued->remedy;
    } else if (id == nullptr) {
        id = domain::incident_mentioned(body);
    }
    if (const std::optional<Date> date = id == nullptr ? std::nullopt : pending.day_of_case(*id)) {
        load_date(*date);
    }
}

void Kernel::Parts::load(const SessionId& session) {
    const auto row = durable.sessions.find(session);
    if (row != durable.sessions.end()) {
        load_date(row->second.date);
    }
}

void Kernel::Parts::load_date(Date date) {
    // A day that is in the pending state alone is new, not old.
    if (pending.days.contains(date) || !durable.spans.contains(date)) {
        return;
    }
    const std::optional<std::string> fault =
        restore_day(durable, date, {config.journal, journal, sealer});
    LABD_ASSERT(!fault);
    pending.days[date] = durable.days[date];
}

std::optional<Outcome> Kernel::Parts::append(std::vector<EntryPtr> entries, Done answer,
                                             const std::optional<Idempotency>& idempotency,
                                             const ports::Digest& digest,
                                             std::function<void(Outcome)> done) {
    ports::Append group;
    group.first_seq = entries.front()->seq;
    for (const EntryPtr& entry : entries) {
        group.leaves.push_back(make_leaf(leaves, pending, *entry, sealer));
        const std::size_t size = group.leaves.back().size();
        if (size > leaf_bytes_max) {
            // New keys stay with the sealer: other leaves may rest on them.
            rebuild_pending();
            return Refused{refuse_size(size), group.leaves.size() - 1};
        }
    }
    group.keys = sealer.take_new_keys();
    for (const EntryPtr& entry : entries) {
        if (const auto* confirmed = std::get_if<domain::ErasureConfirmed>(&entry->body)) {
            group.destroyed_keys.push_back(subject_of(confirmed->candidate));
            add_files_of_erased(group.destroyed_keys);
        }
    }
    std::string key;
    if (idempotency) {
        key = idempotency->scope + "\n" + idempotency->key;
        answer.response = config.format(answer);
        group.idempotency =
            ports::IdempotencyRow{idempotency->scope, idempotency->key, digest, answer.response};
    }
    const auto when_finished =
        [this, kernel = std::weak_ptr<bool>(presence)](ports::AppendOutcome outcome) {
            if (!kernel.expired()) {
                finished(outcome);
            }
        };
    if (!journal.try_append(std::move(group), when_finished)) {
        rebuild_pending();
        return Unavailable::busy;
    }
    if (idempotency) {
        keys_in_flight[key] = digest;
    }
    in_flight.push_back({std::move(entries), std::move(answer), std::move(done), std::move(key)});
    return std::nullopt;
}

void Kernel::Parts::rebuild_pending() {
    pending = durable;
    owes_announcements = true;
    for (std::size_t i = doomed; i < in_flight.size(); ++i) {
        for (const EntryPtr& entry : in_flight[i].entries) {
            domain::evolve(pending, *entry);
        }
    }
}

void Kernel::Parts::finished(ports::AppendOutcome outcome) {
    LABD_ASSERT(!in_flight.empty());
    Group group = std::move(in_flight.front());
    in_flight.pop_front();
    keys_in_flight.erase(group.idempotency);
    switch (outcome) {
        case ports::AppendOutcome::durable: publish(group); return;
        case ports::AppendOutcome::disk_full:
            // All that was numbered after it fails too; the next entry is numbered anew.
            if (doomed == 0) {
                doomed = in_flight.size() + 1;
                pending = durable;
                owes_announcements = true;
            }
            --doomed;
            group.done(Unavailable::disk_full);
            return;
        case ports::AppendOutcome::outcome_unknown:
            writable = false;
            pending = durable;
            group.done(Unavailable::outcome_unknown);
            return;
    }
}

void Kernel::Parts::publish(Group& group) {
    const Seq from = durable.size;
    for (const EntryPtr& entry : group.entries) {
        domain::evolve(durable, *entry);
        recent.push_back(entry);
    }
    while (recent.size() > config.recent_max) {
        recent.pop_front();
    }
    forget_erased(group);
    group.done(std::move(group.answer));
    std::erase_if(subscribers, [](const auto& subscriber) { return subscriber.expired(); });
    const std::vector<std::weak_ptr<Subscriber>> told = subscribers;
    for (const std::weak_ptr<Subscriber>& subscriber : told) {
        if (const std::shared_ptr<Subscriber> alive = subscriber.lock()) {
            alive->action(from, durable.size);
        }
    }
}

void Kernel::Parts::arm() {
    Instant next = rules::forever;
    for (const auto& [sitting, instant] : due) {
        next = std::min(next, instant);
    }
    for (const auto& [date, instant] : incidents_due) {
        next = std::min(next, instant);
    }
    if (next == rules::forever || !writable) {
        due_timer->cancel();
        return;
    }
    due_timer->arm(std::max(clock.wait_until(next), Duration{}), [this] { announce_due(); });
}

void Kernel::Parts::announce_due() {
    const Instant now = recording_instant();
    std::vector<SittingId> reached;
    for (const auto& [sitting, instant] : due) {
        if (instant <= now) {
            reached.push_back(sitting);
        }
    }
    std::set<Date> dates;
    for (const auto& [date, instant] : incidents_due) {
        if (instant <= now) {
            dates.insert(date);
        }
    }
    std::vector<EntryPtr> group;
    for (const SittingId& sitting : reached) {
        const auto session = pending.sittings.find(sitting);
        const domain::DayLog* log =
            session == pending.sittings.end() ? nullptr : pending.day_of(session->second);
        if (log == nullptr) {
            due.erase(sitting);
        } else {
            announce(*log, sitting, now, group);
            dates.insert(log->date);
        }
    }
    for (const Date& date : dates) {
        announce_incidents(date, now, group);
    }
    record(std::move(group));
    arm();
}

void Kernel::Parts::record(std::vector<EntryPtr> group) {
    if (!group.empty() && writable) {
        append(std::move(group), {}, std::nullopt, {}, [](const Outcome&) {});
    }
}

void Kernel::Parts::record_own(domain::Body body) {
    domain::Proposed proposed;
    proposed.by = {"labd", domain::Role::labd};
    // When wall time has gone back, an alarm must not wait for it to catch up (CLK-10).
    proposed.happened = clock.now();
    proposed.body = std::move(body);
    record_own(proposed);
}

void Kernel::Parts::record_own(const domain::Proposed& proposed) {
    if (!writable) {
        return;
    }
    Result<rules::Accepted> accepted =
        rules::judge(pending, proposed, recording_instant(), rules::Authority::daemon);
    LABD_ASSERT(accepted.has_value());
    domain::evolve(pending, accepted->entry);
    std::vector<EntryPtr> group{std::make_shared<const Entry>(std::move(accepted->entry))};
    const auto keep = [this, proposed](const Outcome& outcome) {
        if (!std::holds_alternative<Done>(outcome)) {
            unrecorded.push_back(proposed);
        }
    };
    if (const std::optional<Outcome> problem =
            append(std::move(group), {}, std::nullopt, {}, keep)) {
        keep(*problem);
    }
}

void Kernel::Parts::announce_all(Instant now) {
    std::vector<Date> dates;
    dates.reserve(pending.days.size());
    for (const auto& [date, day] : pending.days) {
        dates.push_back(date);
    }
    std::vector<EntryPtr> group;
    for (const Date& date : dates) {
        announce_day(date, now, group);
    }
    record(std::move(group));
    arm();
}

void Kernel::Parts::catch_up() {
    if (!writable || doomed > 0) {
        return;
    }
    for (const domain::Proposed& own : std::exchange(unrecorded, {})) {
        record_own(own);
    }
    if (std::exchange(owes_announcements, false)) {
        announce_all(recording_instant());
    }
}

void Kernel::Parts::watch_clock() {
    const Duration offset = clock.wall() - clock.now();
    const Duration step = offset - clock_offset;
    const std::shared_ptr<const domain::Policy> policy = durable.policy_at();
    const Duration limit = policy ? policy->parameters.clock_step_alarm : seconds(2);
    // A training clock is meant to differ from the wall.
    const bool real = clock.mode() == ports::ClockMode::real;
    if (real && writable && (step > limit || step < -limit)) {
        clock_offset = offset;
        record_own(domain::ClockStepped{clock.wall(), step});
    }
    catch_up();
    step_timer->arm(seconds(1), [this] { watch_clock(); });
}

void Kernel::Parts::evict() {
    if (in_flight.empty()) {
        keep_recent(pending, config.days_kept);
        keep_recent(durable, config.days_kept);
    }
}

}  // namespace labd::kernel
