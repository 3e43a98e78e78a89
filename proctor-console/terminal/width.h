// Text on a terminal: how many columns it takes, and how to show what strangers wrote without
// letting it move the cursor, hide or reorder anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace labd::console {

/// Columns on a terminal: East Asian wide characters take two, combining ones none (UAX #11).
/// Independent of the locale. `text` is harmless text.
std::size_t width_of(std::string_view text);

/// Control, bidirectional and invisible characters as `<U+202E>`, invalid UTF-8 as U+FFFD; a text
/// with letters that run from right to left is isolated, so that it cannot reorder its line.
std::string harmless(std::string_view text);

/// As `harmless`, keeping line breaks: for whole messages.
std::string harmless_lines(std::string_view text);

/// Filled with spaces on the right; longer text stays whole.
std::string padded(std::string_view text, std::size_t columns);

/// Cut to at most so many columns, with `~` as its last when something was cut off.
std::string shortened(std::string_view text, std::size_t columns);

/// The same JSON text with harmful characters as `\u` escapes.
std::string harmless_json(std::string_view json);

}  // namespace labd::console
