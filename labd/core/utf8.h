// UTF-8, one character after another.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace labd {

struct Character {
    char32_t code = 0;
    /// 0 when the text does not begin with a well-formed character (RFC 3629, section 4).
    std::size_t bytes = 0;
};

/// The first character of a text that is not empty.
Character first_character(std::string_view text);

/// The number of characters (code points) of text as people type it; nothing when the bytes are not
/// well-formed UTF-8 (RFC 3629) or hold an ASCII control character.
std::optional<std::size_t> count_characters(std::string_view text);

}  // namespace labd
