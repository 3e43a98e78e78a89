#include "tests/fuzz/targets.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "labd/app/configuration.h"
#include "labd/app/webhooks_table.h"
#include "labd/camera/recordings/name_pattern.h"
#include "labd/codec/booking_json.h"
#include "labd/codec/entry_json.h"
#include "labd/codec/policy_file.h"
#include "labd/codec/scenario.h"
#include "labd/core/assert.h"
#include "labd/core/tree_proof.h"
#include "labd/evidence/archive.h"
#include "labd/evidence/checkpoint.h"
#include "labd/evidence/file_seal.h"
#include "labd/evidence/pack.h"
#include "labd/evidence/proof_file.h"
#include "labd/evidence/witness.h"
#include "labd/web/roster.h"
#include "tests/fuzz/request.h"

namespace labd::fuzz {

namespace {

/// Takes from the front.
std::string_view take(std::string_view& bytes, std::size_t count) {
    const std::string_view front = bytes.substr(0, count);
    bytes.remove_prefix(front.size());
    return front;
}

std::uint64_t take_number(std::string_view& bytes) {
    std::uint64_t number = 0;
    for (const char byte : take(bytes, sizeof number)) {
        number = number << 8U | static_cast<unsigned char>(byte);
    }
    return number;
}

Digest take_digest(std::string_view& bytes) {
    Digest digest{};
    std::ranges::copy(take(bytes, digest.size()), digest.begin());
    return digest;
}

/// A file that lives in memory, for readers that open files themselves.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view content) : file_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        LABD_ASSERT(file_ >= 0);
        const ssize_t written = ::write(file_, content.data(), content.size());
        LABD_ASSERT(written == static_cast<ssize_t>(content.size()));
    }

    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    ~MemoryFile() { ::close(file_); }

    std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    int file_;
};

/// An entry as it is sent; what is read is written, and the same is read again.
void run_entry(std::string_view bytes) {
    const auto parsed = codec::parse_json(bytes);
    if (!parsed) {
        LABD_ASSERT(!parsed.error().sentence(codec::Language::ja).empty());
        return;
    }
    const TimeZone zone = *TimeZone::find("Asia/Tokyo");
    codec::Reader reader;
    reader.civil = codec::CivilDay{&zone, Date{2026, 3, 3}};
    const domain::Proposed proposed = codec::read_proposed(reader, *parsed, {"by"});
    if (reader.failed()) {
        LABD_ASSERT(!reader.fault().sentence(codec::Language::ja).empty());
        return;
    }
    domain::Entry entry;
    // As the kernel names it then.
    entry.id = proposed.id.empty() ? EntryId("@0") : proposed.id;
    entry.session = proposed.session;
    entry.reason = proposed.reason;
    entry.body = proposed.body;
    const codec::LeafFrame frame{"site", "journal", 0, "boot", "real", "salt", "site"};
    const std::string leaf = codec::leaf_of(
        entry, frame, [](std::string_view plain, std::string_view) { return std::string(plain); });
    const auto again =
        codec::read_leaf(leaf, [](std::string_view, std::string_view sealed, std::string_view) {
            return std::optional<std::string>(sealed);
        });
    LABD_ASSERT(again.has_value());
    LABD_ASSERT(codec::entry_to_json(again->entry, zone) == codec::entry_to_json(entry, zone));
}

void run_leaf(std::string_view bytes) {
    codec::read_leaf(bytes, [](std::string_view, std::string_view sealed, std::string_view) {
        return std::optional<std::string>(sealed);
    });
}

void run_scenario(std::string_view bytes) { codec::read_scenario(bytes); }

void run_roster_csv(std::string_view bytes) { web::read_roster_csv(bytes); }

void run_roster_json(std::string_view bytes) { web::read_roster_json(bytes); }

/// A note that nobody has signed is not taken, and one that was signed is, whatever its text.
void run_checkpoint(std::string_view bytes) {
    const std::array<std::uint8_t, evidence::NoteSigner::seed_bytes> seed{1, 2, 3};
    static const evidence::NoteSigner signer("labd/fuzz", seed);
    const std::array keys{signer.key()};
    evidence::parse_note_key(bytes);
    evidence::parse_cosigner_key(bytes);
    evidence::parse_witnessed_size(bytes);
    LABD_ASSERT(!evidence::find_cosignature(signer.sign("text\n"), bytes, signer.key()));
    LABD_ASSERT(!evidence::open_checkpoint(bytes, keys));
    LABD_ASSERT(!evidence::open_note(bytes, keys));
    const bool is_text =
        bytes.ends_with('\n') && bytes.size() < evidence::note_bytes_max / 2 &&
        std::ranges::all_of(bytes, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
    if (is_text) {
        evidence::open_checkpoint(signer.sign(bytes), keys);
    }
}

/// A proof of something else is not taken: the root is the digest of the text `root`, which no
/// sequence of nodes leads to.
void run_proof(std::string_view bytes) {
    Sha256 sha;
    const Digest root = sha.digest("root");
    const PlacedLeaf leaf{take_number(bytes), take_digest(bytes)};
    const Head head{take_number(bytes), root};
    const Head old_head{take_number(bytes), take_digest(bytes)};
    std::vector<Digest> proof;
    while (!bytes.empty()) {
        proof.push_back(take_digest(bytes));
    }
    LABD_ASSERT(!proves_inclusion(sha, leaf, head, proof) || leaf.hash == root);
    const bool same = old_head == head;
    const bool from_nothing = old_head.size == 0;
    LABD_ASSERT(!proves_consistency(sha, old_head, head, proof) || same || from_nothing);
}

/// What reads as an archive is written as the same bytes; a pack is whole only when it is signed.
void run_pack(std::string_view bytes) {
    const evidence::OpenedArchive archive = evidence::read_archive(bytes);
    LABD_ASSERT(!archive.fault.empty() || evidence::write_archive(archive.parts) == bytes);
    evidence::check_pack(bytes, std::nullopt);
    evidence::parse_proof(bytes, 3, "a checkpoint\n");
    if (const auto seal = evidence::parse_file_seal(bytes)) {
        LABD_ASSERT(evidence::format_file_seal(*seal) == bytes);
        evidence::encrypted_digest(*seal, bytes);
    }
}

/// The first line is the pattern, the second the name.
void run_segment_name(std::string_view bytes) {
    static const TimeZone zone = *TimeZone::find("Europe/Brussels");
    const std::size_t end = bytes.find('\n');
    const std::string pattern(bytes.substr(0, end));
    const std::string name(end == std::string_view::npos ? "" : bytes.substr(end + 1));
    if (const auto parsed = camera::NamePattern::parse(pattern, zone)) {
        parsed->read(name);
    }
}

void run_configuration(std::string_view bytes) {
    const MemoryFile file(bytes);
    app::read_configuration(file.path());
    app::read_training_webhooks(file.path());
    app::read_secret_file(file.path());
    codec::read_tracks_toml(bytes);
    app::parse_listen_address(std::string(bytes));
}

constexpr auto all = std::to_array<Target>({{"entry", run_entry},
                                            {"leaf", run_leaf},
                                            {"scenario", run_scenario},
                                            {"roster_csv", run_roster_csv},
                                            {"roster_json", run_roster_json},
                                            {"checkpoint", run_checkpoint},
                                            {"proof", run_proof},
                                            {"pack", run_pack},
                                            {"segment_name", run_segment_name},
                                            {"configuration", run_configuration},
                                            {"request", run_request}});

}  // namespace

std::span<const Target> targets() { return all; }

const Target* find_target(std::string_view name) {
    const auto found = std::ranges::find(all, name, &Target::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace labd::fuzz
