#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "labd/web/secret.h"
#include "labd/web/sign_in.h"

namespace labd::web {
namespace {

using ports::AccountsOutcome;

constexpr Duration busy_retry = seconds(2);

}  // namespace

/// What the work thread compares, and what is needed after it.
struct SignIn::PinAttempt {
    PinSignIn asked;
    Instant wall;
    std::string hash;
    bool right = false;
    AccountsOutcome counted = AccountsOutcome::unavailable;

    PinAttempt(PinSignIn attempt, Instant at, std::string stored)
        : asked(std::move(attempt)), wall(at), hash(std::move(stored)) {}

    PinAttempt(const PinAttempt&) = delete;
    PinAttempt& operator=(const PinAttempt&) = delete;

    ~PinAttempt() { wipe(asked.pin); }
};

struct SignIn::PinJob {
    PinChange asked;
    Instant wall;
    std::string hash;
    bool right = false;
    std::string new_hash;

    PinJob(PinChange change, Instant at, std::string stored)
        : asked(std::move(change)), wall(at), hash(std::move(stored)) {}

    PinJob(const PinJob&) = delete;
    PinJob& operator=(const PinJob&) = delete;

    ~PinJob() {
        wipe(asked.password);
        wipe(asked.pin);
    }
};

std::string SignIn::tablet_key(std::string_view device, std::string_view name) {
    return std::string(device).append(" ").append(name);
}

/// What a PIN of this person is compared with: one that nobody has where there is none that works.
std::string SignIn::stored_pin(std::string_view name) const {
    const ports::User* user = accounts_.find_user(name);
    const ports::Pin* pin = accounts_.find_pin(name);
    const bool works = user != nullptr && pin != nullptr && pin->wrong < pin_attempts_max &&
                       pin_role(*user).has_value();
    return works ? pin->hash : std::string(nobodys_password_hash());
}

void SignIn::sign_in_with_pin(PinSignIn asked, Instant wall,
                              const std::function<void(SignInOutcome)>& done) {
    accounts_.refresh(wall);
    const std::string key = tablet_key(asked.device, asked.name);
    if (const Duration wait = by_tablet_.wait(key, wall); wait > Duration{}) {
        wipe(asked.pin);
        done(deny(SignInFault::throttled, asked.name, asked.remote_address, wait));
        return;
    }
    std::string hash = stored_pin(asked.name);
    const auto attempt = std::make_shared<PinAttempt>(std::move(asked), wall, std::move(hash));
    auto work = [attempt, &hasher = hasher_] {
        attempt->right = hasher.verify(attempt->hash, attempt->asked.pin);
    };
    auto after = [this, attempt, done] { done(finish(*attempt)); };
    const PinSignIn& taken = attempt->asked;
    if (!run(std::move(work), std::move(after))) {
        done(deny(SignInFault::busy, taken.name, taken.remote_address, busy_retry));
        return;
    }
    // Before its outcome is known, so that many attempts at once count as many.
    by_tablet_.begin(key, wall);
    attempt->counted = accounts_.count_pin_attempt(taken.device, taken.name, wall);
}

SignInOutcome SignIn::finish(const PinAttempt& attempt) {
    const PinSignIn& asked = attempt.asked;
    if (attempt.counted != AccountsOutcome::done) {
        const bool is_revoked = attempt.counted == AccountsOutcome::unknown;
        return deny(is_revoked ? SignInFault::no_device : SignInFault::unavailable, asked.name,
                    asked.remote_address, busy_retry);
    }
    const ports::User* user = accounts_.find_user(asked.name);
    const ports::Pin* pin = accounts_.find_pin(asked.name);
    // Both may have changed while the work thread was busy.
    const bool is_still = user != nullptr && pin != nullptr && pin->hash == attempt.hash;
    const auto role = is_still ? pin_role(*user) : std::nullopt;
    if (!attempt.right || !role) {
        return deny(SignInFault::wrong_pin, asked.name, asked.remote_address);
    }
    by_tablet_.clear(tablet_key(asked.device, asked.name));
    NewSession session;
    session.user = *user;
    session.role = *role;
    session.device = asked.device;
    session.by_pin = true;
    session.remote_address = asked.remote_address;
    return open_session(session, attempt.wall);
}

void SignIn::set_pin(PinChange change, Instant wall,
                     const std::function<void(std::optional<SignInDenied>)>& done) {
    accounts_.refresh(wall);
    const auto fault = check_new_pin(change.pin);
    auto denied =
        fault ? std::optional(deny(SignInFault::bad_pin, change.name, change.remote_address))
              : begin(change.name, change.remote_address, wall);
    if (denied) {
        denied->pin = fault;
        wipe(change.password);
        wipe(change.pin);
        done(denied);
        return;
    }
    std::string hash = stored_hash(change.name);
    const auto job = std::make_shared<PinJob>(std::move(change), wall, std::move(hash));
    auto work = [job, &hasher = hasher_] {
        job->right = hasher.verify(job->hash, job->asked.password);
        if (job->right) {
            job->new_hash = hasher.hash(job->asked.pin);
        }
    };
    auto after = [this, job, done] { done(finish(*job)); };
    if (!run(std::move(work), std::move(after))) {
        take_back(job->asked.name, job->asked.remote_address);
        done(deny(SignInFault::busy, job->asked.name, job->asked.remote_address, busy_retry));
    }
}

std::optional<SignInDenied> SignIn::finish(const PinJob& job) {
    const PinChange& asked = job.asked;
    if (!job.right || !is_still(asked.name, job.hash)) {
        return deny(SignInFault::wrong, asked.name, asked.remote_address);
    }
    succeed(asked.name, asked.remote_address);
    if (accounts_.set_pin(asked.name, job.new_hash, job.wall) != AccountsOutcome::done) {
        return deny(SignInFault::unavailable, asked.name, asked.remote_address, busy_retry);
    }
    spdlog::info("PIN set: account {}", asked.name);
    return std::nullopt;
}

}  // namespace labd::web
