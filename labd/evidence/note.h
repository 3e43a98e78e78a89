// Signed notes: a text with Ed25519 signatures below it, in the form that transparency logs use
// (C2SP signed-note). Anybody's tools can check them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "labd/core/time.h"

namespace labd::evidence {

/// Longer texts are no notes of ours.
inline constexpr std::size_t note_bytes_max = 16'384;
inline constexpr std::size_t note_signatures_max = 16;

/// Who may have signed: a name and a public key.
struct NoteKey {
    std::string name;
    std::array<std::uint8_t, 32> public_key{};

    friend bool operator==(const NoteKey&, const NoteKey&) = default;
};

/// `<name>+<key id in hex>+<base64 of 0x01 and the key>`, as people keep it and Go's
/// `note.NewVerifier` takes it.
std::string format_note_key(const NoteKey& key);

/// Reads what `format_note_key` writes; nothing for anything else, another algorithm or a key id
/// that is not the key's.
std::optional<NoteKey> parse_note_key(std::string_view text);

/// Reads the key of somebody who cosigns checkpoints: `<name>+<key id in hex>+<base64 of 0x04 and
/// the key>` (C2SP tlog-cosignature).
std::optional<NoteKey> parse_cosigner_key(std::string_view text);

/// Whether a name can stand in a note: no space, no plus sign, no control character, valid UTF-8.
bool is_note_name(std::string_view name);

/// Signs under one name. The secret lies in locked memory and is cleared at the end. Any thread.
class NoteSigner {
public:
    static constexpr std::size_t seed_bytes = 32;

    /// A key from its 32-byte seed. `name` must satisfy `is_note_name`.
    NoteSigner(std::string name, std::span<const std::uint8_t, seed_bytes> seed);
    NoteSigner(const NoteSigner&) = delete;
    NoteSigner& operator=(const NoteSigner&) = delete;
    ~NoteSigner();

    const NoteKey& key() const { return key_; }

    /// The note: the text, an empty line, the signature line. `text` ends with a line feed.
    std::string sign(std::string_view text) const;

private:
    NoteKey key_;
    std::uint8_t* secret_ = nullptr;
};

/// The text of a note that one of `keys` signed. Nothing when none did, when a signature that bears
/// the name and id of one of them is wrong, and when it is no note.
std::optional<std::string> open_note(std::string_view note, std::span<const NoteKey> keys);

/// What somebody else has signed of a checkpoint, and when.
struct Cosignature {
    /// As it is added to the note, with its line feed.
    std::string line;
    /// By the cosigner's clock.
    Instant at;
};

/// The cosignature of `key` under the text of `note` among `lines`, each a signature line; nothing
/// when there is none, when it is wrong, and when one of the lines is no signature.
std::optional<Cosignature> find_cosignature(std::string_view note, std::string_view lines,
                                            const NoteKey& key);

}  // namespace labd::evidence
