#include "labd/feed/endpoint_queue.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "labd/core/assert.h"
#include "labd/feed/schedule.h"

namespace labd::feed {

namespace {

/// So many tries in a row without an answer mean that the endpoint was away, not that one event
/// ends its connection.
constexpr int away_after = 3;
/// No try is planned further ahead; a clock that was wrong by years may have left such.
constexpr Duration ahead_max = hours(30);
/// Entries that tell nothing are looked at again after a crash; this many are no matter.
constexpr Seq position_step = 1'000;
constexpr Instant long_ago{std::numeric_limits<std::int64_t>::min()};

}  // namespace

EndpointQueue::EndpointQueue(ports::WebhookPlace place, std::function<double()> chance, Instant now)
    : place_(std::move(place)),
      chance_(std::move(chance)),
      paused_until_(long_ago),
      next_kept_(place_.next) {
    for (ports::WebhookItem& item : std::exchange(place_.items, {})) {
        item.next_at = std::min(item.next_at, now + ahead_max);
        kept_.insert(item.seq);
        insert(std::move(item));
    }
}

void EndpointQueue::insert(ports::WebhookItem item) {
    const std::string subject = item.subject;
    subjects_[subject].seqs.insert(item.seq);
    items_.emplace(item.seq, std::move(item));
    place_first(subject);
}

void EndpointQueue::place_first(const std::string& name) {
    const auto found = subjects_.find(name);
    if (found == subjects_.end()) {
        return;
    }
    Subject& subject = found->second;
    if (subject.ready) {
        ready_.erase(*std::exchange(subject.ready, std::nullopt));
    }
    if (subject.seqs.empty()) {
        subjects_.erase(found);
        return;
    }
    const ports::WebhookItem& first = items_.at(*subject.seqs.begin());
    // A dead one holds back what comes after it: in order, or not at all.
    if (!first.dead && !sending_.contains(first.seq)) {
        subject.ready = {first.next_at, first.seq};
        ready_.insert(*subject.ready);
    }
}

void EndpointQueue::looked_at(const std::string& subject, Instant now) {
    const Seq seq = place_.next++;
    if (!subject.empty()) {
        insert({seq, subject, 0, now, false, {}, false});
        changed_.insert(seq);
    }
}

std::vector<Seq> EndpointQueue::take(Instant now, std::size_t most) {
    LABD_ASSERT(sending_.empty());
    std::vector<Seq> taken;
    if (!place_.disabled.empty() || now < paused_until_) {
        return taken;
    }
    while (taken.size() < most && !ready_.empty() && ready_.begin()->first <= now) {
        const Seq seq = ready_.begin()->second;
        Subject& subject = subjects_.at(items_.at(seq).subject);
        ready_.erase(ready_.begin());
        subject.ready.reset();
        sending_.insert(seq);
        taken.push_back(seq);
        const auto follower = subject.seqs.upper_bound(seq);
        if (follower != subject.seqs.end() && !items_.at(*follower).dead) {
            subject.ready = {items_.at(*follower).next_at, *follower};
            ready_.insert(*subject.ready);
        }
    }
    return taken;
}

std::vector<Seq> EndpointQueue::upcoming(Instant now, std::size_t most) const {
    std::vector<Seq> seqs;
    for (const auto& [at, seq] : ready_) {
        if (seqs.size() >= most || at > now) {
            break;
        }
        seqs.push_back(seq);
    }
    return seqs;
}

void EndpointQueue::settle(Seq seq) {
    const auto item = items_.find(seq);
    const auto subject = subjects_.find(item->second.subject);
    subject->second.seqs.erase(seq);
    changed_.insert(seq);
    items_.erase(item);
}

void EndpointQueue::fail(ports::WebhookItem& item, const Tried& tried, Instant now) {
    ++item.attempts;
    item.why = tried.why;
    item.unreached = tried.fate == Fate::unreached;
    item.dead = item.attempts >= attempts_max;
    if (!item.dead) {
        item.next_at = now + delay_after(item.attempts, chance_());
    }
    changed_.insert(item.seq);
}

void EndpointQueue::pause(Instant now) {
    paused_until_ = now + pause_after(unreached_);
    ++unreached_;
}

void EndpointQueue::after_delivery(Instant now) {
    const bool was_away = std::exchange(unreached_, 0) >= away_after;
    paused_until_ = long_ago;
    if (!was_away) {
        return;
    }
    for (auto& [seq, item] : items_) {
        if (item.unreached && !item.dead && item.next_at > now) {
            item.next_at = now;
            changed_.insert(seq);
            place_first(item.subject);
        }
    }
}

void EndpointQueue::finished(const std::vector<Tried>& tried, Instant now) {
    std::set<std::string> touched;
    for (const Seq seq : sending_) {
        touched.insert(items_.at(seq).subject);
    }
    // Several that were under way at the same time met with one and the same failure.
    bool paused = false;
    for (const Tried& one : tried) {
        LABD_ASSERT(sending_.contains(one.seq));
        switch (one.fate) {
            case Fate::delivered:
                settle(one.seq);
                after_delivery(now);
                break;
            case Fate::refused: fail(items_.at(one.seq), one, now); break;
            case Fate::unreached:
                fail(items_.at(one.seq), one, now);
                if (!std::exchange(paused, true)) {
                    pause(now);
                }
                break;
            case Fate::gone:
                place_.disabled = one.why;
                place_changed_ = true;
                break;
            case Fate::untried: break;
        }
    }
    sending_.clear();
    for (const std::string& subject : touched) {
        place_first(subject);
    }
}

std::optional<Instant> EndpointQueue::next_try() const {
    if (!place_.disabled.empty() || ready_.empty() || is_sending()) {
        return std::nullopt;
    }
    return std::max(ready_.begin()->first, paused_until_);
}

std::size_t EndpointQueue::retry(std::optional<Seq> seq, Instant now) {
    std::size_t count = 0;
    for (auto& [each, item] : items_) {
        const bool is_meant = seq ? each == *seq : item.dead || item.attempts > 0;
        if (!is_meant || sending_.contains(each)) {
            continue;
        }
        item.attempts = 0;
        item.dead = false;
        item.unreached = false;
        item.next_at = now;
        changed_.insert(each);
        place_first(item.subject);
        ++count;
    }
    place_changed_ = place_changed_ || !place_.disabled.empty();
    place_.disabled.clear();
    paused_until_ = long_ago;
    return count;
}

const ports::WebhookItem* EndpointQueue::find(Seq seq) const {
    const auto found = items_.find(seq);
    return found == items_.end() ? nullptr : &found->second;
}

std::vector<ports::WebhookItem> EndpointQueue::undelivered(std::size_t most) const {
    std::vector<ports::WebhookItem> some;
    for (const auto& [seq, item] : items_) {
        if (some.size() >= most) {
            break;
        }
        if (item.dead || item.attempts > 0) {
            some.push_back(item);
        }
    }
    return some;
}

QueueCounts EndpointQueue::counts() const {
    QueueCounts counts;
    for (const auto& [seq, item] : items_) {
        ++(item.dead ? counts.dead : item.attempts > 0 ? counts.failing : counts.waiting);
    }
    return counts;
}

bool EndpointQueue::is_far_ahead() const { return place_.next >= next_kept_ + position_step; }

std::optional<ports::WebhookChange> EndpointQueue::take_change() {
    if (!place_changed_ && changed_.empty() && place_.next == next_kept_) {
        return std::nullopt;
    }
    ports::WebhookChange change{place_.endpoint, place_.next, place_.disabled, {}, {}};
    for (const Seq seq : std::exchange(changed_, {})) {
        if (const ports::WebhookItem* item = find(seq)) {
            change.changed.push_back(*item);
            kept_.insert(seq);
        } else if (kept_.erase(seq) > 0) {
            change.settled.push_back(seq);
        }
    }
    next_kept_ = place_.next;
    place_changed_ = false;
    return change;
}

void EndpointQueue::not_kept(const ports::WebhookChange& change) {
    place_changed_ = true;
    for (const ports::WebhookItem& item : change.changed) {
        changed_.insert(item.seq);
    }
    for (const Seq seq : change.settled) {
        changed_.insert(seq);
        kept_.insert(seq);
    }
}

}  // namespace labd::feed
