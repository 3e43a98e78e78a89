#include "labd/codec/json_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "labd/core/assert.h"

namespace labd::codec {

namespace {

constexpr char first_printable = ' ';

bool needs_escape(char character) {
    return static_cast<unsigned char>(character) < first_printable || character == '"' ||
           character == '\\';
}

constexpr std::uint64_t each_byte = 0x0101'0101'0101'0101;

/// The high bit of the lowest zero byte, and perhaps of others above it; 0 when there is none.
constexpr std::uint64_t zero_bytes(std::uint64_t bytes) {
    return (bytes - each_byte) & ~bytes & (each_byte << 7U);
}

/// As `needs_escape` of any of the eight bytes.
bool any_needs_escape(const char* from) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, from, sizeof bytes);
    const std::uint64_t low = (bytes - each_byte * first_printable) & ~bytes & (each_byte << 7U);
    return (low | zero_bytes(bytes ^ each_byte * '"') | zero_bytes(bytes ^ each_byte * '\\')) != 0;
}

/// How many bytes stand before the first that needs an escape.
std::size_t plain_length(std::string_view text) {
    std::size_t length = 0;
    while (length + sizeof(std::uint64_t) <= text.size() && !any_needs_escape(&text[length])) {
        length += sizeof(std::uint64_t);
    }
    while (length < text.size() && !needs_escape(text[length])) {
        ++length;
    }
    return length;
}

void append_escape(std::string& text, char character) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += '\\';
    switch (character) {
        case '"':
        case '\\': text += character; return;
        case '\b': text += 'b'; return;
        case '\f': text += 'f'; return;
        case '\n': text += 'n'; return;
        case '\r': text += 'r'; return;
        case '\t': text += 't'; return;
        default: break;
    }
    text += "u00";
    text += digits[static_cast<unsigned char>(character) >> 4U];
    text += digits[static_cast<unsigned char>(character) & 0xFU];
}

template <class Number>
void append_number(std::string& text, Number value) {
    std::array<char, 20> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

// A text ends in its quote, so a bracket or colon at the end is one of structure.
void JsonText::separate() {
    if (text_.empty()) {
        return;
    }
    const char last = text_.back();
    if (last != '{' && last != '[' && last != ':') {
        text_ += ',';
    }
}

void JsonText::begin(char bracket) {
    separate();
    text_ += bracket;
}

void JsonText::quote(std::string_view value) {
    text_ += '"';
    std::size_t plain = plain_length(value);
    while (plain < value.size()) {
        text_.append(value.substr(0, plain));
        append_escape(text_, value[plain]);
        value.remove_prefix(plain + 1);
        plain = plain_length(value);
    }
    text_.append(value);
    text_ += '"';
}

void JsonText::key(std::string_view name) {
    separate();
    quote(name);
    text_ += ':';
}

void JsonText::text(std::string_view value) {
    separate();
    quote(value);
}

void JsonText::number(std::int64_t value) {
    separate();
    append_number(text_, value);
}

void JsonText::number(std::uint64_t value) {
    separate();
    append_number(text_, value);
}

void JsonText::number(double value) {
    LABD_ASSERT(std::isfinite(value));
    separate();
    // The largest has 309 digits, the smallest some 1,075 behind the point.
    std::array<char, 1100> digits{};
    const char* end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed)
            .ptr;
    text_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void JsonText::boolean(bool value) { raw(value ? "true" : "false"); }

void JsonText::raw(std::string_view json) {
    separate();
    text_.append(json);
}

}  // namespace labd::codec
