// What a terminal or a log is shown of bytes from strangers.
#include "labd/core/printable.h"

#include <gtest/gtest.h>

namespace labd {
namespace {

TEST(Printable, KeepsTextOfEveryScript) {
    for (const char* text : {"", "/var/lib/labd: entry 7", "C:\\dir", "佐藤 健", "é", "😀"}) {
        EXPECT_EQ(printable(text), text);
    }
}

TEST(Printable, EscapesControlCharactersAndWhatReordersText) {
    EXPECT_EQ(printable("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
    EXPECT_EQ(printable(std::string_view("\0\x7f", 2)), "\\x00\\x7f");
    EXPECT_EQ(printable("\u009B"), "\\xc2\\x9b");
    EXPECT_EQ(printable("\u202Eevil"), "\\xe2\\x80\\xaeevil");
}

TEST(Printable, EscapesBytesThatAreNoUtf8) {
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
    EXPECT_EQ(printable("\xe4\xbd"), "\\xe4\\xbd") << "cut off";
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
}

}  // namespace
}  // namespace labd
