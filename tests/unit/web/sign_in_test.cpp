#include "labd/web/sign_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labd/web/secret.h"
#include "tests/unit/web/sign_in_support.h"

namespace labd::web::test {
namespace {

using domain::Role;
using ports::AccountsOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view password = "the password of sato";
constexpr std::string_view new_password = "another password of sato";

class SignInTest : public ::testing::Test {
protected:
    SignInTest() { add("sato", {Role::lead_proctor, Role::admin}); }

    void add(std::string name, std::vector<Role> roles) {
        ports::User user;
        user.name = std::move(name);
        user.display_name = "Sato Hanako";
        user.roles = std::move(roles);
        accounts_.add_user(user, "hash of " + std::string(password));
    }

    static SignInRequest request(std::string name, std::string_view given) {
        SignInRequest made;
        made.name = std::move(name);
        made.password = given;
        made.remote_address = "10.0.0.7";
        return made;
    }

    SignInOutcome sign_in(SignInRequest asked, Instant at = start) {
        std::optional<SignInOutcome> outcome;
        sign_in_.sign_in(std::move(asked), at,
                         [&outcome](SignInOutcome result) { outcome = std::move(result); });
        worker_.run_all();
        EXPECT_TRUE(outcome);
        return std::move(*outcome);
    }

    std::optional<SignInFault> fault(SignInRequest asked, Instant at = start) {
        const SignInOutcome outcome = sign_in(std::move(asked), at);
        const auto* denied = std::get_if<SignInDenied>(&outcome);
        return denied == nullptr ? std::nullopt : std::optional(denied->fault);
    }

    std::optional<SignInDenied> change(std::string_view old_password, std::string_view wanted) {
        std::optional<std::optional<SignInDenied>> outcome;
        sign_in_.change_password(
            {"sato", std::string(old_password), std::string(wanted), "10.0.0.7"}, start,
            [&outcome](std::optional<SignInDenied> result) { outcome = result; });
        worker_.run_all();
        EXPECT_TRUE(outcome);
        return *outcome;
    }

    AccountsInMemory accounts_;
    HandWorker worker_;
    CountingHasher hasher_;
    SignIn sign_in_{accounts_, worker_, hasher_};
};

TEST_F(SignInTest, ARightPasswordGivesASessionInTheFirstRole) {
    const SignInOutcome outcome = sign_in(request("sato", password));
    const auto* signed_in = std::get_if<SignedIn>(&outcome);
    ASSERT_NE(signed_in, nullptr);
    EXPECT_EQ(signed_in->user.name, "sato");
    EXPECT_EQ(signed_in->role, Role::lead_proctor);
    EXPECT_EQ(signed_in->expires_at, start + hours(16));
    EXPECT_EQ(signed_in->secret.size(), 43U);
    const auto* credential = accounts_.find_credential(digest_of(signed_in->secret), start);
    ASSERT_NE(credential, nullptr);
    EXPECT_EQ(credential->id, signed_in->credential);
    EXPECT_EQ(credential->kind, ports::CredentialKind::cookie);
    EXPECT_EQ(credential->role, Role::lead_proctor);
    EXPECT_EQ(credential->idle_max, hours(10));
    EXPECT_EQ(credential->ends_at, start + hours(16));
}

TEST_F(SignInTest, APersonChoosesAmongTheirRolesOnly) {
    SignInRequest asked = request("sato", password);
    asked.role = Role::admin;
    asked.kind = ports::CredentialKind::token;
    const SignInOutcome outcome = sign_in(asked);
    const auto* signed_in = std::get_if<SignedIn>(&outcome);
    ASSERT_NE(signed_in, nullptr);
    EXPECT_EQ(signed_in->role, Role::admin);
    const auto* credential = accounts_.find_credential(signed_in->credential, start);
    EXPECT_EQ(credential->kind, ports::CredentialKind::token);
    EXPECT_EQ(credential->idle_max, minutes(30));
    asked.role = Role::exam_security;
    EXPECT_EQ(fault(asked), SignInFault::role_not_held);
    EXPECT_EQ(accounts_.credentials(start).size(), 1U);
}

TEST_F(SignInTest, EverySessionHasANewSecret) {
    const auto first = std::get<SignedIn>(sign_in(request("sato", password)));
    const auto second = std::get<SignedIn>(sign_in(request("sato", password)));
    EXPECT_NE(first.secret, second.secret);
}

TEST_F(SignInTest, WrongUnknownAndDisabledLookTheSameAndTakeAsLong) {
    add("abe", {Role::proctor});
    ports::UserChange change;
    change.disabled = true;
    accounts_.change_user("abe", change);
    EXPECT_EQ(fault(request("sato", "wrong")), SignInFault::wrong);
    EXPECT_EQ(fault(request("nobody", password)), SignInFault::wrong);
    EXPECT_EQ(fault(request("", password)), SignInFault::wrong);
    EXPECT_EQ(fault(request("abe", password)), SignInFault::wrong);
    const std::string real = "hash of " + std::string(password);
    const std::string nobody(nobodys_password_hash());
    EXPECT_THAT(hasher_.verified_against, ElementsAre(real, nobody, nobody, real));
    EXPECT_TRUE(accounts_.credentials(start).empty());
}

TEST_F(SignInTest, NobodyIsSignedInBeforeTheWorkThreadHasCompared) {
    bool done = false;
    sign_in_.sign_in(request("sato", password), start,
                     [&done](const SignInOutcome&) { done = true; });
    EXPECT_FALSE(done);
    EXPECT_TRUE(hasher_.verified_against.empty());
    EXPECT_EQ(worker_.waiting(), 1U);
    worker_.run_all();
    EXPECT_TRUE(done);
}

TEST_F(SignInTest, AJobThatEndsAfterTheServiceIsWithoutEffect) {
    bool done = false;
    {
        SignIn short_lived(accounts_, worker_, hasher_);
        short_lived.sign_in(request("sato", password), start,
                            [&done](const SignInOutcome&) { done = true; });
    }
    worker_.run_all();
    EXPECT_FALSE(done);
    EXPECT_TRUE(accounts_.credentials(start).empty());
}

TEST_F(SignInTest, WhatChangedWhileComparingCounts) {
    std::vector<SignInFault> faults;
    const auto note = [&faults](const SignInOutcome& outcome) {
        faults.push_back(std::get<SignInDenied>(outcome).fault);
    };
    sign_in_.sign_in(request("sato", password), start, note);
    accounts_.set_password("sato", "hash of something else", false, start);
    worker_.run_all();
    accounts_.set_password("sato", "hash of " + std::string(password), false, start);
    sign_in_.sign_in(request("sato", password), start, note);
    ports::UserChange change;
    change.disabled = true;
    accounts_.change_user("sato", change);
    worker_.run_all();
    EXPECT_THAT(faults, ElementsAre(SignInFault::wrong, SignInFault::wrong));
}

TEST_F(SignInTest, GuessingAtAnAccountIsSlowedDownWhetherItExistsOrNot) {
    for (const std::string name : {"sato", "nobody"}) {
        for (int i = 0; i < 6; ++i) {
            EXPECT_EQ(fault(request(name, "wrong")), SignInFault::wrong) << name << i;
        }
        const std::size_t compared = hasher_.verified_against.size();
        const SignInOutcome outcome = sign_in(request(name, password));
        const auto& denied = std::get<SignInDenied>(outcome);
        EXPECT_EQ(denied.fault, SignInFault::throttled) << name;
        EXPECT_EQ(denied.retry_after, seconds(1)) << name;
        EXPECT_EQ(hasher_.verified_against.size(), compared) << "work was done for a guesser";
    }
    EXPECT_EQ(fault(request("sato", password), start + seconds(1)), std::nullopt);
}

TEST_F(SignInTest, ASuccessForgetsTheAccountsFailures) {
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(fault(request("sato", "wrong")), SignInFault::wrong);
        }
        EXPECT_EQ(fault(request("sato", password)), std::nullopt);
    }
}

TEST_F(SignInTest, GuessingFromOneAddressIsSlowedDownWhateverTheNames) {
    for (int i = 0; i < 21; ++i) {
        EXPECT_EQ(fault(request("name" + std::to_string(i), "wrong")), SignInFault::wrong) << i;
        // Signing in rightly in between does not help.
        if (i == 10) {
            EXPECT_EQ(fault(request("sato", password)), std::nullopt);
        }
    }
    EXPECT_EQ(fault(request("sato", password)), SignInFault::throttled);
    SignInRequest elsewhere = request("sato", password);
    elsewhere.remote_address = "10.0.0.8";
    EXPECT_EQ(fault(elsewhere), std::nullopt);
}

TEST_F(SignInTest, GuessesSentAtOnceCountBeforeTheyAreJudged) {
    int throttled = 0;
    for (int i = 0; i < 8; ++i) {
        sign_in_.sign_in(
            request("sato", "wrong"), start, [&throttled](const SignInOutcome& outcome) {
                throttled +=
                    std::get<SignInDenied>(outcome).fault == SignInFault::throttled ? 1 : 0;
            });
    }
    EXPECT_EQ(throttled, 2);
    worker_.run_all();
}

TEST_F(SignInTest, TooManyAtOnceAreToldToComeBackAndNotCountedAsFailures) {
    std::vector<SignInOutcome> outcomes;
    const auto note = [&outcomes](SignInOutcome outcome) {
        outcomes.push_back(std::move(outcome));
    };
    for (int i = 0; i < 8; ++i) {
        sign_in_.sign_in(request("name" + std::to_string(i), "wrong"), start, note);
    }
    EXPECT_TRUE(outcomes.empty());
    for (int i = 0; i < 100; ++i) {
        sign_in_.sign_in(request("sato", password), start, note);
    }
    ASSERT_EQ(outcomes.size(), 100U);
    for (const SignInOutcome& outcome : outcomes) {
        EXPECT_EQ(std::get<SignInDenied>(outcome).fault, SignInFault::busy);
        EXPECT_GT(std::get<SignInDenied>(outcome).retry_after, Duration{});
    }
    worker_.run_all();
    EXPECT_EQ(fault(request("sato", password)), std::nullopt);
}

TEST_F(SignInTest, AFullWorkThreadIsBusyToo) {
    worker_.full = true;
    EXPECT_EQ(fault(request("sato", password)), SignInFault::busy);
    worker_.full = false;
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(fault(request("sato", password)), std::nullopt);
    }
}

TEST_F(SignInTest, ADiskThatTakesNothingSignsNobodyIn) {
    accounts_.writable = false;
    EXPECT_EQ(fault(request("sato", password)), SignInFault::unavailable);
}

TEST_F(SignInTest, SigningOutEndsTheSession) {
    const auto signed_in = std::get<SignedIn>(sign_in(request("sato", password)));
    EXPECT_EQ(sign_in_.sign_out(signed_in.credential), AccountsOutcome::done);
    EXPECT_EQ(accounts_.find_credential(digest_of(signed_in.secret), start), nullptr);
    EXPECT_EQ(sign_in_.sign_out(signed_in.credential), AccountsOutcome::unknown);
}

TEST_F(SignInTest, ChangingThePasswordEndsEverySession) {
    sign_in(request("sato", password));
    EXPECT_EQ(change(password, new_password), std::nullopt);
    EXPECT_TRUE(accounts_.credentials(start).empty());
    EXPECT_EQ(fault(request("sato", password)), SignInFault::wrong);
    EXPECT_EQ(fault(request("sato", new_password)), std::nullopt);
    EXPECT_FALSE(accounts_.find_user("sato")->must_change_password);
}

TEST_F(SignInTest, ChangingNeedsTheOldPasswordAndIsSlowedDownToo) {
    for (int i = 0; i < 6; ++i) {
        EXPECT_EQ(change("wrong", new_password)->fault, SignInFault::wrong);
    }
    EXPECT_EQ(change(password, new_password)->fault, SignInFault::throttled);
    EXPECT_EQ(hasher_.hashed, 0);
    EXPECT_EQ(accounts_.password_hash("sato"), "hash of " + std::string(password));
}

TEST_F(SignInTest, ANewPasswordMustBeGoodEnough) {
    const auto fault_of = [this](std::string_view wanted) {
        const auto denied = change(password, wanted);
        EXPECT_EQ(denied->fault, SignInFault::bad_password);
        return denied->password;
    };
    EXPECT_EQ(fault_of("fourteen chars"), PasswordFault::too_short);
    EXPECT_EQ(fault_of(password), PasswordFault::same_as_old);
    EXPECT_EQ(fault_of(std::string(1'025, 'x')), PasswordFault::too_long);
    EXPECT_TRUE(hasher_.verified_against.empty());
    EXPECT_EQ(change(password, "fifteen chars!!"), std::nullopt);
}

TEST_F(SignInTest, HashingForAnAdminWaitsInTheSameBoundedQueue) {
    std::vector<std::optional<std::string>> hashes;
    const auto note = [&hashes](std::optional<std::string> hash) {
        hashes.push_back(std::move(hash));
    };
    for (int i = 0; i < 9; ++i) {
        sign_in_.hash("some password", note);
    }
    EXPECT_THAT(hashes, ElementsAre(std::nullopt));
    worker_.run_all();
    ASSERT_EQ(hashes.size(), 9U);
    EXPECT_EQ(hashes.back(), "hash of some password");
}

TEST_F(SignInTest, EveryDenialIsLoggedAndNoSecretIs) {
    const LogCapture log;
    sign_in(request("sato", "a wrong password"));
    sign_in(request("hunter2-typed-as-a-name", "x"));
    sign_in(request("hunter2-typed-as-a-name", "x"));
    const auto signed_in = std::get<SignedIn>(sign_in(request("sato", password)));
    change(password, new_password);
    const std::string text = log.text();
    EXPECT_THAT(text,
                HasSubstr("sign-in denied: account sato from 10.0.0.7: wrong name or password"));
    const std::string masked = masked_name("hunter2-typed-as-a-name");
    EXPECT_THAT(masked, ::testing::StartsWith("unknown-"));
    EXPECT_THAT(text, HasSubstr("account " + masked + " from"));
    EXPECT_THAT(text, HasSubstr("signed in: account sato"));
    EXPECT_THAT(text, HasSubstr("password changed: account sato"));
    for (const std::string_view secret :
         {std::string_view("hunter2"), std::string_view("a wrong password"), password, new_password,
          std::string_view(signed_in.secret)}) {
        EXPECT_THAT(text, Not(HasSubstr(secret)));
    }
}

TEST(IdleMax, IsShortForThePowerful) {
    EXPECT_EQ(idle_max(Role::admin), minutes(30));
    EXPECT_EQ(idle_max(Role::exam_security), minutes(30));
    EXPECT_EQ(idle_max(Role::proctor), hours(10));
    EXPECT_EQ(idle_max(Role::display), hours(10));
}

}  // namespace
}  // namespace labd::web::test
