// The accounts of a data directory: `accounts.db` with all of it in memory, so that recognising
// who sends a request costs no disk access.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

#include "labd/journal/account_store.h"

namespace labd::journal {

/// Which process opens the file. Both may at the same time; only the daemon checkpoints.
enum class AccountsUse : std::uint8_t { daemon, command_line };

struct AccountLimits {
    std::size_t users_max = 500;
    /// Sessions and tokens of one person.
    std::size_t credentials_per_user_max = 8;
    std::size_t service_tokens_max = 200;
    std::size_t devices_max = 100;
};

/// Loop thread only. See ports::Accounts.
class AccountBook : public ports::Accounts {
public:
    /// Opens or creates the file. The text says what is wrong with it.
    static StorageResult<std::unique_ptr<AccountBook>> open(const std::filesystem::path& file,
                                                            AccountsUse use, AccountLimits limits);
    /// Writes the last uses.
    ~AccountBook() override;
    AccountBook(const AccountBook&) = delete;
    AccountBook& operator=(const AccountBook&) = delete;

    void refresh(Instant now) override;
    const ports::User* find_user(std::string_view name) const override;
    std::vector<ports::User> users() const override;
    std::string_view password_hash(std::string_view name) const override;
    ports::AccountsOutcome add_user(const ports::User& user,
                                    std::string_view password_hash) override;
    ports::AccountsOutcome set_password(std::string_view name, std::string_view password_hash,
                                        bool must_change, Instant now) override;
    ports::AccountsOutcome change_user(std::string_view name,
                                       const ports::UserChange& change) override;
    Added add_credential(const ports::Credential& credential, Instant now) override;
    const ports::Credential* find_credential(const ports::Digest& hash, Instant now) const override;
    const ports::Credential* find_credential(std::int64_t id, Instant now) const override;
    std::vector<ports::Credential> credentials(Instant now) const override;
    void touch(std::int64_t id, Instant now) override;
    ports::AccountsOutcome end_credential(std::int64_t id) override;
    std::vector<ports::Device> devices() const override;
    const ports::Device* find_device(const ports::Digest& hash) const override;
    ports::AccountsOutcome add_device(const ports::Device& device) override;
    ports::AccountsOutcome remove_device(std::string_view name) override;
    const ports::Pin* find_pin(std::string_view user) const override;
    ports::AccountsOutcome set_pin(std::string_view user, std::string_view hash,
                                   Instant now) override;
    ports::AccountsOutcome remove_pin(std::string_view user) override;
    ports::AccountsOutcome count_pin_attempt(std::string_view device, std::string_view user,
                                             Instant now) override;
    Subscription on_ended(std::function<void(std::int64_t id)> action) override;

private:
    struct HashOfDigest {
        std::size_t operator()(const ports::Digest& digest) const;
    };

    using OnEnded = std::function<void(std::int64_t)>;
    using Change = std::function<int()>;

    AccountBook(AccountStore store, AccountsUse use, AccountLimits limits);

    StorageResult<void> load();
    void take(AccountRows rows);
    void announce(const std::vector<std::int64_t>& ended);
    ports::AccountsOutcome prepare_change();
    ports::AccountsOutcome change(const Change& statements);
    void write_last_uses();
    int write_last_use_rows();
    int end_all_of(const std::function<bool(const ports::Credential&)>& which);
    int make_room(const ports::Credential& credential, Instant now);
    int forget_wrong_pins(std::string_view user);

    AccountStore store_;
    AccountsUse use_;
    AccountLimits limits_;
    AccountRows rows_;
    std::unordered_map<ports::Digest, std::int64_t, HashOfDigest> by_hash_;
    /// Credentials whose last use is not written yet.
    std::set<std::int64_t> used_;
    Instant uses_written_{};
    Instant looked_{};
    std::int64_t data_version_ = 0;
    /// A failed write has left open what the file holds.
    bool doubtful_ = false;
    std::vector<std::weak_ptr<OnEnded>> listeners_;
};

}  // namespace labd::journal
