// The command lines that a key or the list of commands puts into the prompt: what the web console
// offers as forms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// What a key begins for a sitting; nothing when that makes no sense now. `c` is check-in, `m`
/// modules, `b` breaks, `n` a note, `e` equipment, `v` another seat, `t` materials.
std::optional<std::string> line_of_key(const State& state, const Sitting& sitting, char key);

/// For `o`: of the rack of the seat that the keys act on.
std::string outage_line(const State& state);

/// Acknowledges an alarm, or puts it away for a quarter of an hour of labd's clock.
std::string acknowledge_line(const Alarm& alarm);
std::string shelve_line(const State& state, const Alarm& alarm, Duration monotonic);

/// The alarm that `a` or `s` is about: the chosen one of the list, or the seat's most urgent.
std::optional<Alarm> alarm_of_key(const State& state, char key, Duration monotonic);

/// Everything by name for the list of commands: of the seat, of the day, screens, languages.
std::vector<Offer> named_commands(const State& state);

}  // namespace labd::console::floor
