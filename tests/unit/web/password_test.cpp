#include "labd/web/password.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labd/core/utf8.h"

namespace labd::web {
namespace {

TEST(Password, LengthIsCountedInCharactersAndBoundedInBytes) {
    const auto check = [](std::string_view text) {
        return check_new_password(text, "a-name-of-fifteen", PasswordRule::real);
    };
    EXPECT_EQ(check("十五文字の日本語の合言葉ですよね"), std::nullopt);
    EXPECT_EQ(check("とても短い合言葉です"), PasswordFault::too_short);
    EXPECT_EQ(check(std::string(1'024, 'x')), std::nullopt);
    EXPECT_EQ(check(std::string(1'025, 'x')), PasswordFault::too_long);
    EXPECT_EQ(check("fifteen bytes \xFF\xFF"), PasswordFault::not_text);
    EXPECT_EQ(check("a-name-of-fifteen"), PasswordFault::same_as_name);
    EXPECT_EQ(check_new_password("", "x", PasswordRule::training), PasswordFault::too_short);
}

TEST(Utf8, CountsCharactersAndRefusesWhatIsNone) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("aé佐😀"), 4U);
    for (const std::string_view bad :
         {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\xAF", "\xED\xA0\x80", "\xE4\xBD",
          "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x1F", "\x7F", "a\n"}) {
        EXPECT_EQ(count_characters(bad), std::nullopt) << testing::PrintToString(bad);
    }
    EXPECT_EQ(count_characters(std::string_view("a\0b", 3)), std::nullopt);
}

TEST(Argon2id, HashesWithTheParametersOfTheDocsAndVerifies) {
    const Argon2idHasher hasher;
    const std::string hash = hasher.hash("some password");
    EXPECT_THAT(hash, ::testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    EXPECT_THAT(std::string(nobodys_password_hash()),
                ::testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    EXPECT_EQ(hash.size(), nobodys_password_hash().size());
    EXPECT_TRUE(hasher.verify(hash, "some password"));
    EXPECT_FALSE(hasher.verify(hash, "some passwore"));
    EXPECT_FALSE(hasher.verify(nobodys_password_hash(), "some password"));
    EXPECT_NE(hash, hasher.hash("some password"));
}

}  // namespace
}  // namespace labd::web
