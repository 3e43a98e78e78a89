#include "labd/web/password.h"

#include <sodium.h>

#include <array>

#include "labd/core/assert.h"
#include "labd/core/utf8.h"

namespace labd::web {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19'456 * 1'024;
constexpr std::size_t characters_min = 15;
constexpr std::size_t bytes_max = 1'024;

}  // namespace

Argon2idHasher::Argon2idHasher() {
    const int initialised = sodium_init();
    LABD_ASSERT(initialised >= 0);
}

std::string Argon2idHasher::hash(std::string_view password) const {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const int outcome = crypto_pwhash_argon2id_str(text.data(), password.data(), password.size(),
                                                   passes, memory_bytes);
    LABD_ASSERT(outcome == 0);
    return text.data();
}

bool Argon2idHasher::verify(std::string_view hash, std::string_view password) const {
    const std::string terminated(hash);
    return crypto_pwhash_argon2id_str_verify(terminated.c_str(), password.data(),
                                             password.size()) == 0;
}

std::string_view nobodys_password_hash() {
    return "$argon2id$v=19$m=19456,t=2,p=1$aPX7TauYz9XO5c0SQong5Q$"
           "thcKLbN1tYFZmj8gGRmVRVbFMWA7IR0TekiG7o4sNQY";
}

std::optional<PasswordFault> check_new_password(std::string_view password, std::string_view name,
                                                PasswordRule rule) {
    if (password.size() > bytes_max) {
        return PasswordFault::too_long;
    }
    const auto characters = count_characters(password);
    if (!characters) {
        return PasswordFault::not_text;
    }
    if (*characters < (rule == PasswordRule::real ? characters_min : 1)) {
        return PasswordFault::too_short;
    }
    return rule == PasswordRule::real && password == name
               ? std::optional(PasswordFault::same_as_name)
               : std::nullopt;
}

std::string_view message_key(PasswordFault fault) {
    switch (fault) {
        case PasswordFault::too_short: return "problem.password_too_short";
        case PasswordFault::too_long: return "problem.password_too_long";
        case PasswordFault::not_text: return "problem.password_not_text";
        case PasswordFault::same_as_name: return "problem.password_is_name";
        case PasswordFault::same_as_old: return "problem.password_is_old";
    }
    return {};
}

void wipe(std::string& secret) {
    sodium_memzero(secret.data(), secret.size());
    secret.clear();
}

}  // namespace labd::web
