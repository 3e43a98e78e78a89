#include "labd/web/users.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labd/web/secret.h"
#include "tests/unit/web/sign_in_support.h"

namespace labd::web::test {
namespace {

using domain::Role;
using ::testing::HasSubstr;
using ::testing::Not;

std::optional<UserFaultKind> kind_of(const UserResult<void>& result) {
    return result ? std::nullopt : std::optional(result.error().kind);
}

TEST(Users, APersonIsAddedWithTheirRoles) {
    AccountsInMemory accounts;
    ASSERT_TRUE(add_user(accounts, {"sato.h-1_x", "佐藤", {Role::proctor, Role::lab_ops}}, "hash",
                         true, start));
    const ports::User* user = accounts.find_user("sato.h-1_x");
    ASSERT_NE(user, nullptr);
    EXPECT_EQ(user->display_name, "佐藤");
    EXPECT_TRUE(user->must_change_password);
    EXPECT_EQ(user->password_set, start);
    EXPECT_EQ(kind_of(add_user(accounts, {"sato.h-1_x", "", {Role::proctor}}, "hash", true, start)),
              UserFaultKind::exists);
    ASSERT_TRUE(add_user(accounts, {"abe", "", {Role::proctor}}, "hash", false, start));
    EXPECT_EQ(accounts.find_user("abe")->display_name, "abe");
}

TEST(Users, BadNamesAndRolesAreRefused) {
    AccountsInMemory accounts;
    const auto refused = [&accounts](const NewPerson& person) {
        return kind_of(add_user(accounts, person, "hash", true, start)) == UserFaultKind::bad_input;
    };
    for (const std::string name : {"", "Sato", "sa to", "satō", "a:b", "a/b", "a'b"}) {
        EXPECT_TRUE(refused({name, "", {Role::proctor}})) << name;
    }
    EXPECT_FALSE(refused({std::string(32, 'a'), "", {Role::proctor}}));
    EXPECT_TRUE(refused({std::string(33, 'a'), "", {Role::proctor}}));
    EXPECT_TRUE(refused({"ito", "", {}}));
    EXPECT_TRUE(refused({"ito", "", {Role::proctor, Role::proctor}}));
    EXPECT_TRUE(refused({"ito", "", {Role::labd}}));
    EXPECT_TRUE(refused({"ito", "", {Role::camera_service}}));
    EXPECT_TRUE(refused({"ito", std::string(101, 'x'), {Role::proctor}}));
    EXPECT_TRUE(refused({"ito", "line\nbreak", {Role::proctor}}));
    EXPECT_EQ(accounts.users().size(), 1U);
}

TEST(Users, AnInitialPasswordIsGivenOrMade) {
    const auto made = initial_password(std::nullopt, "sato", PasswordRule::real);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->generated);
    EXPECT_TRUE(made->must_change);
    EXPECT_EQ(check_new_password(made->text, "sato", PasswordRule::real), std::nullopt);
    EXPECT_NE(made->text, initial_password(std::nullopt, "sato", PasswordRule::real)->text);
    const auto given = initial_password("fifteen chars!!", "sato", PasswordRule::real);
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->must_change);
    EXPECT_FALSE(given->generated);
    const auto short_one = initial_password("lab", "sato", PasswordRule::real);
    ASSERT_FALSE(short_one);
    EXPECT_THAT(describe(short_one.error(), codec::Language::en), HasSubstr("15 characters"));
    const auto sample = initial_password("lab", "sato", PasswordRule::training);
    ASSERT_TRUE(sample);
    EXPECT_FALSE(sample->must_change);
}

TEST(Users, AResetPasswordMustBeChanged) {
    AccountsInMemory accounts;
    ASSERT_TRUE(add_user(accounts, {"sato", "", {Role::proctor}}, "hash", false, start));
    ASSERT_TRUE(reset_password(accounts, "sato", "other", start + hours(1)));
    EXPECT_EQ(accounts.password_hash("sato"), "other");
    EXPECT_TRUE(accounts.find_user("sato")->must_change_password);
    const auto unknown = reset_password(accounts, "abe", "other", start);
    EXPECT_EQ(kind_of(unknown), UserFaultKind::unknown);
    EXPECT_EQ(describe(unknown.error(), codec::Language::en), "There is no user abe.");
}

TEST(Users, ChangesAreChecked) {
    AccountsInMemory accounts;
    ASSERT_TRUE(add_user(accounts, {"sato", "", {Role::proctor}}, "hash", false, start));
    ports::UserChange change;
    change.roles = std::vector<Role>{};
    EXPECT_EQ(kind_of(change_user(accounts, "sato", change)), UserFaultKind::bad_input);
    change.roles = {Role::lab_ops};
    change.display_name = "";
    EXPECT_EQ(kind_of(change_user(accounts, "sato", change)), UserFaultKind::bad_input);
    change.display_name = "Sato";
    change.disabled = true;
    ASSERT_TRUE(change_user(accounts, "sato", change));
    EXPECT_TRUE(accounts.find_user("sato")->disabled);
    EXPECT_EQ(kind_of(change_user(accounts, "abe", change)), UserFaultKind::unknown);
}

TEST(Users, AServiceTokenWorksUntilItEndsOrIsRevoked) {
    AccountsInMemory accounts;
    const auto token =
        add_service_token(accounts, {"rooms", Role::scheduling, start + days(30)}, start);
    ASSERT_TRUE(token);
    const auto* credential =
        accounts.find_credential(digest_of(token->secret), start + days(30) - microseconds(1));
    ASSERT_NE(credential, nullptr);
    EXPECT_EQ(credential->id, token->id);
    EXPECT_EQ(credential->label, "rooms");
    EXPECT_EQ(credential->idle_max, std::nullopt);
    EXPECT_EQ(accounts.find_credential(digest_of(token->secret), start + days(30)), nullptr);
    ASSERT_TRUE(end_credential(accounts, token->id));
    EXPECT_EQ(accounts.find_credential(digest_of(token->secret), start), nullptr);
    EXPECT_EQ(kind_of(end_credential(accounts, token->id)), UserFaultKind::unknown);
}

TEST(Users, AServiceIsNeverAdmin) {
    AccountsInMemory accounts;
    EXPECT_FALSE(add_service_token(accounts, {"rooms", Role::admin, {}}, start));
    EXPECT_FALSE(add_service_token(accounts, {"rooms", Role::labd, {}}, start));
    EXPECT_FALSE(add_service_token(accounts, {"Rooms!", Role::scheduling, {}}, start));
    EXPECT_FALSE(add_service_token(accounts, {"rooms", Role::scheduling, start}, start));
    EXPECT_TRUE(add_service_token(accounts, {"camera", Role::camera_service, {}}, start));
}

TEST(Users, TheFirstStartMakesOneAdminWithAPasswordForOneUse) {
    AccountsInMemory accounts;
    const CountingHasher hasher;
    const LogCapture log;
    const auto password = add_first_admin(accounts, hasher, start);
    ASSERT_TRUE(password);
    ASSERT_TRUE(*password);
    EXPECT_EQ(accounts.password_hash("admin"), "hash of " + **password);
    EXPECT_TRUE(accounts.find_user("admin")->must_change_password);
    EXPECT_THAT(log.text(), Not(HasSubstr(**password)));
    const auto again = add_first_admin(accounts, hasher, start);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, std::nullopt);
    EXPECT_EQ(accounts.users().size(), 1U);
}

TEST(Users, WithoutADiskThereIsNoFirstAdmin) {
    AccountsInMemory accounts;
    accounts.writable = false;
    const auto password = add_first_admin(accounts, CountingHasher(), start);
    ASSERT_FALSE(password);
    EXPECT_EQ(password.error().kind, UserFaultKind::unavailable);
}

}  // namespace
}  // namespace labd::web::test
