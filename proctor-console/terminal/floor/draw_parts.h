// The parts of the screen; for draw.cpp alone.
#pragma once

#include <string>
#include <vector>

#include "proctor-console/terminal/floor/canvas.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// A line of a pane, not yet cut to its width.
struct PaneLine {
    std::string text;
    Style style = Style::plain;
    bool is_chosen = false;
};

/// A part of the screen: rows `[top, bottom)`, columns `[left, right)`.
struct Area {
    std::size_t top = 0;
    std::size_t bottom = 0;
    std::size_t left = 0;
    std::size_t right = 0;

    std::size_t rows() const { return bottom > top ? bottom - top : 0; }

    std::size_t columns() const { return right > left ? right - left : 0; }
};

Style style_of(Status status);
Style style_of_priority(int priority);

/// Official time, connection, alarms, who; and the banners. Returns the first row below.
std::size_t draw_header(const State& state, Duration monotonic, Canvas& canvas);

/// A line for each seat. Blanks where it does not fit.
void draw_floor(const State& state, Duration monotonic, const Area& area, Canvas& canvas);

/// Lines in an area, from line `top` on; the chosen one is kept in sight.
void draw_pane(const std::vector<PaneLine>& lines, std::size_t top, const Area& area,
               Canvas& canvas);

std::vector<PaneLine> drawer_lines(const State& state, Duration monotonic, std::size_t columns);
std::vector<PaneLine> alarm_lines(const State& state, Duration monotonic, std::size_t columns);
std::vector<PaneLine> waiting_lines(const State& state, std::size_t columns);
std::vector<PaneLine> output_lines(const State& state, std::size_t columns);
std::vector<PaneLine> help_lines(const State& state, std::size_t columns);

/// What is said and asked at the bottom; returns its first row.
std::size_t draw_bottom(const State& state, Duration monotonic, Canvas& canvas);

/// The clocks of a sitting that matter now, the most pressing first: what, and how long.
struct ClockWords {
    std::string label;
    std::string wall;
    std::string length;
    /// It is the exam's end, which has columns of its own.
    bool is_end = false;
};

std::vector<ClockWords> clocks_of(const State& state, const Sitting& sitting, Instant now);

}  // namespace labd::console::floor
