#include "labd/app/webhook_service.h"

#include <spdlog/spdlog.h>

#include <random>

#include "labd/app/clocks.h"

namespace labd::app {

namespace {

/// From 0 up to 1.
std::function<double()> make_chance() {
    auto engine = std::make_shared<std::mt19937_64>(std::random_device()());
    return [engine] { return std::uniform_real_distribution<double>()(*engine); };
}

/// The endpoint, or nothing when its secrets cannot be read.
std::optional<feed::EndpointOptions> endpoint_of(const WebhookSettings& webhook,
                                                 ports::Loop& loop) {
    const auto secrets = read_secret_file(webhook.secret_file);
    if (!secrets) {
        spdlog::error("webhook {}: {}: nothing is told to it", webhook.name,
                      secrets.error().sentence());
        return std::nullopt;
    }
    feed::EndpointOptions endpoint;
    endpoint.name = webhook.name;
    endpoint.address = webhook.address;
    endpoint.names = webhook.names ? kernel::Names::told : kernel::Names::left_out;
    feed::SenderOptions sender;
    sender.address = webhook.address;
    sender.ca_file = webhook.ca_file.string();
    sender.secrets = *secrets;
    sender.wall = wall_time;
    endpoint.make_sender = [&loop, sender] {
        return std::make_unique<feed::ThreadSender>(loop, sender);
    };
    return endpoint;
}

}  // namespace

std::unique_ptr<WebhookService> WebhookService::start(const Services& services,
                                                      WebhookServiceOptions options) {
    if (options.webhooks.empty()) {
        return nullptr;
    }
    auto store = journal::WebhookStore::open(journal::webhooks_file(options.directory));
    if (!store) {
        spdlog::error("nothing is told by webhooks: {}", store.error().text);
        return nullptr;
    }
    feed::FeedOptions feed;
    feed.source = std::move(options.source);
    feed.chance = make_chance();
    for (const WebhookSettings& webhook : options.webhooks) {
        if (std::optional<feed::EndpointOptions> endpoint = endpoint_of(webhook, services.loop)) {
            feed.endpoints.push_back(std::move(*endpoint));
        }
    }
    std::unique_ptr<WebhookService> service(
        new WebhookService(std::move(options.webhooks), std::move(*store)));
    service->feed_ = std::make_unique<feed::Feed>(
        feed::FeedServices{services.kernel, services.clock, services.loop, services.worker,
                           *service->store_},
        std::move(feed));
    if (!service->feed_->start()) {
        spdlog::error("nothing is told by webhooks: where they begin could not be noted");
        return nullptr;
    }
    return service;
}

WebhookService::~WebhookService() {
    feed_->stop();
    feed_->keep();
}

void WebhookService::read_secrets_again() {
    for (const WebhookSettings& webhook : settings_) {
        const auto secrets = read_secret_file(webhook.secret_file);
        if (secrets) {
            feed_->use_secrets(webhook.name, *secrets);
            spdlog::info("webhook {}: secrets read again and in use", webhook.name);
        } else {
            spdlog::error("webhook {}: {}: the old secrets stay", webhook.name,
                          secrets.error().sentence());
        }
    }
}

}  // namespace labd::app
