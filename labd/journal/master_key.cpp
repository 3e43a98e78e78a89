#include "labd/journal/master_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "labd/core/assert.h"
#include "labd/journal/files.h"

namespace labd::journal {
namespace {

constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(key_bytes == sizeof(ports::Digest));
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
    std::error_code ignored;
    if (create && !std::filesystem::exists(file, ignored)) {
        std::array<std::uint8_t, key_bytes> fresh{};
        random(fresh);
        const auto written = write_new_private_file(
            file, {reinterpret_cast<const char*>(fresh.data()), fresh.size()});
        sodium_memzero(fresh.data(), fresh.size());
        if (!written) {
            return written.error();
        }
    }
    const FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));

    struct stat status {};

    if (handle.get() < 0 || fstat(handle.get(), &status) != 0) {
        return StorageError{fmt::format("the master key {} cannot be read: {}", file.string(),
                                        system_error_text())};
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return StorageError{fmt::format(
            "the master key {} can be read by others: give it mode 0600", file.string())};
    }
    std::shared_ptr<MasterKey> key(new MasterKey);
    if (status.st_size != static_cast<off_t>(key_bytes) ||
        ::read(handle.get(), key->bytes_, key_bytes) != static_cast<ssize_t>(key_bytes)) {
        return StorageError{
            fmt::format("the master key {} is not {} bytes long", file.string(), key_bytes)};
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
