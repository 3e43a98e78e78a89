#include "labd/journal/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace labd::journal {
namespace {

constexpr mode_t private_file = 0600;
constexpr mode_t private_directory = 0700;

StorageError failed(const std::filesystem::path& path, std::string_view what) {
    return {fmt::format("{} cannot be {}: {}", path.string(), what, system_error_text())};
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
    if (this != &other) {
        FileHandle old(std::exchange(descriptor_, other.release()));
    }
    return *this;
}

FileHandle::~FileHandle() {
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

int FileHandle::release() { return std::exchange(descriptor_, -1); }

std::string system_error_text() { return std::generic_category().message(errno); }

StorageResult<void> make_private_directory(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) {
        return StorageError{
            fmt::format("{} cannot be made: {}", directory.string(), error.message())};
    }
    if (chmod(directory.c_str(), private_directory) != 0) {
        return failed(directory, "made private");
    }
    return {};
}

StorageResult<void> create_private_file(const std::filesystem::path& file) {
    const FileHandle handle(
        open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, private_file));
    if (handle.get() < 0) {
        return failed(file, "opened");
    }
    if (fchmod(handle.get(), private_file) != 0) {
        return failed(file, "made private");
    }
    return {};
}

StorageResult<void> write_new_private_file(const std::filesystem::path& file,
                                           std::string_view bytes) {
    std::filesystem::path unfinished = file;
    unfinished += ".new";
    const FileHandle handle(open(
        unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, private_file));
    if (handle.get() < 0) {
        return failed(unfinished, "created");
    }
    if (!write_all(handle.get(), bytes) || fsync(handle.get()) != 0) {
        return failed(unfinished, "written");
    }
    // link() refuses when the name is taken; rename() would overwrite.
    if (link(unfinished.c_str(), file.c_str()) != 0) {
        return failed(file, "created");
    }
    unlink(unfinished.c_str());
    return sync_path(std::filesystem::absolute(file).parent_path());
}

StorageResult<void> sync_path(const std::filesystem::path& path) {
    const FileHandle handle(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (handle.get() < 0) {
        return failed(path, "opened");
    }
    if (fsync(handle.get()) != 0) {
        return failed(path, "synced");
    }
    return {};
}

StorageResult<FileHandle> lock_directory(const std::filesystem::path& directory) {
    const std::filesystem::path file = directory / "lock";
    FileHandle handle(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, private_file));
    if (handle.get() < 0) {
        return failed(file, "opened");
    }
    if (flock(handle.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return StorageError{fmt::format("{} is in use by another labd", directory.string())};
        }
        return failed(file, "locked");
    }
    return handle;
}

}  // namespace labd::journal
