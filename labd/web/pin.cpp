#include "labd/web/pin.h"

#include <algorithm>

#include "labd/web/access.h"

namespace labd::web {
namespace {

constexpr std::size_t digits_min = 6;
constexpr std::size_t digits_max = 12;
constexpr std::size_t period_max = 3;

/// 111111, 234567, 987654, 246802.
bool has_one_step(std::string_view pin) {
    const auto step = [&](std::size_t i) { return (pin[i] - pin[i - 1] + 10) % 10; };
    for (std::size_t i = 2; i < pin.size(); ++i) {
        if (step(i) != step(1)) {
            return false;
        }
    }
    return true;
}

/// 121212, 123123.
bool is_repeated(std::string_view pin, std::size_t period) {
    return pin.substr(period) == pin.substr(0, pin.size() - period);
}

}  // namespace

std::optional<PinFault> check_new_pin(std::string_view pin) {
    const bool is_digits =
        std::ranges::all_of(pin, [](char letter) { return letter >= '0' && letter <= '9'; });
    if (!is_digits || pin.size() < digits_min || pin.size() > digits_max) {
        return PinFault::form;
    }
    bool is_trivial = has_one_step(pin);
    for (std::size_t period = 2; period <= period_max; ++period) {
        is_trivial = is_trivial || is_repeated(pin, period);
    }
    return is_trivial ? std::optional(PinFault::trivial) : std::nullopt;
}

std::string_view message_key(PinFault fault) {
    return fault == PinFault::form ? "problem.pin_form" : "problem.pin_trivial";
}

std::optional<domain::Role> pin_role(const ports::User& user) {
    const auto role = std::ranges::find_if(
        user.roles, [](domain::Role one) { return may(one, Action::use_pin); });
    return user.disabled || role == user.roles.end() ? std::nullopt : std::optional(*role);
}

}  // namespace labd::web
