// Files that only labd's user may read, one lock for a directory, and syncs that SQLite leaves to
// us.
#pragma once

#include <filesystem>
#include <string_view>

#include "labd/journal/storage_error.h"

namespace labd::journal {

/// Owns a file descriptor.
class FileHandle {
public:
    FileHandle() = default;

    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}

    FileHandle(FileHandle&& other) noexcept : descriptor_(other.release()) {}

    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle();

    int get() const { return descriptor_; }

private:
    int release();

    int descriptor_ = -1;
};

/// Makes the directory, or takes an existing one, readable by its owner only (0700).
StorageResult<void> make_private_directory(const std::filesystem::path& directory);

/// Makes an empty file, or takes an existing one, readable by its owner only (0600).
StorageResult<void> create_private_file(const std::filesystem::path& file);

/// Writes a new file (0600) as a whole: after a crash it is there with all bytes or not at all.
/// Refuses to overwrite.
StorageResult<void> write_new_private_file(const std::filesystem::path& file,
                                           std::string_view bytes);

/// Syncs a file or a directory.
StorageResult<void> sync_path(const std::filesystem::path& path);

/// Takes the directory's `lock` file for this process until the handle goes; fails at once when
/// another process has it.
StorageResult<FileHandle> lock_directory(const std::filesystem::path& directory);

/// The system's text for the current `errno`.
std::string system_error_text();

}  // namespace labd::journal
