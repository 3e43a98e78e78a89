#include "labd/feed/feed.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <utility>

#include "labd/codec/plain_json.h"
#include "labd/core/assert.h"

namespace labd::feed {

namespace {

/// So many entries are looked at, and so many events handed over, before others have their turn.
constexpr Seq look_max = 256;
constexpr std::size_t batch_max = 64;

}  // namespace

struct Feed::Endpoint {
    Endpoint(EndpointOptions o, ports::WebhookPlace place, const FeedServices& services,
             const std::function<double()>& chance)
        : options(std::move(o)),
          queue(std::move(place), chance, services.clock.now()),
          sender(options.make_sender()),
          timer(services.loop.make_timer()) {}

    EndpointOptions options;
    EndpointQueue queue;
    std::unique_ptr<Sender> sender;
    std::unique_ptr<ports::Timer> timer;
    /// Made while others are on their way; used or dropped with the next batch.
    std::map<Seq, Outgoing> made;
    /// More entries are there to be looked at, and it has been posted that they shall be.
    bool looks_again = false;
    std::int64_t delivered = 0;
    std::optional<Instant> last_delivered;
    /// What the last failed try met with; empty once one got through.
    std::string why;
};

Feed::Feed(const FeedServices& services, FeedOptions options)
    : services_(services), options_(std::move(options)) {}

Feed::~Feed() { stop(); }

bool Feed::start() {
    LABD_ASSERT(endpoints_.empty());
    std::vector<ports::WebhookPlace> places = services_.book.load();
    const Seq size = services_.kernel.state().size;
    std::vector<ports::WebhookChange> fresh;
    for (EndpointOptions& one : options_.endpoints) {
        auto place = std::ranges::find(places, one.name, &ports::WebhookPlace::endpoint);
        if (place == places.end()) {
            fresh.push_back({one.name, size, {}, {}, {}});
            place = places.insert(places.end(), ports::WebhookPlace{one.name, size, {}, {}});
        }
        if (place->next > size) {
            spdlog::warn("webhook {}: was told more than this journal holds", one.name);
            place->next = size;
            std::erase_if(place->items,
                          [&](const ports::WebhookItem& item) { return item.seq >= size; });
        }
        endpoints_.push_back(std::make_unique<Endpoint>(std::move(one), std::move(*place),
                                                        services_, options_.chance));
    }
    if (!fresh.empty() && !services_.book.save(fresh)) {
        endpoints_.clear();
        return false;
    }
    running_ = std::make_shared<bool>(true);
    subscription_ = services_.kernel.on_durable([this](Seq, Seq) {
        for (const auto& endpoint : endpoints_) {
            advance(*endpoint);
        }
    });
    for (const auto& endpoint : endpoints_) {
        advance(*endpoint);
    }
    return true;
}

void Feed::stop() {
    running_.reset();
    subscription_.reset();
    for (const auto& endpoint : endpoints_) {
        endpoint->timer->cancel();
        endpoint->sender->stop();
    }
}

void Feed::keep() {
    if (keeping_) {
        // It is not known whether the worker came to it.
        not_kept(*keeping_);
    }
    const Changes changes = take_changes();
    if (!changes.empty() && !services_.book.save(changes)) {
        not_kept(changes);
    }
}

void Feed::clock_moved() {
    for (const auto& endpoint : endpoints_) {
        advance(*endpoint);
    }
}

void Feed::use_secrets(const std::string& name, const std::vector<Secret>& secrets) {
    if (Endpoint* endpoint = find(name)) {
        endpoint->sender->use_secrets(secrets);
    }
}

Feed::Endpoint* Feed::find(const std::string& name) const {
    const auto found = std::ranges::find_if(
        endpoints_, [&](const auto& endpoint) { return endpoint->options.name == name; });
    return found == endpoints_.end() ? nullptr : found->get();
}

void Feed::advance(Endpoint& endpoint) {
    if (!running_) {
        return;
    }
    look(endpoint);
    if (!endpoint.queue.is_sending()) {
        send(endpoint);
    }
    if (const std::optional<Instant> next = endpoint.queue.next_try()) {
        endpoint.timer->arm(std::max(services_.clock.wait_until(*next), Duration{}),
                            [this, &endpoint] { advance(endpoint); });
    } else {
        endpoint.timer->cancel();
    }
}

void Feed::look(Endpoint& endpoint) {
    EndpointQueue& queue = endpoint.queue;
    const Seq size = services_.kernel.state().size;
    if (!queue.wants_more() || queue.next() >= size) {
        return;
    }
    const Instant now = services_.clock.now();
    services_.kernel.read(queue.next(), look_max, [&](const domain::Entry& entry) {
        queue.looked_at(codec::event_subject(entry), now);
    });
    if (queue.next() < size && !std::exchange(endpoint.looks_again, true)) {
        services_.loop.post([this, &endpoint, running = std::weak_ptr<bool>(running_)] {
            if (!running.expired()) {
                endpoint.looks_again = false;
                advance(endpoint);
            }
        });
    }
    if (queue.is_far_ahead()) {
        keep_soon();
    }
}

Outgoing Feed::make(const Endpoint& endpoint, Seq seq) const {
    // Copied: making the event may read another day.
    std::optional<domain::Entry> entry;
    services_.kernel.read(seq, 1, [&](const domain::Entry& one) { entry = one; });
    LABD_ASSERT(entry.has_value());
    const boost::json::object event =
        kernel::event_of(services_.kernel, *entry, options_.source, endpoint.options.names);
    return {seq, codec::event_id(options_.source, seq), codec::event_subject(*entry),
            codec::plain_json(event)};
}

void Feed::send(Endpoint& endpoint) {
    std::vector<Outgoing> batch;
    const std::size_t most = endpoint.queue.is_away() ? 1 : batch_max;
    for (const Seq seq : endpoint.queue.take(services_.clock.now(), most)) {
        const auto made = endpoint.made.find(seq);
        batch.push_back(made == endpoint.made.end() ? make(endpoint, seq)
                                                    : std::move(made->second));
    }
    endpoint.made.clear();
    if (batch.empty()) {
        return;
    }
    endpoint.sender->send(std::move(batch), [this, &endpoint](const std::vector<Tried>& tried) {
        finished(endpoint, tried);
    });
    services_.loop.post([this, &endpoint, running = std::weak_ptr<bool>(running_)] {
        if (!running.expired()) {
            make_ready(endpoint);
        }
    });
}

void Feed::make_ready(Endpoint& endpoint) {
    if (!endpoint.queue.is_sending() || endpoint.queue.is_away()) {
        return;
    }
    for (const Seq seq : endpoint.queue.upcoming(services_.clock.now(), batch_max)) {
        if (!endpoint.made.contains(seq)) {
            endpoint.made.emplace(seq, make(endpoint, seq));
        }
    }
}

void Feed::finished(Endpoint& endpoint, const std::vector<Tried>& tried) {
    if (!running_) {
        return;
    }
    const Instant now = services_.clock.now();
    const std::string& name = endpoint.options.name;
    for (const Tried& one : tried) {
        if (one.fate == Fate::delivered) {
            ++endpoint.delivered;
            endpoint.last_delivered = now;
            endpoint.why.clear();
        } else if (one.fate == Fate::gone) {
            endpoint.why = one.why;
            spdlog::error("webhook {}: {}: nothing more is sent to it", name, one.why);
        } else if (one.fate != Fate::untried) {
            // Said once for a whole row of failures.
            if (endpoint.why.empty()) {
                spdlog::warn("webhook {}: event {}: {}", name, one.seq, one.why);
            }
            endpoint.why = one.why;
        }
    }
    endpoint.queue.finished(tried, now);
    if (endpoint.queue.is_away()) {
        endpoint.made.clear();
    }
    for (const Tried& one : tried) {
        const ports::WebhookItem* item = endpoint.queue.find(one.seq);
        if (item != nullptr && item->dead) {
            spdlog::error("webhook {}: event {} was tried in vain and waits for a person", name,
                          one.seq);
        }
    }
    keep_soon();
    advance(endpoint);
}

Feed::Changes Feed::take_changes() {
    Changes changes;
    for (const auto& endpoint : endpoints_) {
        if (std::optional<ports::WebhookChange> change = endpoint->queue.take_change()) {
            changes.push_back(std::move(*change));
        }
    }
    return changes;
}

void Feed::not_kept(const Changes& changes) {
    for (const ports::WebhookChange& change : changes) {
        if (Endpoint* endpoint = find(change.endpoint)) {
            endpoint->queue.not_kept(change);
        }
    }
}

void Feed::keep_soon() {
    keeps_again_ = keeping_ != nullptr;
    if (keeping_) {
        return;
    }
    keeping_ = std::make_shared<const Changes>(take_changes());
    const auto kept = std::make_shared<bool>(false);
    const auto finished = [this, kept, running = std::weak_ptr<bool>(running_)] {
        if (running.expired()) {
            return;
        }
        const std::shared_ptr<const Changes> changes = std::exchange(keeping_, nullptr);
        if (!*kept) {
            not_kept(*changes);
        } else if (keeps_again_) {
            keep_soon();
        }
    };
    const bool taken =
        !keeping_->empty() && services_.worker.try_run([book = &services_.book, changes = keeping_,
                                                        kept] { *kept = book->save(*changes); },
                                                       finished);
    if (!taken) {
        // Without room at the worker it goes with the next change.
        not_kept(*std::exchange(keeping_, nullptr));
    }
}

std::vector<ports::WebhookStatus> Feed::status() const {
    std::vector<ports::WebhookStatus> all;
    for (const auto& endpoint : endpoints_) {
        const EndpointQueue& queue = endpoint->queue;
        const QueueCounts counts = queue.counts();
        ports::WebhookStatus& status = all.emplace_back();
        status.name = endpoint->options.name;
        status.url = shown_address(endpoint->options.address);
        status.state = !queue.disabled().empty() ? ports::WebhookState::disabled
                       : counts.failing > 0 || !endpoint->why.empty()
                           ? ports::WebhookState::failing
                           : ports::WebhookState::working;
        status.next = queue.next();
        status.delivered = endpoint->delivered;
        status.waiting = counts.waiting;
        status.failing = counts.failing;
        status.dead = counts.dead;
        status.next_try_at = counts.failing > 0 ? queue.next_try() : std::nullopt;
        status.last_delivered_at = endpoint->last_delivered;
        status.why = queue.disabled().empty() ? endpoint->why : queue.disabled();
    }
    return all;
}

std::optional<std::vector<ports::UndeliveredEvent>> Feed::undelivered(const std::string& name,
                                                                      std::size_t most) const {
    const Endpoint* endpoint = find(name);
    if (endpoint == nullptr) {
        return std::nullopt;
    }
    std::vector<ports::UndeliveredEvent> all;
    for (const ports::WebhookItem& item : endpoint->queue.undelivered(most)) {
        all.push_back({item.seq, codec::event_id(options_.source, item.seq), item.subject,
                       item.attempts, item.dead,
                       item.dead ? std::nullopt : std::optional(item.next_at), item.why});
    }
    return all;
}

std::optional<std::size_t> Feed::retry(const std::string& name, std::optional<Seq> seq) {
    Endpoint* endpoint = find(name);
    if (endpoint == nullptr) {
        return std::nullopt;
    }
    const std::size_t count = endpoint->queue.retry(seq, services_.clock.now());
    keep_soon();
    advance(*endpoint);
    return count;
}

}  // namespace labd::feed
