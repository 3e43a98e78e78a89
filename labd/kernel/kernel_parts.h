// The inside of the kernel: its state, what waits for the disk, and the steps between deciding and
// publishing. Private to the kernel.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "labd/kernel/effects.h"
#include "labd/kernel/kernel.h"
#include "labd/kernel/sealing.h"

namespace labd::kernel {

using EntryPtr = std::shared_ptr<const domain::Entry>;

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

/// An entry whose leaf would be longer than a leaf may be.
Refusal refuse_size(std::size_t size);

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
    /// When something about a day's missing footage has to be announced.
    std::map<Date, Instant> incidents_due;
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
                                                Instant now, std::size_t& index) const;

    /// A batch is tried on a copy, a single entry changes nothing before it is accepted.
    Result<std::vector<rules::Accepted>> decide_pending(const Request& request, Instant now,
                                                        std::size_t& index);

    /// The answer that is already known for an idempotency key, if any.
    std::optional<Outcome> answered(const Idempotency& idempotency, const ports::Digest& digest);

    /// Days that an entry needs and that have left memory come back first.
    void load_days(const std::vector<domain::Proposed>& entries);

    /// The day of the case that an entry is about.
    void load_case(const domain::Body& body);

    /// The days of whom a report names and of when it was (SEC-2).
    void load_incident(const domain::Proposed& entry);

    void load(const SessionId& session);

    void load_date(Date date);

    /// Announces what a sitting's state asks for; the entries go into the same group.
    void announce(const domain::DayLog& log, const SittingId& sitting, Instant now,
                  std::vector<EntryPtr>& group);

    /// Says it, entry by entry.
    void announce_cases(std::vector<domain::CaseAnnounced> news, Instant now,
                        std::vector<EntryPtr>& group);

    /// Says what has to be said about the day's missing footage (CAM-8).
    void announce_incidents(Date date, Instant now, std::vector<EntryPtr>& group);

    /// Decides an entry of labd itself and adds it to the group.
    void add_own(const domain::Proposed& proposed, Instant now, std::vector<EntryPtr>& group);

    void announce_day(Date date, Instant now, std::vector<EntryPtr>& group);

    void announce_after(const rules::Accepted& accepted, Instant now, std::vector<EntryPtr>& group);

    /// Hands a group to the journal. Otherwise the pending state is rolled back and the answer says
    /// why it was not taken.
    std::optional<Outcome> append(std::vector<EntryPtr> entries, Done answer,
                                  const std::optional<Idempotency>& idempotency,
                                  const ports::Digest& digest, std::function<void(Outcome)> done);

    void rebuild_pending();

    void finished(ports::AppendOutcome outcome);

    void publish(Group& group);

    /// Drops what was in memory of the people whom durable entries have erased.
    void forget_erased(const Group& group);

    /// Drops what is known of these people; their keys are gone.
    void forget(const std::set<CandidateId>& erased);

    /// Destroys again what a process before this one may not have come to.
    void destroy_keys_of_erased();

    /// The key subjects of the files that go with those who are erased.
    void add_files_of_erased(std::vector<std::string>& subjects);

    /// Arms the one timer on the earliest thing that has to be announced.
    void arm();

    void announce_due();

    /// Announcements; those that are not taken are owed.
    void record(std::vector<EntryPtr> group);

    void record_own(domain::Body body);

    void record_own(const domain::Proposed& proposed);

    void announce_all(Instant now);

    /// Says again what labd itself had to say and what found no room.
    void catch_up();

    /// CLK-10: the wall clock is compared each second with the clock that never steps.
    void watch_clock();

    /// Days long past leave memory (architecture, idea 13).
    void evict();
};

}  // namespace labd::kernel
