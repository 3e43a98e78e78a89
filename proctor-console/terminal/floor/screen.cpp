#include "proctor-console/terminal/floor/screen.h"

#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <langinfo.h>

#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <string_view>

namespace labd::console::floor {

namespace {

constexpr int escape_delay_ms = 25;

/// Without UTF-8 names in other scripts would vanish: any locale that has it is better.
void choose_locale() {
    // NOLINTBEGIN(concurrency-mt-unsafe): before there are other threads.
    if (std::setlocale(LC_ALL, "") == nullptr ||
        std::string_view(::nl_langinfo(CODESET)) != "UTF-8") {
        std::setlocale(LC_CTYPE, "C.UTF-8");
    }
    // NOLINTEND(concurrency-mt-unsafe)
}

enum Pair : short { red = 1, yellow, blue, green };

attr_t attribute_of(Style style) {
    const bool coloured = ::has_colors();
    switch (style) {
        case Style::plain: return A_NORMAL;
        case Style::faint: return A_DIM;
        case Style::strong: return A_BOLD;
        case Style::critical:
            return A_BOLD | (coloured ? static_cast<attr_t>(COLOR_PAIR(red)) : A_STANDOUT);
        case Style::warning: return coloured ? static_cast<attr_t>(COLOR_PAIR(yellow)) : A_BOLD;
        case Style::waiting: return coloured ? static_cast<attr_t>(COLOR_PAIR(blue)) : A_NORMAL;
        case Style::good: return coloured ? static_cast<attr_t>(COLOR_PAIR(green)) : A_NORMAL;
    }
    return A_NORMAL;
}

void start_colours() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables.
    const char* without = std::getenv("NO_COLOR");
    if (!::has_colors() || (without != nullptr && *without != '\0')) {
        return;
    }
    ::start_color();
    ::use_default_colors();
    ::init_pair(red, COLOR_RED, -1);
    ::init_pair(yellow, COLOR_YELLOW, -1);
    ::init_pair(blue, COLOR_CYAN, -1);
    ::init_pair(green, COLOR_GREEN, -1);
}

std::optional<Key> named_key(wint_t key) {
    switch (key) {
        case KEY_UP: return Key{Key::Code::up, ""};
        case KEY_DOWN: return Key{Key::Code::down, ""};
        case KEY_LEFT: return Key{Key::Code::left, ""};
        case KEY_RIGHT: return Key{Key::Code::right, ""};
        case KEY_HOME: return Key{Key::Code::home, ""};
        case KEY_END: return Key{Key::Code::end, ""};
        case KEY_PPAGE: return Key{Key::Code::page_up, ""};
        case KEY_NPAGE: return Key{Key::Code::page_down, ""};
        case KEY_BACKSPACE: return Key{Key::Code::backspace, ""};
        case KEY_DC: return Key{Key::Code::remove, ""};
        case KEY_ENTER: return Key{Key::Code::enter, ""};
        default: return std::nullopt;
    }
}

std::string utf8(std::uint32_t code) {
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    if (code < 0x80) {
        return {byte(code)};
    }
    if (code < 0x800) {
        return {byte(0xC0U | (code >> 6U)), byte(0x80U | (code & 0x3FU))};
    }
    if (code < 0x10000) {
        return {byte(0xE0U | (code >> 12U)), byte(0x80U | ((code >> 6U) & 0x3FU)),
                byte(0x80U | (code & 0x3FU))};
    }
    return {byte(0xF0U | (code >> 18U)), byte(0x80U | ((code >> 12U) & 0x3FU)),
            byte(0x80U | ((code >> 6U) & 0x3FU)), byte(0x80U | (code & 0x3FU))};
}

}  // namespace

Terminal::Terminal() {
    choose_locale();
    // newterm says that it failed; initscr would end the program.
    is_usable_ = ::newterm(nullptr, stdout, stdin) != nullptr;
    if (!is_usable_) {
        return;
    }
    ::set_escdelay(escape_delay_ms);
    ::cbreak();
    ::noecho();
    ::nonl();
    ::keypad(::stdscr, TRUE);
    ::nodelay(::stdscr, TRUE);
    start_colours();
}

Terminal::~Terminal() {
    if (is_usable_) {
        ::endwin();
    }
}

std::pair<std::size_t, std::size_t> Terminal::size() const {
    return {static_cast<std::size_t>(std::max(::getmaxy(::stdscr), 1)),
            static_cast<std::size_t>(std::max(::getmaxx(::stdscr), 1))};
}

void Terminal::show(const Canvas& canvas) {
    ::werase(::stdscr);
    const auto [rows, columns] = size();
    for (std::size_t row = 0; row < std::min(rows, canvas.rows()); ++row) {
        for (std::size_t column = 0; column < std::min(columns, canvas.columns()); ++column) {
            const CanvasCell& cell = canvas.at(row, column);
            const bool is_blank = cell.text == " " && !cell.reversed;
            if (cell.text.empty() || is_blank) {
                continue;
            }
            ::wattrset(::stdscr, static_cast<int>(attribute_of(cell.style) |
                                                  (cell.reversed ? A_REVERSE : A_NORMAL)));
            // Each character at its own place, so that a terminal that thinks otherwise about one's
            // width does not move the others.
            ::mvwaddnstr(::stdscr, static_cast<int>(row), static_cast<int>(column),
                         cell.text.c_str(), static_cast<int>(cell.text.size()));
        }
    }
    ::wattrset(::stdscr, A_NORMAL);
    const bool has_cursor = canvas.cursor.row < rows && canvas.cursor.column < columns;
    ::curs_set(has_cursor ? 1 : 0);
    if (has_cursor) {
        ::wmove(::stdscr, static_cast<int>(canvas.cursor.row),
                static_cast<int>(canvas.cursor.column));
    }
    ::wrefresh(::stdscr);
}

void Terminal::ring() { ::beep(); }

std::optional<Key> Terminal::key_of_character(unsigned code) {
    constexpr unsigned control_k = 0x0B;
    constexpr unsigned control_u = 0x15;
    constexpr unsigned control_l = 0x0C;
    switch (code) {
        case '\r':
        case '\n': return Key{Key::Code::enter, ""};
        case '\t': return Key{Key::Code::tab, ""};
        case 0x1B: return Key{Key::Code::escape, ""};
        case 0x08:
        case 0x7F: return Key{Key::Code::backspace, ""};
        case control_k: return Key{Key::Code::palette, ""};
        case control_u: return Key{Key::Code::clear, ""};
        case control_l: ::clearok(::stdscr, TRUE); return std::nullopt;
        default: break;
    }
    return code < ' ' ? std::nullopt : std::optional(Key{Key::Code::character, utf8(code)});
}

std::optional<Key> Terminal::take_key() {
    while (true) {
        wint_t code = 0;
        const int kind = ::wget_wch(::stdscr, &code);
        if (kind == ERR) {
            return std::nullopt;
        }
        // What has no meaning here is left out.
        std::optional<Key> key = kind == KEY_CODE_YES ? named_key(code) : key_of_character(code);
        if (key) {
            return key;
        }
    }
}

}  // namespace labd::console::floor
