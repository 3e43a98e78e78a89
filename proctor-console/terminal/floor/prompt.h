// A line that is typed: moving in it, changing it, taking what is offered, lines from before.
#pragma once

#include <string>
#include <string_view>

#include "proctor-console/terminal/floor/keys.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// The longest line that can be typed, in bytes.
constexpr std::size_t line_bytes_max = 4096;

void set_line(Prompt& prompt, std::string line);

/// Keys that edit; Tab completes as far as all offers agree, else chooses the first; Up and Down
/// choose among the offers or, where there are none, among the lines from before.
void edit(Prompt& prompt, const Key& key);

/// Puts a word in the place of the one before the cursor.
void take_word(Prompt& prompt, std::string_view word);

/// Keeps the line for Up.
void remember(Prompt& prompt);

}  // namespace labd::console::floor
