#include "labd/feed/signing.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "labd/core/assert.h"

namespace labd::feed {

namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t key_bytes_min = 24;
constexpr std::size_t key_bytes_max = 64;
constexpr std::size_t quartet = 4;
constexpr std::size_t triplet = 3;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string text((size + 2) / triplet * quartet + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes,
                                       static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

/// Strict: encoding again must give the same text.
std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % quartet != 0) {
        return std::nullopt;
    }
    std::string bytes(text.size() / quartet * triplet, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       bytes_of(text), static_cast<int>(text.size()));
    if (length < 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    if (base64(bytes_of(bytes), bytes.size()) != text) {
        return std::nullopt;
    }
    return bytes;
}

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view blanks = " \t\r";
    const std::size_t from = line.find_first_not_of(blanks);
    if (from == std::string_view::npos) {
        return {};
    }
    return line.substr(from, line.find_last_not_of(blanks) + 1 - from);
}

}  // namespace

std::optional<Secret> read_secret(std::string_view text) {
    if (!text.starts_with(prefix)) {
        return std::nullopt;
    }
    std::optional<std::string> key = from_base64(text.substr(prefix.size()));
    if (!key || key->size() < key_bytes_min || key->size() > key_bytes_max) {
        return std::nullopt;
    }
    return Secret{std::move(*key)};
}

std::optional<std::vector<Secret>> read_secrets(std::string_view text) {
    std::vector<Secret> secrets;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        std::optional<Secret> secret = read_secret(line);
        if (!secret) {
            return std::nullopt;
        }
        secrets.push_back(std::move(*secret));
    }
    if (secrets.empty() || secrets.size() > secrets_max) {
        return std::nullopt;
    }
    return secrets;
}

std::string signature_of(const std::vector<Secret>& secrets, std::string_view id,
                         std::int64_t timestamp_s, std::string_view body) {
    const std::string signed_text = fmt::format("{}.{}.{}", id, timestamp_s, body);
    std::string header;
    for (const Secret& secret : secrets) {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int size = 0;
        const auto* made =
            HMAC(EVP_sha256(), secret.key.data(), static_cast<int>(secret.key.size()),
                 bytes_of(signed_text), signed_text.size(), digest.data(), &size);
        LABD_ASSERT(made != nullptr);
        header += (header.empty() ? "v1," : " v1,") + base64(digest.data(), size);
    }
    return header;
}

}  // namespace labd::feed
