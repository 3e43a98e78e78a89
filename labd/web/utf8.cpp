#include "labd/web/utf8.h"

#include <algorithm>
#include <array>

namespace labd::web {
namespace {

/// The characters that begin with certain bytes (RFC 3629, section 4): how long they are and what
/// their second byte may be.
struct Form {
    unsigned char lead_from = 0;
    unsigned char lead_to = 0;
    std::size_t length = 0;
    unsigned char second_from = 0x80;
    unsigned char second_to = 0xBF;
};

constexpr auto forms = std::to_array<Form>({
    {0x20, 0x7E, 1},
    {0xC2, 0xDF, 2},
    {0xE0, 0xE0, 3, 0xA0},
    {0xE1, 0xEC, 3},
    {0xED, 0xED, 3, 0x80, 0x9F},
    {0xEE, 0xEF, 3},
    {0xF0, 0xF0, 4, 0x90},
    {0xF1, 0xF3, 4},
    {0xF4, 0xF4, 4, 0x80, 0x8F},
});

bool is_between(char byte, unsigned char from, unsigned char to) {
    const auto value = static_cast<unsigned char>(byte);
    return value >= from && value <= to;
}

bool begins_with(std::string_view text, const Form& form) {
    if (!is_between(text.front(), form.lead_from, form.lead_to) || text.size() < form.length) {
        return false;
    }
    return form.length == 1 || (is_between(text[1], form.second_from, form.second_to) &&
                                std::ranges::all_of(text.substr(2, form.length - 2), [](char byte) {
                                    return is_between(byte, 0x80, 0xBF);
                                }));
}

}  // namespace

std::optional<std::size_t> count_characters(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        const auto form = std::ranges::find_if(
            forms, [text](const Form& candidate) { return begins_with(text, candidate); });
        if (form == forms.end()) {
            return std::nullopt;
        }
        text.remove_prefix(form->length);
        ++count;
    }
    return count;
}

}  // namespace labd::web
