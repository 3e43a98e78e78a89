// The floor: a line for each seat.
#include <algorithm>

#include "proctor-console/terminal/floor/alarm_rows.h"
#include "proctor-console/terminal/floor/draw_parts.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/width.h"

namespace labd::console::floor {

namespace {

/// A break as long as this needs a reason (BRK-2).
constexpr Duration break_limit = minutes(10);

/// Where each column of the floor begins and how wide it is; 0 where there is no room.
struct Columns {
    std::size_t seat = 5;
    std::size_t name = 12;
    std::size_t state = 13;
    std::size_t ends = 8;
    std::size_t left = 7;
    std::size_t clock = 17;
    std::size_t recording = 0;
    std::size_t alarm = 2;
};

Columns columns_for(std::size_t columns, std::size_t seat) {
    Columns found;
    found.seat = std::clamp<std::size_t>(seat, 4, 10);
    constexpr std::size_t mark = 3;
    const auto used = [&] {
        return mark + found.seat + found.name + found.state + found.ends + found.left +
               found.clock + (found.recording > 0 ? found.recording + 1 : 0) + 6;
    };
    if (columns >= 78) {
        found.recording = 4;
    }
    if (columns >= 110) {
        found.recording = 9;
        found.name = 22;
        found.state = 16;
        found.clock = 22;
    }
    if (columns >= 160) {
        found.name = 30;
    }
    if (used() > columns) {
        found.ends = 0;
    }
    if (used() > columns) {
        found.clock = 15;
        found.state = 11;
    }
    found.alarm = columns > used() ? columns - used() : 0;
    return found;
}

bool is_over_break(const Sitting& sitting, Instant now) {
    const std::optional<Instant> since =
        sitting.pause ? parse_instant(sitting.pause->since) : std::nullopt;
    return since && !sitting.pause->justified && now - *since > break_limit;
}

std::string_view mark_of(Status status, bool stale) {
    if (stale) {
        return "?";
    }
    switch (status) {
        case Status::critical: return "##";
        case Status::warning: return "^";
        case Status::waiting: return "o";
        case Status::normal: return "-";
        case Status::ended: return ".";
    }
    return "?";
}

std::string recording_words(const State& state, const Sitting& sitting, std::size_t columns) {
    const auto found = state.footage.find(sitting.seat);
    if (found == state.footage.end()) {
        return {};
    }
    if (columns >= 9) {
        return state.texts.name("footage", found->second);
    }
    return found->second == "recorded"   ? "rec"
           : found->second == "gap"      ? "GAP"
           : found->second == "degraded" ? "BAD"
                                         : "?";
}

Style recording_style(const State& state, const Sitting& sitting) {
    const auto found = state.footage.find(sitting.seat);
    if (found == state.footage.end() || sitting.has_ended()) {
        return Style::faint;
    }
    return found->second == "recorded"                             ? Style::good
           : found->second == "gap" || found->second == "degraded" ? Style::critical
                                                                   : Style::waiting;
}

/// The most urgent alarm, or what else somebody has to do here.
std::string need_words(const State& state, const Sitting& sitting, std::size_t columns) {
    const std::vector<Alarm> open = open_alarms(sitting.alarms);
    std::string words;
    if (!open.empty()) {
        words = "P" + std::to_string(open.front().priority);
        words += open.front().acknowledged_by ? "+ " : " ";
        const std::string more =
            open.size() > 1 ? " +" + std::to_string(open.size() - 1) : std::string();
        if (columns > 12 + more.size()) {
            words += shortened(screen_text(alarm_words(state, open.front())),
                               columns - width_of(words) - more.size());
        }
        return words + more;
    }
    const auto waiting = std::ranges::count_if(
        own_kept(state), [&](const Kept* each) { return each->sitting == sitting.sitting; });
    if (waiting > 0) {
        return state.texts.say("web.waiting_here", {{"count", std::to_string(waiting)}});
    }
    if (sitting.phase == "arrived" && !sitting.missing.empty()) {
        words = state.texts.say("web.checkin_open",
                                {{"count", std::to_string(sitting.missing.size())}});
        for (const std::string& step : sitting.missing) {
            words += " " + state.texts.name("checkin_step", step);
        }
    }
    return words;
}

/// What all rows of one picture have in common.
struct Picture {
    const State& state;
    Instant now;
    bool stale = false;
    Columns columns;
    std::size_t right = 0;
};

/// The clock that matters most now. It stays whole; its name may be cut.
std::string clock_words(const std::vector<ClockWords>& clocks, std::size_t columns) {
    if (clocks.empty() || clocks.front().is_end) {
        return {};
    }
    const ClockWords& first = clocks.front();
    const std::size_t room = columns - std::min(columns, first.length.size() + 1);
    return shortened(screen_text(first.label), room) + " " + first.length;
}

void draw_row(const Picture& picture, const Sitting& sitting, std::size_t row, Canvas& canvas) {
    const auto& [state, now, stale, columns, right] = picture;
    Status status = status_of(sitting);
    if (is_over_break(sitting, now) && status == Status::waiting) {
        status = Status::warning;
    }
    const Style style = style_of(status);
    const std::vector<ClockWords> clocks = clocks_of(state, sitting, now);
    const Style quiet = sitting.has_ended() ? Style::faint : Style::plain;
    canvas.put(row, 0, mark_of(status, stale), style);
    std::size_t column = 3;
    const auto field = [&, end = right](const std::string& text, std::size_t width, Style with) {
        if (width > 0 && column + width <= end) {
            canvas.put_field(row, column, text, width, with);
            column += width + 1;
        }
    };
    field(sitting.seat.empty() ? "-" : sitting.seat, columns.seat, Style::strong);
    field(name_of(state.texts, sitting), columns.name, quiet);
    field(state_word(state.texts, sitting), columns.state, style);
    const bool ended = sitting.has_ended();
    field(clock_text(ended ? sitting.ended_at : sitting.ends_at), columns.ends, quiet);
    const bool began = state.day && parse_instant(state.day->starts_at).value_or(now) <= now;
    field(ended || !began ? "" : left_until(sitting.ends_at, now), columns.left, quiet);
    field(clock_words(clocks, columns.clock), columns.clock, style);
    field(recording_words(state, sitting, columns.recording), columns.recording,
          recording_style(state, sitting));
    if (columns.alarm > 1 && column < right) {
        canvas.put(row, column, need_words(state, sitting, std::min(columns.alarm, right - column)),
                   style, right - column);
    }
}

void draw_heading(const State& state, const Columns& columns, std::size_t row, std::size_t right,
                  Canvas& canvas) {
    std::size_t column = 3;
    const auto field = [&](const std::string& text, std::size_t width) {
        if (width > 0 && column + width <= right) {
            canvas.put_field(row, column, text, width, Style::faint);
            column += width + 1;
        }
    };
    const Texts& texts = state.texts;
    field(texts.say("cli.column.seat"), columns.seat);
    field(texts.say("cli.column.name"), columns.name);
    field(texts.say("cli.column.phase"), columns.state);
    field(texts.say("cli.column.ends"), columns.ends);
    field(texts.say("cli.column.left"), columns.left);
    field(texts.say("cli.column.clock"), columns.clock);
    field(texts.say("floor.column.recording"), columns.recording);
    if (column < right) {
        canvas.put(row, column, texts.say("cli.column.alarms"), Style::faint, right - column);
    }
}

}  // namespace

std::vector<ClockWords> clocks_of(const State& state, const Sitting& sitting, Instant now) {
    std::vector<ClockWords> clocks;
    const Texts& texts = state.texts;
    if (sitting.has_ended()) {
        if (sitting.lost_s > 0) {
            clocks.push_back(
                {texts.say("web.clock.given_back"), "", "+" + length_text(sitting.lost_s), false});
        }
        return clocks;
    }
    if (sitting.pause) {
        clocks.push_back({texts.say("web.clock.break"), clock_text(sitting.pause->since),
                          passed_since(sitting.pause->since, now), false});
    }
    const std::string starts = state.day ? state.day->starts_at : "";
    const std::optional<Instant> start = parse_instant(starts);
    const bool began = start && *start <= now;
    if (sitting.module) {
        const bool runs = !sitting.module->limit_at.empty();
        clocks.push_back({module_name(texts, sitting.module->id),
                          clock_text(sitting.module->limit_at),
                          runs ? left_until(sitting.module->limit_at, now)
                               : length_text(sitting.module->remaining_s),
                          false});
    }
    if (sitting.phase == "booked" && began && state.day && !state.day->late_limit_at.empty()) {
        clocks.push_back({texts.say("web.clock.arrives_by"), clock_text(state.day->late_limit_at),
                          left_until(state.day->late_limit_at, now), false});
    }
    if (start && !began) {
        clocks.push_back(
            {texts.say("web.clock.starts"), clock_text(starts), left_until(starts, now), false});
    }
    if (!sitting.ends_at.empty() && began) {
        clocks.push_back({texts.say("web.clock.ends"), clock_text(sitting.ends_at),
                          left_until(sitting.ends_at, now), true});
    }
    if (sitting.lost_s > 0) {
        clocks.push_back(
            {texts.say("web.clock.given_back"), "", "+" + length_text(sitting.lost_s), false});
    }
    return clocks;
}

namespace {

/// Alarms that belong to no seat stand above the seats; what is left of the area.
Area draw_site_alarms(const State& state, Area area, Canvas& canvas) {
    constexpr std::size_t lines_max = 2;
    const std::vector<Alarm> alarms = alarms_of_no_seat(*state.day);
    for (std::size_t i = 0; i < std::min(alarms.size(), lines_max); ++i) {
        const bool is_last = i + 1 == lines_max && alarms.size() > lines_max;
        const std::string more =
            is_last ? "  +" + std::to_string(alarms.size() - lines_max) + " (g a)" : "";
        const std::string line = "P" + std::to_string(alarms[i].priority) +
                                 (alarms[i].acknowledged_by ? "+ " : " ") +
                                 alarm_words(state, alarms[i]);
        const std::size_t room = area.columns() - std::min(area.columns(), more.size());
        const std::size_t end =
            canvas.put(area.top, area.left, line, style_of_priority(alarms[i].priority), room);
        canvas.put(area.top, end, more, Style::strong, area.right - std::min(area.right, end));
        ++area.top;
    }
    return area;
}

void draw_rows(const State& state, Duration monotonic, const Area& area, Canvas& canvas) {
    const std::vector<const Sitting*> shown = shown_sittings(state);
    std::size_t seat = 4;
    for (const Sitting* each : shown) {
        seat = std::max(seat, width_of(screen_text(each->seat)));
    }
    const Columns columns = columns_for(area.columns(), seat);
    draw_heading(state, columns, area.top, area.right, canvas);
    const std::size_t rows = area.rows() > 1 ? area.rows() - 1 : 0;
    const Sitting* current = current_sitting(state);
    const auto at = static_cast<std::size_t>(std::ranges::find(shown, current) - shown.begin());
    const std::size_t top = at < rows ? 0 : at + 1 - rows;
    const Picture picture{state, state.clock.now(monotonic), is_stale(state, monotonic), columns,
                          area.right};
    if (shown.empty()) {
        canvas.put(area.top + 1, 1, state.texts.say("web.nobody"), Style::faint);
    }
    for (std::size_t i = 0; i < rows && top + i < shown.size(); ++i) {
        const std::size_t row = area.top + 1 + i;
        draw_row(picture, *shown[top + i], row, canvas);
        if (shown[top + i] == current) {
            canvas.reverse(row, area.left, area.right);
        }
    }
    const std::size_t below = shown.size() - std::min(shown.size(), top + rows);
    if (below > 0 && area.columns() > 12) {
        const std::string more = " +" + std::to_string(below) + " v";
        canvas.put(area.top, area.right - more.size(), more, Style::strong);
    }
}

}  // namespace

void draw_floor(const State& state, Duration monotonic, const Area& area, Canvas& canvas) {
    if (!state.day) {
        const std::string why =
            state.problem.empty() ? state.texts.say("web.loading") : state.problem;
        std::size_t row = area.top + 1;
        for (const std::string& line : wrapped(why, area.columns() - 2)) {
            canvas.put(row++, 1, line);
        }
        return;
    }
    draw_rows(state, monotonic, draw_site_alarms(state, area, canvas), canvas);
}

}  // namespace labd::console::floor
