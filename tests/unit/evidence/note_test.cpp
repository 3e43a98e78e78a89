#include "labd/evidence/note.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "labd/core/base64.h"
#include "labd/evidence/checkpoint.h"

namespace labd::evidence {
namespace {

constexpr std::string_view origin = "labd/tokyo/j-1/0";

std::array<std::uint8_t, 32> seed(std::uint8_t first) {
    std::array<std::uint8_t, 32> bytes{};
    bytes[0] = first;
    return bytes;
}

ports::Head head() {
    ports::Head head{17, {}};
    head.root.fill(0xAB);
    return head;
}

TEST(Note, WhatWasSignedOpensAgain) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const std::string note = signer.sign("one\ntwo\n");
    EXPECT_EQ(open_note(note, std::span(&signer.key(), 1)), "one\ntwo\n");
}

TEST(Note, ATextMayHoldEmptyLines) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const std::string note = signer.sign("one\n\ntwo\n");
    EXPECT_EQ(open_note(note, std::span(&signer.key(), 1)), "one\n\ntwo\n");
}

TEST(Note, AnyChangedByteIsNoticed) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const std::string note = signer.sign("one\n17\n");
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (const char other : {'A', '\n', static_cast<char>(note[i] ^ 1)}) {
            std::string changed = note;
            changed[i] = other;
            if (changed != note) {
                EXPECT_FALSE(open_note(changed, std::span(&signer.key(), 1))) << changed;
            }
        }
        EXPECT_FALSE(open_note(note.substr(0, i), std::span(&signer.key(), 1))) << i;
    }
}

TEST(Note, AnotherKeyOfTheSameNameDoesNotOpenIt) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const NoteSigner other("labd/tokyo", seed(2));
    EXPECT_FALSE(open_note(signer.sign("one\n"), std::span(&other.key(), 1)));
}

TEST(Note, SignaturesOfOthersArePassedOver) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const NoteSigner witness("witness.example", seed(2));
    const std::string note = signer.sign("one\n");
    const std::string cosigned = note + witness.sign("one\n").substr(std::string("one\n\n").size());
    EXPECT_EQ(open_note(cosigned, std::span(&signer.key(), 1)), "one\n");
    EXPECT_EQ(open_note(cosigned, std::span(&witness.key(), 1)), "one\n");
}

TEST(Note, AWrongSignatureOfAKnownKeyIsNotOutweighedByARightOne) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const std::string note = signer.sign("one\n");
    const std::string wrong = signer.sign("two\n").substr(std::string("two\n\n").size());
    EXPECT_FALSE(open_note(note + wrong, std::span(&signer.key(), 1)));
}

TEST(Note, AKeyIsReadAsItIsWritten) {
    const NoteSigner signer("labd/tokyo", seed(1));
    const std::string text = format_note_key(signer.key());
    EXPECT_EQ(parse_note_key(text), signer.key());
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string changed = text;
        changed[i] = changed[i] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(parse_note_key(changed)) << changed;
    }
    EXPECT_FALSE(parse_note_key(""));
    EXPECT_FALSE(parse_note_key("name+00000000"));
}

// The example of RFC 8032, section 7.1, test 1: the seed and the public key.
TEST(Note, KeysAreThoseOfTheStandard) {
    const auto bytes = from_base64("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    ASSERT_TRUE(bytes);
    std::array<std::uint8_t, 32> of_standard{};
    std::copy(bytes->begin(), bytes->end(), of_standard.begin());
    const NoteSigner signer("x", of_standard);
    EXPECT_EQ(to_base64(signer.key().public_key), "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}

TEST(Note, ANameHasNoSpaceAndNoPlus) {
    EXPECT_TRUE(is_note_name("labd/東京/1"));
    for (const std::string_view name : {"", "a b", "a+b", "a\nb", "a\x7F", "\xFF"}) {
        EXPECT_FALSE(is_note_name(name)) << name;
    }
}

TEST(Checkpoint, IsSizeAndRootUnderItsOrigin) {
    const NoteSigner signer(std::string(origin), seed(1));
    const Checkpoint checkpoint{std::string(origin), head()};
    const std::string note = signer.sign(format_checkpoint(checkpoint));
    EXPECT_TRUE(
        note.starts_with("labd/tokyo/j-1/0\n17\n"
                         "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n"
                         "\n\xE2\x80\x94 labd/tokyo/j-1/0 "))
        << note;
    EXPECT_EQ(open_checkpoint(note, std::span(&signer.key(), 1)), checkpoint);
}

TEST(Checkpoint, OfAnotherOriginIsNotAccepted) {
    const NoteSigner signer(std::string(origin), seed(1));
    const std::string note = signer.sign(format_checkpoint({"labd/osaka/j-1/0", head()}));
    EXPECT_FALSE(open_checkpoint(note, std::span(&signer.key(), 1)));
}

TEST(Checkpoint, MalformedOnesAreNotAcceptedThoughSigned) {
    const NoteSigner signer(std::string(origin), seed(1));
    const std::string root = to_base64(head().root);
    const std::string start = std::string(origin) + "\n";
    for (const std::string& text :
         {start, start + "17\n", start + "017\n" + root + "\n", start + "-1\n" + root + "\n",
          start + "17 \n" + root + "\n", start + "17\n" + root.substr(4) + "\n",
          start + "99999999999999999999\n" + root + "\n"}) {
        EXPECT_FALSE(open_checkpoint(signer.sign(text), std::span(&signer.key(), 1))) << text;
    }
    EXPECT_TRUE(open_checkpoint(signer.sign(start + "17\n" + root + "\nmore\n"),
                                std::span(&signer.key(), 1)));
}

TEST(Checkpoint, OriginsOfAnySiteAreNames) {
    EXPECT_EQ(origin_of("tokyo", "j-1", 2), "labd/tokyo/j-1/2");
    EXPECT_EQ(origin_of("a b/c", "j-1", 0), "labd/a%20b%2Fc/j-1/0");
    EXPECT_TRUE(is_note_name(origin_of("東京 +%", "j-1", 0)));
}

}  // namespace
}  // namespace labd::evidence
