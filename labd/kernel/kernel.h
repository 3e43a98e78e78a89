// The one loop that everything passes: an entry is decided against the pending state, appended,
// made durable, and only then answered and published (architecture, ideas 4 and 5).
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "labd/codec/entry_json.h"
#include "labd/domain/state.h"
#include "labd/ports/clock.h"
#include "labd/ports/journal.h"
#include "labd/ports/loop.h"
#include "labd/rules/judge.h"

namespace labd::kernel {

/// What a retry is recognised by. Scope is who sent it and where to.
struct Idempotency {
    std::string scope;
    std::string key;
    /// The request as it was sent; only its keyed digest is kept.
    std::string request;
};

/// Entries to be recorded together or not at all.
struct Request {
    std::vector<domain::Proposed> entries;
    std::optional<Idempotency> idempotency;
};

/// What entries do to the clocks of one sitting (OUT-15); instants are absent while stopped.
struct Effect {
    SittingId sitting;
    std::optional<Instant> ends_before;
    std::optional<Instant> ends_after;
    std::optional<Instant> module_limit_before;
    std::optional<Instant> module_limit_after;
    bool ended_before = false;
    bool ended_after = false;
    bool cancel_required_before = false;
    bool cancel_required_after = false;
};

/// Accepted: durable when it comes from `submit`, only tried when from `preview`.
struct Done {
    std::vector<rules::Accepted> entries;
    std::vector<Effect> effects;
    /// Journal size after it.
    Seq size = 0;
    /// The response as it is kept for retries; empty when the request had no idempotency key.
    std::string response;
};

/// The same request was answered before; this is that answer, byte for byte.
struct Replayed {
    std::string response;
};

/// A rule or the input forbids it; nothing was recorded.
struct Refused {
    Refusal refusal;
    /// Which entry of the batch.
    std::size_t index = 0;
};

enum class Unavailable : std::uint8_t {
    /// The queue is full: try again soon.
    busy,
    /// The disk is full: nothing was recorded; reading goes on.
    disk_full,
    /// The commit failed: whether it is recorded is known after a restart (retry with the same
    /// key).
    outcome_unknown,
    /// The same key is being worked on right now.
    in_flight,
    /// The same key came with another request.
    key_reused
};

using Outcome = std::variant<Done, Replayed, Refused, Unavailable>;

/// Makes the response that is kept for retries; must hold no personal data.
using FormatResponse = std::function<std::string(const Done&)>;

struct KernelConfig {
    /// Labd's own site and journal names for the leaves.
    std::string site;
    std::string journal;
    std::int64_t epoch = 0;
    std::string boot;
    std::string version;
    rules::Authority authority = rules::Authority::daemon;
    /// The last instant at which the process before this one was seen alive.
    std::optional<Instant> alive_until;
    /// Random bytes, for salts; injectable for comparing journals.
    std::function<std::string(std::size_t)> random;
    FormatResponse format;
    /// How many requests may wait for the disk.
    std::size_t in_flight_max = 4096;
    /// How many durable entries are kept for live readers.
    std::size_t recent_max = 4096;
    /// Days that stay in memory after their date.
    int days_kept = 7;
};

/// Called after every commit with the size before and after; loop thread.
using OnDurable = std::function<void(Seq from, Seq to)>;

class Kernel {
public:
    Kernel(ports::Loop& loop, ports::Clock& clock, ports::Journal& journal, ports::Sealer& sealer,
           KernelConfig config);
    ~Kernel();
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;

    /// Folds the leaves of the journal, using its snapshot when there is one, and records that labd
    /// has started. Call once, before anything else. The text says what is wrong with the journal.
    std::optional<std::string> start(Seq size, std::string_view snapshot);

    /// Records entries. `done` is called once: at once for refusals, else after the commit.
    void submit(Request request, std::function<void(Outcome)> done);

    /// Calls `action` once everything submitted so far, the start's own entries included, is
    /// durable or known not to become so.
    void when_settled(std::function<void()> action);

    /// What `submit` would answer now, on the durable state; nothing is recorded (OUT-15).
    Outcome preview(const std::vector<domain::Proposed>& entries);

    /// What is known durably. Valid until the next commit.
    const domain::State& state() const;

    Instant now() const;

    /// A durable entry of the recent past; null when it is older than what is kept.
    std::shared_ptr<const domain::Entry> recent(Seq seq) const;

    /// Durable entries `[from, from + count)` in order, from memory or from the journal.
    void read(Seq from, Seq count, const std::function<void(const domain::Entry&)>& each);

    /// The day of a session, loaded from the journal when it had left memory; null when there is no
    /// such session. Valid until the next commit or load.
    const domain::DayLog* load_day(const SessionId& session);

    /// The day of a remedy case, voucher or re-read, loaded as `load_day` does; null when there is
    /// none.
    const domain::DayLog* load_case(const EntryId& id);
    /// The key of an incident's file, by the id of its entry; it is stored with the next group.
    /// Nothing when it was destroyed.
    std::optional<Digest> file_key(const EntryId& attachment);

    /// What is kept of a voucher's code: a digest under a secret of this journal, hexadecimal.
    std::string voucher_digest(std::string_view code) const;

    /// Registers a reader of commits until the handle is destroyed.
    using Subscription = std::shared_ptr<void>;
    Subscription on_durable(OnDurable action);

    /// False after a failed commit: reading goes on, marked stale.
    bool is_writable() const;

    /// The state as a snapshot for the next start, without personal data.
    std::string snapshot() const;

    /// A digest of the whole state, to compare a live state with a refolded one.
    std::string state_digest() const;

    /// Disarms the timers, so that the loop can run empty.
    void stop();

    /// The training clock was moved by hand: timers are armed anew.
    void clock_moved();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace labd::kernel
