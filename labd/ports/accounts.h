// Who may sign in, and with which secrets: people, their browser sessions and PINs, the tablets
// that they share, and the tokens of consoles and services. Everything here can change and be
// erased; none of it is in the journal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/time.h"
#include "labd/domain/values.h"
#include "labd/ports/journal.h"

namespace labd::ports {

/// A person who may sign in. Accounts are disabled, never removed: the journal names them.
struct User {
    /// 1 to 32 characters of `a-z0-9._-`.
    std::string name;
    std::string display_name;
    /// At least one; the first is the one to act in when none is chosen.
    std::vector<domain::Role> roles;
    bool must_change_password = false;
    bool disabled = false;
    Instant created;
    Instant password_set;
};

enum class CredentialKind : std::uint8_t {
    /// A browser's session.
    cookie,
    /// A console's or a service's bearer token.
    token
};

/// Something that a request can prove who sends it with. Only the SHA-256 of the secret is kept.
struct Credential {
    /// Given by the store, never used again.
    std::int64_t id = 0;
    CredentialKind kind = CredentialKind::cookie;
    Digest hash{};
    /// Empty: it belongs to a service, which `label` names.
    std::string user;
    /// The role it acts in.
    domain::Role role = domain::Role::display;
    std::string label;
    /// The enrolled device on which the session began; empty: on none.
    std::string device;
    /// Whether it began with a PIN instead of the password.
    bool by_pin = false;
    Instant created;
    Instant last_used;
    /// Ends after so long without use; nothing: never.
    std::optional<Duration> idle_max;
    /// Ends here whatever happens; nothing: when it is revoked.
    std::optional<Instant> ends_at;

    /// Good before, and no more at, the instant at which one of the two limits is reached.
    bool is_live(Instant now) const {
        return !(idle_max && now >= last_used + *idle_max) && !(ends_at && now >= *ends_at);
    }
};

/// A tablet that people share. Only the SHA-256 of its secret is kept.
struct Device {
    /// As an account's name.
    std::string name;
    Digest hash{};
    std::string enrolled_by;
    Instant enrolled;
    /// When somebody last tried to sign in on it.
    Instant last_used;
};

/// What somebody signs in with on an enrolled device.
struct Pin {
    /// As that of a password.
    std::string hash;
    Instant set;
    /// How many in a row were not right.
    int wrong = 0;
};

/// What to change of a person; what is absent stays.
struct UserChange {
    std::optional<std::string> display_name;
    std::optional<std::vector<domain::Role>> roles;
    std::optional<bool> disabled;
};

enum class AccountsOutcome : std::uint8_t {
    done,
    /// There is no such user or credential.
    unknown,
    /// A user of this name is there, perhaps disabled.
    exists,
    /// A bound on users or tokens is reached.
    too_many,
    /// The disk did not take it (logged): nothing has changed as far as anybody sees.
    unavailable
};

/// The accounts of one data directory. Loop thread only. Every instant is an argument; they come
/// from the machine's wall clock, also in training, where the daemon's own clock jumps and stops.
/// Reading costs no disk access; what a writing function has done is durable when it returns.
/// Pointers are valid until the next call of a function that is not const.
class Accounts {
public:
    virtual ~Accounts() = default;

    /// Takes in what another process (`labd user …`) wrote. Looks at most once a second, so that
    /// it can be called for every request.
    virtual void refresh(Instant now) = 0;

    virtual const User* find_user(std::string_view name) const = 0;
    /// By name.
    virtual std::vector<User> users() const = 0;
    /// As `password_hash` of labd/web/password.h made it; empty for an unknown user.
    virtual std::string_view password_hash(std::string_view name) const = 0;

    virtual AccountsOutcome add_user(const User& user, std::string_view password_hash) = 0;
    /// Ends every session and token of the user; one that must be changed takes the PIN away too.
    virtual AccountsOutcome set_password(std::string_view name, std::string_view password_hash,
                                         bool must_change, Instant now) = 0;
    /// Disabling ends every session and token of the user; taking a role away ends those that act
    /// in it.
    virtual AccountsOutcome change_user(std::string_view name, const UserChange& change) = 0;

    /// `id` is ignored and given back. Refused for unknown and disabled users and for a role that
    /// the user lacks (`unknown`), and for a device that is not there. A person who has too many
    /// loses the least recently used; a service gets `too_many`. On a device the session before it
    /// ends. The wrong PINs of the person are forgotten.
    struct Added {
        AccountsOutcome outcome = AccountsOutcome::unavailable;
        std::int64_t id = 0;
    };

    virtual Added add_credential(const Credential& credential, Instant now) = 0;
    /// Null when there is none, or it is not live any more.
    virtual const Credential* find_credential(const Digest& hash, Instant now) const = 0;
    virtual const Credential* find_credential(std::int64_t id, Instant now) const = 0;
    /// The live ones, by id.
    virtual std::vector<Credential> credentials(Instant now) const = 0;
    /// Notes a use. Written at most once a minute, and without waiting for the disk.
    virtual void touch(std::int64_t id, Instant now) = 0;
    virtual AccountsOutcome end_credential(std::int64_t id) = 0;

    /// By name.
    virtual std::vector<Device> devices() const = 0;
    /// Null when there is none.
    virtual const Device* find_device(const Digest& hash) const = 0;
    virtual AccountsOutcome add_device(const Device& device) = 0;
    /// Ends the sessions that began on it.
    virtual AccountsOutcome remove_device(std::string_view name) = 0;

    /// Null when the person has none.
    virtual const Pin* find_pin(std::string_view user) const = 0;
    /// None of them was wrong yet.
    virtual AccountsOutcome set_pin(std::string_view user, std::string_view hash, Instant now) = 0;
    virtual AccountsOutcome remove_pin(std::string_view user) = 0;
    /// Counts a PIN as wrong before it is compared, and notes the use of the device: so it costs
    /// the same for a person who has none. `unknown`: no such device.
    virtual AccountsOutcome count_pin_attempt(std::string_view device, std::string_view user,
                                              Instant now) = 0;

    /// Calls `action` with the id of each credential that was ended, on the loop thread, until the
    /// handle is destroyed. One that runs out is not announced at that instant.
    using Subscription = std::shared_ptr<void>;
    virtual Subscription on_ended(std::function<void(std::int64_t id)> action) = 0;
};

}  // namespace labd::ports
