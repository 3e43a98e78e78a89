#include "labd/core/utf8.h"

#include <gtest/gtest.h>

#include <string_view>

namespace labd {
namespace {

TEST(FirstCharacter, IsTheFirstAndAsLongAsItsBytes) {
    struct Case {
        std::string_view text;
        char32_t code;
        std::size_t bytes;
    };

    for (const Case& each :
         {Case{"ab", U'a', 1}, Case{"\xC2\x80", 0x80, 2}, Case{"é!", U'é', 2},
          Case{"席7", U'席', 3}, Case{"\xEF\xBF\xBF", 0xFFFF, 3},
          Case{"\xF0\x9F\x99\x82", 0x1F642, 4}, Case{"\xF4\x8F\xBF\xBF", 0x10FFFF, 4}}) {
        const Character first = first_character(each.text);
        EXPECT_EQ(first.code, each.code) << each.text;
        EXPECT_EQ(first.bytes, each.bytes) << each.text;
    }
}

TEST(FirstCharacter, WhatIsNotWellFormedHasNoLength) {
    // Alone, cut short, longer than needed, half of a pair, beyond the last.
    for (const std::string_view text :
         {"\x80", "\xBF", "\xC2", "\xC2z", "\xE5\xB8", "\xE5\xB8z", "\xC0\xAF", "\xC1\xBF",
          "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF"}) {
        EXPECT_EQ(first_character(text).bytes, 0U) << testing::PrintToString(text);
    }
}

}  // namespace
}  // namespace labd
