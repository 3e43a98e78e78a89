#include "labd/web/utf8.h"

#include "labd/core/utf8.h"

namespace labd::web {

std::optional<std::size_t> count_characters(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        const Character character = first_character(text);
        const bool control = character.code < 0x20 || character.code == 0x7F;
        if (character.bytes == 0 || control) {
            return std::nullopt;
        }
        text.remove_prefix(character.bytes);
        ++count;
    }
    return count;
}

}  // namespace labd::web
