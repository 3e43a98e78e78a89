// The key-encryption key of a journal: wraps the data keys that `keys.db` stores.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "labd/journal/storage_error.h"
#include "labd/ports/journal.h"

namespace labd::journal {

/// Fills bytes with randomness. Tests give a repeatable one; any thread may call it.
using RandomSource = std::function<void(std::span<std::uint8_t>)>;

/// The system's random generator.
RandomSource system_random();

/// Ciphertext of 32 bytes, its nonce and its tag.
constexpr std::size_t wrapped_key_bytes = 72;

/// Held in locked memory and cleared at its end. Constant, so any thread may use it.
class MasterKey {
public:
    /// Reads the file; makes one with fresh random bytes (0600) when it is absent and `create` says
    /// so. Other sizes and files that others may read are refused.
    static StorageResult<std::shared_ptr<const MasterKey>> open(const std::filesystem::path& file,
                                                                bool create,
                                                                const RandomSource& random);
    MasterKey(const MasterKey&) = delete;
    MasterKey& operator=(const MasterKey&) = delete;
    ~MasterKey();

    /// Encrypts a key; the name is authenticated, so that rows cannot change places.
    std::string wrap(std::string_view name, const ports::Digest& key,
                     const RandomSource& random) const;
    /// Nothing when it was not wrapped by this key under this name.
    std::optional<ports::Digest> unwrap(std::string_view name, std::string_view wrapped) const;

private:
    MasterKey();

    std::uint8_t* bytes_ = nullptr;
};

}  // namespace labd::journal
