// Parameters by their names in the rulebook, as text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "labd/domain/policy.h"

namespace labd::domain {

/// What is wrong with a parameter given as text.
enum class ParameterFault : std::uint8_t { unknown_name, bad_value };

/// Sets one parameter. Durations as `15m`, lists separated by commas.
std::optional<ParameterFault> set_parameter(Parameters& parameters, std::string_view name,
                                            std::string_view value);

/// Every parameter by its name, as `set_parameter` reads it.
std::map<std::string, std::string> all_parameters(const Parameters& parameters);

}  // namespace labd::domain
