// Text as people type it: well-formed UTF-8 without control characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace labd::web {

/// The number of characters (code points); nothing when the bytes are not well-formed UTF-8
/// (RFC 3629) or hold an ASCII control character.
std::optional<std::size_t> count_characters(std::string_view text);

}  // namespace labd::web
