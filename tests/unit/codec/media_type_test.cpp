// What a file is, by its first bytes.
#include "labd/codec/media_type.h"

#include <gtest/gtest.h>

#include <string>

namespace labd::codec {
namespace {

using domain::MediaType;

TEST(MediaType, IsKnownByTheFirstBytes) {
    EXPECT_EQ(media_type_of("\xFF\xD8\xFF\xE0"), MediaType::jpeg);
    EXPECT_EQ(media_type_of("\x89PNG\r\n\x1A\n..."), MediaType::png);
    EXPECT_EQ(media_type_of("%PDF-1.7\n"), MediaType::pdf);
    EXPECT_EQ(media_type_of(std::string("\0\0\0\x18", 4) + "ftypmp42"), MediaType::mp4);
    EXPECT_EQ(media_type_of("first\r\n\tsecond, \xE6\xB1\x82"), MediaType::text);
}

TEST(MediaType, AnythingElseIsNotAccepted) {
    using namespace std::string_literals;
    for (const std::string& content : {""s, "a\0b"s, "\xFF\xFE"s,
                                       "\x7F"
                                       "ELF"s,
                                       "\x1B[2J"s, "GIF89a\x01\x02"s, "PK\x03\x04"s, "\x89PN"s}) {
        EXPECT_EQ(media_type_of(content), std::nullopt) << content;
    }
}

}  // namespace
}  // namespace labd::codec
