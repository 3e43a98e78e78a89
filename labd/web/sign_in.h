// Signing in and out, by password or on a shared tablet by PIN, and changing either: they are
// compared on the work thread, guessing is slowed down, and an unknown name takes as long as a
// wrong password.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "labd/ports/accounts.h"
#include "labd/ports/worker.h"
#include "labd/web/password.h"
#include "labd/web/pin.h"
#include "labd/web/throttle.h"

namespace labd::web {

struct SignInRequest {
    std::string name;
    std::string password;
    /// Which of the person's roles to act in; nothing: the first.
    std::optional<domain::Role> role;
    /// A bearer token for a console instead of a browser's session.
    ports::CredentialKind kind = ports::CredentialKind::cookie;
    std::string remote_address;
    /// The enrolled device that the browser is; empty: none.
    std::string device;
};

struct PinSignIn {
    std::string name;
    std::string pin;
    std::string device;
    std::string remote_address;
};

struct SignedIn {
    /// Goes to the person once, as cookie or token, and is kept nowhere.
    std::string secret;
    std::int64_t credential = 0;
    ports::User user;
    domain::Role role = domain::Role::display;
    /// When it ends at the latest.
    Instant expires_at;
};

enum class SignInFault : std::uint8_t {
    /// The name is unknown or disabled, or the password is wrong: nobody learns which.
    wrong,
    /// The password is right, but the person does not have this role.
    role_not_held,
    /// Too many failures; again after `retry_after`.
    throttled,
    /// Too many passwords are waiting to be compared; again after `retry_after`.
    busy,
    /// The disk did not take it.
    unavailable,
    /// Only when changing: the new password is not good enough; see `password`.
    bad_password,
    /// The PIN is wrong or locked, or there is none that works, or no such person.
    wrong_pin,
    /// Only when setting one: it is not good enough; see `pin`.
    bad_pin,
    /// The device has been revoked, or never was enrolled.
    no_device
};

struct SignInDenied {
    SignInFault fault = SignInFault::wrong;
    Duration retry_after;
    std::optional<PasswordFault> password;
    std::optional<PinFault> pin;
};

using SignInOutcome = std::variant<SignedIn, SignInDenied>;

struct PasswordChange {
    /// Who is signed in.
    std::string name;
    std::string old_password;
    std::string new_password;
    std::string remote_address;
};

struct PinChange {
    /// Who is signed in.
    std::string name;
    std::string password;
    std::string pin;
    std::string remote_address;
};

struct SignInLimits {
    ThrottleLimits account;
    /// Several people sign in from one room, and a proxy has one address for all.
    ThrottleLimits address{20, seconds(1), minutes(1), minutes(15), 4096};
    /// Passwords that may wait for the work thread, 0.15 s each.
    std::size_t waiting_max = 8;
    TabletLimits tablets;
};

/// A session of any role ends after so long, however busy it is.
inline constexpr Duration session_max = hours(16);

/// How long a session lasts without use: 30 minutes for admin and exam security, for all others
/// 10 hours, an exam day.
Duration idle_max(domain::Role role);

/// Loop thread only. The hasher must outlive the worker. Instants are those of the wall clock;
/// `done` is called once, at once or later; never when this has been destroyed by then.
class SignIn {
public:
    SignIn(ports::Accounts& accounts, ports::Worker& worker, const PasswordHasher& hasher,
           SignInLimits limits = {});

    void sign_in(SignInRequest request, Instant wall,
                 const std::function<void(SignInOutcome)>& done);

    /// Ends every session and token of the person, so also the one it came with. Nothing: done.
    void change_password(PasswordChange change, Instant wall,
                         const std::function<void(std::optional<SignInDenied>)>& done);

    /// Begins a session on a device and ends the one before it there. The person's role is the
    /// first of theirs that stands on the floor.
    void sign_in_with_pin(PinSignIn asked, Instant wall,
                          const std::function<void(SignInOutcome)>& done);

    /// Nothing: done.
    void set_pin(PinChange change, Instant wall,
                 const std::function<void(std::optional<SignInDenied>)>& done);

    const TabletLimits& tablets() const { return limits_.tablets; }

    /// Ends the session or token of a principal.
    ports::AccountsOutcome sign_out(std::int64_t credential);

    /// Hashes a new password beside the loop, for `set_password` and `add_user` of
    /// labd/web/users.h. Nothing: too many are waiting.
    void hash(std::string password, const std::function<void(std::optional<std::string>)>& done);

private:
    struct Attempt;
    struct Change;
    struct PinAttempt;
    struct PinJob;

    /// What is to be made once it is clear who it is.
    struct NewSession {
        ports::User user;
        domain::Role role = domain::Role::display;
        ports::CredentialKind kind = ports::CredentialKind::cookie;
        std::string device;
        bool by_pin = false;
        std::string remote_address;
    };

    bool run(std::function<void()> work, std::function<void()> done);
    std::optional<SignInDenied> begin(std::string_view name, std::string_view address,
                                      Instant wall);
    void take_back(std::string_view name, std::string_view address);
    void succeed(std::string_view name, std::string_view address);
    std::string stored_hash(std::string_view name) const;
    bool is_still(std::string_view name, std::string_view hash) const;
    SignInDenied deny(SignInFault fault, std::string_view name, std::string_view address,
                      Duration retry_after = {}) const;
    SignInOutcome finish(const Attempt& attempt);
    std::optional<SignInDenied> finish(const Change& change);
    static std::string tablet_key(std::string_view device, std::string_view name);
    std::string stored_pin(std::string_view name) const;
    SignInOutcome finish(const PinAttempt& attempt);
    std::optional<SignInDenied> finish(const PinJob& job);
    SignInOutcome open_session(const NewSession& session, Instant wall);

    ports::Accounts& accounts_;
    ports::Worker& worker_;
    const PasswordHasher& hasher_;
    SignInLimits limits_;
    Throttle by_account_;
    Throttle by_address_;
    /// By device and person.
    Throttle by_tablet_;
    std::size_t waiting_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace labd::web
