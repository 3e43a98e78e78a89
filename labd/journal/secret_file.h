// Secrets of 32 random bytes in files that only labd's user may read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "labd/journal/master_key.h"
#include "labd/journal/storage_error.h"

namespace labd::journal {

inline constexpr std::size_t secret_bytes = 32;

/// Reads the file into `secret`; makes one with fresh random bytes (0600) when it is absent and
/// `create` says so. Other sizes and files that others may read are refused; `name` is what errors
/// call it.
StorageResult<void> open_secret_file(const std::filesystem::path& file, std::string_view name,
                                     bool create, const RandomSource& random,
                                     std::span<std::uint8_t, secret_bytes> secret);

}  // namespace labd::journal
