#include "proctor-console/terminal/width.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "labd/core/utf8.h"

namespace labd::console {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// East Asian Wide and Fullwidth of Unicode 15, with gaps of unassigned characters closed.
constexpr auto wide = std::to_array<Range>(
    {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
     {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
     {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
     {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},
     {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
     {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
     {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},
     {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
     {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
     {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
     {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
     {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18DFF}, {0x1AFF0, 0x1B2FF},
     {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
     {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
     {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
     {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D},
     {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596},
     {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC},
     {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC},
     {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF},
     {0x1FA70, 0x1FAFF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD}});

/// Combining marks of the scripts in use, joiners, variation selectors and isolates.
constexpr auto zero = std::to_array<Range>(
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},  {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
     {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A},  {0x064B, 0x065F}, {0x0670, 0x0670},
     {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8},  {0x06EA, 0x06ED}, {0x0900, 0x0902},
     {0x093A, 0x093A}, {0x093C, 0x093C}, {0x0941, 0x0948},  {0x094D, 0x094D}, {0x0E31, 0x0E31},
     {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1160, 0x11FF},  {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
     {0x200C, 0x200D}, {0x2066, 0x2069}, {0x20D0, 0x20F0},  {0x302A, 0x302D}, {0x3099, 0x309A},
     {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}});

/// Characters that move the cursor, reorder a line or cannot be seen.
constexpr auto harmful = std::to_array<Range>({{0x0000, 0x001F},
                                               {0x007F, 0x009F},
                                               {0x00AD, 0x00AD},
                                               {0x034F, 0x034F},
                                               {0x061C, 0x061C},
                                               {0x115F, 0x1160},
                                               {0x180B, 0x180F},
                                               {0x200B, 0x200B},
                                               {0x200E, 0x200F},
                                               {0x2028, 0x202E},
                                               {0x2060, 0x206F},
                                               {0x3164, 0x3164},
                                               {0xFEFF, 0xFEFF},
                                               {0xFFA0, 0xFFA0},
                                               {0xFFF0, 0xFFFB},
                                               {0xE0000, 0xE00FF}});

/// Letters that run from right to left.
constexpr auto right_to_left = std::to_array<Range>(
    {{0x0590, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFE}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}});

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, std::uint32_t point) {
    const auto* found = std::ranges::lower_bound(ranges, point, {}, &Range::last);
    return found != ranges.end() && found->first <= point;
}

constexpr char32_t invalid = 0xFFFD;
/// More marks than any language stacks on one letter would cover the lines around.
constexpr int marks_max = 4;

/// The first character of a text that is not empty; one byte of what is none.
Character decode(std::string_view text) {
    const Character first = first_character(text);
    return first.bytes > 0 ? first : Character{invalid, 1};
}

std::size_t columns_of(std::uint32_t point) {
    return is_in(zero, point) ? 0 : is_in(wide, point) ? 2 : 1;
}

std::string shown(std::string_view text) {
    std::string safe;
    bool isolate = false;
    int marks = 0;
    while (!text.empty()) {
        const Character next = decode(text);
        const bool mark = columns_of(next.code) == 0;
        marks = mark ? marks + 1 : 0;
        if (is_in(harmful, next.code)) {
            safe += fmt::format("<U+{:04X}>", std::uint32_t{next.code});
        } else if (next.code == invalid) {
            safe += "\xEF\xBF\xBD";
        } else if (marks <= marks_max) {
            safe += text.substr(0, next.bytes);
        }
        isolate = isolate || is_in(right_to_left, next.code);
        text.remove_prefix(next.bytes);
    }
    return isolate ? "\xE2\x81\xA8" + safe + "\xE2\x81\xA9" : safe;
}

}  // namespace

std::size_t width_of(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Character next = decode(text);
        columns += columns_of(next.code);
        text.remove_prefix(next.bytes);
    }
    return columns;
}

std::string harmless(std::string_view text) { return shown(text); }

std::string harmless_lines(std::string_view text) {
    std::string safe;
    while (true) {
        const std::size_t end = text.find('\n');
        safe += shown(text.substr(0, end));
        if (end == std::string_view::npos) {
            return safe;
        }
        safe += '\n';
        text.remove_prefix(end + 1);
    }
}

std::string padded(std::string_view text, std::size_t columns) {
    const std::size_t width = width_of(text);
    return std::string(text) + std::string(width < columns ? columns - width : 0, ' ');
}

std::string shortened(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) {
        return std::string(text);
    }
    std::string cut;
    std::size_t used = 0;
    bool isolated = false;
    while (!text.empty()) {
        const Character next = decode(text);
        if (used + columns_of(next.code) + 1 > columns) {
            break;
        }
        isolated = isolated || next.code == 0x2068;
        used += columns_of(next.code);
        cut += text.substr(0, next.bytes);
        text.remove_prefix(next.bytes);
    }
    return cut + (isolated ? "\xE2\x81\xA9~" : "~");
}

std::string harmless_json(std::string_view json) {
    std::string safe;
    while (!json.empty()) {
        const Character next = decode(json);
        // JSON text has no line breaks or tabs inside strings, so those that are there may stay.
        const bool layout = next.code == '\n' || next.code == '\t' || next.code == '\r';
        if (!layout && next.code > 0xFFFF && is_in(harmful, next.code)) {
            const std::uint32_t rest = next.code - 0x10000;
            safe +=
                fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
        } else if (!layout && is_in(harmful, next.code)) {
            safe += fmt::format("\\u{:04x}", std::uint32_t{next.code});
        } else {
            safe += json.substr(0, next.bytes);
        }
        json.remove_prefix(next.bytes);
    }
    return safe;
}

}  // namespace labd::console
