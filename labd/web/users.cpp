#include "labd/web/users.h"

#include <fmt/format.h>

#include <algorithm>

#include "labd/core/assert.h"
#include "labd/web/secret.h"
#include "labd/web/utf8.h"

namespace labd::web {
namespace {

using domain::Role;
using ports::AccountsOutcome;

constexpr std::size_t name_max = 32;
constexpr std::size_t display_name_bytes_max = 100;

UserFault bad_input(std::string text) { return {UserFaultKind::bad_input, std::move(text)}; }

UserResult<void> result_of(AccountsOutcome outcome, std::string_view what) {
    switch (outcome) {
        case AccountsOutcome::done: return {};
        case AccountsOutcome::unknown:
            return UserFault{UserFaultKind::unknown, fmt::format("there is no {}", what)};
        case AccountsOutcome::exists:
            return UserFault{UserFaultKind::exists, fmt::format("there is already a {}", what)};
        case AccountsOutcome::too_many:
            return UserFault{UserFaultKind::too_many, fmt::format("no room for a {}", what)};
        case AccountsOutcome::unavailable: break;
    }
    return UserFault{UserFaultKind::unavailable,
                     "the accounts cannot be written now; the log says why"};
}

std::string user_text(std::string_view name) { return fmt::format("user '{}'", name); }

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= name_max && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '.' || letter == '_' || letter == '-';
    });
}

std::optional<UserFault> check_display_name(std::string_view text) {
    if (text.size() > display_name_bytes_max || !count_characters(text)) {
        return bad_input("a display name is text of at most 100 bytes");
    }
    return std::nullopt;
}

std::optional<UserFault> check_roles(const std::vector<Role>& roles) {
    if (roles.empty()) {
        return bad_input("a user has at least one role");
    }
    for (auto role = roles.begin(); role != roles.end(); ++role) {
        if (*role == Role::labd || *role == Role::camera_service) {
            return bad_input("the roles labd and camera_service are nobody's");
        }
        if (std::find(roles.begin(), role, *role) != role) {
            return bad_input("a role is given twice");
        }
    }
    return std::nullopt;
}

}  // namespace

void throw_exception_from_error(const UserFault& fault, const boost::source_location& location) {
    assertion_failed(fault.text.c_str(), location.file_name(), static_cast<int>(location.line()));
}

UserResult<InitialPassword> initial_password(const std::optional<std::string>& given,
                                             std::string_view name, PasswordRule rule) {
    InitialPassword password;
    password.must_change = rule == PasswordRule::real;
    if (!given) {
        password.text = random_password();
        password.generated = true;
        return password;
    }
    if (const auto fault = check_new_password(*given, name, rule)) {
        return bad_input(std::string(describe(*fault)));
    }
    password.text = *given;
    return password;
}

UserResult<void> add_user(ports::Accounts& accounts, const NewPerson& person, std::string_view hash,
                          bool must_change, Instant wall) {
    if (!is_name(person.name)) {
        return bad_input("an account's name has 1 to 32 characters of a-z, 0-9, '.', '_', '-'");
    }
    if (auto fault = check_display_name(person.display_name)) {
        return *std::move(fault);
    }
    if (auto fault = check_roles(person.roles)) {
        return *std::move(fault);
    }
    ports::User user;
    user.name = person.name;
    user.display_name = person.display_name.empty() ? person.name : person.display_name;
    user.roles = person.roles;
    user.must_change_password = must_change;
    user.created = wall;
    user.password_set = wall;
    return result_of(accounts.add_user(user, hash), user_text(person.name));
}

UserResult<void> reset_password(ports::Accounts& accounts, std::string_view name,
                                std::string_view hash, Instant wall) {
    return result_of(accounts.set_password(name, hash, true, wall), user_text(name));
}

UserResult<void> change_user(ports::Accounts& accounts, std::string_view name,
                             const ports::UserChange& change) {
    if (change.display_name) {
        if (change.display_name->empty()) {
            return bad_input("a display name is not empty");
        }
        if (auto fault = check_display_name(*change.display_name)) {
            return *std::move(fault);
        }
    }
    if (change.roles) {
        if (auto fault = check_roles(*change.roles)) {
            return *std::move(fault);
        }
    }
    return result_of(accounts.change_user(name, change), user_text(name));
}

UserResult<ServiceToken> add_service_token(ports::Accounts& accounts, const NewServiceToken& token,
                                           Instant wall) {
    if (!is_name(token.label)) {
        return bad_input("a service's label has 1 to 32 characters of a-z, 0-9, '.', '_', '-'");
    }
    if (token.role == Role::admin || token.role == Role::labd) {
        return bad_input("a service cannot act as admin or labd");
    }
    if (token.ends_at && *token.ends_at <= wall) {
        return bad_input("the token would have expired already");
    }
    ServiceToken made;
    made.secret = random_secret();
    ports::Credential credential;
    credential.kind = ports::CredentialKind::token;
    credential.hash = digest_of(made.secret);
    credential.role = token.role;
    credential.label = token.label;
    credential.created = wall;
    credential.last_used = wall;
    credential.ends_at = token.ends_at;
    const auto added = accounts.add_credential(credential, wall);
    made.id = added.id;
    if (auto result = result_of(added.outcome, "further service token"); !result) {
        return result.error();
    }
    return made;
}

UserResult<void> end_credential(ports::Accounts& accounts, std::int64_t id) {
    return result_of(accounts.end_credential(id), fmt::format("session or token {}", id));
}

UserResult<std::optional<std::string>> add_first_admin(ports::Accounts& accounts,
                                                       const PasswordHasher& hasher, Instant wall) {
    if (!accounts.users().empty()) {
        return std::optional<std::string>();
    }
    std::string password = random_password();
    const NewPerson admin{"admin", "", {Role::admin}};
    if (auto added = add_user(accounts, admin, hasher.hash(password), true, wall); !added) {
        return added.error();
    }
    return std::optional(std::move(password));
}

}  // namespace labd::web
