#include "labd/journal/secret_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "labd/journal/files.h"

namespace labd::journal {
namespace {

StorageResult<void> make(const std::filesystem::path& file, const RandomSource& random) {
    std::array<std::uint8_t, secret_bytes> fresh{};
    random(fresh);
    auto written =
        write_new_private_file(file, {reinterpret_cast<const char*>(fresh.data()), fresh.size()});
    sodium_memzero(fresh.data(), fresh.size());
    return written;
}

}  // namespace

StorageResult<void> open_secret_file(const std::filesystem::path& file, std::string_view name,
                                     bool create, const RandomSource& random,
                                     std::span<std::uint8_t, secret_bytes> secret) {
    std::error_code ignored;
    if (create && !std::filesystem::exists(file, ignored)) {
        if (auto made = make(file, random); !made) {
            return made;
        }
    }
    const FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));

    struct stat status {};

    if (handle.get() < 0 || fstat(handle.get(), &status) != 0) {
        return StorageError{
            fmt::format("{} {} cannot be read: {}", name, file.string(), system_error_text())};
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return StorageError{
            fmt::format("{} {} can be read by others: give it mode 0600", name, file.string())};
    }
    if (status.st_size != static_cast<off_t>(secret.size()) ||
        ::read(handle.get(), secret.data(), secret.size()) != static_cast<ssize_t>(secret.size())) {
        return StorageError{
            fmt::format("{} {} is not {} bytes long", name, file.string(), secret.size())};
    }
    return {};
}

}  // namespace labd::journal
