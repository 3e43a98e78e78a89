// Sign-in as labd wires it: the real file, the real work thread and the real hash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <variant>
#include <vector>

#include "labd/journal/account_book.h"
#include "labd/kernel/worker.h"
#include "labd/net/loop.h"
#include "labd/web/authentication.h"
#include "labd/web/secret.h"
#include "labd/web/sign_in.h"
#include "labd/web/users.h"
#include "tests/support/temporary_directory.h"

namespace labd {
namespace {

constexpr Instant start{1'000'000'000'000};

class AccountsTogether : public ::testing::Test {
protected:
    std::unique_ptr<journal::AccountBook> open() const {
        auto book = journal::AccountBook::open(directory_ / "accounts.db",
                                               journal::AccountsUse::daemon, {});
        EXPECT_TRUE(book) << book.error().text;
        return std::move(*book);
    }

    /// The bytes of the database, its log and its index.
    std::string all_bytes() const {
        std::string bytes;
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
            std::ifstream file(entry.path(), std::ios::binary);
            bytes.append(std::istreambuf_iterator<char>(file), {});
        }
        return bytes;
    }

    test::TemporaryDirectory directory_;
};

/// Lets `begin` ask a service of its own for something, and runs its loop until that is answered.
template <class Outcome>
Outcome ask(ports::Accounts& accounts, const web::PasswordHasher& hasher,
            const std::function<void(web::SignIn&, std::function<void(Outcome)>)>& begin) {
    net::EventLoop loop;
    kernel::ThreadWorker worker(loop, 1);
    web::SignIn service(accounts, worker, hasher);
    std::optional<Outcome> outcome;
    auto hold = loop.hold();
    begin(service, [&outcome, &hold](Outcome result) {
        outcome = std::move(result);
        hold.reset();
    });
    loop.run();
    return std::move(*outcome);
}

web::SignInRequest request(const std::string& password) {
    web::SignInRequest asked;
    asked.name = "admin";
    asked.password = password;
    asked.remote_address = "127.0.0.1";
    return asked;
}

net::Request with_token(const std::string& secret) {
    net::Request asked;
    asked.method = net::Method::get;
    asked.headers.add("Authorization", "Bearer " + secret);
    return asked;
}

TEST_F(AccountsTogether, NoSecretOfADayStandsInTheFileAndItsSessionsSurviveARestart) {
    const web::Argon2idHasher hasher;
    const std::string chosen = "a password of my own";
    const std::string wrong = "a password of nobody";
    std::vector<std::string> secrets{chosen, wrong};
    std::string session;
    std::string token;
    {
        const auto book = open();
        const auto first = web::add_first_admin(*book, hasher, start);
        ASSERT_TRUE(first && *first);
        const auto service =
            web::add_service_token(*book, {"rooms", domain::Role::scheduling, {}}, start);
        ASSERT_TRUE(service);
        token = service->secret;
        const auto sign_in = [&](const std::string& password) {
            return ask<web::SignInOutcome>(*book, hasher, [&](web::SignIn& people, auto done) {
                people.sign_in(request(password), start, done);
            });
        };
        ASSERT_TRUE(std::holds_alternative<web::SignedIn>(sign_in(**first)));
        const web::PasswordChange change{"admin", **first, chosen, "127.0.0.1"};
        const auto denied = ask<std::optional<web::SignInDenied>>(
            *book, hasher,
            [&](web::SignIn& people, auto done) { people.change_password(change, start, done); });
        ASSERT_FALSE(denied);
        EXPECT_TRUE(std::holds_alternative<web::SignInDenied>(sign_in(**first)));
        EXPECT_TRUE(std::holds_alternative<web::SignInDenied>(sign_in(wrong)));
        const auto outcome = sign_in(chosen);
        ASSERT_TRUE(std::holds_alternative<web::SignedIn>(outcome));
        session = std::get<web::SignedIn>(outcome).secret;
        secrets.insert(secrets.end(), {**first, session, token});
        const std::string bytes = all_bytes();
        EXPECT_NE(bytes.find("$argon2id$v=19$m=19456,t=2,p=1$"), std::string::npos);
        for (const std::string& secret : secrets) {
            EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
        }
    }
    const auto book = open();
    const std::string bytes = all_bytes();
    for (const std::string& secret : secrets) {
        EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
    }
    const auto* credential = book->find_credential(web::digest_of(session), start);
    ASSERT_NE(credential, nullptr);
    EXPECT_EQ(credential->user, "admin");
    web::Authenticator authenticator(*book, {});
    const auto judged = authenticator.authenticate(with_token(token), start + days(1));
    ASSERT_TRUE(std::holds_alternative<web::Principal>(judged));
    EXPECT_EQ(std::get<web::Principal>(judged).name, "service:rooms");
    EXPECT_FALSE(book->find_user("admin")->must_change_password);
}

}  // namespace
}  // namespace labd
