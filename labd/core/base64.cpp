#include "labd/core/base64.h"

#include <openssl/evp.h>

namespace labd {
namespace {

constexpr std::size_t quartet = 4;
constexpr std::size_t triplet = 3;

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
    // One more for the zero that OpenSSL writes at the end.
    std::string text((bytes.size() + 2) / triplet * quartet + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                    static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % quartet != 0) {
        return std::nullopt;
    }
    std::string bytes(text.size() / quartet * triplet, '\0');
    const std::span<const std::uint8_t> letters = octets_of(text);
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), letters.data(),
                        static_cast<int>(letters.size())) != static_cast<int>(bytes.size())) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(bytes.size() - padding);
    return to_base64(octets_of(bytes)) == text ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace labd
