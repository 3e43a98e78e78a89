#include "labd/evidence/note.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "labd/core/assert.h"
#include "labd/core/base64.h"
#include "labd/core/digest.h"
#include "labd/core/utf8.h"

namespace labd::evidence {
namespace {

constexpr std::uint8_t ed25519 = 0x01;
/// Ed25519 with the time (C2SP tlog-cosignature).
constexpr std::uint8_t timed_ed25519 = 0x04;
constexpr std::size_t time_bytes = 8;
constexpr std::size_t id_bytes = 4;
/// An em dash and a space.
constexpr std::string_view signature_start = "\xE2\x80\x94 ";

using Bytes = std::vector<std::uint8_t>;

Bytes algorithm_and_key(const NoteKey& key, std::uint8_t algorithm) {
    Bytes bytes{algorithm};
    bytes.insert(bytes.end(), key.public_key.begin(), key.public_key.end());
    return bytes;
}

/// The first four bytes of SHA-256 over name, line feed, algorithm and key.
std::array<std::uint8_t, id_bytes> id_of(const NoteKey& key, std::uint8_t algorithm = ed25519) {
    const Bytes bytes = algorithm_and_key(key, algorithm);
    Sha256 sha;
    sha.start();
    sha.add(key.name.data(), key.name.size());
    sha.add("\n", 1);
    sha.add(bytes.data(), bytes.size());
    const Digest digest = sha.finish();
    std::array<std::uint8_t, id_bytes> id{};
    std::copy_n(digest.begin(), id_bytes, id.begin());
    return id;
}

struct Signature {
    std::string_view name;
    std::string id_and_signature;
};

std::optional<Signature> read_signature(std::string_view line) {
    if (!line.starts_with(signature_start)) {
        return std::nullopt;
    }
    line.remove_prefix(signature_start.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_note_name(line.substr(0, space))) {
        return std::nullopt;
    }
    std::optional<std::string> bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= id_bytes) {
        return std::nullopt;
    }
    return Signature{line.substr(0, space), std::move(*bytes)};
}

bool is_by(const Signature& signature, const NoteKey& key, std::uint8_t algorithm = ed25519) {
    const auto id = id_of(key, algorithm);
    return signature.name == key.name &&
           std::ranges::equal(id, octets_of(signature.id_and_signature).first(id_bytes));
}

bool is_right(const Signature& signature, const NoteKey& key, std::string_view text) {
    return signature.id_and_signature.size() == id_bytes + crypto_sign_BYTES &&
           crypto_sign_verify_detached(
               octets_of(signature.id_and_signature).subspan(id_bytes).data(),
               octets_of(text).data(), text.size(), key.public_key.data()) == 0;
}

/// The lines below the text; nothing when one of them is no signature.
std::optional<std::vector<Signature>> read_signatures(std::string_view lines) {
    std::vector<Signature> signatures;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        if (end == std::string_view::npos || signatures.size() == note_signatures_max) {
            return std::nullopt;
        }
        std::optional<Signature> signature = read_signature(lines.substr(0, end));
        if (!signature) {
            return std::nullopt;
        }
        signatures.push_back(std::move(*signature));
        lines.remove_prefix(end + 1);
    }
    return signatures;
}

/// Well-formed UTF-8 without control characters but line feeds.
bool is_note_text(std::string_view text) {
    while (!text.empty()) {
        const Character character = first_character(text);
        if (character.bytes == 0 || (character.code < 0x20 && character.code != U'\n')) {
            return false;
        }
        text.remove_prefix(character.bytes);
    }
    return true;
}

std::string format_key(const NoteKey& key, std::uint8_t algorithm) {
    const auto id = id_of(key, algorithm);
    return fmt::format("{}+{:02x}{:02x}{:02x}{:02x}+{}", key.name, id[0], id[1], id[2], id[3],
                       to_base64(algorithm_and_key(key, algorithm)));
}

std::optional<NoteKey> parse_key(std::string_view text, std::uint8_t algorithm) {
    const std::size_t name_end = text.find('+');
    const std::size_t id_end =
        name_end == std::string_view::npos ? name_end : text.find('+', name_end + 1);
    if (id_end == std::string_view::npos || text.size() > note_bytes_max) {
        return std::nullopt;
    }
    const std::optional<std::string> bytes = from_base64(text.substr(id_end + 1));
    NoteKey key;
    if (!bytes || bytes->size() != key.public_key.size() + 1 ||
        octets_of(*bytes).front() != algorithm) {
        return std::nullopt;
    }
    key.name = text.substr(0, name_end);
    std::copy(bytes->begin() + 1, bytes->end(), key.public_key.begin());
    // The id between the plus signs is right when the whole is what we would have written.
    return is_note_name(key.name) && format_key(key, algorithm) == text
               ? std::optional(std::move(key))
               : std::nullopt;
}

/// When it was signed; nothing when it is not a cosignature of the text.
std::optional<Instant> time_of(const Signature& signature, const NoteKey& key,
                               std::string_view text) {
    const auto bytes = octets_of(signature.id_and_signature);
    if (bytes.size() != id_bytes + time_bytes + crypto_sign_BYTES) {
        return std::nullopt;
    }
    std::uint64_t at_s = 0;
    for (const std::uint8_t byte : bytes.subspan(id_bytes, time_bytes)) {
        at_s = at_s << 8U | byte;
    }
    constexpr std::uint64_t at_s_max = 1ULL << 40U;
    const std::string stated = fmt::format("cosignature/v1\ntime {}\n{}", at_s, text);
    const bool is_right = crypto_sign_verify_detached(bytes.subspan(id_bytes + time_bytes).data(),
                                                      octets_of(stated).data(), stated.size(),
                                                      key.public_key.data()) == 0;
    return is_right && at_s < at_s_max
               ? std::optional(Instant{} + seconds(static_cast<std::int64_t>(at_s)))
               : std::nullopt;
}

}  // namespace

bool is_note_name(std::string_view name) {
    constexpr std::size_t bytes_max = 200;
    return !name.empty() && name.size() <= bytes_max && is_note_text(name) &&
           name.find_first_of(" +\n\x7F") == std::string_view::npos;
}

std::string format_note_key(const NoteKey& key) { return format_key(key, ed25519); }

std::optional<NoteKey> parse_note_key(std::string_view text) { return parse_key(text, ed25519); }

std::optional<NoteKey> parse_cosigner_key(std::string_view text) {
    return parse_key(text, timed_ed25519);
}

NoteSigner::NoteSigner(std::string name, std::span<const std::uint8_t, seed_bytes> seed) {
    LABD_ASSERT(is_note_name(name));
    const int ready = sodium_init();
    LABD_ASSERT(ready >= 0);
    secret_ = static_cast<std::uint8_t*>(sodium_malloc(crypto_sign_SECRETKEYBYTES));
    LABD_ASSERT(secret_ != nullptr);
    key_.name = std::move(name);
    crypto_sign_seed_keypair(key_.public_key.data(), secret_, seed.data());
}

NoteSigner::~NoteSigner() { sodium_free(secret_); }

std::string NoteSigner::sign(std::string_view text) const {
    LABD_ASSERT(text.ends_with('\n') && is_note_text(text));
    const auto id = id_of(key_);
    Bytes bytes(id.begin(), id.end());
    bytes.resize(id_bytes + crypto_sign_BYTES);
    crypto_sign_detached(bytes.data() + id_bytes, nullptr, octets_of(text).data(), text.size(),
                         secret_);
    return fmt::format("{}\n{}{} {}\n", text, signature_start, key_.name, to_base64(bytes));
}

std::optional<std::string> open_note(std::string_view note, std::span<const NoteKey> keys) {
    const std::size_t blank = note.rfind("\n\n");
    if (note.size() > note_bytes_max || blank == std::string_view::npos || !is_note_text(note)) {
        return std::nullopt;
    }
    const std::string_view text = note.substr(0, blank + 1);
    const auto signatures = read_signatures(note.substr(blank + 2));
    if (!signatures) {
        return std::nullopt;
    }
    bool is_signed = false;
    for (const Signature& signature : *signatures) {
        for (const NoteKey& key : keys) {
            if (is_by(signature, key)) {
                if (!is_right(signature, key, text)) {
                    return std::nullopt;
                }
                is_signed = true;
            }
        }
    }
    return is_signed ? std::optional(std::string(text)) : std::nullopt;
}

std::optional<Cosignature> find_cosignature(std::string_view note, std::string_view lines,
                                            const NoteKey& key) {
    const std::size_t blank = note.rfind("\n\n");
    const auto signatures = read_signatures(lines);
    if (blank == std::string_view::npos || !signatures) {
        return std::nullopt;
    }
    for (const Signature& signature : *signatures) {
        if (!is_by(signature, key, timed_ed25519)) {
            continue;
        }
        if (const auto at = time_of(signature, key, note.substr(0, blank + 1))) {
            return Cosignature{fmt::format("{}{} {}\n", signature_start, key.name,
                                           to_base64(octets_of(signature.id_and_signature))),
                               *at};
        }
    }
    return std::nullopt;
}

}  // namespace labd::evidence
