// What the configuration says of the webhooks: the endpoints that may be told, and where their
// secrets are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "labd/app/table_fault.h"
#include "labd/codec/toml_file.h"
#include "labd/feed/sender.h"

namespace labd::app {

struct WebhookSettings {
    std::string name;
    feed::EndpointAddress address;
    /// Holds the secrets, one a line; the first key of a rotation and the second at the same time.
    std::filesystem::path secret_file;
    /// PEM certificates to trust instead of the system's; empty: the system's.
    std::filesystem::path ca_file;
    /// Whether it may be told candidates' names.
    bool names = false;
};

struct WebhooksTable : TableFault {
    std::vector<WebhookSettings> webhooks;
};

/// So many endpoints at most, each with a thread of its own.
inline constexpr std::size_t webhooks_max = 16;

/// Reads the list `[[webhooks]]`; files are named from `base` on.
WebhooksTable read_webhooks_table(const toml::node& node, const std::filesystem::path& base);

/// Reads a file that holds such a list and nothing else, for training: every endpoint must be on
/// this machine.
codec::Decoded<std::vector<WebhookSettings>> read_training_webhooks(
    const std::filesystem::path& file);

/// The secrets of a file; the text says what is wrong and holds none of them.
codec::Decoded<std::vector<feed::Secret>> read_secret_file(const std::filesystem::path& file);

}  // namespace labd::app
