#include "proctor-console/terminal/floor/canvas.h"

#include <algorithm>
#include <array>
#include <utility>

#include "labd/core/utf8.h"
#include "proctor-console/terminal/width.h"

namespace labd::console::floor {

namespace {

/// Of ambiguous width (UAX #11): one column on most terminals, two on East Asian ones.
constexpr auto plainer = std::to_array<std::pair<char32_t, std::string_view>>({
    {0x00B1, "+-"}, {0x00B7, "."}, {0x00D7, "x"},   {0x2010, "-"},  {0x2013, "-"},
    {0x2014, "-"},  {0x2015, "-"}, {0x2018, "'"},   {0x2019, "'"},  {0x201C, "\""},
    {0x201D, "\""}, {0x2022, "*"}, {0x2026, "..."}, {0x2190, "<-"}, {0x2192, "->"},
    {0x25A0, "#"},  {0x25B2, "^"}, {0x25C6, "*"},   {0x25CB, "o"},  {0x25CF, "*"},
});

constexpr char32_t flag_a = 0x1F1E6;
constexpr char32_t flag_z = 0x1F1FF;

/// Joiners, isolates, variation selectors, skin tones: each terminal does with them what it likes.
bool joins(char32_t code) {
    return (code >= 0x200B && code <= 0x200F) || (code >= 0x2060 && code <= 0x206F) ||
           (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0x1F3FB && code <= 0x1F3FF) ||
           code >= 0xE0000;
}

struct Next {
    std::string_view text;
    char32_t code = 0;
};

Next take(std::string_view& text) {
    const Character first = first_character(text);
    const std::size_t bytes = std::max<std::size_t>(first.bytes, 1);
    const Next next{text.substr(0, bytes), first.bytes == 0 ? U'?' : first.code};
    text.remove_prefix(bytes);
    return next;
}

/// Punctuation that no line of Japanese begins with (JIS X 4051), and what none ends with.
constexpr std::u32string_view never_first = U"、。，．・：；？！）」』】〉》〕］｝ー～〜";
constexpr std::u32string_view never_last = U"（「『【〈《〔［｛";

/// Whether a line may end between these two.
bool may_break(char32_t last, std::size_t last_width, char32_t next, std::size_t next_width) {
    if (last == U' ') {
        return true;
    }
    const bool is_between_wide = last_width == 2 || next_width == 2;
    return is_between_wide && never_first.find(next) == std::u32string_view::npos &&
           never_last.find(last) == std::u32string_view::npos;
}

/// Where a line of so many columns ends: at the last place where it may, or where it is full.
std::size_t break_at(std::string_view text, std::size_t columns) {
    std::size_t used = 0;
    std::size_t best = 0;
    char32_t last = 0;
    std::size_t last_width = 0;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t here = text.size() - rest.size();
        const Next next = take(rest);
        const std::size_t width = width_of(next.text);
        if (width > 0 && here > 0 && may_break(last, last_width, next.code, width)) {
            best = here;
        }
        used += width;
        if (used > columns) {
            const std::size_t full = std::max(here, next.text.size());
            return next.code == U' ' ? here : best > 0 ? best : full;
        }
        if (width > 0) {
            last = next.code;
            last_width = width;
        }
    }
    return text.size();
}

}  // namespace

std::string screen_text(std::string_view text) {
    const std::string safe = harmless(text);
    std::string shown;
    std::string_view rest = safe;
    while (!rest.empty()) {
        const Next next = take(rest);
        const auto* const other =
            std::ranges::find(plainer, next.code, &decltype(plainer)::value_type::first);
        if (other != plainer.end()) {
            shown += other->second;
        } else if (next.code >= flag_a && next.code <= flag_z) {
            shown += static_cast<char>('A' + (next.code - flag_a));
        } else if (!joins(next.code)) {
            shown += next.text;
        }
    }
    return shown;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
    std::vector<std::string> lines;
    const std::string shown = screen_text(text);
    std::string_view rest = shown;
    while (!rest.empty()) {
        const std::size_t end = break_at(rest, std::max<std::size_t>(columns, 2));
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end);
        while (!line.empty() && line.back() == ' ') {
            line.remove_suffix(1);
        }
        while (!rest.empty() && rest.front() == ' ') {
            rest.remove_prefix(1);
        }
        lines.emplace_back(line);
    }
    if (lines.empty()) {
        lines.emplace_back();
    }
    return lines;
}

Canvas::Canvas(std::size_t rows, std::size_t columns)
    : columns_(columns), cells_(rows, std::vector<CanvasCell>(columns)) {}

void Canvas::set(std::size_t row, std::size_t column, std::string text, Style style) {
    std::vector<CanvasCell>& line = cells_[row];
    // A wide character that loses one half is gone.
    if (line[column].text.empty() && column > 0) {
        line[column - 1].text = " ";
    }
    if (column + 1 < columns_ && line[column + 1].text.empty()) {
        line[column + 1].text = " ";
    }
    line[column].text = std::move(text);
    line[column].style = style;
}

std::size_t Canvas::put(std::size_t row, std::size_t column, std::string_view text, Style style,
                        std::size_t columns_max) {
    if (row >= rows() || column >= columns_) {
        return column;
    }
    const std::string shown =
        shortened(screen_text(text), std::min(columns_max, columns_ - column));
    std::string_view rest = shown;
    std::size_t last = column;
    while (!rest.empty()) {
        const Next next = take(rest);
        const std::size_t width = width_of(next.text);
        if (width == 0) {
            if (column > last) {
                cells_[row][last].text += next.text;
            }
            continue;
        }
        if (column + width > columns_) {
            break;
        }
        last = column;
        set(row, column, std::string(next.text), style);
        if (width == 2) {
            set(row, column + 1, "", style);
            cells_[row][column].text = next.text;
        }
        column += width;
    }
    return column;
}

std::size_t Canvas::put_field(std::size_t row, std::size_t column, std::string_view text,
                              std::size_t columns, Style style) {
    const std::size_t end = put(row, column, text, style, columns);
    for (std::size_t blank = end; blank < column + columns && blank < columns_ && row < rows();
         ++blank) {
        set(row, blank, " ", style);
    }
    return std::min(column + columns, columns_);
}

void Canvas::reverse(std::size_t row, std::size_t from, std::size_t to) {
    for (std::size_t column = from; row < rows() && column < std::min(to, columns_); ++column) {
        cells_[row][column].reversed = true;
    }
}

void Canvas::fade(std::size_t from_row, std::size_t to_row) {
    for (std::size_t row = from_row; row < std::min(to_row, rows()); ++row) {
        for (CanvasCell& cell : cells_[row]) {
            cell.style = Style::faint;
        }
    }
}

void Canvas::clear(std::size_t from_row, std::size_t to_row) {
    for (std::size_t row = from_row; row < std::min(to_row, rows()); ++row) {
        cells_[row].assign(columns_, CanvasCell());
    }
}

std::string Canvas::text(std::size_t row) const {
    std::string text;
    for (const CanvasCell& cell : cells_[row]) {
        text += cell.text;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

}  // namespace labd::console::floor
