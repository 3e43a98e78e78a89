// PINs with which people switch on a shared tablet: which are good enough, and whose roles may have
// one. What keeps them from being guessed is the device that they need and the few attempts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "labd/core/time.h"
#include "labd/ports/accounts.h"

namespace labd::web {

/// How tablets are used; the site says in its configuration.
struct TabletLimits {
    /// Without a touch for so long the console locks itself.
    Duration lock_after = minutes(2);
    /// Without one for so long labd ends the session, whatever the console does.
    Duration idle_max = minutes(5);
    /// However busy it is.
    Duration session_max = hours(12);
};

/// So many wrong ones in a row lock a PIN until its owner signs in with the password.
inline constexpr int pin_attempts_max = 5;

enum class PinFault : std::uint8_t {
    /// Not 6 to 12 digits.
    form,
    /// All the same step from digit to digit, or one to three digits again and again.
    trivial
};

std::optional<PinFault> check_new_pin(std::string_view pin);

/// A sentence for the person who chose it.
std::string_view message_key(PinFault fault);

/// In which role somebody switches: the first of theirs that stands on the floor; nothing: in none,
/// or the account is disabled.
std::optional<domain::Role> pin_role(const ports::User& user);

}  // namespace labd::web
