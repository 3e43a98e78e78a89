// What an admin does with accounts, on the command line (`labd user …`) and over HTTP: people,
// their passwords, and the tokens of services. Plain functions over the accounts port.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/codec/messages.h"
#include "labd/core/refusal.h"
#include "labd/ports/accounts.h"
#include "labd/web/password.h"

namespace labd::web {

enum class UserFaultKind : std::uint8_t { bad_input, unknown, exists, too_many, unavailable };

/// Why something was not done, in a sentence that names what is wrong.
struct UserFault {
    UserFaultKind kind = UserFaultKind::bad_input;
    Message message;
};

std::string describe(const UserFault& fault, codec::Language language);

/// Never called while results are tested before use; a use without a test is a bug and aborts.
[[noreturn]] void throw_exception_from_error(const UserFault& fault,
                                             const boost::source_location& location);

template <class T>
using UserResult = boost::system::result<T, UserFault>;

struct NewPerson {
    std::string name;
    std::string display_name;
    /// The first is the one to act in when none is chosen at sign-in.
    std::vector<domain::Role> roles;
};

/// A password that somebody else than its owner has chosen, not hashed yet.
struct InitialPassword {
    std::string text;
    /// Made by `random_password`: has to be told to the owner.
    bool generated = false;
    /// False only for the sample people of training.
    bool must_change = true;
};

/// 1 to 32 characters of `a-z0-9._-`: what accounts, services and devices are called.
bool is_account_name(std::string_view text);

/// Takes the password that was given, or makes one when none was.
UserResult<InitialPassword> initial_password(const std::optional<std::string>& given,
                                             std::string_view name, PasswordRule rule);

/// Adds a person; `hash` is that of the password. Over HTTP it comes from SignIn::hash.
UserResult<void> add_user(ports::Accounts& accounts, const NewPerson& person, std::string_view hash,
                          bool must_change, Instant wall);

/// Gives a person another password that must be changed at the next sign-in, and ends every session
/// and token.
UserResult<void> reset_password(ports::Accounts& accounts, std::string_view name,
                                std::string_view hash, Instant wall);

/// Checks and changes names, roles, or whether the account is disabled.
UserResult<void> change_user(ports::Accounts& accounts, std::string_view name,
                             const ports::UserChange& change);

struct NewServiceToken {
    /// Names the service in the journal (`service:<label>`): as an account's name.
    std::string label;
    domain::Role role = domain::Role::display;
    std::optional<Instant> ends_at;
};

struct ServiceToken {
    std::int64_t id = 0;
    /// Shown once, kept nowhere.
    std::string secret;
};

/// Adds a token for a service. Refused for the roles `admin` and `labd`.
UserResult<ServiceToken> add_service_token(ports::Accounts& accounts, const NewServiceToken& token,
                                           Instant wall);

/// Ends a session or token.
UserResult<void> end_credential(ports::Accounts& accounts, std::int64_t id);

/// On the first start, when there is nobody: adds `admin` with a password for one use and returns
/// it, to be printed once. Nothing when there are accounts. Takes 0.15 s: not on a running loop.
UserResult<std::optional<std::string>> add_first_admin(ports::Accounts& accounts,
                                                       const PasswordHasher& hasher, Instant wall);

}  // namespace labd::web
