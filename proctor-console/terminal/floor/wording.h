// What the floor says of people, clocks and alarms, in words.
#pragma once

#include <string>

#include "proctor-console/terminal/floor/day.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// The name in the language of the screen, where there are two.
std::string name_of(const Texts& texts, const Sitting& sitting);

/// The state in words: of a break and an end what is special about it.
std::string state_word(const Texts& texts, const Sitting& sitting);

std::string module_name(const Texts& texts, const std::string& module);

/// Whom an alarm or an entry names, by sitting or by seat; null when that is nobody, or not only
/// one.
const Sitting* find_subject(const State& state, const std::string& subject);

/// An alarm in words; whom it is about is said by seat and name.
std::string alarm_words(const State& state, const Alarm& alarm);

/// What the site's wall reads: labd's instants bring the site's offset along.
std::string wall_time(const State& state, Instant instant);

/// What is left until an instant, 0 exactly when it has come; empty without one.
std::string left_until(std::string_view instant, Instant now);

/// What has passed since an instant.
std::string passed_since(std::string_view instant, Instant now);

/// A refusal in the language of the screen; labd's own wording where its key is not known here.
std::string problem_words(const Texts& texts, const boost::json::object& problem);

}  // namespace labd::console::floor
