#include "labd/journal/account_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe/enum_from_string.hpp>

namespace labd::journal {
namespace {

using ports::Credential;
using ports::CredentialKind;

// `labd user …` in another process holds the file for one commit at most; the loop cannot wait
// longer.
constexpr auto connection_settings = "PRAGMA busy_timeout=250";

std::string role_text(domain::Role role) { return boost::describe::enum_to_string(role, ""); }

std::string roles_text(const std::vector<domain::Role>& roles) {
    std::string text;
    for (const domain::Role role : roles) {
        text.append(text.empty() ? "" : ",").append(role_text(role));
    }
    return text;
}

StorageResult<domain::Role> read_role(std::string_view text) {
    domain::Role role{};
    if (!boost::describe::enum_from_string(std::string(text).c_str(), role)) {
        return StorageError{fmt::format("there is no role '{}'", text)};
    }
    return role;
}

StorageResult<std::vector<domain::Role>> read_roles(std::string_view text) {
    std::vector<domain::Role> roles;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const auto role = read_role(text.substr(0, comma));
        if (!role) {
            return role.error();
        }
        roles.push_back(*role);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return roles;
}

std::string_view kind_text(CredentialKind kind) {
    return kind == CredentialKind::cookie ? "cookie" : "token";
}

StorageResult<StoredUser> read_user(const Statement& row) {
    auto roles = read_roles(row.bytes(2));
    if (!roles) {
        return roles.error();
    }
    StoredUser stored;
    stored.user.name = row.bytes(0);
    stored.user.display_name = row.bytes(1);
    stored.user.roles = std::move(*roles);
    stored.password_hash = row.bytes(3);
    stored.user.must_change_password = row.integer(4) != 0;
    stored.user.disabled = row.integer(5) != 0;
    stored.user.created = Instant{row.integer(6)};
    stored.user.password_set = Instant{row.integer(7)};
    return stored;
}

StorageResult<Credential> read_credential(const Statement& row) {
    const auto role = read_role(row.bytes(4));
    if (!role) {
        return role.error();
    }
    Credential credential;
    credential.id = row.integer(0);
    credential.kind = row.bytes(1) == "cookie" ? CredentialKind::cookie : CredentialKind::token;
    std::ranges::copy(row.bytes(2), credential.hash.begin());
    credential.user = row.bytes(3);
    credential.role = *role;
    credential.label = row.bytes(5);
    credential.created = Instant{row.integer(6)};
    credential.last_used = Instant{row.integer(7)};
    if (!row.is_null(8)) {
        credential.idle_max = microseconds(row.integer(8));
    }
    if (!row.is_null(9)) {
        credential.ends_at = Instant{row.integer(9)};
    }
    credential.device = row.bytes(10);
    credential.by_pin = row.integer(11) != 0;
    return credential;
}

std::string_view bytes_of(const ports::Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

StorageResult<AccountStore> AccountStore::open(const std::filesystem::path& file) {
    auto connection = Connection::open(file, OpenAs::writer);
    if (!connection) {
        return connection.error();
    }
    AccountStore store(std::move(*connection));
    if (auto migrated = migrate(store.connection_, file, accounts_migrations()); !migrated) {
        return migrated.error();
    }
    if (auto prepared = store.prepare(); !prepared) {
        return StorageError{fmt::format("{}: {}", file.string(), prepared.error().text)};
    }
    return store;
}

StorageResult<void> AccountStore::prepare() {
    const int code = connection_.execute(connection_settings);
    data_version_ = connection_.prepare("PRAGMA data_version");
    select_users_ = connection_.prepare(
        "SELECT name, display_name, roles, password_hash, must_change_password, disabled,"
        " created_us, password_set_us FROM user");
    select_credentials_ = connection_.prepare(
        "SELECT id, kind, hash, user_name, role, label, created_us, last_used_us, idle_max_us,"
        " ends_at_us, device, by_pin FROM credential");
    insert_user_ = connection_.prepare(
        "INSERT INTO user(name, display_name, roles, password_hash, must_change_password,"
        " disabled, created_us, password_set_us) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    update_user_ = connection_.prepare(
        "UPDATE user SET display_name = ?2, roles = ?3, disabled = ?4 WHERE name = ?1");
    update_password_ = connection_.prepare(
        "UPDATE user SET password_hash = ?2, must_change_password = ?3, password_set_us = ?4"
        " WHERE name = ?1");
    insert_credential_ = connection_.prepare(
        "INSERT INTO credential(kind, hash, user_name, role, label, created_us, last_used_us,"
        " idle_max_us, ends_at_us, device, by_pin)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    delete_credential_ = connection_.prepare("DELETE FROM credential WHERE id = ?1");
    update_last_used_ =
        connection_.prepare("UPDATE credential SET last_used_us = ?2 WHERE id = ?1");
    if (code != SQLITE_OK || !data_version_ || !select_users_ || !select_credentials_ ||
        !insert_user_ || !update_user_ || !update_password_ || !insert_credential_ ||
        !delete_credential_ || !update_last_used_ || !prepare_tablets()) {
        return StorageError{connection_.message()};
    }
    return {};
}

StorageResult<AccountRows> AccountStore::load() {
    AccountRows rows;
    const ResetAtEnd reset_users(select_users_);
    const ResetAtEnd reset_credentials(select_credentials_);
    int code = select_users_.step();
    for (; code == SQLITE_ROW; code = select_users_.step()) {
        auto stored = read_user(select_users_);
        if (!stored) {
            return stored.error();
        }
        rows.users.emplace(stored->user.name, std::move(*stored));
    }
    if (code == SQLITE_DONE) {
        code = select_credentials_.step();
    }
    for (; code == SQLITE_ROW; code = select_credentials_.step()) {
        auto credential = read_credential(select_credentials_);
        if (!credential) {
            return credential.error();
        }
        rows.credentials.emplace(credential->id, std::move(*credential));
    }
    if (code == SQLITE_DONE) {
        code = load_tablets(rows);
    }
    if (code != SQLITE_DONE) {
        return StorageError{connection_.message()};
    }
    return rows;
}

StorageResult<std::int64_t> AccountStore::data_version() {
    const ResetAtEnd reset(data_version_);
    if (data_version_.step() != SQLITE_ROW) {
        return StorageError{connection_.message()};
    }
    return data_version_.integer(0);
}

int AccountStore::begin() { return connection_.execute("BEGIN IMMEDIATE"); }

int AccountStore::commit() { return connection_.execute("COMMIT"); }

void AccountStore::roll_back() {
    // SQLite has often rolled back by itself, and then has no transaction to end.
    if (sqlite3_get_autocommit(connection_.handle()) == 0) {
        connection_.execute("ROLLBACK");
    }
}

int AccountStore::insert_user(const ports::User& user, std::string_view password_hash) {
    const std::string roles = roles_text(user.roles);
    return insert_user_.bind_text(1, user.name)
        .bind_text(2, user.display_name)
        .bind_text(3, roles)
        .bind_text(4, password_hash)
        .bind(5, user.must_change_password ? 1 : 0)
        .bind(6, user.disabled ? 1 : 0)
        .bind(7, user.created.us)
        .bind(8, user.password_set.us)
        .run();
}

int AccountStore::update_user(const ports::User& user) {
    const std::string roles = roles_text(user.roles);
    return update_user_.bind_text(1, user.name)
        .bind_text(2, user.display_name)
        .bind_text(3, roles)
        .bind(4, user.disabled ? 1 : 0)
        .run();
}

int AccountStore::update_password(const ports::User& user, std::string_view password_hash) {
    return update_password_.bind_text(1, user.name)
        .bind_text(2, password_hash)
        .bind(3, user.must_change_password ? 1 : 0)
        .bind(4, user.password_set.us)
        .run();
}

int AccountStore::insert_credential(const Credential& credential, std::int64_t& id) {
    const std::string role = role_text(credential.role);
    insert_credential_.bind_text(1, kind_text(credential.kind))
        .bind_blob(2, bytes_of(credential.hash))
        .bind_text(4, role)
        .bind_text(5, credential.label)
        .bind(6, credential.created.us)
        .bind(7, credential.last_used.us)
        .bind_null(3)
        .bind_null(8)
        .bind_null(9)
        .bind_null(10)
        .bind(11, credential.by_pin ? 1 : 0);
    if (!credential.user.empty()) {
        insert_credential_.bind_text(3, credential.user);
    }
    if (credential.idle_max) {
        insert_credential_.bind(8, credential.idle_max->us);
    }
    if (credential.ends_at) {
        insert_credential_.bind(9, credential.ends_at->us);
    }
    if (!credential.device.empty()) {
        insert_credential_.bind_text(10, credential.device);
    }
    const int code = insert_credential_.run();
    id = sqlite3_last_insert_rowid(connection_.handle());
    return code;
}

int AccountStore::delete_credential(std::int64_t id) {
    return delete_credential_.bind(1, id).run();
}

int AccountStore::update_last_used(std::int64_t id, Instant last_used) {
    return update_last_used_.bind(1, id).bind(2, last_used.us).run();
}

void AccountStore::wait_for_disk(bool wait) {
    connection_.execute(wait ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
}

}  // namespace labd::journal
