// What the tests of sign-in share: accounts in memory, a work thread that a test turns by hand, and
// a hasher that counts.
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "labd/ports/accounts.h"
#include "labd/ports/worker.h"
#include "labd/web/password.h"

namespace labd::web::test {

inline constexpr Instant start{1'000'000'000'000};

/// Accounts without a file; `writable` false is a disk that takes nothing.
class AccountsInMemory : public ports::Accounts {
public:
    bool writable = true;
    int refreshed = 0;
    int touched = 0;

    void refresh(Instant /*now*/) override { ++refreshed; }

    const ports::User* find_user(std::string_view name) const override {
        const auto found = users_.find(name);
        return found == users_.end() ? nullptr : &found->second.first;
    }

    std::vector<ports::User> users() const override {
        std::vector<ports::User> all;
        for (const auto& [name, entry] : users_) {
            all.push_back(entry.first);
        }
        return all;
    }

    std::string_view password_hash(std::string_view name) const override {
        const auto found = users_.find(name);
        return found == users_.end() ? std::string_view() : found->second.second;
    }

    ports::AccountsOutcome add_user(const ports::User& user, std::string_view hash) override {
        if (!writable) {
            return ports::AccountsOutcome::unavailable;
        }
        return users_.try_emplace(user.name, user, hash).second ? ports::AccountsOutcome::done
                                                                : ports::AccountsOutcome::exists;
    }

    ports::AccountsOutcome set_password(std::string_view name, std::string_view hash,
                                        bool must_change, Instant now) override {
        const auto found = users_.find(name);
        if (found == users_.end() || !writable) {
            return writable ? ports::AccountsOutcome::unknown : ports::AccountsOutcome::unavailable;
        }
        auto& [user, stored] = found->second;
        user.must_change_password = must_change;
        user.password_set = now;
        stored = hash;
        std::erase_if(credentials_, [&](const auto& row) { return row.second.user == name; });
        if (must_change) {
            pins_.erase(std::string(name));
        }
        return ports::AccountsOutcome::done;
    }

    ports::AccountsOutcome change_user(std::string_view name,
                                       const ports::UserChange& change) override {
        const auto found = users_.find(name);
        if (found == users_.end()) {
            return ports::AccountsOutcome::unknown;
        }
        ports::User& user = found->second.first;
        user.display_name = change.display_name.value_or(user.display_name);
        user.roles = change.roles.value_or(user.roles);
        user.disabled = change.disabled.value_or(user.disabled);
        return ports::AccountsOutcome::done;
    }

    Added add_credential(const ports::Credential& credential, Instant /*now*/) override {
        if (!writable) {
            return {ports::AccountsOutcome::unavailable, 0};
        }
        ports::Credential added = credential;
        added.id = ++last_id_;
        if (!added.device.empty()) {
            if (!devices_.contains(added.device)) {
                return {ports::AccountsOutcome::unknown, 0};
            }
            end_all_on(added.device);
        }
        if (const auto pin = pins_.find(added.user); pin != pins_.end()) {
            pin->second.wrong = 0;
        }
        credentials_[added.id] = added;
        return {ports::AccountsOutcome::done, added.id};
    }

    const ports::Credential* find_credential(const ports::Digest& hash,
                                             Instant now) const override {
        for (const auto& [id, credential] : credentials_) {
            if (credential.hash == hash && credential.is_live(now)) {
                return &credential;
            }
        }
        return nullptr;
    }

    const ports::Credential* find_credential(std::int64_t id, Instant now) const override {
        const auto found = credentials_.find(id);
        return found != credentials_.end() && found->second.is_live(now) ? &found->second : nullptr;
    }

    std::vector<ports::Credential> credentials(Instant now) const override {
        std::vector<ports::Credential> live;
        for (const auto& [id, credential] : credentials_) {
            if (credential.is_live(now)) {
                live.push_back(credential);
            }
        }
        return live;
    }

    void touch(std::int64_t id, Instant now) override {
        ++touched;
        credentials_.at(id).last_used = now;
    }

    ports::AccountsOutcome end_credential(std::int64_t id) override {
        return credentials_.erase(id) == 0 ? ports::AccountsOutcome::unknown
                                           : ports::AccountsOutcome::done;
    }

    Subscription on_ended(std::function<void(std::int64_t id)> /*action*/) override {
        return nullptr;
    }

    std::vector<ports::Device> devices() const override {
        std::vector<ports::Device> all;
        for (const auto& [name, device] : devices_) {
            all.push_back(device);
        }
        return all;
    }

    const ports::Device* find_device(const ports::Digest& hash) const override {
        for (const auto& [name, device] : devices_) {
            if (device.hash == hash) {
                return &device;
            }
        }
        return nullptr;
    }

    ports::AccountsOutcome add_device(const ports::Device& device) override {
        return devices_.try_emplace(device.name, device).second ? ports::AccountsOutcome::done
                                                                : ports::AccountsOutcome::exists;
    }

    ports::AccountsOutcome remove_device(std::string_view name) override {
        end_all_on(name);
        return devices_.erase(std::string(name)) == 0 ? ports::AccountsOutcome::unknown
                                                      : ports::AccountsOutcome::done;
    }

    const ports::Pin* find_pin(std::string_view user) const override {
        const auto found = pins_.find(user);
        return found == pins_.end() ? nullptr : &found->second;
    }

    ports::AccountsOutcome set_pin(std::string_view user, std::string_view hash,
                                   Instant now) override {
        if (!writable) {
            return ports::AccountsOutcome::unavailable;
        }
        pins_.insert_or_assign(std::string(user), ports::Pin{std::string(hash), now, 0});
        return ports::AccountsOutcome::done;
    }

    ports::AccountsOutcome remove_pin(std::string_view user) override {
        return pins_.erase(std::string(user)) == 0 ? ports::AccountsOutcome::unknown
                                                   : ports::AccountsOutcome::done;
    }

    ports::AccountsOutcome count_pin_attempt(std::string_view device, std::string_view user,
                                             Instant now) override {
        if (!writable) {
            return ports::AccountsOutcome::unavailable;
        }
        const auto found = devices_.find(device);
        if (found == devices_.end()) {
            return ports::AccountsOutcome::unknown;
        }
        found->second.last_used = now;
        if (const auto pin = pins_.find(user); pin != pins_.end()) {
            ++pin->second.wrong;
        }
        ++pin_attempts;
        return ports::AccountsOutcome::done;
    }

    int pin_attempts = 0;

private:
    void end_all_on(std::string_view device) {
        std::erase_if(credentials_, [&](const auto& row) { return row.second.device == device; });
    }

    std::map<std::string, ports::Device, std::less<>> devices_;
    std::map<std::string, ports::Pin, std::less<>> pins_;
    std::map<std::string, std::pair<ports::User, std::string>, std::less<>> users_;
    std::map<std::int64_t, ports::Credential> credentials_;
    std::int64_t last_id_ = 0;
};

/// Runs jobs when the test says so.
class HandWorker : public ports::Worker {
public:
    bool full = false;

    bool try_run(std::function<void()> work, std::function<void()> done) override {
        if (full) {
            return false;
        }
        jobs_.emplace_back(std::move(work), std::move(done));
        return true;
    }

    std::size_t waiting() const { return jobs_.size(); }

    void run_all() {
        while (!jobs_.empty()) {
            auto [work, done] = std::move(jobs_.front());
            jobs_.pop_front();
            work();
            done();
        }
    }

private:
    std::deque<std::pair<std::function<void()>, std::function<void()>>> jobs_;
};

/// A hash that is no hash, so that a test need not wait; counts the calls.
class CountingHasher : public PasswordHasher {
public:
    std::string hash(std::string_view password) const override {
        ++hashed;
        return "hash of " + std::string(password);
    }

    bool verify(std::string_view hash, std::string_view password) const override {
        verified_against.emplace_back(hash);
        return hash == "hash of " + std::string(password);
    }

    mutable int hashed = 0;
    mutable std::vector<std::string> verified_against;
};

/// Everything that is logged while it exists.
class LogCapture {
public:
    LogCapture() : before_(spdlog::default_logger()) {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_st>(text_)));
    }

    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

    ~LogCapture() { spdlog::set_default_logger(before_); }

    std::string text() const { return text_.str(); }

private:
    std::shared_ptr<spdlog::logger> before_;
    std::ostringstream text_;
};

}  // namespace labd::web::test
