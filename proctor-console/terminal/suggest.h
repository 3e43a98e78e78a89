// "Did you mean": the nearest of the words that would have been right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace labd::console {

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known words that are near enough, the nearest first, three at most.
std::vector<std::string> suggestions(std::string_view word, const std::vector<std::string>& known);

}  // namespace labd::console
