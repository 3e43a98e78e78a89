// Base64 with the standard alphabet and padding (RFC 4648, section 4). For what is no secret, or
// has no time to be taken from: it is not done in constant time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace labd {

std::string to_base64(std::span<const std::uint8_t> bytes);

/// The bytes. Nothing for what `to_base64` would not have written: text that decodes from two
/// spellings could be changed without being noticed.
std::optional<std::string> from_base64(std::string_view text);

/// The bytes of a text, as hash functions and libraries take them.
inline std::span<const std::uint8_t> octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace labd
