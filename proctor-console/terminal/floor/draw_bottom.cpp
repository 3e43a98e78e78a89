// The bottom of the screen: what was done, what is asked, what is typed.
#include <algorithm>

#include "proctor-console/terminal/floor/draw_parts.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/width.h"

namespace labd::console::floor {

namespace {

constexpr std::size_t offers_max = 8;

struct BottomLine {
    std::string text;
    Style style = Style::plain;
    bool is_reversed = false;
};

void add_wrapped(std::vector<BottomLine>& lines, std::string_view text, Style style,
                 std::size_t columns) {
    for (std::string& line : wrapped(text, columns - 1)) {
        lines.push_back({std::move(line), style, false});
    }
}

void add_offers(const State& state, std::vector<BottomLine>& lines) {
    const Prompt& prompt = state.prompt;
    const std::size_t chosen = prompt.chosen.value_or(0);
    const std::size_t top = chosen < offers_max ? 0 : chosen + 1 - offers_max;
    std::size_t width = 0;
    for (const Offer& offer : prompt.offers) {
        width = std::max(width, std::min<std::size_t>(width_of(screen_text(offer.word)), 30));
    }
    for (std::size_t i = top; i < std::min(top + offers_max, prompt.offers.size()); ++i) {
        const Offer& offer = prompt.offers[i];
        const std::string word = padded(shortened(screen_text(offer.word), 40), width);
        lines.push_back(
            {"  " + word + "  " + screen_text(offer.about), Style::faint, prompt.chosen == i});
    }
}

void add_confirmation(const State& state, const Confirmation& confirmation, std::size_t columns,
                      std::vector<BottomLine>& lines) {
    const Texts& texts = state.texts;
    lines.push_back({texts.say("web.preview") + "  :" + confirmation.line, Style::strong, true});
    for (const std::string& effect : confirmation.effects) {
        add_wrapped(lines, "  " + effect, Style::warning, columns);
    }
    lines.push_back({confirmation.wants_seat
                         ? texts.say("web.type_seat", {{"seat", confirmation.wanted}})
                         : texts.say("floor.type_yes"),
                     Style::strong, false});
}

/// What must be seen of the seat that the keys act on, in full.
void add_current_alarm(const State& state, std::size_t columns, std::vector<BottomLine>& lines) {
    const Sitting* sitting = current_sitting(state);
    if (sitting == nullptr || state.screen != Screen::floor || state.has_drawer || state.has_help) {
        return;
    }
    const std::vector<Alarm> open = open_alarms(sitting->alarms);
    if (!open.empty()) {
        add_wrapped(
            lines,
            "P" + std::to_string(open.front().priority) + " " + alarm_words(state, open.front()),
            style_of_priority(open.front().priority), columns);
    } else if (sitting->cancel_required && !sitting->has_ended()) {
        add_wrapped(lines,
                    state.texts.say("cli.effect.cancel_required",
                                    {{"sitting", handle_of(*state.day, *sitting)}}),
                    Style::critical, columns);
    }
}

Style style_of(Notice::Kind kind) {
    return kind == Notice::Kind::done      ? Style::good
           : kind == Notice::Kind::refused ? Style::critical
                                           : Style::warning;
}

std::vector<BottomLine> lines_above(const State& state, Duration monotonic, std::size_t columns) {
    std::vector<BottomLine> lines;
    if (state.confirmation) {
        add_confirmation(state, *state.confirmation, columns, lines);
        return lines;
    }
    if (state.prompt.kind == Prompt::Kind::closed) {
        add_current_alarm(state, columns, lines);
    }
    if (state.notice && monotonic < state.notice->until) {
        for (const std::string& line : state.notice->lines) {
            add_wrapped(lines, line, style_of(state.notice->kind), columns);
        }
    }
    if (state.prompt.kind == Prompt::Kind::command) {
        add_offers(state, lines);
    }
    return lines;
}

/// What is typed, moved so far that the cursor is in sight.
void draw_typed(const State& state, std::string_view sign, std::string_view text,
                std::size_t cursor, Canvas& canvas) {
    const std::size_t row = canvas.rows() - 1;
    std::size_t column = canvas.put(row, 0, sign, Style::strong);
    const std::size_t room = canvas.columns() - column - 1;
    std::string before = screen_text(text.substr(0, cursor));
    while (width_of(before) > room) {
        std::size_t bytes = 1;
        while (bytes < before.size() &&
               (static_cast<unsigned char>(before[bytes]) & 0xC0U) == 0x80) {
            ++bytes;
        }
        before.erase(0, bytes);
    }
    column = canvas.put(row, column, before);
    canvas.cursor = {row, column};
    canvas.put(row, column, text.substr(cursor));
    if (state.is_busy) {
        canvas.put(row, canvas.columns() - 4, " ...", Style::faint);
    }
}

void draw_last(const State& state, Canvas& canvas) {
    if (state.confirmation) {
        draw_typed(state, "> ", state.confirmation->typed, state.confirmation->typed.size(),
                   canvas);
    } else if (state.prompt.kind == Prompt::Kind::command) {
        draw_typed(state, ":", state.prompt.text, state.prompt.cursor, canvas);
    } else if (state.prompt.kind == Prompt::Kind::filter) {
        draw_typed(state, "/", state.prompt.text, state.prompt.cursor, canvas);
    } else {
        std::string hint = state.texts.say("floor.hint");
        if (!state.filter.empty()) {
            hint = "/" + state.filter + "   " + hint;
        }
        canvas.put(canvas.rows() - 1, 0, state.is_busy ? "..." : hint, Style::faint);
    }
}

}  // namespace

std::size_t draw_bottom(const State& state, Duration monotonic, Canvas& canvas) {
    const std::size_t last = canvas.rows() - 1;
    std::vector<BottomLine> lines = lines_above(state, monotonic, canvas.columns());
    // At least some lines of the floor stay in sight, and what is asked is never cut.
    const std::size_t most = canvas.rows() - std::min<std::size_t>(canvas.rows(), 8);
    if (lines.size() > most) {
        const std::size_t keep_last = state.confirmation ? 1 : 0;
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(most - keep_last),
                    lines.end() - static_cast<std::ptrdiff_t>(keep_last));
    }
    const std::size_t top = last - lines.size();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        canvas.put(top + i, 0, lines[i].text, lines[i].style);
        if (lines[i].is_reversed) {
            canvas.reverse(top + i);
        }
    }
    draw_last(state, canvas);
    return top;
}

}  // namespace labd::console::floor
