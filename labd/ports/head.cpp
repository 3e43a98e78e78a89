#include "labd/ports/head.h"

#include <charconv>
#include <cstddef>

namespace labd::ports {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::optional<std::uint8_t> hex_value(char digit) {
    if (digit >= 'A' && digit <= 'F') {
        digit = static_cast<char>(digit - 'A' + 'a');
    }
    const auto value = hex_digits.find(digit);
    if (value == std::string_view::npos) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(value);
}

std::optional<Digest> parse_digest(std::string_view text) {
    Digest digest{};
    if (text.size() != digest.size() * 2) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const auto high = hex_value(text[2 * i]);
        const auto low = hex_value(text[2 * i + 1]);
        if (!high || !low) {
            return std::nullopt;
        }
        digest[i] = static_cast<std::uint8_t>(*high << 4U | *low);
    }
    return digest;
}

}  // namespace

std::string format_digest(const Digest& digest) {
    std::string text;
    text.reserve(digest.size() * 2);
    for (const std::uint8_t byte : digest) {
        text += hex_digits[byte >> 4U];
        text += hex_digits[byte & 0xFU];
    }
    return text;
}

std::string format_head(const Head& head) {
    return std::to_string(head.size) + ' ' + format_digest(head.root);
}

std::optional<Head> parse_head(std::string_view text) {
    const auto space = text.find(' ');
    if (space == std::string_view::npos || space == 0) {
        return std::nullopt;
    }
    const std::string_view number = text.substr(0, space);
    // One spelling for one size: no leading zeros, so that heads compare as text too.
    if (number.size() > 1 && number.front() == '0') {
        return std::nullopt;
    }
    Head head;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), head.size);
    if (error != std::errc{} || end != number.data() + number.size()) {
        return std::nullopt;
    }
    const auto root = parse_digest(text.substr(space + 1));
    if (!root) {
        return std::nullopt;
    }
    head.root = *root;
    return head;
}

}  // namespace labd::ports
