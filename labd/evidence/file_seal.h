// Links a file in a pack to the journal, which names only the SHA-256 of the file's encrypted form:
// with the seal beside the file that form can be made again, by anybody's tools.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "labd/core/ids.h"
#include "labd/ports/attachments.h"

namespace labd::evidence {

/// Files lie in this folder of a pack, each with its seal beside it: `<file>.seal`.
inline constexpr std::string_view files_folder = "attachments/";
inline constexpr std::string_view seal_ending = ".seal";

struct FileSeal {
    /// The entry that names the digest.
    Seq entry = 0;
    /// Its id: the file was encrypted for it.
    EntryId attachment;
    ports::AttachmentSeal seal;

    friend bool operator==(const FileSeal&, const FileSeal&) = default;
};

/// Lines that a shell can cut: `entry 12`, `attachment file-…`, `key`, `nonce` and `tag` in
/// hexadecimal digits.
std::string format_file_seal(const FileSeal& seal);

/// A seal as `format_file_seal` writes it; nothing for anything else.
std::optional<FileSeal> parse_file_seal(std::string_view text);

/// SHA-256 of the encrypted form (RFC 8439: nonce, ciphertext, tag), in lower-case hexadecimal
/// digits; nothing when the file is not the one that was sealed.
std::optional<std::string> encrypted_digest(const FileSeal& seal, std::string_view file);

}  // namespace labd::evidence
