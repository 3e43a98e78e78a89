#include "labd/core/base64.h"

#include <gtest/gtest.h>

#include <utility>

namespace labd {
namespace {

// RFC 4648, section 10.
constexpr std::pair<std::string_view, std::string_view> of_standard[] = {{"", ""},
                                                                         {"f", "Zg=="},
                                                                         {"fo", "Zm8="},
                                                                         {"foo", "Zm9v"},
                                                                         {"foob", "Zm9vYg=="},
                                                                         {"fooba", "Zm9vYmE="},
                                                                         {"foobar", "Zm9vYmFy"}};

TEST(Base64, IsThatOfTheStandard) {
    for (const auto& [bytes, text] : of_standard) {
        EXPECT_EQ(to_base64(octets_of(bytes)), text);
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, HasOneSpellingOnly) {
    for (const std::string_view text : {"Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm9v    ",
                                        "Zm-_", "Z===", "====", "Zm8=Zm8=", "=Zm8"}) {
        EXPECT_FALSE(from_base64(text)) << text;
    }
}

TEST(Base64, TakesBytesOfEveryValue) {
    std::string bytes;
    for (int value = 0; value < 256; ++value) {
        bytes += static_cast<char>(value);
        EXPECT_EQ(from_base64(to_base64(octets_of(bytes))), bytes);
    }
}

}  // namespace
}  // namespace labd
