// Names that people use as the ids that labd wants: a seat for the sitting there, a seat for its
// break, the beginning of an alarm's key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/grammar.h"

namespace labd::console {

/// What `word` means as that member of an entry of `type`; a word that is no such name stands for
/// itself. Nothing after an error, which was told.
std::optional<std::string> resolve_name(Console& console, std::string_view type,
                                        const Argument& argument, const std::string& word);

}  // namespace labd::console
