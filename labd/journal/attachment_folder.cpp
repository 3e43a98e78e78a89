#include "labd/journal/attachment_folder.h"

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>

#include "labd/core/digest.h"
#include "labd/journal/files.h"
#include "labd/ports/head.h"

namespace labd::journal {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// More than any file that is accepted: what is larger was not written by labd.
constexpr std::uintmax_t stored_bytes_max = 64U << 20U;

std::uint8_t* bytes_at(std::string& text, std::size_t place) {
    return reinterpret_cast<std::uint8_t*>(text.data()) + place;
}

const std::uint8_t* bytes_at(std::string_view text, std::size_t place) {
    return reinterpret_cast<const std::uint8_t*>(text.data()) + place;
}

std::string hex_digest(std::string_view bytes) {
    Sha256 sha;
    return ports::format_digest(sha.digest(bytes));
}

bool is_file_name(std::string_view name) {
    return name.size() == 2 * Digest().size() && std::ranges::all_of(name, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// The bytes of a file whose name they fit.
std::optional<std::string> read_checked(const std::filesystem::path& file) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error || size > stored_bytes_max) {
        return std::nullopt;
    }
    std::string bytes(size, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(size));
    const bool whole = stream.gcount() == static_cast<std::streamsize>(size);
    return whole && hex_digest(bytes) == file.filename().string() ? std::optional(std::move(bytes))
                                                                  : std::nullopt;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end;
         each.increment(error)) {
        files.push_back(each->path());
    }
    return files;
}

}  // namespace

std::filesystem::path attachments_folder(const std::filesystem::path& directory) {
    return directory / "attachments";
}

AttachmentFolder::AttachmentFolder(const std::filesystem::path& directory)
    : folder_(attachments_folder(directory)) {}

std::variant<std::string, ports::AttachmentFault> AttachmentFolder::put(std::string_view content,
                                                                        const Digest& key,
                                                                        std::string_view context) {
    if (!std::filesystem::exists(folder_)) {
        const auto made = make_private_directory(folder_);
        if (!made || !sync_path(std::filesystem::absolute(folder_).parent_path())) {
            return ports::AttachmentFault::unwritable;
        }
    }
    std::string stored(nonce_bytes + content.size() + tag_bytes, '\0');
    randombytes_buf(stored.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes_at(stored, nonce_bytes), nullptr, bytes_at(content, 0), content.size(),
        bytes_at(context, 0), context.size(), nullptr, bytes_at(stored, 0), key.data());
    std::string name = hex_digest(stored);
    errno = 0;
    if (auto written = write_new_private_file(folder_ / name, stored); !written) {
        const bool is_full = errno == ENOSPC || errno == EDQUOT;
        std::error_code ignored;
        std::filesystem::remove(folder_ / (name + ".new"), ignored);
        spdlog::error("{}", written.error().text);
        return is_full ? ports::AttachmentFault::no_room : ports::AttachmentFault::unwritable;
    }
    return name;
}

std::variant<std::string, ports::AttachmentFault> AttachmentFolder::get(std::string_view sha256,
                                                                        const Digest& key,
                                                                        std::string_view context) {
    const std::optional<std::string> stored =
        is_file_name(sha256) ? read_checked(folder_ / sha256) : std::nullopt;
    if (!stored || stored->size() < nonce_bytes + tag_bytes) {
        return ports::AttachmentFault::lost;
    }
    std::string content(stored->size() - nonce_bytes - tag_bytes, '\0');
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        bytes_at(content, 0), nullptr, nullptr, bytes_at(*stored, nonce_bytes),
        stored->size() - nonce_bytes, bytes_at(context, 0), context.size(), bytes_at(*stored, 0),
        key.data());
    if (opened != 0) {
        return ports::AttachmentFault::lost;
    }
    return content;
}

std::optional<ports::AttachmentSeal> AttachmentFolder::seal_of(std::string_view sha256,
                                                               const Digest& key) {
    if (!is_file_name(sha256)) {
        return std::nullopt;
    }
    std::ifstream stream(folder_ / sha256, std::ios::binary);
    std::string nonce(nonce_bytes, '\0');
    std::string tag(tag_bytes, '\0');
    stream.read(nonce.data(), nonce_bytes);
    stream.seekg(-static_cast<std::streamoff>(tag_bytes), std::ios::end);
    stream.read(tag.data(), tag_bytes);
    if (!stream) {
        return std::nullopt;
    }
    ports::AttachmentSeal seal;
    std::ranges::copy(nonce, seal.nonce.begin());
    std::ranges::copy(tag, seal.tag.begin());
    crypto_core_hchacha20(seal.key.data(), seal.nonce.data(), key.data(), nullptr);
    return seal;
}

void AttachmentFolder::remove(std::string_view sha256) {
    if (is_file_name(sha256)) {
        std::error_code ignored;
        std::filesystem::remove(folder_ / sha256, ignored);
    }
}

std::size_t AttachmentFolder::sweep(const std::set<std::string>& named, Instant before) {
    std::size_t count = 0;
    const std::vector<std::filesystem::path> files = files_in(folder_);
    for (const std::filesystem::path& file : files) {
        struct stat status {};

        const bool is_old =
            stat(file.c_str(), &status) == 0 && status.st_mtim.tv_sec < before.us / 1'000'000;
        std::error_code error;
        if (is_old && !named.contains(file.filename().string()) &&
            std::filesystem::remove(file, error)) {
            ++count;
        }
    }
    return count;
}

std::string check_attachment(const std::filesystem::path& directory, std::string_view sha256) {
    const std::filesystem::path file = attachments_folder(directory) / sha256;
    if (!is_file_name(sha256) || !std::filesystem::exists(file)) {
        return fmt::format("the attachment {} is not there", sha256);
    }
    return read_checked(file) ? std::string()
                              : fmt::format("the attachment {} has other bytes", sha256);
}

StorageResult<void> copy_attachments(const std::filesystem::path& source,
                                     const std::filesystem::path& destination) {
    if (!std::filesystem::exists(attachments_folder(source))) {
        return {};
    }
    const std::filesystem::path folder = attachments_folder(destination);
    if (auto made = make_private_directory(folder); !made) {
        return made.error();
    }
    const std::vector<std::filesystem::path> files = files_in(attachments_folder(source));
    for (const std::filesystem::path& file : files) {
        if (!is_file_name(file.filename().string())) {
            continue;
        }
        const std::optional<std::string> bytes = read_checked(file);
        if (!bytes) {
            // The copy goes on: one bad file must not keep the others from being saved.
            spdlog::error("the attachment {} is damaged and not copied", file.string());
            continue;
        }
        if (auto written = write_new_private_file(folder / file.filename(), *bytes); !written) {
            return written.error();
        }
    }
    return sync_path(destination);
}

}  // namespace labd::journal
