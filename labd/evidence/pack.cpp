#include "labd/evidence/pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "labd/core/base64.h"
#include "labd/core/tree_proof.h"
#include "labd/evidence/archive.h"
#include "labd/evidence/checkpoint.h"
#include "labd/evidence/file_seal.h"
#include "labd/evidence/proof_file.h"
#include "labd/ports/head.h"

namespace labd::evidence {
namespace {

constexpr std::string_view format_line = "labd evidence pack v1";
constexpr std::string_view note_part = "MANIFEST.note";
constexpr std::string_view manifest_part = "MANIFEST.txt";
constexpr std::string_view entries_folder = "entries/";
constexpr std::size_t digits = 10;

/// Takes a line off the front, without its end; the rest when there is none.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// What stands behind `name` in a line of its own; empty when another line comes.
std::string take_named(std::string_view& text, std::string_view name) {
    const std::string_view line = take_line(text);
    return std::string(line.starts_with(name) ? line.substr(name.size()) : std::string_view());
}

std::string manifest_text(const PackSubject& subject, std::span<const ArchivePart> parts) {
    std::string text =
        fmt::format("# {}\n# journal {}\n# about {}\n# made {}\n# parts {}\n", format_line,
                    subject.origin, subject.about, subject.made, parts.size());
    Sha256 sha;
    for (const ArchivePart& part : parts) {
        text += fmt::format("# {} bytes:\n{}  {}\n", part.bytes.size(),
                            ports::format_digest(sha.digest(part.bytes)), part.path);
    }
    return text;
}

std::vector<ArchivePart> views_of(std::span<const PackPart> parts) {
    std::vector<ArchivePart> views;
    for (const PackPart& part : parts) {
        views.push_back({part.path, part.bytes});
    }
    return views;
}

/// What is there of one entry.
struct EntryParts {
    std::optional<std::string_view> leaf;
    std::optional<std::string_view> withheld;
    std::optional<std::string_view> proof;
    std::optional<std::string_view> entry;
};

/// Checks a pack part by part; the first fault ends it.
class Check {
public:
    Check(std::string_view bytes, const std::optional<NoteKey>& key)
        : archive_(read_archive(bytes)), given_key_(key) {}

    PackReport run() {
        report_.fault = archive_.fault;
        for (const auto step :
             {&Check::find_key, &Check::check_note, &Check::check_manifest,
              &Check::check_checkpoint, &Check::check_entries, &Check::check_files}) {
            if (report_.ok()) {
                report_.fault = (this->*step)();
            }
        }
        return report_;
    }

private:
    std::optional<std::string_view> find(std::string_view path) const {
        const auto part = std::ranges::find(archive_.parts, path, &ArchivePart::path);
        return part == archive_.parts.end() ? std::nullopt : std::optional(part->bytes);
    }

    /// The parts that the manifest names.
    std::span<const ArchivePart> named_parts() const {
        return std::span(archive_.parts).subspan(2);
    }

    std::string find_key() {
        if (archive_.parts.size() < 2 || archive_.parts[0].path != note_part ||
            archive_.parts[1].path != manifest_part) {
            return fmt::format("{} and {} are not its first two parts", note_part, manifest_part);
        }
        const std::string_view text = find(key_part).value_or("");
        const auto own = parse_note_key(text.substr(0, text.empty() ? 0 : text.size() - 1));
        if (!own || format_note_key(*own) + '\n' != text) {
            return fmt::format("{} holds no key", key_part);
        }
        if (given_key_ && *given_key_ != *own) {
            return fmt::format("it was signed with another key than the one given: {}", own->name);
        }
        report_.key = *own;
        return find(public_key_part) == public_key_pem(*own)
                   ? ""
                   : fmt::format("{} is not the key in {}", public_key_part, key_part);
    }

    std::string check_note() {
        const std::string_view note = archive_.parts[0].bytes;
        const std::optional<std::string> text = open_note(note, std::span(&report_.key, 1));
        // One signature: a second one would be a change that the first says nothing about.
        if (!text || std::ranges::count(note.substr(text->size()), '\n') != 2) {
            return fmt::format("{} is not signed with the key", note_part);
        }
        std::string_view manifest = archive_.parts[1].bytes;
        const bool is_manifest = take_named(manifest, "# ") == format_line;
        report_.subject.origin = take_named(manifest, "# journal ");
        report_.subject.about = take_named(manifest, "# about ");
        report_.subject.made = take_named(manifest, "# made ");
        if (!is_manifest || pack_statement(report_.subject, archive_.parts[1].bytes) != *text) {
            return fmt::format("{} is not the one that was signed", manifest_part);
        }
        return report_.subject.origin == report_.key.name
                   ? ""
                   : std::string("the key is that of another journal");
    }

    std::string check_manifest() {
        report_.parts = named_parts().size();
        if (manifest_text(report_.subject, named_parts()) == archive_.parts[1].bytes) {
            return "";
        }
        // For people: which part it is.
        const std::string_view manifest = archive_.parts[1].bytes;
        Sha256 sha;
        for (const ArchivePart& part : named_parts()) {
            const std::string line =
                fmt::format("# {} bytes:\n{}  {}\n", part.bytes.size(),
                            ports::format_digest(sha.digest(part.bytes)), part.path);
            if (manifest.find(line) == std::string_view::npos) {
                return fmt::format("{} is not what the manifest says", part.path);
            }
        }
        return "its parts are not those of the manifest, in their order";
    }

    std::string check_checkpoint() {
        checkpoint_ = find(checkpoint_part).value_or("");
        const auto opened = open_checkpoint(checkpoint_, std::span(&report_.key, 1));
        if (!opened) {
            return fmt::format("{} is not signed with the key", checkpoint_part);
        }
        report_.head = opened->head;
        return "";
    }

    std::string check_entries() {
        std::map<Seq, EntryParts> entries;
        for (const ArchivePart& part : named_parts()) {
            if (part.path.starts_with(entries_folder) && !sort_in(part, entries)) {
                return fmt::format("{} belongs to no entry", part.path);
            }
        }
        for (const auto& [seq, parts] : entries) {
            if (std::string fault = check_entry(seq, parts); !fault.empty()) {
                return fmt::format("entry {}: {}", seq, fault);
            }
        }
        report_.entries = entries.size();
        return "";
    }

    std::string check_files() {
        for (const ArchivePart& part : named_parts()) {
            if (!part.path.starts_with(files_folder) || !part.path.ends_with(seal_ending)) {
                continue;
            }
            const std::string_view path =
                part.path.substr(0, part.path.size() - seal_ending.size());
            if (!is_sealed(part.bytes, find(path))) {
                return fmt::format("{} is not the file that its entry names", path);
            }
            ++report_.files;
        }
        return "";
    }

    /// Whether the leaf of the entry in the seal names the digest that file and seal give. A leaf
    /// has no spaces, and a quote within a text has a backslash before it.
    bool is_sealed(std::string_view text, const std::optional<std::string_view>& file) const {
        const std::optional<FileSeal> seal = parse_file_seal(text);
        const auto leaf = seal ? find(entry_path(seal->entry, leaf_ending)) : std::nullopt;
        const auto digest = leaf && file ? encrypted_digest(*seal, *file) : std::nullopt;
        return digest && leaf->find(fmt::format(R"("sha256":"{}")", *digest)) != leaf->npos;
    }

    static bool sort_in(const ArchivePart& part, std::map<Seq, EntryParts>& entries) {
        const std::string_view name = part.path.substr(entries_folder.size());
        const std::string_view number = name.substr(0, digits);
        if (number.size() < digits || !std::ranges::all_of(number, [](char letter) {
                return letter >= '0' && letter <= '9';
            })) {
            return false;
        }
        EntryParts& entry = entries[std::stoull(std::string(number))];
        const std::string_view ending = name.substr(digits);
        auto* place = ending == leaf_ending       ? &entry.leaf
                      : ending == withheld_ending ? &entry.withheld
                      : ending == proof_ending    ? &entry.proof
                      : ending == entry_ending    ? &entry.entry
                                                  : nullptr;
        if (place != nullptr) {
            *place = part.bytes;
        }
        return place != nullptr;
    }

    std::string check_entry(Seq seq, const EntryParts& parts) {
        if (!parts.proof || !parts.entry || parts.leaf.has_value() == parts.withheld.has_value()) {
            return "its parts are not complete";
        }
        const auto way = parse_proof(*parts.proof, seq, checkpoint_);
        if (!way) {
            return "its proof is none of the checkpoint";
        }
        Digest hash{};
        if (parts.leaf) {
            hash = sha_.leaf(*parts.leaf);
        } else {
            const std::string_view line = *parts.withheld;
            const auto bytes = from_base64(line.substr(0, line.empty() ? 0 : line.size() - 1));
            if (!bytes || bytes->size() != hash.size() || !line.ends_with('\n')) {
                return "the hash of its leaf is none";
            }
            std::ranges::copy(*bytes, hash.begin());
            ++report_.withheld;
        }
        return seq < report_.head.size && proves_inclusion(sha_, {seq, hash}, report_.head, *way)
                   ? ""
                   : std::string("it does not stand in the checkpoint's journal");
    }

    OpenedArchive archive_;
    const std::optional<NoteKey>& given_key_;
    std::string_view checkpoint_;
    Sha256 sha_;
    PackReport report_;
};

}  // namespace

std::string entry_path(Seq seq, std::string_view ending) {
    return fmt::format("{}{:010}{}", entries_folder, seq, ending);
}

std::string format_manifest(const PackSubject& subject, std::span<const PackPart> parts) {
    return manifest_text(subject, views_of(parts));
}

std::string pack_statement(const PackSubject& subject, std::string_view manifest) {
    Sha256 sha;
    return fmt::format("{}\n{}\n{}  {}\n", format_line, subject.origin,
                       ports::format_digest(sha.digest(manifest)), manifest_part);
}

std::string assemble_pack(std::string_view manifest, std::string_view note,
                          std::span<const PackPart> parts) {
    std::vector<ArchivePart> all = views_of(parts);
    all.insert(all.begin(), {{note_part, note}, {manifest_part, manifest}});
    return write_archive(all);
}

std::string public_key_pem(const NoteKey& key) {
    constexpr std::array<std::uint8_t, 12> prefix{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                                  0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    std::vector<std::uint8_t> bytes(prefix.begin(), prefix.end());
    bytes.insert(bytes.end(), key.public_key.begin(), key.public_key.end());
    return "-----BEGIN PUBLIC KEY-----\n" + to_base64(bytes) + "\n-----END PUBLIC KEY-----\n";
}

PackReport check_pack(std::string_view bytes, const std::optional<NoteKey>& key) {
    return Check(bytes, key).run();
}

}  // namespace labd::evidence
