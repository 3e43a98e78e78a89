// Webhooks that say what a test wants.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "labd/ports/webhooks.h"

namespace labd::test {

class FakeWebhooks : public ports::Webhooks {
public:
    std::vector<ports::WebhookStatus> status() const override { return all; }

    std::optional<std::vector<ports::UndeliveredEvent>> undelivered(const std::string& endpoint,
                                                                    std::size_t) const override {
        const auto found = events.find(endpoint);
        return found == events.end() ? std::nullopt : std::optional(found->second);
    }

    std::optional<std::size_t> retry(const std::string& endpoint, std::optional<Seq> seq) override {
        retried.emplace_back(endpoint, seq);
        const auto found = events.find(endpoint);
        return found == events.end() ? std::nullopt : std::optional(found->second.size());
    }

    void clock_moved() override { ++moves; }

    std::vector<ports::WebhookStatus> all;
    std::map<std::string, std::vector<ports::UndeliveredEvent>> events;
    std::vector<std::pair<std::string, std::optional<Seq>>> retried;
    int moves = 0;
};

}  // namespace labd::test
