#include "labd/core/voucher_code.h"

namespace labd {

namespace {

/// Crockford's base 32: no I, L, O, U.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t bits_each = 5;
constexpr std::size_t random_characters = 23;
constexpr std::size_t all_characters = random_characters + 1;
constexpr std::size_t group = 4;
/// Longer than any way to write a code.
constexpr std::size_t typed_bytes_max = 64;

/// Times the generator of the field of 32 elements (x^5 + x^2 + 1).
unsigned times_generator(unsigned value) {
    constexpr unsigned polynomial = 0b100101;
    value <<= 1U;
    return value >= alphabet.size() ? value ^ polynomial : value;
}

/// The sum of all characters, each times another power of the generator: it is another one when one
/// character is wrong, or when two different ones changed places.
unsigned check_of(std::string_view random) {
    unsigned sum = 0;
    for (const char character : random) {
        sum = times_generator(sum ^ static_cast<unsigned>(alphabet.find(character)));
    }
    return sum;
}

/// The character that was meant; 0 when none can be.
char meant(char typed) {
    if (typed >= 'a' && typed <= 'z') {
        typed = static_cast<char>(typed - 'a' + 'A');
    }
    typed = typed == 'O' ? '0' : typed == 'I' || typed == 'L' ? '1' : typed;
    return alphabet.find(typed) == std::string_view::npos ? '\0' : typed;
}

}  // namespace

std::string make_voucher_code(const VoucherBits& random) {
    std::string code;
    std::size_t next_byte = 0;
    unsigned waiting = 0;
    std::size_t waiting_bits = 0;
    while (code.size() < random_characters) {
        if (waiting_bits < bits_each) {
            waiting = (waiting << 8U) | random.at(next_byte++);
            waiting_bits += 8;
        }
        waiting_bits -= bits_each;
        code += alphabet[(waiting >> waiting_bits) % alphabet.size()];
        waiting %= 1U << waiting_bits;
    }
    code += alphabet[check_of(code)];
    return code;
}

std::string grouped_voucher_code(std::string_view code) {
    std::string text;
    for (std::size_t i = 0; i < code.size(); i += group) {
        text += (i == 0 ? "" : "-");
        text += code.substr(i, group);
    }
    return text;
}

std::optional<std::string> read_voucher_code(std::string_view typed) {
    if (typed.size() > typed_bytes_max) {
        return std::nullopt;
    }
    std::string code;
    for (const char character : typed) {
        if (character == '-' || character == ' ') {
            continue;
        }
        const char known = meant(character);
        if (known == '\0') {
            return std::nullopt;
        }
        code += known;
    }
    const bool fits =
        code.size() == all_characters &&
        alphabet[check_of(std::string_view(code).substr(0, random_characters))] == code.back();
    return fits ? std::optional(code) : std::nullopt;
}

}  // namespace labd
