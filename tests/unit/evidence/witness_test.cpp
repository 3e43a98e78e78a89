#include "labd/evidence/witness.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

#include "labd/core/base64.h"
#include "labd/evidence/note.h"

namespace labd::evidence {
namespace {

const std::string text = "labd/tyo/j/0\n3\nAAAA\n";

/// A witness as the specification has it, by hand.
struct Witness {
    Witness() {
        EXPECT_GE(sodium_init(), 0);
        const std::array<std::uint8_t, 32> seed{5};
        crypto_sign_seed_keypair(key.public_key.data(), secret.data(), seed.data());
        key.name = "witness.example";
    }

    std::string id() const {
        std::string bytes = key.name + "\n\x04";
        bytes.append(reinterpret_cast<const char*>(key.public_key.data()), 32);
        std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
        crypto_hash_sha256(digest.data(), octets_of(bytes).data(), bytes.size());
        return {reinterpret_cast<const char*>(digest.data()), 4};
    }

    std::string written_key() const {
        std::string bytes = "\x04";
        bytes.append(reinterpret_cast<const char*>(key.public_key.data()), 32);
        std::string hex;
        const std::string id_bytes = id();
        for (const std::uint8_t byte : octets_of(id_bytes)) {
            constexpr std::string_view digits = "0123456789abcdef";
            hex += digits[byte >> 4U];
            hex += digits[byte & 15U];
        }
        return key.name + "+" + hex + "+" + to_base64(octets_of(bytes));
    }

    /// Signs as of 1 January 2026, 00:00 UTC.
    std::string sign(const std::string& signed_text, char last_time_byte = '\x00') const {
        const std::string message = "cosignature/v1\ntime 1767225600\n" + signed_text;
        std::string bytes = id() + std::string("\0\0\0\0\x69\x55\xB9", 7) + last_time_byte;
        std::array<std::uint8_t, crypto_sign_BYTES> signature{};
        crypto_sign_detached(signature.data(), nullptr, octets_of(message).data(), message.size(),
                             secret.data());
        bytes.append(reinterpret_cast<const char*>(signature.data()), signature.size());
        return "\xE2\x80\x94 " + key.name + " " + to_base64(octets_of(bytes)) + "\n";
    }

    NoteKey key;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
};

TEST(Witness, ItsKeyIsReadAndNoOther) {
    const Witness witness;
    EXPECT_EQ(parse_cosigner_key(witness.written_key()), witness.key);
    EXPECT_EQ(parse_cosigner_key(format_note_key(witness.key)), std::nullopt) << "of a log";
    EXPECT_EQ(parse_note_key(witness.written_key()), std::nullopt) << "of a witness";
    std::string other = witness.written_key();
    other[witness.key.name.size() + 1] ^= 1;
    EXPECT_EQ(parse_cosigner_key(other), std::nullopt) << "another key's id";
    EXPECT_EQ(parse_cosigner_key("witness.example"), std::nullopt);
}

TEST(Witness, ItsCosignatureOfJustThisNoteIsFound) {
    const Witness witness;
    const NoteSigner log("labd/tyo/j/0", std::array<std::uint8_t, 32>{7});
    const std::string note = log.sign(text);
    const std::string line = witness.sign(text);
    const auto found = find_cosignature(note, line, witness.key);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->line, line);
    EXPECT_EQ(found->at, *parse_instant("2026-01-01T00:00:00Z"));
    const std::string others = log.sign("x\n").substr(3);
    EXPECT_TRUE(find_cosignature(note, others + line, witness.key)) << "beside others";
    EXPECT_FALSE(find_cosignature(note, witness.sign("labd/tyo/j/0\n4\nAAAA\n"), witness.key));
    EXPECT_FALSE(find_cosignature(note, witness.sign(text, '\x01'), witness.key))
        << "another time than the one that was signed";
    EXPECT_FALSE(find_cosignature(note, others, witness.key)) << "not by the witness";
    EXPECT_FALSE(find_cosignature(note, "", witness.key));
    EXPECT_FALSE(find_cosignature(note, line + "no signature\n", witness.key));
    EXPECT_FALSE(find_cosignature(note, line.substr(0, line.size() - 1), witness.key));
    // The note with the line below it is still the log's.
    EXPECT_EQ(open_note(note + line, std::array{log.key()}), text);
}

TEST(Witness, IsAskedWithTheProofAndTheNote) {
    const std::array<Digest, 2> proof{Digest{}, Digest{0xFF}};
    EXPECT_EQ(format_add_checkpoint(0, {}, "note\n"), "old 0\n\nnote\n");
    EXPECT_EQ(format_add_checkpoint(17, proof, "note\n"),
              "old 17\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
              "/wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nnote\n");
}

TEST(Witness, SaysHowManyItHasSigned) {
    EXPECT_EQ(parse_witnessed_size("0\n"), 0U);
    EXPECT_EQ(parse_witnessed_size("18446744073709551615\n"), ~Seq{0});
    for (const char* wrong :
         {"", "\n", "7", "07\n", "-1\n", "7 \n", "7\n\n", "18446744073709551616\n"}) {
        EXPECT_EQ(parse_witnessed_size(wrong), std::nullopt) << wrong;
    }
}

}  // namespace
}  // namespace labd::evidence
