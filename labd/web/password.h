// Passwords: how they are stored, and which ones are good enough.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labd::web {

/// Turns passwords into what is stored, and compares. Any thread, several at once.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;
    virtual std::string hash(std::string_view password) const = 0;
    /// In a time that does not depend on the outcome.
    virtual bool verify(std::string_view hash, std::string_view password) const = 0;
};

/// Argon2id with 19,456 KiB, 2 passes and 1 lane (OWASP ASVS 4.0.3, 2.4): some 0.15 s a call, so
/// never on the loop's thread. Aborts when there is no memory for it.
class Argon2idHasher : public PasswordHasher {
public:
    Argon2idHasher();
    std::string hash(std::string_view password) const override;
    bool verify(std::string_view hash, std::string_view password) const override;
};

/// The hash of a password that nobody has: compared with when there is no such account, so that the
/// answer takes as long.
std::string_view nobodys_password_hash();

enum class PasswordFault : std::uint8_t {
    too_short,
    too_long,
    not_text,
    same_as_name,
    same_as_old
};

/// The sample people of training have short passwords that everybody may know.
enum class PasswordRule : std::uint8_t { real, training };

/// What is wrong with a new password: at least 15 characters and at most 1,024 bytes of UTF-8 (NIST
/// SP 800-63B-4, 3.1.1.2: a password that is the only factor), not the account's name. The
/// composition is free. Training asks for one character.
std::optional<PasswordFault> check_new_password(std::string_view password, std::string_view name,
                                                PasswordRule rule);

/// A sentence for the person who chose it.
std::string_view message_key(PasswordFault fault);

/// Overwrites a secret that is not needed any more.
void wipe(std::string& secret);

}  // namespace labd::web
