#include "labd/feed/signing.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <span>

#include "labd/core/assert.h"
#include "labd/core/base64.h"

namespace labd::feed {

namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t key_bytes_min = 24;
constexpr std::size_t key_bytes_max = 64;

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
                 octets_of(signed_text).data(), signed_text.size(), digest.data(), &size);
        LABD_ASSERT(made != nullptr);
        header += (header.empty() ? "v1," : " v1,") + to_base64(std::span(digest).first(size));
    }
    return header;
}

}  // namespace labd::feed
