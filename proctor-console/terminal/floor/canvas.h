// What a screen shows, as lines of cells: drawn by pure functions, looked at by tests, and put on a
// real terminal by screen.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace labd::console::floor {

enum class Style : std::uint8_t {
    plain,
    /// Of little weight, or no longer known to be true.
    faint,
    strong,
    /// Somebody is needed at once.
    critical,
    /// Somebody is needed soon.
    warning,
    waiting,
    good
};

struct CanvasCell {
    /// One character with its combining marks; empty in the right half of a wide one.
    std::string text = " ";
    Style style = Style::plain;
    bool reversed = false;
};

/// A stranger's or a catalogue's text as it can stand on any terminal: harmless, without what joins
/// or reorders characters, and with ASCII for the marks that some terminals draw one and others two
/// columns wide.
std::string screen_text(std::string_view text);

/// Lines of at most so many columns, broken at blanks where there are some.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

class Canvas {
public:
    Canvas(std::size_t rows, std::size_t columns);

    std::size_t rows() const { return cells_.size(); }

    std::size_t columns() const { return columns_; }

    /// Writes `text` from a column on and returns the column behind it. What is longer than
    /// `columns_max` or the line is cut, with `~` as its last. Outside the canvas nothing is
    /// written.
    std::size_t put(std::size_t row, std::size_t column, std::string_view text,
                    Style style = Style::plain, std::size_t columns_max = SIZE_MAX);

    /// The same, blank up to the end of the field.
    std::size_t put_field(std::size_t row, std::size_t column, std::string_view text,
                          std::size_t columns, Style style = Style::plain);

    /// A line, or a part of it, in reverse.
    void reverse(std::size_t row, std::size_t from = 0, std::size_t to = SIZE_MAX);
    /// Takes weight and colour from lines.
    void fade(std::size_t from_row, std::size_t to_row);
    /// Blanks lines.
    void clear(std::size_t from_row, std::size_t to_row);

    const CanvasCell& at(std::size_t row, std::size_t column) const { return cells_[row][column]; }

    /// What stands on a line, without trailing blanks.
    std::string text(std::size_t row) const;

    /// Where the terminal's cursor stands; not shown when `row` is past the canvas.
    struct Cursor {
        std::size_t row = SIZE_MAX;
        std::size_t column = 0;
    };

    Cursor cursor;

private:
    void set(std::size_t row, std::size_t column, std::string text, Style style);

    std::size_t columns_;
    std::vector<std::vector<CanvasCell>> cells_;
};

}  // namespace labd::console::floor
