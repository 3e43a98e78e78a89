#include "labd/web/users.h"

#include <algorithm>

#include "labd/core/assert.h"
#include "labd/core/utf8.h"
#include "labd/web/secret.h"

namespace labd::web {
namespace {

using domain::Role;
using ports::AccountsOutcome;

constexpr std::size_t name_max = 32;
constexpr std::size_t display_name_bytes_max = 100;

UserFault bad_input(std::string key) { return {UserFaultKind::bad_input, {std::move(key), {}}}; }

/// Of a `kind` (user, session, token) called `name`.
UserResult<void> result_of(AccountsOutcome outcome, std::string_view kind, std::string_view name) {
    const auto fault = [&](UserFaultKind why, std::string key) {
        return UserFault{
            why, {std::move(key), {{"kind", std::string(kind)}, {"name", std::string(name)}}}};
    };
    switch (outcome) {
        case AccountsOutcome::done: return {};
        case AccountsOutcome::unknown: return fault(UserFaultKind::unknown, "problem.no_such");
        case AccountsOutcome::exists: return fault(UserFaultKind::exists, "problem.exists");
        case AccountsOutcome::too_many: return fault(UserFaultKind::too_many, "problem.no_room");
        case AccountsOutcome::unavailable: break;
    }
    return UserFault{UserFaultKind::unavailable, {"problem.accounts_unavailable", {}}};
}

std::optional<UserFault> check_display_name(std::string_view text) {
    if (text.size() > display_name_bytes_max || !count_characters(text)) {
        return bad_input("problem.display_name_bad");
    }
    return std::nullopt;
}

std::optional<UserFault> check_roles(const std::vector<Role>& roles) {
    if (roles.empty()) {
        return bad_input("problem.role_missing");
    }
    for (auto role = roles.begin(); role != roles.end(); ++role) {
        if (*role == Role::labd || *role == Role::camera_service) {
            return bad_input("problem.role_reserved");
        }
        if (std::find(roles.begin(), role, *role) != role) {
            return bad_input("problem.role_twice");
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_account_name(std::string_view text) {
    return !text.empty() && text.size() <= name_max && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '.' || letter == '_' || letter == '-';
    });
}

std::string describe(const UserFault& fault, codec::Language language) {
    // It names no instants.
    static const TimeZone zone = *TimeZone::find("UTC");
    return codec::render(fault.message, language, zone);
}

void throw_exception_from_error(const UserFault& fault, const boost::source_location& location) {
    assertion_failed(fault.message.key.c_str(), location.file_name(),
                     static_cast<int>(location.line()));
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
        return bad_input(std::string(message_key(*fault)));
    }
    password.text = *given;
    return password;
}

UserResult<void> add_user(ports::Accounts& accounts, const NewPerson& person, std::string_view hash,
                          bool must_change, Instant wall) {
    if (!is_account_name(person.name)) {
        return bad_input("problem.account_name_bad");
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
    return result_of(accounts.add_user(user, hash), "user", person.name);
}

UserResult<void> reset_password(ports::Accounts& accounts, std::string_view name,
                                std::string_view hash, Instant wall) {
    return result_of(accounts.set_password(name, hash, true, wall), "user", name);
}

UserResult<void> change_user(ports::Accounts& accounts, std::string_view name,
                             const ports::UserChange& change) {
    if (change.display_name) {
        if (change.display_name->empty()) {
            return bad_input("problem.display_name_empty");
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
    return result_of(accounts.change_user(name, change), "user", name);
}

UserResult<ServiceToken> add_service_token(ports::Accounts& accounts, const NewServiceToken& token,
                                           Instant wall) {
    if (!is_account_name(token.label)) {
        return bad_input("problem.service_label_bad");
    }
    if (token.role == Role::admin || token.role == Role::labd) {
        return bad_input("problem.service_role_bad");
    }
    if (token.ends_at && *token.ends_at <= wall) {
        return bad_input("problem.token_ended");
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
    if (auto result = result_of(added.outcome, "token", token.label); !result) {
        return result.error();
    }
    return made;
}

UserResult<void> end_credential(ports::Accounts& accounts, std::int64_t id) {
    return result_of(accounts.end_credential(id), "token", std::to_string(id));
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
