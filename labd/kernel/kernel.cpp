#include "labd/kernel/kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "labd/core/assert.h"
#include "labd/kernel/kernel_parts.h"
#include "labd/kernel/replay.h"

namespace labd::kernel {

namespace {

using domain::Entry;

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

}  // namespace

Kernel::Kernel(ports::Loop& loop, ports::Clock& clock, ports::Journal& journal,
               ports::Sealer& sealer, KernelConfig config)
    : parts_(std::make_unique<Parts>(loop, clock, journal, sealer, std::move(config))) {}

Kernel::~Kernel() = default;

std::optional<std::string> Kernel::start(Seq size, std::string_view snapshot) {
    Parts& parts = *parts_;
    if (std::optional<std::string> fault = fold(
            parts.durable, size, snapshot,
            LeafStore{parts.config.journal, parts.journal, parts.sealer}, parts.config.days_kept)) {
        return fault;
    }
    parts.pending = parts.durable;
    parts.destroy_keys_of_erased();
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
    group.reserve(answer.entries.size());
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

void Kernel::when_settled(std::function<void()> action) {
    if (parts_->in_flight.empty()) {
        action();
        return;
    }
    Group& last = parts_->in_flight.back();
    last.done = [done = std::move(last.done), action = std::move(action)](Outcome outcome) {
        done(std::move(outcome));
        action();
    };
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
        read_entries(from, part, LeafStore{parts_->config.journal, parts_->journal, parts_->sealer},
                     each);
        from += part;
    }
}

const domain::DayLog* Kernel::load_day(const SessionId& session) {
    parts_->load(session);
    return parts_->durable.day_of(session);
}

std::optional<Digest> Kernel::file_key(const EntryId& attachment) {
    return parts_->sealer.file_key(subject_of_attachment(attachment));
}

const domain::DayLog* Kernel::load_case(const EntryId& id) {
    const std::optional<Date> date = parts_->durable.day_of_case(id);
    if (!date) {
        return nullptr;
    }
    parts_->load_date(*date);
    const auto day = parts_->durable.days.find(*date);
    return day == parts_->durable.days.end() ? nullptr : &day->second;
}

std::string Kernel::voucher_digest(std::string_view code) const {
    // Apart from the digests of requests, which are made under the same secret.
    std::string text = "voucher ";
    text += code;
    std::string hex;
    for (const std::uint8_t byte : parts_->sealer.keyed_digest(text)) {
        hex += fmt::format("{:02x}", byte);
    }
    return hex;
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
