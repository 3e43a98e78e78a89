// The rows of `accounts.db`: reading all of them, and each statement that changes one.
#pragma once

#include <map>
#include <span>
#include <string>

#include "labd/journal/schema.h"
#include "labd/journal/sqlite.h"
#include "labd/ports/accounts.h"

namespace labd::journal {

/// The schema's steps.
std::span<const Migration> accounts_migrations();

struct StoredUser {
    ports::User user;
    std::string password_hash;
};

/// Everything the file holds.
struct AccountRows {
    std::map<std::string, StoredUser, std::less<>> users;
    std::map<std::int64_t, ports::Credential> credentials;
    std::map<std::string, ports::Device, std::less<>> devices;
    /// By person.
    std::map<std::string, ports::Pin, std::less<>> pins;
};

/// One connection. One thread at a time. The changing functions return SQLITE_OK or an extended
/// error code and stand between `begin` and `commit`.
class AccountStore {
public:
    /// Opens or creates the file (0600) and brings its schema up to date.
    static StorageResult<AccountStore> open(const std::filesystem::path& file);

    StorageResult<AccountRows> load();
    /// Another number than before when another connection has changed the file since.
    StorageResult<std::int64_t> data_version();

    int begin();
    int commit();
    void roll_back();

    int insert_user(const ports::User& user, std::string_view password_hash);
    int update_user(const ports::User& user);
    int update_password(const ports::User& user, std::string_view password_hash);
    /// `id` is the new row's.
    int insert_credential(const ports::Credential& credential, std::int64_t& id);
    int delete_credential(std::int64_t id);
    int update_last_used(std::int64_t id, Instant last_used);
    int insert_device(const ports::Device& device);
    int update_device_used(std::string_view name, Instant last_used);
    int delete_device(std::string_view name);
    int put_pin(std::string_view user, const ports::Pin& pin);
    int delete_pin(std::string_view user);

    /// Whether a commit waits for the disk. Outside of transactions.
    void wait_for_disk(bool wait);

    Connection& connection() { return connection_; }

private:
    explicit AccountStore(Connection connection) : connection_(std::move(connection)) {}

    StorageResult<void> prepare();
    bool prepare_tablets();
    int load_tablets(AccountRows& rows);

    Connection connection_;
    Statement data_version_;
    Statement select_users_;
    Statement select_credentials_;
    Statement insert_user_;
    Statement update_user_;
    Statement update_password_;
    Statement insert_credential_;
    Statement delete_credential_;
    Statement update_last_used_;
    Statement select_devices_;
    Statement select_pins_;
    Statement insert_device_;
    Statement update_device_used_;
    Statement delete_device_;
    Statement put_pin_;
    Statement delete_pin_;
};

}  // namespace labd::journal
