#include "labd/core/printable.h"

#include <cstddef>

#include "labd/core/utf8.h"

namespace labd {

namespace {

bool is_plain(char32_t code) {
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool hides_or_reorders =
        code == 0xAD || code == 0x61C || code == 0xFEFF || (code >= 0x200B && code <= 0x200F) ||
        (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code >= 0xE0000;
    return !control && !hides_or_reorders;
}

}  // namespace

std::string printable(std::string_view bytes) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string text;
    while (!bytes.empty()) {
        const Character character = first_character(bytes);
        const std::size_t length = character.bytes == 0 ? 1 : character.bytes;
        if (character.bytes > 0 && is_plain(character.code)) {
            text += bytes.substr(0, length);
        } else {
            for (const char each : bytes.substr(0, length)) {
                const auto byte = static_cast<unsigned char>(each);
                text += "\\x";
                text += hex[byte >> 4U];
                text += hex[byte & 0xFU];
            }
        }
        bytes.remove_prefix(length);
    }
    return text;
}

}  // namespace labd
