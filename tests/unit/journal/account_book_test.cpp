#include "labd/journal/account_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/journal/support.h"

namespace labd::journal::test {
namespace {

using domain::Role;
using ports::AccountsOutcome;
using ports::Credential;
using ports::CredentialKind;
using ports::User;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr Instant start{1'000'000'000'000};
constexpr std::string_view some_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";
constexpr std::string_view other_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$b3RoZXI";

ports::Digest digest(unsigned char seed) {
    ports::Digest bytes{};
    bytes.fill(seed);
    return bytes;
}

User user(std::string name, std::vector<Role> roles = {Role::proctor}) {
    User made;
    made.name = std::move(name);
    made.display_name = "Somebody";
    made.roles = std::move(roles);
    made.created = start;
    made.password_set = start;
    return made;
}

Credential session(unsigned char seed, std::string name, Role role = Role::proctor,
                   Instant at = start) {
    Credential made;
    made.hash = digest(seed);
    made.user = std::move(name);
    made.role = role;
    made.label = "browser";
    made.created = at;
    made.last_used = at;
    made.idle_max = minutes(30);
    made.ends_at = at + hours(16);
    return made;
}

Credential service(unsigned char seed) {
    Credential made;
    made.kind = CredentialKind::token;
    made.hash = digest(seed);
    made.role = Role::scheduling;
    made.label = "rooms";
    made.created = start;
    made.last_used = start;
    return made;
}

class AccountBookTest : public ::testing::Test {
protected:
    std::unique_ptr<AccountBook> open(AccountsUse use = AccountsUse::daemon,
                                      AccountLimits limits = {}) {
        auto book = AccountBook::open(file_, use, limits);
        EXPECT_TRUE(book) << book.error().text;
        return std::move(*book);
    }

    static std::int64_t add(AccountBook& book, const Credential& credential) {
        const auto added = book.add_credential(credential, credential.created);
        EXPECT_EQ(added.outcome, AccountsOutcome::done);
        return added.id;
    }

    static AccountsOutcome add(AccountBook& book, const User& person) {
        return book.add_user(person, some_hash);
    }

    TemporaryDirectory directory_;
    std::filesystem::path file_ = directory_ / "accounts.db";
};

TEST_F(AccountBookTest, OnlyTheOwnerMayReadTheFile) {
    open();

    struct stat status {};

    ASSERT_EQ(stat(file_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(AccountBookTest, EverythingIsThereAfterReopening) {
    User sato = user("sato", {Role::lead_proctor, Role::exam_security});
    sato.display_name = "佐藤 Hanako";
    sato.must_change_password = true;
    std::int64_t id = 0;
    {
        const auto book = open();
        ASSERT_EQ(add(*book, sato), AccountsOutcome::done);
        ASSERT_EQ(add(*book, user("abe")), AccountsOutcome::done);
        id = add(*book, session(1, "sato", Role::exam_security));
        add(*book, service(2));
    }
    const auto book = open();
    ASSERT_EQ(book->users().size(), 2U);
    EXPECT_EQ(book->users()[0].name, "abe");
    const User* known = book->find_user("sato");
    ASSERT_NE(known, nullptr);
    EXPECT_EQ(known->display_name, "佐藤 Hanako");
    EXPECT_THAT(known->roles, ElementsAre(Role::lead_proctor, Role::exam_security));
    EXPECT_TRUE(known->must_change_password);
    EXPECT_FALSE(known->disabled);
    EXPECT_EQ(known->created, start);
    EXPECT_EQ(known->password_set, start);
    EXPECT_EQ(book->password_hash("sato"), some_hash);
    EXPECT_EQ(book->password_hash("nobody"), "");
    const Credential* found = book->find_credential(digest(1), start);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->kind, CredentialKind::cookie);
    EXPECT_EQ(found->user, "sato");
    EXPECT_EQ(found->role, Role::exam_security);
    EXPECT_EQ(found->idle_max, minutes(30));
    EXPECT_EQ(found->ends_at, start + hours(16));
    found = book->find_credential(digest(2), start + days(4'000));
    ASSERT_NE(found, nullptr) << "a service's token without an end ended";
    EXPECT_EQ(found->kind, CredentialKind::token);
    EXPECT_EQ(found->user, "");
    EXPECT_EQ(found->label, "rooms");
}

TEST_F(AccountBookTest, ANameIsGivenOnce) {
    const auto book = open();
    EXPECT_EQ(add(*book, user("sato")), AccountsOutcome::done);
    EXPECT_EQ(book->add_user(user("sato", {Role::admin}), other_hash), AccountsOutcome::exists);
    EXPECT_EQ(book->password_hash("sato"), some_hash);
}

TEST_F(AccountBookTest, ASessionEndsAtTheInstantOfItsIdleLimit) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t id = add(*book, session(1, "sato"));
    const Instant limit = start + minutes(30);
    EXPECT_NE(book->find_credential(digest(1), limit - microseconds(1)), nullptr);
    EXPECT_EQ(book->find_credential(digest(1), limit), nullptr);
    EXPECT_EQ(book->find_credential(id, limit), nullptr);
    book->touch(id, limit - microseconds(1));
    EXPECT_NE(book->find_credential(digest(1), limit), nullptr);
    EXPECT_EQ(book->find_credential(digest(1), limit - microseconds(1) + minutes(30)), nullptr);
}

TEST_F(AccountBookTest, ASessionEndsAtItsLastInstantHoweverBusy) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t id = add(*book, session(1, "sato"));
    for (Instant at = start; at < start + hours(16); at = at + minutes(20)) {
        book->touch(id, at);
    }
    EXPECT_NE(book->find_credential(id, start + hours(16) - microseconds(1)), nullptr);
    EXPECT_EQ(book->find_credential(id, start + hours(16)), nullptr);
    EXPECT_TRUE(book->credentials(start + hours(16)).empty());
}

TEST_F(AccountBookTest, AUseAfterTheEndRevivesNothing) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t id = add(*book, session(1, "sato"));
    book->touch(id, start + minutes(30));
    EXPECT_EQ(book->find_credential(id, start + minutes(30)), nullptr);
}

TEST_F(AccountBookTest, LastUsesAreWrittenAtMostOnceAMinute) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t id = add(*book, session(1, "sato"));
    const auto stored = [&] {
        const auto reader = open(AccountsUse::command_line);
        return reader->find_credential(id, start)->last_used;
    };
    const Instant first = start + seconds(10);
    book->touch(id, first);
    EXPECT_EQ(stored(), first);
    book->touch(id, first + seconds(59));
    EXPECT_EQ(stored(), first);
    EXPECT_EQ(book->find_credential(id, first)->last_used, first + seconds(59));
    book->touch(id, first + seconds(60));
    EXPECT_EQ(stored(), first + seconds(60));
}

TEST_F(AccountBookTest, AnotherChangeForgetsNoUseThatIsNotWrittenYet) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t id = add(*book, session(1, "sato"));
    book->touch(id, start + seconds(1));
    book->touch(id, start + seconds(2));
    add(*book, user("abe"));
    EXPECT_EQ(book->find_credential(id, start)->last_used, start + seconds(2));
}

TEST_F(AccountBookTest, ARefusedChangeLeavesTheFileFreeForTheNext) {
    const auto book = open(AccountsUse::daemon, {.users_max = 1, .service_tokens_max = 0});
    add(*book, user("sato"));
    const auto other = open(AccountsUse::command_line);
    const auto is_free = [&other] {
        return other->change_user("sato", {}) == AccountsOutcome::done;
    };
    EXPECT_EQ(book->set_password("nobody", other_hash, true, start), AccountsOutcome::unknown);
    EXPECT_TRUE(is_free());
    EXPECT_EQ(book->change_user("nobody", {}), AccountsOutcome::unknown);
    EXPECT_TRUE(is_free());
    EXPECT_EQ(add(*book, user("sato")), AccountsOutcome::exists);
    EXPECT_TRUE(is_free());
    EXPECT_EQ(add(*book, user("abe")), AccountsOutcome::too_many);
    EXPECT_TRUE(is_free());
    EXPECT_EQ(book->add_credential(session(1, "nobody"), start).outcome, AccountsOutcome::unknown);
    EXPECT_TRUE(is_free());
    EXPECT_EQ(book->add_credential(service(1), start).outcome, AccountsOutcome::too_many);
    EXPECT_TRUE(is_free());
    EXPECT_EQ(book->end_credential(1), AccountsOutcome::unknown);
    EXPECT_TRUE(is_free());
}

TEST_F(AccountBookTest, LastUsesAreWrittenOnClosing) {
    std::int64_t id = 0;
    {
        const auto book = open();
        add(*book, user("sato"));
        id = add(*book, session(1, "sato"));
        book->touch(id, start + seconds(1));
        book->touch(id, start + seconds(2));
    }
    EXPECT_EQ(open()->find_credential(id, start)->last_used, start + seconds(2));
}

TEST_F(AccountBookTest, AnEndedCredentialIsGoneNowAndAfterReopening) {
    {
        const auto book = open();
        add(*book, user("sato"));
        const std::int64_t id = add(*book, session(1, "sato"));
        add(*book, session(2, "sato"));
        EXPECT_EQ(book->end_credential(id), AccountsOutcome::done);
        EXPECT_EQ(book->end_credential(id), AccountsOutcome::unknown);
        EXPECT_EQ(book->find_credential(digest(1), start), nullptr);
    }
    const auto book = open();
    EXPECT_EQ(book->find_credential(digest(1), start), nullptr);
    EXPECT_NE(book->find_credential(digest(2), start), nullptr);
}

TEST_F(AccountBookTest, AnIdIsNeverGivenTwice) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t first = add(*book, session(1, "sato"));
    book->end_credential(first);
    EXPECT_GT(add(*book, session(2, "sato")), first);
}

TEST_F(AccountBookTest, ANewPasswordEndsAllOfThatPersonAndNobodyElses) {
    const auto book = open();
    add(*book, user("sato"));
    add(*book, user("abe"));
    const std::int64_t first = add(*book, session(1, "sato"));
    const std::int64_t second = add(*book, session(2, "sato"));
    add(*book, session(3, "abe"));
    add(*book, service(4));
    std::vector<std::int64_t> ended;
    const auto subscription = book->on_ended([&ended](std::int64_t id) { ended.push_back(id); });
    // The name as a caller may well have it: from the row that changes.
    ASSERT_EQ(book->set_password(book->find_user("sato")->name, other_hash, true, start + hours(1)),
              AccountsOutcome::done);
    EXPECT_EQ(book->password_hash("sato"), other_hash);
    EXPECT_TRUE(book->find_user("sato")->must_change_password);
    EXPECT_EQ(book->find_user("sato")->password_set, start + hours(1));
    EXPECT_THAT(ended, UnorderedElementsAre(first, second));
    EXPECT_EQ(book->find_credential(digest(1), start), nullptr);
    EXPECT_NE(book->find_credential(digest(3), start), nullptr);
    EXPECT_NE(book->find_credential(digest(4), start), nullptr);
    EXPECT_EQ(book->set_password("nobody", other_hash, true, start), AccountsOutcome::unknown);
}

TEST_F(AccountBookTest, DisablingEndsAllAndLetsNobodyIn) {
    const auto book = open();
    add(*book, user("sato"));
    add(*book, session(1, "sato"));
    ports::UserChange change;
    change.disabled = true;
    ASSERT_EQ(book->change_user("sato", change), AccountsOutcome::done);
    EXPECT_TRUE(book->find_user("sato")->disabled);
    EXPECT_EQ(book->find_credential(digest(1), start), nullptr);
    EXPECT_EQ(book->add_credential(session(2, "sato"), start).outcome, AccountsOutcome::unknown);
    change.disabled = false;
    ASSERT_EQ(book->change_user("sato", change), AccountsOutcome::done);
    EXPECT_EQ(book->find_credential(digest(1), start), nullptr) << "an old session came back";
    add(*book, session(3, "sato"));
    EXPECT_EQ(book->change_user("nobody", change), AccountsOutcome::unknown);
}

TEST_F(AccountBookTest, TakingARoleAwayEndsWhatActsInIt) {
    const auto book = open();
    add(*book, user("sato", {Role::proctor, Role::lead_proctor}));
    add(*book, session(1, "sato", Role::proctor));
    add(*book, session(2, "sato", Role::lead_proctor));
    ports::UserChange change;
    change.roles = {Role::proctor};
    ASSERT_EQ(book->change_user("sato", change), AccountsOutcome::done);
    EXPECT_NE(book->find_credential(digest(1), start), nullptr);
    EXPECT_EQ(book->find_credential(digest(2), start), nullptr);
    EXPECT_EQ(book->add_credential(session(3, "sato", Role::lead_proctor), start).outcome,
              AccountsOutcome::unknown);
}

TEST_F(AccountBookTest, AnUnheardListenerIsNotCalledAnyMore) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t first = add(*book, session(1, "sato"));
    const std::int64_t second = add(*book, session(2, "sato"));
    std::vector<std::int64_t> ended;
    auto subscription = book->on_ended([&ended](std::int64_t id) { ended.push_back(id); });
    book->end_credential(first);
    subscription.reset();
    book->end_credential(second);
    EXPECT_THAT(ended, ElementsAre(first));
}

TEST_F(AccountBookTest, NumbersAreBounded) {
    const auto book =
        open(AccountsUse::daemon,
             {.users_max = 2, .credentials_per_user_max = 2, .service_tokens_max = 1});
    add(*book, user("sato"));
    add(*book, user("abe"));
    EXPECT_EQ(add(*book, user("ito")), AccountsOutcome::too_many);
    const std::int64_t used = add(*book, session(1, "sato"));
    add(*book, session(2, "sato", Role::proctor, start + seconds(1)));
    book->touch(used, start + seconds(2));
    add(*book, session(3, "sato", Role::proctor, start + seconds(3)));
    EXPECT_NE(book->find_credential(digest(1), start), nullptr);
    EXPECT_EQ(book->find_credential(digest(2), start), nullptr) << "the least recently used stayed";
    EXPECT_NE(book->find_credential(digest(3), start), nullptr);
    add(*book, session(4, "abe"));
    add(*book, service(5));
    EXPECT_EQ(book->add_credential(service(6), start).outcome, AccountsOutcome::too_many);
}

TEST_F(AccountBookTest, WhatHasRunOutIsClearedAway) {
    const auto book = open();
    add(*book, user("sato"));
    for (unsigned char seed = 1; seed <= 5; ++seed) {
        add(*book, session(seed, "sato"));
    }
    add(*book, session(6, "sato", Role::proctor, start + hours(1)));
    auto store = AccountStore::open(file_);
    ASSERT_TRUE(store);
    EXPECT_EQ(store->load()->credentials.size(), 1U);
}

TEST_F(AccountBookTest, TheDaemonSeesWithinASecondWhatTheCommandLineWrote) {
    const auto daemon = open();
    add(*daemon, user("sato"));
    add(*daemon, session(1, "sato"));
    std::vector<std::int64_t> ended;
    const auto subscription = daemon->on_ended([&ended](std::int64_t id) { ended.push_back(id); });
    daemon->refresh(start);
    {
        const auto command = open(AccountsUse::command_line);
        add(*command, user("abe"));
        ports::UserChange change;
        change.disabled = true;
        ASSERT_EQ(command->change_user("sato", change), AccountsOutcome::done);
    }
    daemon->refresh(start + milliseconds(999));
    EXPECT_NE(daemon->find_credential(digest(1), start), nullptr);
    daemon->refresh(start + seconds(1));
    EXPECT_EQ(daemon->find_credential(digest(1), start), nullptr);
    EXPECT_NE(daemon->find_user("abe"), nullptr);
    EXPECT_EQ(ended.size(), 1U);
}

TEST_F(AccountBookTest, AChangeIsMadeOnWhatTheFileHoldsNotOnOldMemory) {
    const auto daemon = open();
    add(*daemon, user("sato"));
    {
        const auto command = open(AccountsUse::command_line);
        add(*command, user("abe"));
        ports::UserChange change;
        change.display_name = "New Name";
        command->change_user("sato", change);
    }
    EXPECT_EQ(add(*daemon, user("abe")), AccountsOutcome::exists);
    ports::UserChange change;
    change.roles = {Role::lab_ops};
    daemon->change_user("sato", change);
    EXPECT_EQ(daemon->find_user("sato")->display_name, "New Name");
}

TEST_F(AccountBookTest, AFailedWriteChangesNothing) {
    const auto book = open();
    add(*book, user("sato"));
    const std::int64_t id = add(*book, session(1, "sato"));
    auto blocker = Connection::open(file_, OpenAs::writer);
    ASSERT_TRUE(blocker);
    ASSERT_EQ(blocker->execute("BEGIN IMMEDIATE"), SQLITE_OK);
    EXPECT_EQ(add(*book, user("abe")), AccountsOutcome::unavailable);
    EXPECT_EQ(book->end_credential(id), AccountsOutcome::unavailable);
    EXPECT_EQ(book->find_user("abe"), nullptr);
    EXPECT_NE(book->find_credential(id, start), nullptr);
    ASSERT_EQ(blocker->execute("ROLLBACK"), SQLITE_OK);
    EXPECT_EQ(add(*book, user("abe")), AccountsOutcome::done);
}

TEST_F(AccountBookTest, ARefusalByTheDatabaseIsRolledBackAndLeavesTheBookUsable) {
    const auto book = open();
    add(*book, user("sato"));
    add(*book, session(1, "sato"));
    // The same hash again: UNIQUE.
    EXPECT_EQ(book->add_credential(session(1, "sato"), start).outcome,
              AccountsOutcome::unavailable);
    EXPECT_EQ(book->credentials(start).size(), 1U);
    add(*book, session(2, "sato"));
    EXPECT_EQ(book->credentials(start).size(), 2U);
}

TEST_F(AccountBookTest, AStoredPasswordIsAnArgon2idHashOrNothing) {
    const auto book = open();
    EXPECT_EQ(book->add_user(user("sato"), "correct horse battery staple"),
              AccountsOutcome::unavailable);
    EXPECT_EQ(book->find_user("sato"), nullptr);
}

TEST_F(AccountBookTest, AnUnknownRoleInTheFileIsRefusedByName) {
    {
        const auto book = open();
        add(*book, user("sato"));
    }
    {
        auto connection = Connection::open(file_, OpenAs::writer);
        ASSERT_TRUE(connection);
        ASSERT_EQ(connection->execute("UPDATE user SET roles = 'proctor,wizard'"), SQLITE_OK);
    }
    const auto book = AccountBook::open(file_, AccountsUse::daemon, {});
    ASSERT_FALSE(book);
    EXPECT_THAT(book.error().text, ::testing::HasSubstr("wizard"));
}

}  // namespace
}  // namespace labd::journal::test
