// How far each webhook endpoint has been told, kept over restarts. What is lost of it is told
// again, under the same ids.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/time.h"

namespace labd::ports {

/// An event that was looked at and is not delivered yet.
struct WebhookItem {
    Seq seq = 0;
    /// What it is kept in order by: `sittings/A`.
    std::string subject;
    /// Tries that failed.
    int attempts = 0;
    /// When to try again; in the past for one that was never tried. By labd's clock.
    Instant next_at;
    /// Given up until a person has it tried again.
    bool dead = false;
    /// What the last failed try met with.
    std::string why;
    /// Whether that try got no answer at all, so that it says nothing about this event.
    bool unreached = false;
};

/// What is known of an endpoint, by its name in the configuration.
struct WebhookPlace {
    std::string endpoint;
    /// The first entry that was not looked at.
    Seq next = 0;
    /// Why nothing is sent to it until a person says so; empty while it is in use.
    std::string disabled;
    /// By sequence.
    std::vector<WebhookItem> items;
};

/// What has become different for one endpoint.
struct WebhookChange {
    std::string endpoint;
    Seq next = 0;
    std::string disabled;
    std::vector<WebhookItem> changed;
    std::vector<Seq> settled;
};

class WebhookBook {
public:
    virtual ~WebhookBook() = default;

    /// Everything that is kept. Before the first `save`.
    virtual std::vector<WebhookPlace> load() = 0;

    /// Keeps all of it or nothing; false when the disk did not take it (logged). From any thread,
    /// one at a time.
    virtual bool save(const std::vector<WebhookChange>& changes) = 0;
};

}  // namespace labd::ports
