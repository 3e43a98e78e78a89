// Signatures of the Standard Webhooks specification 1.0.0: HMAC-SHA256 over id, time and body, one
// for each secret, so that secrets can be exchanged without a gap.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/time.h"

namespace labd::feed {

/// The bytes of a secret; never in a log.
struct Secret {
    std::string key;
};

/// So many secrets may be in use at the same time.
inline constexpr std::size_t secrets_max = 4;

/// Reads `whsec_` and base64 of 24 to 64 bytes; nothing for anything else.
std::optional<Secret> read_secret(std::string_view text);

/// Reads a file's secrets: one a line, empty lines and lines that begin with `#` aside. Nothing
/// when a line is no secret, and when there is none or more than `secrets_max`.
std::optional<std::vector<Secret>> read_secrets(std::string_view text);

/// The header `webhook-signature`: `v1,<base64>` for each secret, with a space between.
std::string signature_of(const std::vector<Secret>& secrets, std::string_view id,
                         std::int64_t timestamp_s, std::string_view body);

}  // namespace labd::feed
