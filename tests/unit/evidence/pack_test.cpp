// Evidence packs: whatever is done to one is noticed.
#include "labd/evidence/pack.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include <array>
#include <cstring>
#include <map>

#include "labd/core/base64.h"
#include "labd/core/tree_proof.h"
#include "labd/evidence/archive.h"
#include "labd/evidence/checkpoint.h"
#include "labd/evidence/file_seal.h"
#include "labd/evidence/proof_file.h"

namespace labd::evidence {
namespace {

using testing::HasSubstr;

std::array<std::uint8_t, 32> seed(std::uint8_t first) {
    std::array<std::uint8_t, 32> bytes{};
    bytes[0] = first;
    return bytes;
}

constexpr std::string_view picture = "a picture of the desk";

/// Of `picture`, for entry 4.
FileSeal seal_of_picture() {
    FileSeal seal{4, EntryId("file-7"), {}};
    seal.seal.key[0] = 5;
    seal.seal.nonce[23] = 6;
    std::array<std::uint8_t, 12> nonce{};
    nonce[11] = 6;
    std::string cipher(picture.size(), '\0');
    crypto_aead_chacha20poly1305_ietf_encrypt_detached(
        reinterpret_cast<std::uint8_t*>(cipher.data()), seal.seal.tag.data(), nullptr,
        reinterpret_cast<const std::uint8_t*>(picture.data()), picture.size(),
        reinterpret_cast<const std::uint8_t*>("file-7"), 6, nullptr, nonce.data(),
        seal.seal.key.data());
    return seal;
}

/// A journal of five entries, and packs of entries 1 (withheld), 3 and 4 of it.
struct Journal {
    Journal() {
        for (Seq seq = 0; seq < 5; ++seq) {
            std::string hashes;
            tree.append(sha, leaf(seq), hashes);
            for (unsigned level = 0; level * sizeof(Digest) < hashes.size(); ++level) {
                std::memcpy(nodes[{level, seq >> level}].data(),
                            hashes.data() + level * sizeof(Digest), sizeof(Digest));
            }
        }
        note = signer.sign(format_checkpoint({signer.key().name, {tree.size(), tree.root(sha)}}));
    }

    static std::string leaf(Seq seq) {
        const std::string text = "leaf " + std::to_string(seq);
        return seq == 4
                   ? text + R"("sha256":")" + *encrypted_digest(seal_of_picture(), picture) + '"'
                   : text;
    }

    /// Entry 4 names the picture.
    void add_picture() {
        parts.push_back({"attachments/file-7.png", std::string(picture)});
        parts.push_back({"attachments/file-7.png.seal", format_file_seal(seal_of_picture())});
    }

    void add_entry(Seq seq, bool withheld) {
        const auto way = inclusion_proof(sha, seq, tree.size(), [&](const NodePlace& place) {
            return nodes.at({place.level, place.index});
        });
        if (withheld) {
            parts.push_back(
                {entry_path(seq, withheld_ending), to_base64(sha.leaf(leaf(seq))) + '\n'});
        } else {
            parts.push_back({entry_path(seq, leaf_ending), leaf(seq)});
        }
        parts.push_back({entry_path(seq, proof_ending), format_proof(seq, way, note)});
        parts.push_back({entry_path(seq, entry_ending), "{\"seq\":" + std::to_string(seq) + "}\n"});
    }

    /// A pack with what stands in `parts`.
    std::string seal() const {
        const std::string manifest = format_manifest(subject, parts);
        return assemble_pack(manifest, signer.sign(pack_statement(subject, manifest)), parts);
    }

    void fill() {
        parts = {{"README.txt", "how to\n"},
                 {std::string(checkpoint_part), note},
                 {std::string(key_part), format_note_key(signer.key()) + '\n'},
                 {std::string(public_key_part), public_key_pem(signer.key())}};
        add_entry(1, true);
        add_entry(3, false);
        add_entry(4, false);
    }

    std::string pack() {
        fill();
        return seal();
    }

    NoteSigner signer{"labd/tyo/j-1/0", seed(1)};
    PackSubject subject{"labd/tyo/j-1/0", "sitting S07", "2026-03-03T01:00:00Z"};
    Tree tree;
    Sha256 sha;
    std::map<std::pair<unsigned, Seq>, Digest> nodes;
    std::string note;
    std::vector<PackPart> parts;
};

std::string fault_of(std::string_view bytes, const std::optional<NoteKey>& key = std::nullopt) {
    return check_pack(bytes, key).fault;
}

/// The pack with its parts changed, but manifest and note as they were, as somebody without the key
/// would do it.
std::string rebuilt(const std::string& pack,
                    const std::function<void(std::vector<ArchivePart>&)>& change) {
    OpenedArchive opened = read_archive(pack);
    change(opened.parts);
    return write_archive(opened.parts);
}

TEST(EvidencePack, AWholeOneIsFoundWholeAndSaysWhatItIs) {
    Journal journal;
    const std::string pack = journal.pack();
    for (const std::optional<NoteKey>& key :
         {std::optional<NoteKey>(), std::optional(journal.signer.key())}) {
        const PackReport report = check_pack(pack, key);
        EXPECT_EQ(report.fault, "");
        EXPECT_EQ(report.subject, journal.subject);
        EXPECT_EQ(report.key, journal.signer.key());
        EXPECT_EQ(report.head.size, 5U);
        EXPECT_EQ(report.entries, 3U);
        EXPECT_EQ(report.withheld, 1U);
        EXPECT_EQ(report.parts, 13U);
    }
}

TEST(EvidencePack, AnotherKeyThanTheOneGivenIsNoticed) {
    Journal journal;
    const std::string pack = journal.pack();
    EXPECT_THAT(fault_of(pack, NoteSigner("labd/tyo/j-1/0", seed(2)).key()),
                HasSubstr("another key"));
}

TEST(EvidencePack, EveryChangedByteIsNoticed) {
    Journal journal;
    const std::string pack = journal.pack();
    const std::optional<NoteKey> key = journal.signer.key();
    for (std::size_t i = 0; i < pack.size(); ++i) {
        for (const unsigned flip : {0x01U, 0x80U}) {
            std::string changed = pack;
            changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ flip);
            EXPECT_NE(fault_of(changed), "") << "byte " << i;
            EXPECT_NE(fault_of(changed, key), "") << "byte " << i;
        }
    }
}

TEST(EvidencePack, EveryDroppedDoubledAndAddedByteIsNoticed) {
    Journal journal;
    const std::string pack = journal.pack();
    for (std::size_t i = 0; i < pack.size(); ++i) {
        std::string dropped = pack;
        dropped.erase(i, 1);
        EXPECT_NE(fault_of(dropped), "") << "without byte " << i;
        std::string doubled = pack;
        doubled.insert(i, 1, pack[i]);
        EXPECT_NE(fault_of(doubled), "") << "byte " << i << " twice";
        std::string added = pack;
        added.insert(i, 1, '\0');
        EXPECT_NE(fault_of(added), "") << "a byte before " << i;
        EXPECT_NE(fault_of(pack.substr(0, i)), "") << "cut at " << i;
    }
    EXPECT_NE(fault_of(pack + '\0'), "");
    EXPECT_NE(fault_of(pack + pack), "");
}

TEST(EvidencePack, EveryPartThatIsMissingDoubledOrElsewhereIsNoticed) {
    Journal journal;
    const std::string pack = journal.pack();
    const std::size_t count = read_archive(pack).parts.size();
    ASSERT_EQ(count, 15U);
    for (std::size_t i = 0; i < count; ++i) {
        EXPECT_NE(fault_of(rebuilt(pack, [&](auto& parts) { parts.erase(parts.begin() + i); })), "")
            << "without part " << i;
        EXPECT_NE(fault_of(rebuilt(pack, [&](auto& parts) { parts.push_back(parts[i]); })), "")
            << "part " << i << " twice";
        for (std::size_t other = 0; other < i; ++other) {
            EXPECT_NE(
                fault_of(rebuilt(pack, [&](auto& parts) { std::swap(parts[i], parts[other]); })),
                "")
                << i << " and " << other;
            EXPECT_NE(
                fault_of(rebuilt(
                    pack, [&](auto& parts) { std::swap(parts[i].bytes, parts[other].bytes); })),
                "")
                << "content of " << i << " and " << other;
        }
    }
    EXPECT_NE(fault_of(rebuilt(pack, [](auto& parts) { parts.push_back({"more.txt", "x"}); })), "");
    EXPECT_NE(fault_of(rebuilt(pack, [](auto& parts) { parts[2].path = "README.md"; })), "");
}

TEST(EvidencePack, ASecondSignatureUnderItsManifestIsNoticed) {
    Journal journal;
    const std::string pack = journal.pack();
    const NoteSigner other("somebody", seed(3));
    const std::string text = pack_statement(journal.subject, read_archive(pack).parts[1].bytes);
    const std::string second = other.sign(text).substr(text.size() + 1);
    std::string note;
    const std::string changed = rebuilt(pack, [&](auto& parts) {
        note = std::string(parts[0].bytes) + second;
        parts[0].bytes = note;
    });
    EXPECT_THAT(fault_of(changed), HasSubstr("MANIFEST.note"));
}

TEST(EvidencePack, AnEntryThatDoesNotStandInTheJournalIsNoticedThoughSigned) {
    for (const std::size_t part : {4U, 5U, 7U, 8U, 10U, 11U}) {
        Journal journal;
        journal.fill();
        journal.parts[part].bytes[part % 3 == 2 ? 60 : 3] ^= 1;
        EXPECT_THAT(fault_of(journal.seal()), HasSubstr("entry ")) << journal.parts[part].path;
    }
}

TEST(EvidencePack, AnEntryThatIsNotCompleteIsNoticedThoughSigned) {
    for (std::size_t part = 4; part < 13; ++part) {
        Journal journal;
        journal.fill();
        journal.parts.erase(journal.parts.begin() + static_cast<std::ptrdiff_t>(part));
        EXPECT_THAT(fault_of(journal.seal()), HasSubstr("not complete")) << part;
    }
    Journal journal;
    journal.fill();
    journal.parts.push_back({entry_path(1, leaf_ending), Journal::leaf(1)});
    EXPECT_THAT(fault_of(journal.seal()), HasSubstr("not complete"));
}

TEST(EvidencePack, WhatBelongsToNoEntryAndACheckpointOfAnotherJournalAreNoticed) {
    Journal journal;
    journal.fill();
    journal.parts.push_back({"entries/17.leaf", "x"});
    EXPECT_THAT(fault_of(journal.seal()), HasSubstr("belongs to no entry"));

    Journal other;
    other.fill();
    other.parts[1].bytes = NoteSigner("labd/osa/j-2/0", seed(4)).sign("labd/osa/j-2/0\n5\nx\n");
    EXPECT_THAT(fault_of(other.seal()), HasSubstr("checkpoint.txt"));

    Journal foreign;
    foreign.fill();
    foreign.subject.origin = "labd/osa/j-2/0";
    EXPECT_THAT(fault_of(foreign.seal()), HasSubstr("another journal"));
}

TEST(EvidencePack, AFileIsTheOneThatItsEntryNames) {
    Journal journal;
    journal.fill();
    journal.add_picture();
    const PackReport report = check_pack(journal.seal(), std::nullopt);
    EXPECT_EQ(report.fault, "");
    EXPECT_EQ(report.files, 1U);
    constexpr std::size_t file = 13;
    const auto fault_with = [&](const std::function<void(Journal&)>& change) {
        Journal changed;
        changed.fill();
        changed.add_picture();
        change(changed);
        return fault_of(changed.seal());
    };
    const auto with_seal = [&](const std::function<void(FileSeal&)>& change) {
        return fault_with([&](Journal& changed) {
            FileSeal seal = seal_of_picture();
            change(seal);
            changed.parts[file + 1].bytes = format_file_seal(seal);
        });
    };
    const auto is_noticed = HasSubstr("attachments/file-7.png is not the file");
    EXPECT_THAT(fault_with([](Journal& one) { one.parts[file].bytes[3] ^= 1; }), is_noticed);
    EXPECT_THAT(fault_with([](Journal& one) { one.parts[file].bytes += ' '; }), is_noticed);
    EXPECT_THAT(fault_with([](Journal& one) { one.parts.erase(one.parts.begin() + file); }),
                is_noticed);
    EXPECT_THAT(fault_with([](Journal& one) { one.parts[file + 1].bytes += '\n'; }), is_noticed);
    EXPECT_THAT(with_seal([](FileSeal& seal) { seal.entry = 3; }), is_noticed);
    EXPECT_THAT(with_seal([](FileSeal& seal) { seal.entry = 1; }), is_noticed) << "withheld";
    EXPECT_THAT(with_seal([](FileSeal& seal) { seal.attachment = EntryId("file-8"); }), is_noticed);
    EXPECT_THAT(with_seal([](FileSeal& seal) { seal.seal.key[9] ^= 1; }), is_noticed);
    EXPECT_THAT(with_seal([](FileSeal& seal) { seal.seal.nonce[0] ^= 1; }), is_noticed);
    EXPECT_THAT(with_seal([](FileSeal& seal) { seal.seal.tag[0] ^= 1; }), is_noticed);
}

TEST(FileSeal, ReadsWhatItWritesAndNothingElse) {
    const std::string text = format_file_seal(seal_of_picture());
    EXPECT_EQ(parse_file_seal(text), seal_of_picture());
    for (std::size_t i = 0; i < text.size(); ++i) {
        EXPECT_FALSE(parse_file_seal(text.substr(0, i))) << i;
        std::string changed = text;
        changed[i] ^= 1;
        EXPECT_NE(parse_file_seal(changed), seal_of_picture()) << i;
        changed[i] = ' ';
        EXPECT_TRUE(text[i] == ' ' || parse_file_seal(changed) != seal_of_picture()) << i;
    }
    EXPECT_FALSE(parse_file_seal(""));
    EXPECT_FALSE(parse_file_seal(std::string(5'000, '\n')));
}

TEST(EvidencePack, ItsStatementIsNoCheckpoint) {
    Journal journal;
    const std::string note = journal.signer.sign(pack_statement(journal.subject, "manifest"));
    EXPECT_FALSE(open_checkpoint(note, std::span(&journal.signer.key(), 1)));
}

TEST(EvidencePack, AManifestIsWhatSha256sumReads) {
    const PackSubject subject{"labd/tyo/j-1/0", "sitting S07", "2026-03-03T01:00:00Z"};
    const std::vector<PackPart> parts{{"a.txt", "abc"}};
    EXPECT_EQ(format_manifest(subject, parts),
              "# labd evidence pack v1\n# journal labd/tyo/j-1/0\n# about sitting S07\n"
              "# made 2026-03-03T01:00:00Z\n# parts 1\n# 3 bytes:\n"
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n");
}

TEST(Archive, NamesThatLeaveTheirFolderOrAreNoneAreRefused) {
    for (const char* path : {"a", "a/b.txt", "entries/0000000001.leaf", "A-_9.x"}) {
        EXPECT_TRUE(is_archive_path(path)) << path;
    }
    for (const char* path : {"", "/a", "a/", "../a", "a/../b", "a//b", ".a", "a/.b", "a b", "a\\b",
                             "C:a", "\xE5\xB8\xAD"}) {
        EXPECT_FALSE(is_archive_path(path)) << path;
    }
    EXPECT_FALSE(is_archive_path(std::string(archive_path_bytes_max + 1, 'a')));
    EXPECT_EQ(read_archive("").fault.empty(), false);
    EXPECT_EQ(read_archive(write_archive({})).fault.empty(), false);
}

TEST(Archive, LengthsThatReachBeyondItsEndAreNotFollowed) {
    const std::vector<ArchivePart> parts{{"a", "abc"}};
    const std::string archive = write_archive(parts);
    for (const std::size_t at : {18U, 22U, 26U, 28U}) {
        std::string changed = archive;
        changed[at] = changed[at + 1] = '\xFF';
        EXPECT_NE(read_archive(changed).fault, "") << at;
    }
    // Many empty parts whose directory would be longer than a pack can be.
    const std::string local = archive.substr(0, 30);
    EXPECT_NE(read_archive(local + local).fault, "");
}

TEST(ProofFile, ReadsWhatItWritesAndNothingElse) {
    const std::vector<Digest> way{Digest{1}, Digest{2}};
    const std::string proof = format_proof(17, way, "note\n");
    EXPECT_TRUE(proof.starts_with("c2sp.org/tlog-proof@v1\nindex 17\nAQAA"));
    EXPECT_TRUE(proof.ends_with("=\n\nnote\n"));
    EXPECT_EQ(parse_proof(proof, 17, "note\n"), way);
    EXPECT_EQ(parse_proof(format_proof(0, {}, "note\n"), 0, "note\n"), std::vector<Digest>());
    EXPECT_FALSE(parse_proof(proof, 16, "note\n"));
    EXPECT_FALSE(parse_proof(proof, 17, "other\n"));
    for (std::size_t i = 0; i < proof.size(); ++i) {
        EXPECT_FALSE(parse_proof(proof.substr(0, i), 17, "note\n")) << i;
        std::string changed = proof;
        changed[i] ^= 1;
        EXPECT_NE(parse_proof(changed, 17, "note\n"), way) << i;
    }
    const std::vector<Digest> too_long(65);
    EXPECT_FALSE(parse_proof(format_proof(17, too_long, "note\n"), 17, "note\n"));
}

}  // namespace
}  // namespace labd::evidence
