#include "labd/web/secret.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "labd/core/assert.h"
#include "labd/core/digest.h"
#include "labd/core/voucher_code.h"

namespace labd::web {
namespace {

constexpr std::size_t secret_bytes = 32;
/// Without those that look alike.
constexpr std::string_view typable = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr std::size_t password_groups = 4;
constexpr std::size_t group_characters = 6;

void initialise() {
    const int initialised = sodium_init();
    LABD_ASSERT(initialised >= 0);
}

using MaskKey = std::array<unsigned char, crypto_shorthash_KEYBYTES>;

MaskKey new_mask_key() {
    initialise();
    MaskKey key{};
    crypto_shorthash_keygen(key.data());
    return key;
}

}  // namespace

std::string random_secret() {
    initialise();
    std::array<unsigned char, secret_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::array<char, sodium_base64_ENCODED_LEN(secret_bytes, variant)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    sodium_memzero(bytes.data(), bytes.size());
    return text.data();
}

std::string random_voucher_code() {
    VoucherBits bits{};
    randombytes_buf(bits.data(), bits.size());
    std::string code = make_voucher_code(bits);
    sodium_memzero(bits.data(), bits.size());
    return code;
}

std::string random_password() {
    initialise();
    std::string text;
    for (std::size_t group = 0; group < password_groups; ++group) {
        text.append(group == 0 ? "" : "-");
        for (std::size_t i = 0; i < group_characters; ++i) {
            text += typable[randombytes_uniform(static_cast<std::uint32_t>(typable.size()))];
        }
    }
    return text;
}

ports::Digest digest_of(std::string_view secret) {
    thread_local Sha256 sha;
    return sha.digest(secret);
}

std::string masked_name(std::string_view name) {
    static const MaskKey key = new_mask_key();
    std::uint64_t mask = 0;
    static_assert(sizeof mask == crypto_shorthash_BYTES);
    crypto_shorthash(reinterpret_cast<unsigned char*>(&mask),
                     reinterpret_cast<const unsigned char*>(name.data()), name.size(), key.data());
    return fmt::format("unknown-{:016x}", mask);
}

}  // namespace labd::web
