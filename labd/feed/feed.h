// The webhooks: every announcement of the journal to every endpoint, each in its own time. What is
// still to be told follows from the journal and from how far each endpoint is; nothing is queued
// that could be lost (docs/decisions/0012-the-feed.md).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "labd/feed/endpoint_queue.h"
#include "labd/feed/sender.h"
#include "labd/kernel/kernel.h"
#include "labd/kernel/told.h"
#include "labd/ports/clock.h"
#include "labd/ports/loop.h"
#include "labd/ports/webhook_book.h"
#include "labd/ports/webhooks.h"
#include "labd/ports/worker.h"

namespace labd::feed {

struct EndpointOptions {
    /// By which its place is kept.
    std::string name;
    EndpointAddress address;
    kernel::Names names = kernel::Names::left_out;
    std::function<std::unique_ptr<Sender>()> make_sender;
};

struct FeedOptions {
    codec::EventSource source;
    std::vector<EndpointOptions> endpoints;
    /// Numbers from 0 up to 1, for jitter.
    std::function<double()> chance;
};

/// What the feed stands on. All but the worker must outlive it.
struct FeedServices {
    kernel::Kernel& kernel;
    ports::Clock& clock;
    ports::Loop& loop;
    ports::Worker& worker;
    ports::WebhookBook& book;
};

/// Loop thread only.
class Feed : public ports::Webhooks {
public:
    Feed(const FeedServices& services, FeedOptions options);
    ~Feed() override;
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    /// Notes where endpoints that are new begin (at what is announced from now on) and begins to
    /// tell. False when that could not be noted: then nothing is told.
    bool start();

    /// Ends every try under way and tells nothing more. Keeps nothing: see `keep`.
    void stop();

    /// Writes what is not kept yet, on this thread; after `stop`, and when the worker is idle or
    /// gone.
    void keep();

    /// New secrets of an endpoint.
    void use_secrets(const std::string& endpoint, const std::vector<Secret>& secrets);

    std::vector<ports::WebhookStatus> status() const override;
    std::optional<std::vector<ports::UndeliveredEvent>> undelivered(
        const std::string& endpoint, std::size_t most) const override;
    std::optional<std::size_t> retry(const std::string& endpoint, std::optional<Seq> seq) override;
    void clock_moved() override;

private:
    struct Endpoint;
    using Changes = std::vector<ports::WebhookChange>;

    Endpoint* find(const std::string& name) const;
    /// Looks at what is new, sends what may be sent, and arms the timer.
    void advance(Endpoint& endpoint);
    void look(Endpoint& endpoint);
    void send(Endpoint& endpoint);
    Outgoing make(const Endpoint& endpoint, Seq seq) const;
    /// Makes what is sent next while the sender is busy.
    void make_ready(Endpoint& endpoint);
    void finished(Endpoint& endpoint, const std::vector<Tried>& tried);
    Changes take_changes();
    void not_kept(const Changes& changes);
    void keep_soon();

    FeedServices services_;
    FeedOptions options_;
    std::vector<std::unique_ptr<Endpoint>> endpoints_;
    kernel::Kernel::Subscription subscription_;
    /// What the worker is writing; null when nothing.
    std::shared_ptr<const Changes> keeping_;
    /// Something has changed while the worker was writing.
    bool keeps_again_ = false;
    /// Jobs and posted actions that come when the feed has stopped find this gone.
    std::shared_ptr<bool> running_;
};

}  // namespace labd::feed
