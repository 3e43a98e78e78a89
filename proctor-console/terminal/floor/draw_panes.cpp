// What stands in the place of the floor or beside it: a seat's drawer, alarms, what waits, a
// command's output, the keys.
#include <algorithm>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/floor/alarm_rows.h"
#include "proctor-console/terminal/floor/draw_parts.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/views.h"
#include "proctor-console/terminal/width.h"

namespace labd::console::floor {

namespace {

/// The check-in steps of every sitting, in their order.
constexpr auto checkin_steps = std::to_array<std::string_view>(
    {"identification", "agreement", "recording_consent", "belongings", "materials"});

class Pane {
public:
    explicit Pane(std::size_t columns) : columns_(columns) {}

    void add(std::string_view text, Style style = Style::plain, std::size_t indent = 1) {
        const std::string blanks(indent, ' ');
        for (const std::string& line : wrapped(text, columns_ - std::min(columns_ - 2, indent))) {
            lines_.push_back({blanks + line, style, false});
        }
    }

    void add_chosen(std::string_view text, Style style) {
        const std::size_t from = lines_.size();
        add(text, style);
        lines_[from].is_chosen = true;
    }

    void heading(std::string_view text) {
        if (!lines_.empty()) {
            lines_.emplace_back();
        }
        add(text, Style::strong, 0);
    }

    std::vector<PaneLine> take() { return std::move(lines_); }

private:
    std::size_t columns_;
    std::vector<PaneLine> lines_;
};

std::string marks_of(const State& state, const Alarm& alarm) {
    std::string marks;
    if (alarm.acknowledged_by) {
        marks += " " + state.texts.say("cli.alarm.acknowledged", {{"by", *alarm.acknowledged_by}});
    }
    if (alarm.is_shelved()) {
        marks += " " +
                 state.texts.say("cli.alarm.shelved", {{"until", clock_text(alarm.shelved_until)}});
    }
    return marks;
}

std::string alarm_line(const State& state, const Alarm& alarm) {
    return "P" + std::to_string(alarm.priority) + " " + alarm_words(state, alarm) + " [" +
           alarm.rule + "]" + marks_of(state, alarm);
}

void add_checkin(const State& state, const Sitting& sitting, Pane& pane) {
    std::vector<std::string> steps(checkin_steps.begin(), checkin_steps.end());
    for (const std::string& step : sitting.missing) {
        if (std::ranges::find(steps, step) == steps.end()) {
            steps.push_back(step);
        }
    }
    pane.heading(state.texts.say("web.checkin"));
    const bool has_details = state.details && state.details->sitting == sitting.sitting;
    for (const std::string& step : steps) {
        const bool open = std::ranges::find(sitting.missing, step) != sitting.missing.end();
        std::string line = (open ? "[ ] " : "[x] ") + state.texts.name("checkin_step", step);
        if (has_details && !open && state.details->done.contains(step)) {
            line = padded(line, 28) + " " + state.details->done.at(step);
        }
        pane.add(line);
    }
}

/// Of several alarms in one row what they have in common.
std::string cause_words(const State& state, const AlarmRow& row) {
    if (row.count < 2) {
        return {};
    }
    const std::string count = std::to_string(row.count);
    if (row.outage.empty()) {
        return state.texts.say("web.flood_kind", {{"count", count}}) + " ";
    }
    const auto found = std::ranges::find(state.day->outages, row.outage, &Outage::id);
    const std::string scope =
        found == state.day->outages.end() ? std::string() : scope_text(state.texts, found->scope);
    return state.texts.say("web.flood_outage",
                           {{"outage", row.outage}, {"scope", scope}, {"count", count}}) +
           " ";
}

std::string kept_line(const State& state, const Kept& kept) {
    const std::optional<Instant> happened = parse_instant(kept.happened);
    std::string line = (happened ? wall_time(state, *happened) : kept.happened) + " " +
                       state.texts.say("entry." + kept.enter);
    if (const Sitting* sitting = state.day ? state.day->find(kept.sitting) : nullptr) {
        line += " " + (sitting->seat.empty() ? sitting->sitting : sitting->seat);
    }
    return line + (kept.problem ? ": " + problem_words(state.texts, *kept.problem)
                                : " (" + state.texts.say("web.not_yet_recorded") + ")");
}

void add_person(const State& state, const Sitting& sitting, Pane& pane) {
    pane.add((sitting.seat.empty() ? "-" : sitting.seat) + "  " + name_of(state.texts, sitting),
             Style::strong, 0);
    std::string about = sitting.sitting;
    for (const std::string& part : {sitting.candidate, sitting.track}) {
        about += part.empty() ? "" : "  " + part;
    }
    pane.add(state_word(state.texts, sitting) + "   " + about, style_of(status_of(sitting)));
}

/// Those to see to, then those that are shelved.
void add_alarms(const State& state, const Sitting& sitting, Pane& pane) {
    for (const Alarm& alarm : open_alarms(sitting.alarms)) {
        pane.add(alarm_line(state, alarm), style_of_priority(alarm.priority));
    }
    for (const Alarm& alarm : sitting.alarms) {
        if (alarm.is_shelved()) {
            pane.add(alarm_line(state, alarm), Style::faint);
        }
    }
}

/// Why the clock stands there, and the entries with what waits here.
void add_details(const State& state, const Sitting& sitting, Pane& pane) {
    const Details none;
    const bool is_here = state.details && state.details->sitting == sitting.sitting;
    const Details& details = is_here ? *state.details : none;
    pane.heading(state.texts.say("web.why"));
    for (const std::string& line : details.why) {
        const std::size_t indent = std::min<std::size_t>(line.find_first_not_of(' '), 4);
        pane.add(std::string_view(line).substr(std::min(indent, line.size())), Style::plain,
                 1 + indent);
    }
    pane.heading(state.texts.say("web.timeline"));
    for (const Kept* kept : own_kept(state)) {
        if (kept->sitting == sitting.sitting) {
            pane.add(kept_line(state, *kept), Style::warning);
        }
    }
    for (const Details::Entry& entry : details.entries) {
        pane.add(entry.text, entry.is_corrected ? Style::faint : Style::plain);
    }
    if (!is_here) {
        pane.add(state.texts.say("web.loading"), Style::faint);
    }
}

/// `key  what it does`, with the keys below each other.
void add_key(Pane& pane, std::string_view key, const std::string& what) {
    pane.add(padded(key, 12) + what);
}

}  // namespace

std::vector<PaneLine> drawer_lines(const State& state, Duration monotonic, std::size_t columns) {
    const Sitting* sitting = current_sitting(state);
    if (sitting == nullptr) {
        return {};
    }
    Pane pane(columns);
    add_person(state, *sitting, pane);
    for (const ClockWords& clock : clocks_of(state, *sitting, state.clock.now(monotonic))) {
        pane.add(padded(clock.label, 16) + " " + padded(clock.wall, 9) + clock.length);
    }
    add_alarms(state, *sitting, pane);
    if (!sitting->has_ended()) {
        add_checkin(state, *sitting, pane);
    }
    add_details(state, *sitting, pane);
    return pane.take();
}

std::vector<PaneLine> alarm_lines(const State& state, Duration monotonic, std::size_t columns) {
    Pane pane(columns);
    pane.heading(state.texts.say("web.alarms"));
    const std::vector<AlarmRow> rows = alarm_rows(state, monotonic);
    if (is_flood(listed_alarms(state), state.clock.now(monotonic))) {
        const std::string count = std::to_string(listed_alarms(state).size());
        pane.add(state.texts.say("web.flood", {{"count", count}}), Style::strong);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Alarm& alarm = rows[i].alarm;
        const Style style = alarm.is_shelved() ? Style::faint : style_of_priority(alarm.priority);
        const std::string line =
            cause_words(state, rows[i]) + clock_text(alarm.since) + " " + alarm_line(state, alarm);
        i == state.alarm_at ? pane.add_chosen(line, style) : pane.add(line, style);
    }
    if (rows.empty()) {
        pane.add(state.texts.say("cli.talk.no_alarms"), Style::faint);
    }
    return pane.take();
}

std::vector<PaneLine> waiting_lines(const State& state, std::size_t columns) {
    Pane pane(columns);
    pane.heading(state.texts.say("floor.screen.waiting"));
    const std::vector<const Kept*> own = own_kept(state);
    for (std::size_t i = 0; i < own.size(); ++i) {
        const Style style = own[i]->problem ? Style::critical : Style::warning;
        const std::string line = kept_line(state, *own[i]);
        i == state.waiting_at ? pane.add_chosen(line, style) : pane.add(line, style);
    }
    if (own.empty()) {
        pane.add(state.texts.say("web.nothing_found"), Style::faint);
    }
    std::string others;
    for (const Kept& each : state.kept) {
        if (each.user != state.user && others.find(each.user) == std::string::npos) {
            others += (others.empty() ? "" : ", ") + each.user;
        }
    }
    if (!others.empty()) {
        pane.add("");
        pane.add(state.texts.say("web.waiting_of", {{"names", others}}), Style::faint);
    }
    return pane.take();
}

std::vector<PaneLine> output_lines(const State& state, std::size_t columns) {
    Pane pane(columns);
    pane.heading(state.output.title.empty() ? ":" + state.output.line : state.output.title);
    for (const std::string& line : state.output.lines) {
        const std::size_t blanks = line.find_first_not_of(' ');
        const std::size_t indent =
            blanks == std::string::npos ? 0 : std::min<std::size_t>(blanks, columns / 2);
        pane.add(line.substr(indent), Style::plain, indent);
    }
    return pane.take();
}

std::vector<PaneLine> help_lines(const State& state, std::size_t columns) {
    Pane pane(columns);
    const Texts& texts = state.texts;
    pane.heading(texts.say("web.help"));
    add_key(pane, "j k Down Up", texts.say("web.key.move"));
    add_key(pane, "0-9", texts.say("web.key.jump"));
    add_key(pane, "Enter", texts.say("web.key.open"));
    add_key(pane, "Esc", texts.say("web.key.back"));
    add_key(pane, "PgUp PgDn", texts.say("floor.key.scroll"));
    add_key(pane, "/", texts.say("web.filter"));
    add_key(pane, ": Ctrl-K", texts.say("floor.key.prompt"));
    add_key(pane, "c", texts.say("floor.key.checkin"));
    add_key(pane, "m", texts.say("web.key.module"));
    add_key(pane, "b", texts.say("web.key.break"));
    add_key(pane, "n", texts.say("web.action.note"));
    add_key(pane, "e", texts.say("web.action.equipment"));
    add_key(pane, "v", texts.say("web.action.seat"));
    add_key(pane, "t", texts.say("web.action.materials"));
    add_key(pane, "o", texts.say("web.action.outage"));
    add_key(pane, "a s", texts.say("floor.key.alarm"));
    add_key(pane, "u", texts.say("web.action.undo_last"));
    add_key(pane, "g f", texts.say("web.screen.floor"));
    add_key(pane, "g a", texts.say("web.alarms"));
    add_key(pane, "g e", texts.say("web.screen.outages"));
    add_key(pane, "g j", texts.say("web.screen.journal"));
    add_key(pane, "g c", texts.say("web.screen.cameras"));
    add_key(pane, "g w", texts.say("floor.screen.waiting"));
    add_key(pane, "L",
            texts.say("floor.key.language") + ": " + (texts.is_japanese() ? "English" : "日本語"));
    add_key(pane, "?", texts.say("web.help"));
    add_key(pane, "q", texts.say("floor.key.quit"));
    pane.add("");
    pane.add(texts.say("floor.key.safe"));
    return pane.take();
}

}  // namespace labd::console::floor
