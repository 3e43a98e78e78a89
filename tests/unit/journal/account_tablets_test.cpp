// Tablets and PINs in accounts.db.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labd/journal/account_book.h"
#include "tests/unit/journal/support.h"

namespace labd::journal::test {
namespace {

using ports::AccountsOutcome;

constexpr Instant start{1'000'000'000'000};
constexpr std::string_view some_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA";

ports::Digest digest(unsigned char seed) {
    ports::Digest bytes{};
    bytes.fill(seed);
    return bytes;
}

class AccountTablets : public ::testing::Test {
protected:
    AccountTablets() {
        open();
        for (const char* name : {"mori", "sato"}) {
            ports::User user;
            user.name = name;
            user.display_name = name;
            user.roles = {domain::Role::proctor};
            EXPECT_EQ(book_->add_user(user, some_hash), AccountsOutcome::done);
        }
    }

    void open(AccountLimits limits = {}) {
        book_.reset();
        auto opened = AccountBook::open(file_, AccountsUse::daemon, limits);
        ASSERT_TRUE(opened) << opened.error().text;
        book_ = std::move(*opened);
    }

    AccountsOutcome enrol(std::string name, unsigned char seed) {
        return book_->add_device({std::move(name), digest(seed), "mori", start, start});
    }

    ports::Accounts::Added sign_in(unsigned char seed, std::string user, std::string device) {
        ports::Credential made;
        made.hash = digest(seed);
        made.user = std::move(user);
        made.role = domain::Role::proctor;
        made.label = "browser";
        made.device = std::move(device);
        made.by_pin = !made.device.empty();
        made.created = made.last_used = start;
        made.ends_at = start + hours(12);
        return book_->add_credential(made, start);
    }

    bool is_live(std::int64_t id) const { return book_->find_credential(id, start) != nullptr; }

    TemporaryDirectory directory_;
    std::filesystem::path file_ = directory_ / "accounts.db";
    std::unique_ptr<AccountBook> book_;
};

TEST_F(AccountTablets, EverythingIsThereAfterReopening) {
    ASSERT_EQ(enrol("tablet-1", 1), AccountsOutcome::done);
    ASSERT_EQ(book_->set_pin("sato", some_hash, start), AccountsOutcome::done);
    ASSERT_EQ(book_->count_pin_attempt("tablet-1", "sato", start + hours(1)),
              AccountsOutcome::done);
    const std::int64_t id = sign_in(9, "mori", "tablet-1").id;
    open();
    const ports::Device* device = book_->find_device(digest(1));
    ASSERT_NE(device, nullptr);
    EXPECT_EQ(device->name, "tablet-1");
    EXPECT_EQ(device->enrolled_by, "mori");
    EXPECT_EQ(device->enrolled, start);
    EXPECT_EQ(device->last_used, start + hours(1));
    EXPECT_EQ(book_->find_device(digest(2)), nullptr);
    const ports::Pin* pin = book_->find_pin("sato");
    ASSERT_NE(pin, nullptr);
    EXPECT_EQ(pin->hash, some_hash);
    EXPECT_EQ(pin->wrong, 1);
    EXPECT_EQ(book_->find_pin("mori"), nullptr);
    const ports::Credential* session = book_->find_credential(id, start);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->device, "tablet-1");
    EXPECT_TRUE(session->by_pin);
}

TEST_F(AccountTablets, OneSessionAtATimeOnADevice) {
    enrol("tablet-1", 1);
    enrol("tablet-2", 2);
    const std::int64_t sato = sign_in(3, "sato", "tablet-1").id;
    const std::int64_t elsewhere = sign_in(4, "sato", "tablet-2").id;
    const std::int64_t desk = sign_in(5, "sato", "").id;
    std::vector<std::int64_t> ended;
    const auto subscription = book_->on_ended([&](std::int64_t id) { ended.push_back(id); });
    const std::int64_t mori = sign_in(6, "mori", "tablet-1").id;
    EXPECT_THAT(ended, ::testing::ElementsAre(sato));
    EXPECT_TRUE(is_live(mori) && is_live(elsewhere) && is_live(desk));
}

TEST_F(AccountTablets, ARevokedDeviceEndsWhatBeganOnIt) {
    enrol("tablet-1", 1);
    const std::int64_t sato = sign_in(3, "sato", "tablet-1").id;
    const std::int64_t desk = sign_in(5, "sato", "").id;
    EXPECT_EQ(book_->remove_device("tablet-1"), AccountsOutcome::done);
    EXPECT_FALSE(is_live(sato));
    EXPECT_TRUE(is_live(desk));
    EXPECT_EQ(book_->remove_device("tablet-1"), AccountsOutcome::unknown);
    EXPECT_EQ(sign_in(6, "sato", "tablet-1").outcome, AccountsOutcome::unknown);
    EXPECT_EQ(book_->count_pin_attempt("tablet-1", "sato", start), AccountsOutcome::unknown);
    EXPECT_EQ(enrol("tablet-1", 7), AccountsOutcome::done) << "another may have its name";
}

TEST_F(AccountTablets, DevicesHaveABoundAndNamesOfTheirOwn) {
    AccountLimits limits;
    limits.devices_max = 2;
    open(limits);
    EXPECT_EQ(enrol("tablet-1", 1), AccountsOutcome::done);
    EXPECT_EQ(enrol("tablet-1", 2), AccountsOutcome::exists);
    EXPECT_EQ(enrol("tablet-2", 3), AccountsOutcome::done);
    EXPECT_EQ(enrol("tablet-3", 4), AccountsOutcome::too_many);
    EXPECT_EQ(book_->devices().size(), 2U);
}

TEST_F(AccountTablets, WhoeverProvesWhoTheyAreHasNoWrongPinsBehindThem) {
    enrol("tablet-1", 1);
    book_->set_pin("sato", some_hash, start);
    for (int i = 0; i < 7; ++i) {
        book_->count_pin_attempt("tablet-1", "sato", start);
    }
    EXPECT_EQ(book_->find_pin("sato")->wrong, 7);
    sign_in(2, "mori", "");
    EXPECT_EQ(book_->find_pin("sato")->wrong, 7);
    sign_in(3, "sato", "");
    EXPECT_EQ(book_->find_pin("sato")->wrong, 0);
    book_->count_pin_attempt("tablet-1", "sato", start);
    book_->set_pin("sato", some_hash, start);
    EXPECT_EQ(book_->find_pin("sato")->wrong, 0) << "a new one is nobody's mistake yet";
}

TEST_F(AccountTablets, APasswordFromSomebodyElseTakesThePinAway) {
    book_->set_pin("sato", some_hash, start);
    book_->set_password("sato", some_hash, false, start);
    EXPECT_NE(book_->find_pin("sato"), nullptr);
    book_->set_password("sato", some_hash, true, start);
    EXPECT_EQ(book_->find_pin("sato"), nullptr);
    EXPECT_EQ(book_->remove_pin("sato"), AccountsOutcome::unknown);
    EXPECT_EQ(book_->set_pin("nobody", some_hash, start), AccountsOutcome::unknown);
}

}  // namespace
}  // namespace labd::journal::test
