// What people are shown of the webhooks, and what they may do about them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "labd/core/ids.h"
#include "labd/core/time.h"

namespace labd::ports {

enum class WebhookState : std::uint8_t {
    /// All is delivered, or on its way for the first time.
    working,
    /// The last try failed; it is tried again by itself.
    failing,
    /// Nothing is sent until a person says so.
    disabled
};

struct WebhookStatus {
    std::string name;
    /// Without its query, which may be secret.
    std::string url;
    WebhookState state = WebhookState::working;
    /// The first entry that was not looked at yet.
    Seq next = 0;
    /// Since labd started.
    std::int64_t delivered = 0;
    /// Not tried yet, or held back behind another event of the same sitting.
    std::int64_t waiting = 0;
    /// Tried in vain, and tried again by itself.
    std::int64_t failing = 0;
    /// Given up until a person has them tried again.
    std::int64_t dead = 0;
    /// When something is tried again; nothing while nothing waits for a time.
    std::optional<Instant> next_try_at;
    std::optional<Instant> last_delivered_at;
    /// What the last failed try met with, or why it is disabled.
    std::string why;
};

/// An event that did not get through.
struct UndeliveredEvent {
    Seq seq = 0;
    std::string id;
    std::string subject;
    int attempts = 0;
    bool dead = false;
    /// Of one that is tried again by itself.
    std::optional<Instant> next_try_at;
    std::string why;
};

/// Loop thread only.
class Webhooks {
public:
    virtual ~Webhooks() = default;

    /// Of every endpoint, in the order of the configuration.
    virtual std::vector<WebhookStatus> status() const = 0;

    /// Failing and dead ones of an endpoint, the oldest first; nothing when there is no such
    /// endpoint.
    virtual std::optional<std::vector<UndeliveredEvent>> undelivered(const std::string& endpoint,
                                                                     std::size_t most) const = 0;

    /// Has dead and failing events tried again at once, or the one that is named, and takes an
    /// endpoint into use again. How many events it was; nothing when there is no such endpoint.
    virtual std::optional<std::size_t> retry(const std::string& endpoint,
                                             std::optional<Seq> seq) = 0;

    /// The training clock was moved by hand: what waits for a time is looked at again.
    virtual void clock_moved() = 0;
};

}  // namespace labd::ports
