#include "labd/journal/key_ring.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "labd/core/assert.h"

namespace labd::journal {
namespace {

constexpr std::size_t held_keys_max = 4'096;
/// Keys not stored yet are passed over; so many at most, to keep each sealing short.
constexpr std::size_t passed_over_max = 8;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int base64_variant = sodium_base64_VARIANT_ORIGINAL;

const std::uint8_t* unsigned_bytes(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string encrypt(const ports::Digest& key, std::string_view plaintext, std::string_view context,
                    const RandomSource& random) {
    std::vector<std::uint8_t> sealed(nonce_bytes + plaintext.size() + tag_bytes);
    random(std::span(sealed).first(nonce_bytes));
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed.data() + nonce_bytes, nullptr, unsigned_bytes(plaintext), plaintext.size(),
        unsigned_bytes(context), context.size(), nullptr, sealed.data(), key.data());
    // Ciphertext is no secret: libsodium's own encoding in constant time takes longer than sealing.
    std::string text((sealed.size() + 2) / 3 * 4 + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<std::uint8_t*>(text.data()), sealed.data(),
                    static_cast<int>(sealed.size()));
    text.pop_back();  // the terminating zero that OpenSSL writes
    return text;
}

std::optional<std::string> decrypt(const ports::Digest& key, std::string_view sealed,
                                   std::string_view context) {
    if (sealed.empty()) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> bytes(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), sealed.data(), sealed.size(), nullptr, &size,
                          nullptr, base64_variant) != 0 ||
        size < nonce_bytes + tag_bytes) {
        return std::nullopt;
    }
    std::string plaintext(size - nonce_bytes - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<std::uint8_t*>(plaintext.data()), nullptr, nullptr,
            bytes.data() + nonce_bytes, size - nonce_bytes, unsigned_bytes(context), context.size(),
            bytes.data(), key.data()) != 0) {
        return std::nullopt;
    }
    return plaintext;
}

}  // namespace

KeyRing::Held::~Held() { sodium_memzero(key.data(), key.size()); }

KeyRing::KeyRing(KeyReader reader, const ports::Digest& secret, RandomSource random)
    : reader_(std::move(reader)), secret_(secret), random_(std::move(random)) {}

KeyRing::~KeyRing() {
    sodium_memzero(secret_.data(), secret_.size());
    for (ports::NewKey& key : new_keys_) {
        sodium_memzero(key.key.data(), key.key.size());
    }
}

void KeyRing::drop_oldest() {
    for (std::size_t tried = 0; tried < passed_over_max; ++tried) {
        std::string subject = std::move(order_.front());
        order_.pop_front();
        const auto entry = held_.find(subject);
        if (entry->second.fresh) {
            const auto stored = reader_.find(subject);
            entry->second.fresh = !stored || stored->state == KeyState::none;
        }
        if (!entry->second.fresh) {
            held_.erase(entry);
            return;
        }
        order_.push_back(std::move(subject));
    }
}

const KeyRing::Held& KeyRing::hold(std::string_view subject, const ports::Digest& key, bool fresh) {
    if (held_.size() >= held_keys_max) {
        drop_oldest();
    }
    order_.emplace_back(subject);
    return held_.try_emplace(std::string(subject), key, fresh).first->second;
}

const KeyRing::Held* KeyRing::find(const std::string& subject, KeyState& state) {
    if (const auto entry = held_.find(subject); entry != held_.end()) {
        state = KeyState::present;
        return &entry->second;
    }
    auto stored = reader_.find(subject);
    if (!stored) {
        spdlog::critical("keys.db: {}", stored.error().text);
        LABD_ASSERT(!"keys.db can be read");
    }
    state = stored->state;
    if (state != KeyState::present) {
        return nullptr;
    }
    const Held& held = hold(subject, stored->key, false);
    sodium_memzero(stored->key.data(), stored->key.size());
    return &held;
}

std::string KeyRing::seal(std::string_view subject, std::string_view plaintext,
                          std::string_view context) {
    KeyState state = KeyState::none;
    if (const Held* held = find(std::string(subject), state); held != nullptr) {
        return encrypt(held->key, plaintext, context, random_);
    }
    ports::Digest key{};
    random_(key);
    std::string sealed = encrypt(key, plaintext, context, random_);
    if (state == KeyState::none) {
        hold(subject, key, true);
        new_keys_.push_back({std::string(subject), key});
    }
    sodium_memzero(key.data(), key.size());
    return sealed;
}

std::optional<std::string> KeyRing::unseal(std::string_view subject, std::string_view sealed,
                                           std::string_view context) {
    KeyState state = KeyState::none;
    const Held* held = find(std::string(subject), state);
    return held == nullptr ? std::nullopt : decrypt(held->key, sealed, context);
}

std::optional<ports::Digest> KeyRing::file_key(std::string_view subject) {
    constexpr std::string_view purpose = "file";
    KeyState state = KeyState::none;
    const Held* held = find(std::string(subject), state);
    if (held == nullptr && state == KeyState::none) {
        seal(subject, purpose, purpose);
        held = find(std::string(subject), state);
    }
    if (held == nullptr) {
        return std::nullopt;
    }
    ports::Digest key{};
    crypto_generichash(key.data(), key.size(), unsigned_bytes(purpose), purpose.size(),
                       held->key.data(), held->key.size());
    return key;
}

void KeyRing::forget(std::string_view subject) {
    if (held_.erase(std::string(subject)) > 0) {
        std::erase(order_, subject);
    }
    std::erase_if(new_keys_, [&](ports::NewKey& key) {
        const bool is_gone = key.subject == subject;
        if (is_gone) {
            sodium_memzero(key.key.data(), key.key.size());
        }
        return is_gone;
    });
}

std::vector<ports::NewKey> KeyRing::take_new_keys() { return std::exchange(new_keys_, {}); }

ports::Digest KeyRing::keyed_digest(std::string_view bytes) {
    ports::Digest digest{};
    crypto_generichash(digest.data(), digest.size(), unsigned_bytes(bytes), bytes.size(),
                       secret_.data(), secret_.size());
    return digest;
}

}  // namespace labd::journal
