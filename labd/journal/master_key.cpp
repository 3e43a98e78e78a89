#include "labd/journal/master_key.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "labd/core/assert.h"
#include "labd/journal/secret_file.h"

namespace labd::journal {
namespace {

constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(key_bytes == sizeof(ports::Digest) && key_bytes == secret_bytes);
static_assert(wrapped_key_bytes ==
              nonce_bytes + key_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES);

const std::uint8_t* unsigned_bytes(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

/// Nonces and salts come from here, several to a system call, which each entry would make twice.
class RandomPool {
public:
    RandomPool() = default;
    RandomPool(const RandomPool&) = delete;
    RandomPool& operator=(const RandomPool&) = delete;

    ~RandomPool() { sodium_memzero(bytes_.data(), bytes_.size()); }

    void take(std::span<std::uint8_t> to) {
        if (to.size() > bytes_.size() - taken_) {
            randombytes_buf(bytes_.data(), bytes_.size());
            taken_ = 0;
        }
        const auto from = std::span(bytes_).subspan(taken_, to.size());
        std::ranges::copy(from, to.begin());
        sodium_memzero(from.data(), from.size());
        taken_ += to.size();
    }

private:
    std::array<std::uint8_t, 512> bytes_{};
    std::size_t taken_ = bytes_.size();
};

constexpr std::size_t pooled_bytes_max = 24;

}  // namespace

RandomSource system_random() {
    const int initialised = sodium_init();
    LABD_ASSERT(initialised >= 0);
    return [](std::span<std::uint8_t> bytes) {
        thread_local RandomPool pool;
        // Keys are never kept waiting in memory.
        if (bytes.size() > pooled_bytes_max) {
            randombytes_buf(bytes.data(), bytes.size());
        } else {
            pool.take(bytes);
        }
    };
}

MasterKey::MasterKey() {
    const int initialised = sodium_init();
    LABD_ASSERT(initialised >= 0);
    bytes_ = static_cast<std::uint8_t*>(sodium_malloc(key_bytes));
    LABD_ASSERT(bytes_ != nullptr);
}

MasterKey::~MasterKey() { sodium_free(bytes_); }

StorageResult<std::shared_ptr<const MasterKey>> MasterKey::open(const std::filesystem::path& file,
                                                                bool create,
                                                                const RandomSource& random) {
    std::shared_ptr<MasterKey> key(new MasterKey);
    const std::span<std::uint8_t, secret_bytes> bytes(key->bytes_, secret_bytes);
    if (auto opened = open_secret_file(file, "the master key", create, random, bytes); !opened) {
        return opened.error();
    }
    sodium_mprotect_readonly(key->bytes_);
    return std::shared_ptr<const MasterKey>(std::move(key));
}

std::string MasterKey::wrap(std::string_view name, const ports::Digest& key,
                            const RandomSource& random) const {
    std::array<std::uint8_t, wrapped_key_bytes> wrapped{};
    random(std::span(wrapped).first(nonce_bytes));
    crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped.data() + nonce_bytes, nullptr, key.data(),
                                               key.size(), unsigned_bytes(name), name.size(),
                                               nullptr, wrapped.data(), bytes_);
    return {wrapped.begin(), wrapped.end()};
}

std::optional<ports::Digest> MasterKey::unwrap(std::string_view name,
                                               std::string_view wrapped) const {
    if (wrapped.size() != wrapped_key_bytes) {
        return std::nullopt;
    }
    const std::uint8_t* bytes = unsigned_bytes(wrapped);
    ports::Digest key{};
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            key.data(), nullptr, nullptr, bytes + nonce_bytes, wrapped.size() - nonce_bytes,
            unsigned_bytes(name), name.size(), bytes, bytes_) != 0) {
        return std::nullopt;
    }
    return key;
}

}  // namespace labd::journal
