#include "proctor-console/terminal/floor/suggested_lines.h"

#include <algorithm>

#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/floor/alarm_rows.h"
#include "proctor-console/terminal/floor/wording.h"
#include "proctor-console/terminal/floor/words.h"

namespace labd::console::floor {

namespace {

constexpr Duration shelve_for = minutes(15);

std::string handle(const State& state, const Sitting& sitting) {
    return quoted_word(state.day ? handle_of(*state.day, sitting) : sitting.sitting);
}

std::string checkin_line(const State& state, const Sitting& sitting) {
    const std::string who = handle(state, sitting);
    if (sitting.phase == "booked") {
        return "arrive " + who;
    }
    const std::string& step = sitting.missing.front();
    std::string line = "checkin " + who + " " + step;
    if (step == "identification") {
        line +=
            " --document passport:signed,government,photo,name"
            " --document \"bank card:signed,name\"";
    } else if (step == "materials") {
        line += " --item pen=1 --item booklet=1";
    } else if (step == "device" || step == "dictionary") {
        line += " --inspected";
    }
    return line;
}

/// Also by what was entered here and is not recorded yet.
bool is_on_break(const State& state, const Sitting& sitting) {
    bool on_break = sitting.pause.has_value();
    for (const Kept* kept : own_kept(state)) {
        if (kept->sitting == sitting.sitting && !kept->problem) {
            on_break = kept->enter == "break.started" || (on_break && kept->enter != "break.ended");
        }
    }
    return on_break;
}

std::string break_line(const State& state, const Sitting& sitting) {
    const std::string who = handle(state, sitting);
    if (!is_on_break(state, sitting)) {
        return "break start " + who + " --kind toilet --place corridor";
    }
    const bool needs_reason = std::ranges::any_of(
        sitting.alarms, [](const Alarm& alarm) { return alarm.rule == "BRK-2"; });
    return "break end " + who + (needs_reason ? " --reason \"\"" : "");
}

std::string equipment_line(const State& state, const Sitting& sitting) {
    const auto rack = state.rack_of_seat.find(sitting.seat);
    std::string item;
    for (const auto& [id, of_rack] : state.rack_of_equipment) {
        if (item.empty() && rack != state.rack_of_seat.end() && of_rack == rack->second) {
            item = id;
        }
    }
    return "equipment fail " + (item.empty() ? std::string() : quoted_word(item) + " \"\"");
}

void add_endings(const State& state, const Sitting& sitting, std::vector<Offer>& offers) {
    const std::string who = handle(state, sitting);
    const auto add = [&](std::string_view key, std::string line) {
        const std::string& seat = sitting.seat.empty() ? sitting.sitting : sitting.seat;
        offers.push_back({seat + ": " + state.texts.say(key), ":" + line, std::move(line), ""});
    };
    if (!sitting.missing.empty()) {
        add("web.action.refuse",
            "refuse " + who + " " + sitting.missing.front() + " --reason \"\"");
    }
    if (sitting.phase == "booked") {
        return;
    }
    add("web.action.finish", "finish " + who);
    add("web.action.terminate", "terminate " + who + " --reason \"\"");
    std::vector<std::string> outages = sitting.cancel_required_by;
    for (const Outage& outage : state.day->outages) {
        if (sitting.cancel_required_by.empty() && outage.open) {
            outages.push_back(outage.id);
        }
    }
    for (const std::string& outage : outages) {
        add("web.action.cancel",
            "cancel " + who + " --outage " + quoted_word(outage) + " --reason \"\"");
    }
}

std::string_view title_of_key(const Sitting& sitting, bool on_break, char key) {
    switch (key) {
        case 'c': return sitting.phase == "booked" ? "web.action.arrive" : "web.checkin";
        case 'm': return sitting.module ? "web.action.hand_in" : "web.action.module_start";
        case 'b': return on_break ? "web.action.break_end" : "web.action.break_start";
        case 'n': return "web.action.note";
        case 'e': return "web.action.equipment";
        case 'v': return "web.action.seat";
        default: return "web.action.materials";
    }
}

void add_outages(const State& state, std::vector<Offer>& offers) {
    for (const Outage& outage : state.day->outages) {
        const std::string id = quoted_word(outage.id);
        const auto add = [&](std::string_view key, const std::string& line) {
            offers.push_back({state.texts.say(key) + " " + outage.id, ":" + line, line, ""});
        };
        if (outage.open) {
            add("web.action.estimate", "outage estimate " + id + " ");
            add("web.action.outage_end", "outage end " + id);
        }
        add("web.action.rule", "outage rule " + id + " lab --reason \"\"");
    }
}

}  // namespace

std::optional<std::string> line_of_key(const State& state, const Sitting& sitting, char key) {
    const std::string who = handle(state, sitting);
    const bool here = sitting.phase != "booked" && !sitting.has_ended();
    switch (key) {
        case 'c':
            return sitting.has_ended() || (sitting.phase != "booked" && sitting.missing.empty())
                       ? std::nullopt
                       : std::optional(checkin_line(state, sitting));
        case 'm':
            if (!here || (!sitting.module && sitting.next_module.empty())) {
                return std::nullopt;
            }
            return sitting.module ? "module hand-in " + who + " " + quoted_word(sitting.module->id)
                                  : "module start " + who + " " + quoted_word(sitting.next_module);
        case 'b': return here ? std::optional(break_line(state, sitting)) : std::nullopt;
        case 'n': return "note \"\" --sitting " + who;
        case 'e': return equipment_line(state, sitting);
        case 'v':
            return sitting.has_ended() ? std::nullopt : std::optional("seat move " + who + " ");
        case 't':
            return sitting.has_ended()
                       ? std::optional("materials return " + who + " pen=1 booklet=1")
                       : std::nullopt;
        default: return std::nullopt;
    }
}

std::string outage_line(const State& state) {
    const Sitting* sitting = current_sitting(state);
    const auto rack =
        sitting == nullptr ? state.rack_of_seat.end() : state.rack_of_seat.find(sitting->seat);
    const std::string scope = rack != state.rack_of_seat.end() && !rack->second.empty()
                                  ? "--rack " + quoted_word(rack->second)
                              : sitting != nullptr && !sitting->seat.empty()
                                  ? "--seat " + quoted_word(sitting->seat)
                                  : "--site";
    return "outage report " + scope + " --cause lab";
}

std::string acknowledge_line(const Alarm& alarm) { return "alarm ack " + quoted_word(alarm.key); }

std::string shelve_line(const State& state, const Alarm& alarm, Duration monotonic) {
    const Instant until = state.clock.now(monotonic) + shelve_for;
    return "alarm shelve " + quoted_word(alarm.key) + " --until " + wall_time(state, until) +
           " --reason \"\"";
}

std::optional<Alarm> alarm_of_key(const State& state, char key, Duration monotonic) {
    const auto fits = [&](const Alarm& alarm) {
        return key == 's' ? alarm.priority > 1 : !alarm.acknowledged_by.has_value();
    };
    if (state.screen == Screen::alarms) {
        const std::vector<AlarmRow> rows = alarm_rows(state, monotonic);
        return state.alarm_at < rows.size() && fits(rows[state.alarm_at].alarm)
                   ? std::optional(rows[state.alarm_at].alarm)
                   : std::nullopt;
    }
    const Sitting* sitting = current_sitting(state);
    const std::vector<Alarm> open =
        sitting == nullptr ? std::vector<Alarm>() : open_alarms(sitting->alarms);
    const auto found = std::ranges::find_if(open, fits);
    return found == open.end() ? std::nullopt : std::optional(*found);
}

std::vector<Offer> named_commands(const State& state) {
    std::vector<Offer> offers;
    const Texts& texts = state.texts;
    const auto add_key = [&](const std::string& title, const std::string& keys) {
        offers.push_back({title, keys, "", keys});
    };
    const Sitting* sitting = current_sitting(state);
    if (sitting != nullptr && state.day) {
        const std::string who = (sitting->seat.empty() ? sitting->sitting : sitting->seat) + ": ";
        for (const char key : {'c', 'm', 'b', 'n', 'e', 'v', 't'}) {
            if (line_of_key(state, *sitting, key)) {
                add_key(who + texts.say(title_of_key(*sitting, is_on_break(state, *sitting), key)),
                        std::string(1, key));
            }
        }
        if (!sitting->has_ended()) {
            add_endings(state, *sitting, offers);
        }
    }
    add_key(texts.say("web.action.outage"), "o");
    if (state.day) {
        add_outages(state, offers);
    }
    add_key(texts.say("web.action.undo_last"), "u");
    for (const auto& [key, keys] :
         {std::pair{"web.screen.floor", "gf"}, std::pair{"web.alarms", "ga"},
          std::pair{"web.screen.outages", "ge"}, std::pair{"web.screen.journal", "gj"},
          std::pair{"web.screen.cameras", "gc"}, std::pair{"floor.screen.waiting", "gw"},
          std::pair{"web.help", "?"}}) {
        add_key(texts.say(key), keys);
    }
    offers.push_back({texts.say("entry.duty.started"), ":duty start", "duty start", ""});
    offers.push_back({texts.say("entry.duty.ended"), ":duty end", "duty end", ""});
    add_key(texts.is_japanese() ? "English" : "日本語", "L");
    return offers;
}

}  // namespace labd::console::floor
