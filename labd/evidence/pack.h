// Evidence packs: an archive whose every byte is covered by one signature. A manifest names each
// part with its size and SHA-256, a signed note names the manifest (docs/evidence.md).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/tree.h"
#include "labd/evidence/note.h"

namespace labd::evidence {

/// Which pack it is.
struct PackSubject {
    /// The journal: the name of the key that signs.
    std::string origin;
    /// `sitting S07`.
    std::string about;
    /// RFC 3339, UTC.
    std::string made;

    friend bool operator==(const PackSubject&, const PackSubject&) = default;
};

struct PackPart {
    std::string path;
    std::string bytes;
};

/// The parts that stand in every pack beside its manifest.
inline constexpr std::string_view checkpoint_part = "checkpoint.txt";
inline constexpr std::string_view key_part = "key.txt";
inline constexpr std::string_view public_key_part = "key.pem";

/// What belongs to one entry lies at `entries/<ten digits>` with one of these endings. Of an entry
/// that also tells of others the hash of its leaf stands for the leaf (docs/decisions/0019).
std::string entry_path(Seq seq, std::string_view ending);
inline constexpr std::string_view leaf_ending = ".leaf";
inline constexpr std::string_view withheld_ending = ".leaf-hash";
inline constexpr std::string_view proof_ending = ".tlog-proof";
inline constexpr std::string_view entry_ending = ".json";

/// The manifest: `sha256sum -c` reads it. No line break in the subject.
std::string format_manifest(const PackSubject& subject, std::span<const PackPart> parts);

/// The text to be signed: it cannot be taken for a checkpoint.
std::string pack_statement(const PackSubject& subject, std::string_view manifest);

/// The pack, from a manifest of exactly these parts and its signed statement.
std::string assemble_pack(std::string_view manifest, std::string_view note,
                          std::span<const PackPart> parts);

/// SubjectPublicKeyInfo in PEM (RFC 8410), as openssl takes it.
std::string public_key_pem(const NoteKey& key);

/// What a pack was found to be.
struct PackReport {
    /// What is wrong, for people; empty when nothing is.
    std::string fault;
    PackSubject subject;
    /// The key that signed it.
    NoteKey key;
    /// Of the checkpoint that its proofs lead to.
    Head head;
    std::size_t parts = 0;
    std::size_t entries = 0;
    /// Entries of which only the hash is there.
    std::size_t withheld = 0;
    /// Attached files that are linked to their entries.
    std::size_t files = 0;

    bool ok() const { return fault.empty(); }
};

/// Checks all of a pack: archive, manifest, signature, checkpoint, that every entry stands in the
/// checkpoint's tree, and that each sealed file is the one its entry names. Without a key, against
/// the key that lies in the pack: that shows damage, but anybody can make such a pack with a key of
/// their own. The bytes may come from anybody.
PackReport check_pack(std::string_view bytes, const std::optional<NoteKey>& key);

}  // namespace labd::evidence
