// The version of this build.
#pragma once

#include <string_view>

namespace labd::app {

inline constexpr std::string_view version = "0.1.0";

}  // namespace labd::app
