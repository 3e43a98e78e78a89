#include "proctor-console/terminal/floor/wording.h"

#include <algorithm>

#include "labd/codec/messages.h"
#include "proctor-console/terminal/console.h"
#include "proctor-console/terminal/members.h"

namespace labd::console::floor {

namespace {

namespace json = boost::json;

/// `+09:00` of an instant as labd writes it.
Duration offset_of(std::string_view instant) {
    const std::optional<Instant> real = parse_instant(instant);
    const std::size_t at = instant.find_last_of("Zz+-");
    if (!real || at == std::string_view::npos) {
        return {};
    }
    const std::optional<Instant> wall = parse_instant(std::string(instant.substr(0, at)) + "Z");
    return wall ? *wall - *real : Duration();
}

/// Whole seconds, as people read a clock.
std::string length_words(Duration length) { return format_clock(std::max(length, Duration())); }

}  // namespace

std::string name_of(const Texts& texts, const Sitting& sitting) {
    const std::string& local = sitting.name_local.empty() ? sitting.name : sitting.name_local;
    const std::string& plain = sitting.name.empty() ? sitting.name_local : sitting.name;
    const std::string& name = texts.is_japanese() ? local : plain;
    return name.empty() ? sitting.sitting : name;
}

std::string state_word(const Texts& texts, const Sitting& sitting) {
    if (sitting.has_ended() && !sitting.ended_as.empty()) {
        return texts.name("ended_as", sitting.ended_as);
    }
    if (sitting.on_break) {
        return texts.say("web.on_break");
    }
    return sitting.clock == "stopped" ? texts.say("web.clock_stopped")
                                      : texts.name("phase", sitting.phase);
}

std::string module_name(const Texts& texts, const std::string& module) {
    const std::string key = "module." + module;
    return codec::has_message(key) ? texts.say(key) : module;
}

const Sitting* find_subject(const State& state, const std::string& subject) {
    const Sitting* found = state.day ? state.day->find(subject) : nullptr;
    if (found != nullptr || !state.day || subject.empty()) {
        return found;
    }
    const auto at_seat = std::ranges::find(state.day->sittings, subject, &Sitting::seat);
    const auto count = std::ranges::count(state.day->sittings, subject, &Sitting::seat);
    return count == 1 ? &*at_seat : nullptr;
}

std::string alarm_words(const State& state, const Alarm& alarm) {
    if (!codec::has_message(alarm.text)) {
        return alarm.text;
    }
    json::object values = alarm.values;
    const Sitting* sitting = find_subject(state, text_at(values, "subject"));
    if (sitting != nullptr) {
        values["subject"] = (sitting->seat.empty() ? sitting->sitting : sitting->seat) + " " +
                            name_of(state.texts, *sitting);
    }
    return state.texts.tell(alarm.text, values);
}

std::string wall_time(const State& state, Instant instant) {
    const Duration offset = state.day ? offset_of(state.day->now) : Duration();
    return clock_text(format_instant(instant, offset));
}

std::string left_until(std::string_view instant, Instant now) {
    const std::optional<Instant> until = parse_instant(instant);
    // Shown as 0:00 when it has come, not a second before.
    return until ? length_words(*until - now + microseconds(seconds(1).us - 1)) : std::string();
}

std::string passed_since(std::string_view instant, Instant now) {
    const std::optional<Instant> since = parse_instant(instant);
    return since ? length_words(now - *since) : std::string();
}

std::string problem_words(const Texts& texts, const json::object& problem) {
    const std::string key = text_at(problem, "key");
    std::string text = codec::has_message(key) ? texts.tell(key, object_at(problem, "values"))
                                               : text_at(problem, "detail");
    if (text.empty()) {
        text = text_at(problem, "title");
    }
    const std::string rules = joined(list_at(problem, "rules"));
    return rules.empty() ? text : text + " [" + rules + "]";
}

}  // namespace labd::console::floor
