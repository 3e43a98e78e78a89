#include "labd/evidence/file_seal.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <span>

#include "labd/ports/head.h"

namespace labd::evidence {
namespace {

constexpr std::string_view first_line = "labd file seal v1";
/// Ids of entries are shorter.
constexpr std::size_t seal_bytes_max = 1024;
constexpr std::size_t short_nonce_bytes = crypto_aead_chacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_chacha20poly1305_ietf_ABYTES;

template <std::size_t size>
std::string hex_of(const std::array<std::uint8_t, size>& bytes) {
    std::string hex;
    hex.reserve(2 * size);
    for (const std::uint8_t byte : bytes) {
        hex += fmt::format("{:02x}", byte);
    }
    return hex;
}

/// Whether exactly so many bytes stand there; that the digits are in lower case is found when the
/// whole is written again.
template <std::size_t size>
bool read_hex(std::string_view hex, std::array<std::uint8_t, size>& bytes) {
    std::size_t length = 0;
    return sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &length,
                          nullptr) == 0 &&
           length == size;
}

/// What stands behind the name of a line.
std::string_view take_line(std::string_view& text, std::string_view name) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line.starts_with(name) ? line.substr(name.size()) : std::string_view();
}

}  // namespace

std::string format_file_seal(const FileSeal& seal) {
    return fmt::format("{}\nentry {}\nattachment {}\nkey {}\nnonce {}\ntag {}\n", first_line,
                       seal.entry, seal.attachment.value, hex_of(seal.seal.key),
                       hex_of(seal.seal.nonce), hex_of(seal.seal.tag));
}

std::optional<FileSeal> parse_file_seal(std::string_view text) {
    if (text.size() > seal_bytes_max) {
        return std::nullopt;
    }
    FileSeal seal;
    std::string_view rest = text;
    take_line(rest, first_line);
    const std::string_view entry = take_line(rest, "entry ");
    const bool is_number =
        std::from_chars(entry.data(), entry.data() + entry.size(), seal.entry).ec == std::errc();
    seal.attachment = EntryId(std::string(take_line(rest, "attachment ")));
    const bool is_whole = is_number && read_hex(take_line(rest, "key "), seal.seal.key) &&
                          read_hex(take_line(rest, "nonce "), seal.seal.nonce) &&
                          read_hex(take_line(rest, "tag "), seal.seal.tag);
    return is_whole && format_file_seal(seal) == text ? std::optional(std::move(seal))
                                                      : std::nullopt;
}

std::optional<std::string> encrypted_digest(const FileSeal& seal, std::string_view file) {
    const auto& [key, nonce, tag] = seal.seal;
    std::array<std::uint8_t, short_nonce_bytes> short_nonce{};
    std::ranges::copy(std::span(nonce).last(8), short_nonce.begin() + 4);
    std::string encrypted(nonce.size() + file.size() + tag_bytes, '\0');
    std::ranges::copy(nonce, encrypted.begin());
    auto* cipher = reinterpret_cast<std::uint8_t*>(encrypted.data()) + nonce.size();
    const std::string& context = seal.attachment.value;
    crypto_aead_chacha20poly1305_ietf_encrypt(
        cipher, nullptr, reinterpret_cast<const std::uint8_t*>(file.data()), file.size(),
        reinterpret_cast<const std::uint8_t*>(context.data()), context.size(), nullptr,
        short_nonce.data(), key.data());
    Sha256 sha;
    const bool is_sealed = std::equal(tag.begin(), tag.end(), cipher + file.size());
    return is_sealed ? std::optional(ports::format_digest(sha.digest(encrypted))) : std::nullopt;
}

}  // namespace labd::evidence
