// Base64 with the standard alphabet and padding (RFC 4648, section 4), as signed notes use it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace labd::evidence {

std::string to_base64(std::span<const std::uint8_t> bytes);

/// Nothing for what `to_base64` would not have written: text that decodes from two spellings could
/// be changed without being noticed.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace labd::evidence
