#include "labd/web/sign_in.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "labd/web/secret.h"

namespace labd::web {
namespace {

using ports::AccountsOutcome;
using ports::CredentialKind;
using ports::User;

constexpr Duration busy_retry = seconds(2);

std::string_view text_of(SignInFault fault) {
    switch (fault) {
        case SignInFault::wrong: return "wrong name or password";
        case SignInFault::role_not_held: return "a role that the account does not have";
        case SignInFault::throttled: return "too many failures";
        case SignInFault::busy: return "too many at once";
        case SignInFault::unavailable: return "accounts.db was not written";
        case SignInFault::bad_password: return "the new password is not good enough";
        case SignInFault::wrong_pin: return "a PIN that is wrong, locked or not there";
        case SignInFault::bad_pin: return "the new PIN is not good enough";
        case SignInFault::no_device: return "a device that is not enrolled";
    }
    return {};
}

}  // namespace

Duration idle_max(domain::Role role) {
    const bool powerful = role == domain::Role::admin || role == domain::Role::exam_security;
    return powerful ? minutes(30) : hours(10);
}

/// What the work thread compares, and what is needed after it.
struct SignIn::Attempt {
    SignInRequest request;
    Instant wall;
    std::string hash;
    bool right = false;

    Attempt(SignInRequest asked, Instant at, std::string stored)
        : request(std::move(asked)), wall(at), hash(std::move(stored)) {}

    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    ~Attempt() { wipe(request.password); }
};

struct SignIn::Change {
    PasswordChange asked;
    Instant wall;
    std::string hash;
    bool right = false;
    std::string new_hash;

    Change(PasswordChange change, Instant at, std::string stored)
        : asked(std::move(change)), wall(at), hash(std::move(stored)) {}

    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

    ~Change() {
        wipe(asked.old_password);
        wipe(asked.new_password);
    }
};

SignIn::SignIn(ports::Accounts& accounts, ports::Worker& worker, const PasswordHasher& hasher,
               SignInLimits limits)
    : accounts_(accounts),
      worker_(worker),
      hasher_(hasher),
      limits_(limits),
      by_account_(limits.account),
      by_address_(limits.address),
      by_tablet_(limits.account) {}

bool SignIn::run(std::function<void()> work, std::function<void()> done) {
    if (waiting_ >= limits_.waiting_max) {
        return false;
    }
    auto counted = [this, alive = std::weak_ptr(alive_), done = std::move(done)] {
        if (!alive.expired()) {
            --waiting_;
            done();
        }
    };
    if (!worker_.try_run(std::move(work), std::move(counted))) {
        return false;
    }
    ++waiting_;
    return true;
}

SignInDenied SignIn::deny(SignInFault fault, std::string_view name, std::string_view address,
                          Duration retry_after) const {
    const bool is_known = accounts_.find_user(name) != nullptr;
    spdlog::warn("sign-in denied: account {} from {}: {}",
                 is_known ? std::string(name) : masked_name(name), address, text_of(fault));
    return {fault, retry_after, std::nullopt, std::nullopt};
}

std::optional<SignInDenied> SignIn::begin(std::string_view name, std::string_view address,
                                          Instant wall) {
    const Duration wait = std::max(by_account_.wait(name, wall), by_address_.wait(address, wall));
    if (wait > Duration{}) {
        return deny(SignInFault::throttled, name, address, wait);
    }
    by_account_.begin(name, wall);
    by_address_.begin(address, wall);
    return std::nullopt;
}

void SignIn::take_back(std::string_view name, std::string_view address) {
    by_account_.take_back(name);
    by_address_.take_back(address);
}

void SignIn::succeed(std::string_view name, std::string_view address) {
    by_account_.clear(name);
    // Others at this address may be guessing: their failures stay.
    by_address_.take_back(address);
}

std::string SignIn::stored_hash(std::string_view name) const {
    const std::string_view hash = accounts_.password_hash(name);
    return std::string(hash.empty() ? nobodys_password_hash() : hash);
}

/// Whether the account is usable and has the password that was compared; both may have changed
/// while the work thread was busy.
bool SignIn::is_still(std::string_view name, std::string_view hash) const {
    const User* user = accounts_.find_user(name);
    return user != nullptr && !user->disabled && accounts_.password_hash(name) == hash;
}

void SignIn::sign_in(SignInRequest request, Instant wall,
                     const std::function<void(SignInOutcome)>& done) {
    accounts_.refresh(wall);
    if (auto denied = begin(request.name, request.remote_address, wall)) {
        wipe(request.password);
        done(*denied);
        return;
    }
    std::string hash = stored_hash(request.name);
    const auto attempt = std::make_shared<Attempt>(std::move(request), wall, std::move(hash));
    auto work = [attempt, &hasher = hasher_] {
        attempt->right = hasher.verify(attempt->hash, attempt->request.password);
    };
    auto after = [this, attempt, done] { done(finish(*attempt)); };
    if (!run(std::move(work), std::move(after))) {
        const SignInRequest& asked = attempt->request;
        take_back(asked.name, asked.remote_address);
        done(deny(SignInFault::busy, asked.name, asked.remote_address, busy_retry));
    }
}

SignInOutcome SignIn::finish(const Attempt& attempt) {
    const SignInRequest& asked = attempt.request;
    if (!attempt.right || !is_still(asked.name, attempt.hash)) {
        return deny(SignInFault::wrong, asked.name, asked.remote_address);
    }
    succeed(asked.name, asked.remote_address);
    NewSession session;
    session.user = *accounts_.find_user(asked.name);
    session.role = asked.role.value_or(session.user.roles.front());
    if (std::ranges::count(session.user.roles, session.role) == 0) {
        return deny(SignInFault::role_not_held, asked.name, asked.remote_address);
    }
    session.kind = asked.kind;
    session.device = asked.kind == CredentialKind::cookie ? asked.device : std::string();
    by_tablet_.clear(tablet_key(session.device, asked.name));
    session.remote_address = asked.remote_address;
    return open_session(session, attempt.wall);
}

SignInOutcome SignIn::open_session(const NewSession& session, Instant wall) {
    const bool on_tablet = !session.device.empty();
    SignedIn signed_in;
    signed_in.user = session.user;
    signed_in.role = session.role;
    signed_in.secret = random_secret();
    signed_in.expires_at = wall + (on_tablet ? limits_.tablets.session_max : session_max);
    ports::Credential credential;
    credential.kind = session.kind;
    credential.hash = digest_of(signed_in.secret);
    credential.user = session.user.name;
    credential.role = session.role;
    credential.label = session.kind == CredentialKind::cookie ? "browser" : "console";
    credential.device = session.device;
    credential.by_pin = session.by_pin;
    credential.created = wall;
    credential.last_used = wall;
    credential.idle_max = on_tablet ? limits_.tablets.idle_max : idle_max(session.role);
    credential.ends_at = signed_in.expires_at;
    const auto added = accounts_.add_credential(credential, wall);
    if (added.outcome == AccountsOutcome::unknown && on_tablet) {
        return deny(SignInFault::no_device, session.user.name, session.remote_address);
    }
    if (added.outcome != AccountsOutcome::done) {
        return deny(SignInFault::unavailable, session.user.name, session.remote_address,
                    busy_retry);
    }
    signed_in.credential = added.id;
    spdlog::info("signed in: account {} from {}{}{}", session.user.name, session.remote_address,
                 on_tablet ? " on " : "", session.device);
    return signed_in;
}

void SignIn::change_password(PasswordChange change, Instant wall,
                             const std::function<void(std::optional<SignInDenied>)>& done) {
    accounts_.refresh(wall);
    auto fault = check_new_password(change.new_password, change.name, PasswordRule::real);
    if (!fault && change.new_password == change.old_password) {
        fault = PasswordFault::same_as_old;
    }
    auto denied =
        fault ? std::optional(deny(SignInFault::bad_password, change.name, change.remote_address))
              : begin(change.name, change.remote_address, wall);
    if (denied) {
        denied->password = fault;
        wipe(change.old_password);
        wipe(change.new_password);
        done(denied);
        return;
    }
    std::string hash = stored_hash(change.name);
    const auto job = std::make_shared<Change>(std::move(change), wall, std::move(hash));
    auto work = [job, &hasher = hasher_] {
        job->right = hasher.verify(job->hash, job->asked.old_password);
        if (job->right) {
            job->new_hash = hasher.hash(job->asked.new_password);
        }
    };
    auto after = [this, job, done] { done(finish(*job)); };
    if (!run(std::move(work), std::move(after))) {
        take_back(job->asked.name, job->asked.remote_address);
        done(deny(SignInFault::busy, job->asked.name, job->asked.remote_address, busy_retry));
    }
}

std::optional<SignInDenied> SignIn::finish(const Change& change) {
    const PasswordChange& asked = change.asked;
    if (!change.right || !is_still(asked.name, change.hash)) {
        return deny(SignInFault::wrong, asked.name, asked.remote_address);
    }
    succeed(asked.name, asked.remote_address);
    const auto outcome = accounts_.set_password(asked.name, change.new_hash, false, change.wall);
    if (outcome != AccountsOutcome::done) {
        return deny(SignInFault::unavailable, asked.name, asked.remote_address, busy_retry);
    }
    spdlog::info("password changed: account {}", asked.name);
    return std::nullopt;
}

AccountsOutcome SignIn::sign_out(std::int64_t credential) {
    return accounts_.end_credential(credential);
}

void SignIn::hash(std::string password,
                  const std::function<void(std::optional<std::string>)>& done) {
    struct Job {
        std::string password;
        std::string hash;
    };

    const auto job = std::make_shared<Job>(Job{std::move(password), {}});
    auto work = [job, &hasher = hasher_] {
        job->hash = hasher.hash(job->password);
        wipe(job->password);
    };
    auto after = [job, done] { done(std::move(job->hash)); };
    if (!run(std::move(work), std::move(after))) {
        wipe(job->password);
        done(std::nullopt);
    }
}

}  // namespace labd::web
