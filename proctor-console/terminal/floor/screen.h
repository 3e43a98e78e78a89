// The real terminal under the full-screen floor: ncurses, and nothing else of the program knows it.
#pragma once

#include <optional>
#include <utility>

#include "proctor-console/terminal/floor/canvas.h"
#include "proctor-console/terminal/floor/keys.h"

namespace labd::console::floor {

/// Takes the terminal while it lives, and gives it back as it was.
class Terminal {
public:
    Terminal();
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// False when the terminal cannot be used; then nothing else may be called.
    bool is_usable() const { return is_usable_; }

    void show(const Canvas& canvas);

    void ring();

    /// The next key that was pressed; nothing when there is none now.
    std::optional<Key> take_key();

    /// Rows and columns.
    std::pair<std::size_t, std::size_t> size() const;

private:
    static std::optional<Key> key_of_character(unsigned code);

    bool is_usable_ = false;
};

}  // namespace labd::console::floor
