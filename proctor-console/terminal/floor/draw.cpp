#include "proctor-console/terminal/floor/draw.h"

#include <algorithm>

#include "proctor-console/terminal/floor/draw_parts.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/width.h"

namespace labd::console::floor {

namespace {

/// Beside a drawer the floor needs so much; on narrower screens the drawer covers it.
constexpr std::size_t floor_columns_beside = 64;
constexpr std::size_t columns_for_both = 120;

std::string mark_of_connection(const State& state, bool stale) {
    if (stale) {
        return state.texts.say("web.stale");
    }
    const std::int64_t error_ms = (state.clock.error().us + 999) / 1000;
    return state.texts.say("web.live", {{"error", std::to_string(error_ms)}});
}

/// A piece of the header and a blank; the column behind.
std::size_t put_tag(Canvas& canvas, std::size_t column, const std::string& text, Style style) {
    return text.empty() ? column : canvas.put(0, column, text, style) + 2;
}

std::size_t put_counts(const State& state, Canvas& canvas, std::size_t column) {
    const AlarmCounts counts = state.day ? count_alarms(state.day->alarms) : AlarmCounts();
    const auto put = [&](int priority, int count) {
        const Style style = count > 0 ? style_of_priority(priority) : Style::faint;
        column = canvas.put(0, column, "P" + std::to_string(priority) + ":" + std::to_string(count),
                            style) +
                 1;
    };
    put(1, counts.p1);
    put(2, counts.p2);
    put(3, counts.p3);
    return column + 1;
}

std::string kept_words(const State& state) {
    const std::vector<const Kept*> own = own_kept(state);
    const auto refused =
        std::ranges::count_if(own, [](const Kept* each) { return each->problem.has_value(); });
    if (own.empty()) {
        return {};
    }
    return refused > 0
               ? state.texts.say("web.refused_count", {{"count", std::to_string(refused)}})
               : state.texts.say("web.waiting_count", {{"count", std::to_string(own.size())}});
}

std::string stale_words(const State& state, Duration monotonic) {
    if (!state.heard || !state.clock.is_known()) {
        return state.texts.say("web.connecting");
    }
    const std::string at = wall_time(state, state.clock.now(*state.heard));
    const std::string length = format_clock(monotonic - *state.heard);
    return state.texts.say("web.stale_since", {{"at", at}}) + " " +
           state.texts.say("web.stale_for", {{"length", length}});
}

std::size_t put_banner(Canvas& canvas, std::size_t row, const std::string& text, Style style) {
    canvas.put(row, 1, text, style);
    canvas.reverse(row);
    return row + 1;
}

Canvas too_small(const State& state) {
    Canvas canvas(state.rows, state.columns);
    std::size_t row = 0;
    for (const std::string& line :
         wrapped(state.texts.say("floor.too_small", {{"columns", std::to_string(columns_min)},
                                                     {"rows", std::to_string(rows_min)}}),
                 state.columns)) {
        canvas.put(row++, 0, line, Style::strong);
    }
    return canvas;
}

std::vector<PaneLine> lines_of_screen(const State& state, Duration monotonic, std::size_t columns) {
    if (state.has_help) {
        return help_lines(state, columns);
    }
    switch (state.screen) {
        case Screen::alarms: return alarm_lines(state, monotonic, columns);
        case Screen::waiting: return waiting_lines(state, columns);
        case Screen::output: return output_lines(state, columns);
        case Screen::floor: break;
    }
    return drawer_lines(state, monotonic, columns);
}

void draw_body(const State& state, Duration monotonic, Area area, Canvas& canvas) {
    const bool shows_floor = state.screen == Screen::floor && !state.has_help;
    const bool has_drawer = shows_floor && state.has_drawer && current_sitting(state) != nullptr;
    Area pane = area;
    if (shows_floor && (!has_drawer || area.columns() >= columns_for_both)) {
        Area floor = area;
        if (has_drawer) {
            floor.right = floor_columns_beside;
            pane.left = floor_columns_beside + 1;
            for (std::size_t row = area.top; row < area.bottom; ++row) {
                canvas.put(row, floor_columns_beside - 1, "|", Style::faint);
            }
            --floor.right;
        }
        draw_floor(state, monotonic, floor, canvas);
    }
    if (!shows_floor || has_drawer) {
        const std::size_t top = has_drawer ? state.drawer_top : state.output.top;
        draw_pane(lines_of_screen(state, monotonic, pane.columns()),
                  state.screen == Screen::output || has_drawer ? top : 0, pane, canvas);
    }
}

}  // namespace

Style style_of(Status status) {
    switch (status) {
        case Status::critical: return Style::critical;
        case Status::warning: return Style::warning;
        case Status::waiting: return Style::waiting;
        case Status::normal: return Style::plain;
        case Status::ended: return Style::faint;
    }
    return Style::plain;
}

Style style_of_priority(int priority) {
    return priority == 1 ? Style::critical : priority == 2 ? Style::warning : Style::waiting;
}

std::size_t draw_header(const State& state, Duration monotonic, Canvas& canvas) {
    const bool stale = is_stale(state, monotonic);
    std::string site = state.site.empty() ? "labd" : state.site;
    for (char& each : site) {
        each = each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
    }
    std::size_t column = put_tag(canvas, 0, shortened(screen_text(site), 12), Style::strong);
    const std::string time = state.clock.is_known() ? wall_time(state, state.clock.now(monotonic))
                                                    : std::string("--:--:--");
    column = put_tag(canvas, column, time, Style::strong);
    column = put_tag(canvas, column, mark_of_connection(state, stale),
                     stale ? Style::critical : Style::good);
    column = put_counts(state, canvas, column);
    column = put_tag(canvas, column, kept_words(state), Style::warning);
    const std::string who = screen_text(state.user + " (" + state.texts.name("role", state.role) +
                                        ")  " + (state.day ? state.day->session : ""));
    const std::size_t width = width_of(who);
    if (column + width <= canvas.columns()) {
        canvas.put(0, canvas.columns() - width, who, Style::faint);
    }
    std::size_t row = 1;
    if (state.is_training) {
        const double rate = state.clock.rate();
        std::string speed = std::to_string(rate);
        speed.erase(speed.find_last_not_of('0') + 1);
        speed.erase(speed.find_last_not_of('.') + 1);
        row = put_banner(canvas, row, state.texts.say("web.training", {{"rate", speed}}),
                         Style::waiting);
    }
    if (stale) {
        row = put_banner(canvas, row, stale_words(state, monotonic), Style::critical);
    }
    return row;
}

void draw_pane(const std::vector<PaneLine>& lines, std::size_t top, const Area& area,
               Canvas& canvas) {
    const auto chosen = std::ranges::find(lines, true, &PaneLine::is_chosen);
    if (chosen != lines.end()) {
        const auto at = static_cast<std::size_t>(chosen - lines.begin());
        const std::size_t ahead = area.rows() / 2;
        top = at < area.rows() ? 0 : at - std::min(at, ahead);
    }
    const std::size_t most = lines.size() > area.rows() ? lines.size() - area.rows() : 0;
    top = std::min(top, most);
    for (std::size_t i = 0; i < area.rows() && top + i < lines.size(); ++i) {
        const PaneLine& line = lines[top + i];
        canvas.put(area.top + i, area.left, line.text, line.style, area.columns());
        if (line.is_chosen) {
            canvas.reverse(area.top + i);
        }
    }
    if (most > 0 && area.rows() > 0 && top < most && area.columns() > 6) {
        canvas.put(area.bottom - 1, area.right - 6, " --v--", Style::faint);
    }
}

Canvas draw(const State& state, Duration monotonic) {
    if (state.rows < rows_min || state.columns < columns_min) {
        return too_small(state);
    }
    Canvas canvas(state.rows, state.columns);
    const std::size_t body = draw_header(state, monotonic, canvas);
    const std::size_t bottom = draw_bottom(state, monotonic, canvas);
    draw_body(state, monotonic, {body, std::max(bottom, body), 0, state.columns}, canvas);
    if (is_stale(state, monotonic)) {
        canvas.fade(body, bottom);
    }
    return canvas;
}

}  // namespace labd::console::floor
