#include "labd/evidence/base64.h"

#include <sodium.h>

#include <utility>

namespace labd::evidence {

std::string to_base64(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) {
        return {};
    }
    constexpr int alphabet = sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_encoded_len(bytes.size(), alphabet), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), alphabet);
    text.pop_back();
    return text;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    if (text.empty()) {
        return std::vector<std::uint8_t>();
    }
    std::vector<std::uint8_t> bytes(text.size());
    std::size_t length = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        return std::nullopt;
    }
    bytes.resize(length);
    return to_base64(bytes) == text ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace labd::evidence
