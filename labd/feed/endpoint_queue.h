// One endpoint's events on their way: which may be sent now, and what follows from how it went.
// Those of one subject (a sitting, a voucher) go one after another, and none goes before the one
// ahead of it has arrived. Pure: no clock, no thread, no disk.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "labd/ports/webhook_book.h"

namespace labd::feed {

/// How one try went.
enum class Fate : std::uint8_t {
    /// Any 2xx.
    delivered,
    /// Another answer: about this event, as far as anybody can tell.
    refused,
    /// No answer, or one that only says that the endpoint is not there now.
    unreached,
    /// 410: the endpoint wants nothing any more.
    gone,
    /// Not tried, because of what came before it.
    untried
};

struct Tried {
    Seq seq = 0;
    Fate fate = Fate::untried;
    /// For people, of a try that failed.
    std::string why;
};

struct QueueCounts {
    std::int64_t waiting = 0;
    std::int64_t failing = 0;
    std::int64_t dead = 0;
};

class EndpointQueue {
public:
    /// More is not looked at before some of it has been settled.
    static constexpr std::size_t items_max = 10'000;

    /// Goes on from `place`. `chance` gives numbers from 0 up to 1, for jitter.
    EndpointQueue(ports::WebhookPlace place, std::function<double()> chance, Instant now);

    /// The first entry that was not looked at.
    Seq next() const { return place_.next; }

    const std::string& disabled() const { return place_.disabled; }

    bool wants_more() const { return place_.disabled.empty() && items_.size() < items_max; }

    /// The entry `next()` was looked at; its subject is empty when it tells nothing.
    void looked_at(const std::string& subject, Instant now);

    /// Takes up to `most` events to be sent in this order. Not while others are on their way.
    std::vector<Seq> take(Instant now, std::size_t most);

    bool is_sending() const { return !sending_.empty(); }

    /// The last try got no answer: one event is enough to see whether the endpoint is back.
    bool is_away() const { return unreached_ > 0; }

    /// What `take` is likely to give next, while others are on their way.
    std::vector<Seq> upcoming(Instant now, std::size_t most) const;

    /// What became of all that was taken.
    void finished(const std::vector<Tried>& tried, Instant now);

    /// When there is something to take; nothing while nothing is.
    std::optional<Instant> next_try() const;

    /// Lets dead and failing events go again now, or the one that is named, and the endpoint if it
    /// was disabled. How many.
    std::size_t retry(std::optional<Seq> seq, Instant now);

    const ports::WebhookItem* find(Seq seq) const;

    /// Failing and dead ones, by sequence.
    std::vector<ports::WebhookItem> undelivered(std::size_t most) const;

    QueueCounts counts() const;

    /// What is different from what is kept, to be kept; nothing when nothing is. Once it is asked
    /// for, it counts as kept, unless `not_kept` is told.
    std::optional<ports::WebhookChange> take_change();
    void not_kept(const ports::WebhookChange& change);

    /// Whether so much was looked at since the position was kept that it is worth a write.
    bool is_far_ahead() const;

private:
    using Ready = std::pair<Instant, Seq>;

    struct Subject {
        std::set<Seq> seqs;
        /// Where its first stands in `ready_`.
        std::optional<Ready> ready;
    };

    void insert(ports::WebhookItem item);
    void settle(Seq seq);
    void fail(ports::WebhookItem& item, const Tried& tried, Instant now);
    void pause(Instant now);
    void after_delivery(Instant now);
    /// Puts the first of a subject where it belongs in `ready_`.
    void place_first(const std::string& subject);

    /// Without its items.
    ports::WebhookPlace place_;
    std::function<double()> chance_;
    std::map<Seq, ports::WebhookItem> items_;
    std::unordered_map<std::string, Subject> subjects_;
    std::set<Ready> ready_;
    std::set<Seq> sending_;
    /// Tries in a row that did not reach the endpoint.
    int unreached_ = 0;
    Instant paused_until_;
    std::set<Seq> changed_;
    std::set<Seq> kept_;
    Seq next_kept_ = 0;
    bool place_changed_ = false;
};

}  // namespace labd::feed
