// One example of each command, for its help; the tests run them all.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace labd::console {

/// Pairs of a command's key and the words after `proctor-console`.
const std::vector<std::pair<std::string_view, std::string_view>>& examples();

/// Empty when there is none.
std::string_view example_of(std::string_view key);

}  // namespace labd::console
