// One example of each command, for its help; the tests run them all.
#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace labd::console {

/// A command's key and the words after `proctor-console`.
using Example = std::pair<std::string_view, std::string_view>;

std::span<const Example> examples();

/// Empty when there is none.
std::string_view example_of(std::string_view key);

}  // namespace labd::console
