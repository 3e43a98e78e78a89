// Where the files of incidents are kept, encrypted, beside the journal: an entry names each by the
// SHA-256 of what is stored. Any thread, one call at a time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "labd/core/digest.h"

namespace labd::ports {

/// Why a file cannot be kept or given back.
enum class AttachmentFault : std::uint8_t {
    /// It is not there, or its bytes are not those that were stored.
    lost,
    no_room,
    unwritable,
};

/// What makes the stored form of a file out of the file again, and with it the digest that the
/// journal names. Who has it can open this one file and nothing else.
struct AttachmentSeal {
    /// ChaCha20's, which XChaCha20 derives from the file's key and the nonce.
    Digest key{};
    std::array<std::uint8_t, 24> nonce{};
    std::array<std::uint8_t, 16> tag{};

    friend bool operator==(const AttachmentSeal&, const AttachmentSeal&) = default;
};

class Attachments {
public:
    virtual ~Attachments() = default;
    /// Keeps a file, encrypted under `key` and bound to `context`, and gives the SHA-256 of the
    /// ciphertext in hexadecimal digits. It is durable on return.
    virtual std::variant<std::string, AttachmentFault> put(std::string_view content,
                                                           const Digest& key,
                                                           std::string_view context) = 0;
    /// The file as it was given to `put`, checked against the digest and the key.
    virtual std::variant<std::string, AttachmentFault> get(std::string_view sha256,
                                                           const Digest& key,
                                                           std::string_view context) = 0;
    /// The seal of a file that `get` gives; nothing when it is not there.
    virtual std::optional<AttachmentSeal> seal_of(std::string_view sha256, const Digest& key) = 0;
    /// Takes back what was put and no entry names.
    virtual void remove(std::string_view sha256) = 0;
};

}  // namespace labd::ports
