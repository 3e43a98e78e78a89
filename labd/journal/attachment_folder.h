// The files of incidents in `DATA/attachments/<sha256>`, each encrypted under a key of its own that
// only `keys.db` leads to. Needed wherever such files are kept, copied, checked or swept.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "labd/core/time.h"
#include "labd/journal/storage_error.h"
#include "labd/ports/attachments.h"

namespace labd::journal {

/// Where a data directory keeps them.
std::filesystem::path attachments_folder(const std::filesystem::path& directory);

/// XChaCha20-Poly1305 with a random nonce before it; the name is the SHA-256 of all that.
class AttachmentFolder : public ports::Attachments {
public:
    explicit AttachmentFolder(const std::filesystem::path& directory);

    std::variant<std::string, ports::AttachmentFault> put(std::string_view content,
                                                          const Digest& key,
                                                          std::string_view context) override;
    std::variant<std::string, ports::AttachmentFault> get(std::string_view sha256,
                                                          const Digest& key,
                                                          std::string_view context) override;
    std::optional<ports::AttachmentSeal> seal_of(std::string_view sha256,
                                                 const Digest& key) override;
    void remove(std::string_view sha256) override;
    /// Takes away what no entry names and nobody has touched since `before` (wall clock): an upload
    /// that ended between file and entry. Says how many.
    std::size_t sweep(const std::set<std::string>& named, Instant before);

private:
    std::filesystem::path folder_;
};

/// What is wrong with a stored file; empty when nothing is.
std::string check_attachment(const std::filesystem::path& directory, std::string_view sha256);

/// Copies the files that are there; each is checked by its name first.
StorageResult<void> copy_attachments(const std::filesystem::path& source,
                                     const std::filesystem::path& destination);

}  // namespace labd::journal
