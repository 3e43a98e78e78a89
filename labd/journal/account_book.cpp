#include "labd/journal/account_book.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>

namespace labd::journal {
namespace {

using ports::AccountsOutcome;
using ports::Credential;
using ports::User;

constexpr Duration look_interval = seconds(1);
constexpr Duration use_interval = minutes(1);
constexpr int checkpoint_pages = 1'000;

/// Whether `interval` has passed since `since`, also when the clock was set back.
bool is_due(Instant since, Instant now, Duration interval) {
    return now < since || now - since >= interval;
}

bool holds(const User& user, domain::Role role) { return std::ranges::count(user.roles, role) > 0; }

}  // namespace

std::size_t AccountBook::HashOfDigest::operator()(const ports::Digest& digest) const {
    std::size_t first = 0;
    std::memcpy(&first, digest.data(), sizeof first);
    return first;
}

AccountBook::AccountBook(AccountStore store, AccountsUse use, AccountLimits limits)
    : store_(std::move(store)), use_(use), limits_(limits) {
    if (use_ == AccountsUse::command_line) {
        store_.connection().leave_log_on_close();
    }
}

AccountBook::~AccountBook() { write_last_uses(); }

StorageResult<std::unique_ptr<AccountBook>> AccountBook::open(const std::filesystem::path& file,
                                                              AccountsUse use,
                                                              AccountLimits limits) {
    auto store = AccountStore::open(file);
    if (!store) {
        return store.error();
    }
    std::unique_ptr<AccountBook> book(new AccountBook(std::move(*store), use, limits));
    if (auto loaded = book->load(); !loaded) {
        return StorageError{file.string() + ": " + loaded.error().text};
    }
    return book;
}

StorageResult<void> AccountBook::load() {
    // The number first: what changes after it is read again.
    const auto version = store_.data_version();
    if (!version) {
        return version.error();
    }
    auto rows = store_.load();
    if (!rows) {
        return rows.error();
    }
    data_version_ = *version;
    doubtful_ = false;
    take(std::move(*rows));
    return {};
}

void AccountBook::take(AccountRows rows) {
    std::vector<std::int64_t> ended;
    for (const auto& [id, known] : rows_.credentials) {
        const auto still = rows.credentials.find(id);
        if (still == rows.credentials.end()) {
            ended.push_back(id);
            used_.erase(id);
        } else {
            still->second.last_used = std::max(still->second.last_used, known.last_used);
        }
    }
    rows_ = std::move(rows);
    by_hash_.clear();
    for (const auto& [id, credential] : rows_.credentials) {
        by_hash_.emplace(credential.hash, id);
    }
    announce(ended);
}

void AccountBook::announce(const std::vector<std::int64_t>& ended) {
    std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
    const auto listeners = listeners_;
    for (const std::int64_t id : ended) {
        for (const auto& weak : listeners) {
            if (const auto listener = weak.lock()) {
                (*listener)(id);
            }
        }
    }
}

void AccountBook::refresh(Instant now) {
    if (!is_due(looked_, now, look_interval)) {
        return;
    }
    looked_ = now;
    const auto version = store_.data_version();
    if (version && *version == data_version_ && !doubtful_) {
        return;
    }
    if (auto loaded = load(); !loaded) {
        spdlog::error("accounts.db cannot be read, going on with what is known: {}",
                      loaded.error().text);
    }
}

const User* AccountBook::find_user(std::string_view name) const {
    const auto found = rows_.users.find(name);
    return found == rows_.users.end() ? nullptr : &found->second.user;
}

std::vector<User> AccountBook::users() const {
    std::vector<User> users;
    users.reserve(rows_.users.size());
    for (const auto& [name, stored] : rows_.users) {
        users.push_back(stored.user);
    }
    return users;
}

std::string_view AccountBook::password_hash(std::string_view name) const {
    const auto found = rows_.users.find(name);
    return found == rows_.users.end() ? std::string_view() : found->second.password_hash;
}

AccountsOutcome AccountBook::prepare_change() {
    if (store_.begin() != SQLITE_OK) {
        spdlog::error("accounts.db cannot be written: {}", store_.connection().message());
        return AccountsOutcome::unavailable;
    }
    const auto version = store_.data_version();
    if (version && *version == data_version_ && !doubtful_) {
        return AccountsOutcome::done;
    }
    if (auto loaded = load(); !loaded) {
        spdlog::error("accounts.db cannot be read: {}", loaded.error().text);
        store_.roll_back();
        return AccountsOutcome::unavailable;
    }
    return AccountsOutcome::done;
}

AccountsOutcome AccountBook::change(const Change& statements) {
    int code = statements();
    if (code == SQLITE_OK) {
        code = store_.commit();
    }
    if (code != SQLITE_OK) {
        spdlog::error("accounts.db was not written: {}", store_.connection().message());
        store_.roll_back();
        doubtful_ = true;
        return AccountsOutcome::unavailable;
    }
    if (auto loaded = load(); !loaded) {
        spdlog::error("accounts.db cannot be read: {}", loaded.error().text);
        doubtful_ = true;
        return AccountsOutcome::unavailable;
    }
    if (use_ == AccountsUse::daemon) {
        store_.connection().checkpoint_from(checkpoint_pages);
    }
    return AccountsOutcome::done;
}

AccountsOutcome AccountBook::add_user(const User& user, std::string_view password_hash) {
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    if (find_user(user.name) != nullptr || rows_.users.size() >= limits_.users_max) {
        store_.roll_back();
        return find_user(user.name) != nullptr ? AccountsOutcome::exists
                                               : AccountsOutcome::too_many;
    }
    return change([&] { return store_.insert_user(user, password_hash); });
}

int AccountBook::end_all_of(const std::function<bool(const Credential&)>& which) {
    for (const auto& [id, credential] : rows_.credentials) {
        if (which(credential)) {
            if (const int code = store_.delete_credential(id); code != SQLITE_OK) {
                return code;
            }
        }
    }
    return SQLITE_OK;
}

AccountsOutcome AccountBook::set_password(std::string_view name, std::string_view password_hash,
                                          bool must_change, Instant now) {
    // The name may be one of the rows that are about to be read again.
    const std::string key(name);
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    const User* known = find_user(key);
    if (known == nullptr) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    User user = *known;
    user.must_change_password = must_change;
    user.password_set = now;
    return change([&] {
        int code = store_.update_password(user, password_hash);
        if (code == SQLITE_OK && must_change) {
            code = store_.delete_pin(user.name);
        }
        return code != SQLITE_OK ? code : end_all_of([&user](const Credential& credential) {
            return credential.user == user.name;
        });
    });
}

AccountsOutcome AccountBook::change_user(std::string_view name, const ports::UserChange& asked) {
    const std::string key(name);
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    const User* known = find_user(key);
    if (known == nullptr) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    User user = *known;
    user.display_name = asked.display_name.value_or(user.display_name);
    user.roles = asked.roles.value_or(user.roles);
    user.disabled = asked.disabled.value_or(user.disabled);
    return change([&] {
        const int code = store_.update_user(user);
        return code != SQLITE_OK ? code : end_all_of([&user](const Credential& credential) {
            return credential.user == user.name && (user.disabled || !holds(user, credential.role));
        });
    });
}

// Deletes what has run out, what began on the same device, and of a person who has too many the
// least recently used.
int AccountBook::make_room(const Credential& credential, Instant now) {
    const auto is_over = [&](const Credential& other) {
        return !other.is_live(now) ||
               (!credential.device.empty() && other.device == credential.device);
    };
    int code = end_all_of(is_over);
    std::vector<const Credential*> own;
    for (const auto& [id, other] : rows_.credentials) {
        if (!credential.user.empty() && other.user == credential.user && !is_over(other)) {
            own.push_back(&other);
        }
    }
    std::ranges::sort(own, {}, [](const Credential* other) { return other->last_used; });
    for (std::size_t i = 0; code == SQLITE_OK && i + limits_.credentials_per_user_max <= own.size();
         ++i) {
        code = store_.delete_credential(own[i]->id);
    }
    return code;
}

ports::Accounts::Added AccountBook::add_credential(const Credential& credential, Instant now) {
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return {ready, 0};
    }
    const bool is_service = credential.user.empty();
    const User* user = find_user(credential.user);
    if ((!is_service && (user == nullptr || user->disabled || !holds(*user, credential.role))) ||
        (!credential.device.empty() && !rows_.devices.contains(credential.device))) {
        store_.roll_back();
        return {AccountsOutcome::unknown, 0};
    }
    const auto services = std::ranges::count_if(rows_.credentials, [now](const auto& row) {
        return row.second.user.empty() && row.second.is_live(now);
    });
    if (is_service && static_cast<std::size_t>(services) >= limits_.service_tokens_max) {
        store_.roll_back();
        return {AccountsOutcome::too_many, 0};
    }
    std::int64_t id = 0;
    const AccountsOutcome outcome = change([&] {
        int code = make_room(credential, now);
        code = code == SQLITE_OK ? forget_wrong_pins(credential.user) : code;
        return code != SQLITE_OK ? code : store_.insert_credential(credential, id);
    });
    return {outcome, id};
}

const Credential* AccountBook::find_credential(const ports::Digest& hash, Instant now) const {
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : find_credential(found->second, now);
}

const Credential* AccountBook::find_credential(std::int64_t id, Instant now) const {
    const auto found = rows_.credentials.find(id);
    return found != rows_.credentials.end() && found->second.is_live(now) ? &found->second
                                                                          : nullptr;
}

std::vector<Credential> AccountBook::credentials(Instant now) const {
    std::vector<Credential> live;
    for (const auto& [id, credential] : rows_.credentials) {
        if (credential.is_live(now)) {
            live.push_back(credential);
        }
    }
    return live;
}

void AccountBook::touch(std::int64_t id, Instant now) {
    const auto found = rows_.credentials.find(id);
    if (found == rows_.credentials.end() || !found->second.is_live(now) ||
        now <= found->second.last_used) {
        return;
    }
    found->second.last_used = now;
    used_.insert(id);
    if (is_due(uses_written_, now, use_interval)) {
        uses_written_ = now;
        write_last_uses();
    }
}

int AccountBook::write_last_use_rows() {
    for (const std::int64_t id : used_) {
        const auto found = rows_.credentials.find(id);
        const int code = found == rows_.credentials.end()
                             ? SQLITE_OK
                             : store_.update_last_used(id, found->second.last_used);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

void AccountBook::write_last_uses() {
    if (used_.empty()) {
        return;
    }
    // To lose these in a power cut ends a session a minute early at most.
    store_.wait_for_disk(false);
    int code = store_.begin();
    if (code == SQLITE_OK) {
        code = write_last_use_rows();
        code = code == SQLITE_OK ? store_.commit() : code;
    }
    if (code == SQLITE_OK) {
        used_.clear();
    } else {
        spdlog::error("accounts.db was not written: {}", store_.connection().message());
        store_.roll_back();
    }
    store_.wait_for_disk(true);
}

AccountsOutcome AccountBook::end_credential(std::int64_t id) {
    if (const auto ready = prepare_change(); ready != AccountsOutcome::done) {
        return ready;
    }
    if (!rows_.credentials.contains(id)) {
        store_.roll_back();
        return AccountsOutcome::unknown;
    }
    return change([&] { return store_.delete_credential(id); });
}

ports::Accounts::Subscription AccountBook::on_ended(std::function<void(std::int64_t id)> action) {
    auto listener = std::make_shared<OnEnded>(std::move(action));
    listeners_.push_back(listener);
    return listener;
}

}  // namespace labd::journal
