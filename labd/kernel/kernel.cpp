#include "labd/kernel/kernel.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "labd/core/assert.h"
#include "labd/kernel/effects.h"
#include "labd/kernel/replay.h"
#include "labd/kernel/sealing.h"
#include "labd/rules/intervals.h"

namespace labd::kernel {

namespace {

using domain::Entry;
using EntryPtr = std::shared_ptr<const Entry>;

/// Entries whose effect on clocks is always told, not only in a preview.
bool tells_effects(const domain::Body& body) {
    return std::holds_alternative<domain::OutageReported>(body) ||
           std::holds_alternative<domain::OutageEstimated>(body) ||
           std::holds_alternative<domain::OutageEnded>(body) ||
           std::holds_alternative<domain::OutageRuled>(body) ||
           std::holds_alternative<domain::SessionDelayed>(body) ||
           std::holds_alternative<domain::SittingCancelled>(body) ||
           std::holds_alternative<domain::EntryCorrected>(body);
}

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
           std::holds_alternative<domain::PolicyAdopted>(body);
}

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

/// What was appended together and is waiting for the disk.
struct Group {
    std::vector<EntryPtr> entries;
    Done answer;
    std::function<void(Outcome)> done;
    std::string idempotency;
};

struct Subscriber {
    OnDurable action;
};

Refusal refuse_size(std::size_t size) {
    return refuse({}, "refusal.too_large",
                  {{"limit", static_cast<std::int64_t>(leaf_bytes_max)},
                   {"actual", static_cast<std::int64_t>(size)}});
}

}  // namespace

struct Kernel::Parts {
    ports::Loop& loop;
    ports::Clock& clock;
    ports::Journal& journal;
    ports::Sealer& sealer;
    KernelConfig config;
    LeafSource leaves;

    domain::State pending;
    domain::State durable;
    std::deque<Group> in_flight;
    std::unordered_map<std::string, ports::Digest> keys_in_flight;
    std::deque<EntryPtr> recent;
    std::vector<std::weak_ptr<Subscriber>> subscribers;
    /// When each open sitting's end has to be announced.
    std::map<SittingId, Instant> due;
    std::unique_ptr<ports::Timer> due_timer;
    std::unique_ptr<ports::Timer> step_timer;
    Duration clock_offset;
    bool writable = true;
    /// Groups in flight that are known to fail for want of room.
    std::size_t doomed = 0;
    /// What was to be announced was rolled back: the announcements are looked at again.
    bool owes_announcements = false;
    /// Entries of labd itself that found no room.
    std::vector<domain::Proposed> unrecorded;
    /// Outcomes that arrive when the kernel is gone find this gone too.
    std::shared_ptr<bool> presence = std::make_shared<bool>(true);

    Parts(ports::Loop& l, ports::Clock& c, ports::Journal& j, ports::Sealer& s, KernelConfig k)
        : loop(l),
          clock(c),
          journal(j),
          sealer(s),
          config(std::move(k)),
          leaves{config.site,
                 config.journal,
                 config.epoch,
                 config.boot,
                 c.mode() == ports::ClockMode::real ? "real" : "training",
                 config.random},
          due_timer(l.make_timer()),
          step_timer(l.make_timer()),
          clock_offset(c.wall() - c.now()) {}

    /// Recorded instants never go back, whatever a training clock does.
    Instant recording_instant() const { return std::max(clock.now(), pending.last_recorded); }

    Result<std::vector<rules::Accepted>> decide(domain::State& state,
                                                const std::vector<domain::Proposed>& entries,
                                                Instant now, std::size_t& index) const {
        std::vector<rules::Accepted> accepted;
        for (index = 0; index < entries.size(); ++index) {
            Result<rules::Accepted> one =
                rules::judge(state, entries[index], now, config.authority);
            if (!one) {
                return one.error();
            }
            domain::evolve(state, one->entry);
            accepted.push_back(std::move(*one));
        }
        return accepted;
    }

    /// A batch is tried on a copy, a single entry changes nothing before it is accepted.
    Result<std::vector<rules::Accepted>> decide_pending(const Request& request, Instant now,
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

    /// The answer that is already known for an idempotency key, if any.
    std::optional<Outcome> answered(const Idempotency& idempotency, const ports::Digest& digest) {
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

    /// Days that an entry needs and that have left memory come back first.
    void load_days(const std::vector<domain::Proposed>& entries) {
        for (const domain::Proposed& entry : entries) {
            if (const auto* planned = std::get_if<domain::SessionPlanned>(&entry.body)) {
                load_date(planned->date);
                continue;
            }
            SessionId session = entry.session;
            const SittingId* sitting = sitting_of(entry.body);
            if (session.empty() && sitting != nullptr) {
                const auto found = pending.sittings.find(*sitting);
                session = found == pending.sittings.end() ? session : found->second;
            }
            load(session);
        }
    }

    void load(const SessionId& session) {
        const auto row = durable.sessions.find(session);
        if (row != durable.sessions.end()) {
            load_date(row->second.date);
        }
    }

    void load_date(Date date) {
        // A day that is in the pending state alone is new, not old.
        if (pending.days.contains(date) || !durable.spans.contains(date)) {
            return;
        }
        const std::optional<std::string> fault =
            restore_day(durable, date, config.journal, journal, sealer);
        LABD_ASSERT(!fault);
        pending.days[date] = durable.days[date];
    }

    /// Announces what a sitting's state asks for; the entries go into the same group.
    void announce(const domain::DayLog& log, const SittingId& sitting, Instant now,
                  std::vector<EntryPtr>& group) {
        Announceable found = announceable(log, sitting, now, pending.size);
        if (found.due == rules::forever) {
            due.erase(sitting);
        } else {
            due[sitting] = found.due;
        }
        if (!found.announcement) {
            return;
        }
        domain::Proposed proposed;
        proposed.by = {"labd", domain::Role::labd};
        proposed.body = std::move(*found.announcement);
        Result<rules::Accepted> accepted =
            rules::judge(pending, proposed, now, rules::Authority::daemon);
        LABD_ASSERT(accepted.has_value());
        domain::evolve(pending, accepted->entry);
        group.push_back(std::make_shared<const Entry>(std::move(accepted->entry)));
    }

    void announce_day(Date date, Instant now, std::vector<EntryPtr>& group) {
        const auto day = pending.days.find(date);
        if (day == pending.days.end()) {
            return;
        }
        // Announcing adds to the day's log: the list of sittings is copied first.
        const std::vector<SittingId> sittings = day->second.sittings;
        for (const SittingId& sitting : sittings) {
            announce(day->second, sitting, now, group);
        }
    }

    void announce_after(const rules::Accepted& accepted, Instant now,
                        std::vector<EntryPtr>& group) {
        if (leaves_clocks_alone(accepted.entry.body)) {
            return;
        }
        const std::optional<Date> date = domain::date_of(pending, accepted.entry);
        const auto day = date ? pending.days.find(*date) : pending.days.end();
        if (day == pending.days.end()) {
            return;
        }
        const domain::DayLog& log = day->second;
        const bool one_item = !log.items.empty() && log.items.back().seq == accepted.entry.seq &&
                              !log.items.back().amends && log.items.back().owner >= 0;
        if (one_item) {
            const SittingId sitting =
                log.sittings[static_cast<std::size_t>(log.items.back().owner)];
            announce(log, sitting, now, group);
        } else {
            announce_day(*date, now, group);
        }
    }

    /// Hands a group to the journal. Otherwise the pending state is rolled back and the answer says
    /// why it was not taken.
    std::optional<Outcome> append(std::vector<EntryPtr> entries, Done answer,
                                  const std::optional<Idempotency>& idempotency,
                                  const ports::Digest& digest, std::function<void(Outcome)> done) {
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
        std::string key;
        if (idempotency) {
            key = idempotency->scope + "\n" + idempotency->key;
            group.idempotency = ports::IdempotencyRow{idempotency->scope, idempotency->key, digest,
                                                      config.format(answer)};
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
        in_flight.push_back(
            {std::move(entries), std::move(answer), std::move(done), std::move(key)});
        return std::nullopt;
    }

    void rebuild_pending() {
        pending = durable;
        owes_announcements = true;
        for (std::size_t i = doomed; i < in_flight.size(); ++i) {
            for (const EntryPtr& entry : in_flight[i].entries) {
                domain::evolve(pending, *entry);
            }
        }
    }

    void finished(ports::AppendOutcome outcome) {
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

    void publish(Group& group) {
        const Seq from = durable.size;
        for (const EntryPtr& entry : group.entries) {
            domain::evolve(durable, *entry);
            recent.push_back(entry);
        }
        while (recent.size() > config.recent_max) {
            recent.pop_front();
        }
        group.done(std::move(group.answer));
        std::erase_if(subscribers, [](const auto& subscriber) { return subscriber.expired(); });
        const std::vector<std::weak_ptr<Subscriber>> told = subscribers;
        for (const std::weak_ptr<Subscriber>& subscriber : told) {
            if (const std::shared_ptr<Subscriber> alive = subscriber.lock()) {
                alive->action(from, durable.size);
            }
        }
    }

    /// Arms the one timer on the earliest thing that has to be announced.
    void arm() {
        Instant next = rules::forever;
        for (const auto& [sitting, instant] : due) {
            next = std::min(next, instant);
        }
        if (next == rules::forever || !writable) {
            due_timer->cancel();
            return;
        }
        due_timer->arm(std::max(clock.wait_until(next), Duration{}), [this] { announce_due(); });
    }

    void announce_due() {
        const Instant now = recording_instant();
        std::vector<SittingId> reached;
        for (const auto& [sitting, instant] : due) {
            if (instant <= now) {
                reached.push_back(sitting);
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
            }
        }
        record(std::move(group));
        arm();
    }

    /// Announcements; those that are not taken are owed.
    void record(std::vector<EntryPtr> group) {
        if (!group.empty() && writable) {
            append(std::move(group), {}, std::nullopt, {}, [](const Outcome&) {});
        }
    }

    void record_own(domain::Body body) {
        domain::Proposed proposed;
        proposed.by = {"labd", domain::Role::labd};
        // When wall time has gone back, an alarm must not wait for it to catch up (CLK-10).
        proposed.happened = clock.now();
        proposed.body = std::move(body);
        record_own(std::move(proposed));
    }

    void record_own(domain::Proposed proposed) {
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

    void announce_all(Instant now) {
        std::vector<Date> dates;
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

    /// Says again what labd itself had to say and what found no room.
    void catch_up() {
        if (!writable || doomed > 0) {
            return;
        }
        for (domain::Proposed& own : std::exchange(unrecorded, {})) {
            record_own(std::move(own));
        }
        if (std::exchange(owes_announcements, false)) {
            announce_all(recording_instant());
        }
    }

    /// CLK-10: the wall clock is compared each second with the clock that never steps.
    void watch_clock() {
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

    /// Days long past leave memory (architecture, idea 13).
    void evict() {
        if (in_flight.empty()) {
            keep_recent(pending, config.days_kept);
            keep_recent(durable, config.days_kept);
        }
    }
};

Kernel::Kernel(ports::Loop& loop, ports::Clock& clock, ports::Journal& journal,
               ports::Sealer& sealer, KernelConfig config)
    : parts_(std::make_unique<Parts>(loop, clock, journal, sealer, std::move(config))) {}

Kernel::~Kernel() = default;

std::optional<std::string> Kernel::start(Seq size, std::string_view snapshot) {
    Parts& parts = *parts_;
    if (std::optional<std::string> fault =
            fold(parts.durable, size, snapshot, parts.config.journal, parts.journal, parts.sealer,
                 parts.config.days_kept)) {
        return fault;
    }
    parts.pending = parts.durable;
    const Instant wall = parts.clock.now();
    const Duration back = parts.durable.last_recorded - wall;
    if (back > Duration{} && parts.clock.mode() == ports::ClockMode::real) {
        parts.record_own(domain::ClockStepped{wall, -back});
    }
    parts.record_own(domain::DaemonStarted{parts.config.version, parts.config.alive_until});
    parts.announce_all(parts.recording_instant());
    parts.watch_clock();
    return std::nullopt;
}

void Kernel::submit(Request request, std::function<void(Outcome)> done) {
    Parts& parts = *parts_;
    LABD_ASSERT(!request.entries.empty());
    ports::Digest digest{};
    if (request.idempotency) {
        digest = parts.sealer.keyed_digest(request.idempotency->request);
        if (std::optional<Outcome> known = parts.answered(*request.idempotency, digest)) {
            done(std::move(*known));
            return;
        }
    }
    if (!parts.writable) {
        done(Unavailable::outcome_unknown);
        return;
    }
    if (parts.in_flight.size() >= parts.config.in_flight_max) {
        done(Unavailable::busy);
        return;
    }
    parts.load_days(request.entries);
    const Instant now = parts.recording_instant();
    const bool effects = std::ranges::any_of(request.entries, [](const domain::Proposed& entry) {
        return tells_effects(entry.body) || entry.happened.has_value();
    });
    std::map<Date, ClockSummaries> before;
    for (const auto& [date, day] : parts.pending.days) {
        if (effects) {
            before[date] = clocks_of(day, now);
        }
    }
    std::size_t index = 0;
    Result<std::vector<rules::Accepted>> accepted = parts.decide_pending(request, now, index);
    if (!accepted) {
        done(Refused{accepted.error(), index});
        return;
    }
    Done answer;
    answer.entries = std::move(*accepted);
    for (const auto& [date, clocks] : before) {
        const std::vector<Effect> some = compare(clocks, clocks_of(parts.pending.days[date], now));
        answer.effects.insert(answer.effects.end(), some.begin(), some.end());
    }
    std::vector<EntryPtr> group;
    for (const rules::Accepted& one : answer.entries) {
        group.push_back(std::make_shared<const Entry>(one.entry));
    }
    for (const rules::Accepted& one : answer.entries) {
        parts.announce_after(one, now, group);
    }
    answer.size = parts.pending.size;
    // Kept aside: the group takes the callback only when the journal takes the group.
    const auto shared_done = std::make_shared<std::function<void(Outcome)>>(std::move(done));
    std::optional<Outcome> problem =
        parts.append(std::move(group), std::move(answer), request.idempotency, digest,
                     [shared_done](Outcome outcome) { (*shared_done)(std::move(outcome)); });
    parts.arm();
    if (problem) {
        (*shared_done)(std::move(*problem));
    }
}

Outcome Kernel::preview(const std::vector<domain::Proposed>& entries) {
    Parts& parts = *parts_;
    parts.load_days(entries);
    domain::State trial = parts.durable;
    const Instant now = std::max(parts.clock.now(), trial.last_recorded);
    std::size_t index = 0;
    Result<std::vector<rules::Accepted>> accepted = parts.decide(trial, entries, now, index);
    if (!accepted) {
        return Refused{accepted.error(), index};
    }
    for (index = 0; index < accepted->size(); ++index) {
        const std::size_t size = leaf_size(parts.leaves, trial, (*accepted)[index].entry);
        if (size > leaf_bytes_max) {
            return Refused{refuse_size(size), index};
        }
    }
    Done done;
    done.entries = std::move(*accepted);
    done.size = parts.durable.size;
    for (const auto& [date, day] : parts.durable.days) {
        const std::vector<Effect> some =
            compare(clocks_of(day, now), clocks_of(trial.days[date], now));
        done.effects.insert(done.effects.end(), some.begin(), some.end());
    }
    return done;
}

const domain::State& Kernel::state() const { return parts_->durable; }

Instant Kernel::now() const { return parts_->clock.now(); }

std::shared_ptr<const domain::Entry> Kernel::recent(Seq seq) const {
    const std::deque<EntryPtr>& recent = parts_->recent;
    if (recent.empty() || seq < recent.front()->seq || seq > recent.back()->seq) {
        return nullptr;
    }
    return recent[static_cast<std::size_t>(seq - recent.front()->seq)];
}

void Kernel::read(Seq from, Seq count, const std::function<void(const domain::Entry&)>& each) {
    const Seq size = parts_->durable.size;
    const Seq to = from + std::min(count, size - std::min(from, size));
    while (from < to) {
        if (const std::shared_ptr<const domain::Entry> entry = recent(from)) {
            each(*entry);
            ++from;
            continue;
        }
        const Seq first_recent =
            parts_->recent.empty() ? to : std::max(from + 1, parts_->recent.front()->seq);
        const Seq part = std::min(to, first_recent) - from;
        read_entries(from, part, parts_->config.journal, parts_->journal, parts_->sealer, each);
        from += part;
    }
}

const domain::DayLog* Kernel::load_day(const SessionId& session) {
    parts_->load(session);
    return parts_->durable.day_of(session);
}

Kernel::Subscription Kernel::on_durable(OnDurable action) {
    auto subscriber = std::make_shared<Subscriber>(Subscriber{std::move(action)});
    parts_->subscribers.push_back(subscriber);
    return subscriber;
}

bool Kernel::is_writable() const { return parts_->writable; }

std::string Kernel::snapshot() const {
    parts_->evict();
    return snapshot_of(parts_->durable);
}

std::string Kernel::state_digest() const {
    // Which older days are in memory depends on what was asked for.
    domain::State kept = parts_->durable;
    keep_recent(kept, parts_->config.days_kept);
    return digest_of(kept);
}

void Kernel::stop() {
    parts_->writable = false;
    parts_->due_timer->cancel();
    parts_->step_timer->cancel();
}

void Kernel::clock_moved() {
    parts_->clock_offset = parts_->clock.wall() - parts_->clock.now();
    parts_->announce_due();
}

}  // namespace labd::kernel
