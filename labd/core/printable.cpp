#include "labd/core/printable.h"

#include <cstddef>

namespace labd {

namespace {

struct Character {
    char32_t code = 0;
    /// 0 when the bytes are no well-formed UTF-8 (RFC 3629).
    std::size_t bytes = 0;
};

Character first_of(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
        return {};
    }
    char32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return {};
        }
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < least[length] || code > 0x10FFFF || surrogate ? Character{}
                                                                : Character{code, length};
}

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
        const Character character = first_of(bytes);
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
