// A command line as it is typed: split into words as a shell does it, and put together from them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace labd::console::floor {

/// Words are separated by blanks; `'…'` and `"…"` hold words with blanks, and `\` takes the next
/// character as it is, but for between `'`. Nothing when a quote is left open.
std::optional<std::vector<std::string>> split_line(std::string_view line);

/// The words before the one that is being typed at the end, and that one as far as it goes.
struct TypedWords {
    std::vector<std::string> before;
    std::string last;
    /// Where the last begins.
    std::size_t last_at = 0;
};

TypedWords typed_words(std::string_view line);

/// As one word for `split_line`.
std::string quoted_word(std::string_view word);

}  // namespace labd::console::floor
