// The webhooks of a running labd: their settings, their secrets, their threads, and where it is
// kept how far they are. Whatever is wrong with them, the exam goes on.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "labd/app/webhooks_table.h"
#include "labd/feed/feed.h"
#include "labd/journal/webhook_store.h"

namespace labd::app {

struct WebhookServiceOptions {
    std::vector<WebhookSettings> webhooks;
    codec::EventSource source;
    /// The data directory.
    std::filesystem::path directory;
};

/// Loop thread only.
class WebhookService {
public:
    struct Services {
        kernel::Kernel& kernel;
        ports::Clock& clock;
        ports::Loop& loop;
        ports::Worker& worker;
    };

    /// Null when nothing is to be told, or when it cannot be (logged).
    static std::unique_ptr<WebhookService> start(const Services& services,
                                                 WebhookServiceOptions options);

    /// When the worker is gone.
    ~WebhookService();
    WebhookService(const WebhookService&) = delete;
    WebhookService& operator=(const WebhookService&) = delete;

    ports::Webhooks& webhooks() { return *feed_; }

    /// Reads the files of the secrets again; those that cannot be read leave the old ones in use.
    void read_secrets_again();

    /// Ends what is under way, so that the loop can run empty.
    void stop() { feed_->stop(); }

private:
    WebhookService(std::vector<WebhookSettings> settings,
                   std::unique_ptr<journal::WebhookStore> store)
        : settings_(std::move(settings)), store_(std::move(store)) {}

    std::vector<WebhookSettings> settings_;
    std::unique_ptr<journal::WebhookStore> store_;
    std::unique_ptr<feed::Feed> feed_;
};

}  // namespace labd::app
