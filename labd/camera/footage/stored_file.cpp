#include "labd/camera/footage/stored_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <string_view>

namespace labd::camera {

namespace {

constexpr mode_t private_file = 0600;
constexpr std::size_t piece_bytes = std::size_t{1} << 18U;

/// Hands a file out piece by piece. False when it can't be read or `take` wants no more.
bool read_through(int file, const std::function<bool(std::string_view)>& take) {
    std::string buffer(piece_bytes, '\0');
    off_t at = 0;
    for (;;) {
        const ssize_t got = ::pread(file, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        if (!take({buffer.data(), static_cast<std::size_t>(got)})) {
            return false;
        }
        at += got;
    }
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool sync_folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const OpenFile directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return directory && ::fsync(directory.descriptor()) == 0;
}

}  // namespace

std::optional<Digest> digest_of_file(int file) {
    Sha256 sha;
    sha.start();
    const bool whole = read_through(file, [&](std::string_view bytes) {
        sha.add(bytes.data(), bytes.size());
        return true;
    });
    return whole ? std::optional(sha.finish()) : std::nullopt;
}

bool make_private_folder(const std::string& path) {
    std::error_code failed;
    const std::filesystem::path folder(path);
    std::filesystem::path made;
    for (const std::filesystem::path& part : folder) {
        made /= part;
        if (!std::filesystem::is_directory(made, failed) && ::mkdir(made.c_str(), S_IRWXU) != 0 &&
            errno != EEXIST) {
            return false;
        }
    }
    return std::filesystem::is_directory(folder, failed);
}

OpenFile create_private(const std::string& path) {
    return OpenFile(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, private_file));
}

std::optional<Digest> copy_durably(int from, const std::string& path) {
    const std::string draft = path + ".new";
    const OpenFile file = create_private(draft);

    struct stat status {};

    if (!file || ::fstat(from, &status) != 0) {
        return std::nullopt;
    }
    Sha256 sha;
    sha.start();
    const bool copied = read_through(from, [&](std::string_view bytes) {
        sha.add(bytes.data(), bytes.size());
        return write_all(file.descriptor(), bytes);
    });
    // When it was written says something about the recorder's clock.
    const std::array<timespec, 2> dates{status.st_mtim, status.st_mtim};
    if (!copied || ::futimens(file.descriptor(), dates.data()) != 0 ||
        ::fsync(file.descriptor()) != 0 || !publish(draft, path)) {
        ::unlink(draft.c_str());
        return std::nullopt;
    }
    return sha.finish();
}

bool publish(const std::string& draft, const std::string& path) {
    return ::rename(draft.c_str(), path.c_str()) == 0 && sync_folder_of(path);
}

std::int64_t room_at(const std::string& folder) {
    struct statvfs disk {};

    return ::statvfs(folder.c_str(), &disk) != 0 ? 0
                                                 : static_cast<std::int64_t>(disk.f_bavail) *
                                                       static_cast<std::int64_t>(disk.f_frsize);
}

}  // namespace labd::camera
