// A day for the full-screen floor: seats in every state, without a terminal or a labd.
#pragma once

#include <string>
#include <vector>

#include "proctor-console/terminal/floor/canvas.h"
#include "proctor-console/terminal/floor/keys.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor::testing {

/// A reading of the monotonic clock at which labd's clock is at 12:20:00 (+09:00).
constexpr Duration moment = seconds(1000);

/// S01 works; S02 is on a break that needs a reason (P2); S03 has been told to be cancelled (P1);
/// S04 has not come; S05 checks in; S06 has ended. Connected, and nothing is old.
State sample_state();

/// The board behind it, as labd sends it.
boost::json::object sample_board();

/// With so many people at work more.
State crowded_state(std::size_t people);

std::vector<std::string> lines_of(const Canvas& canvas);

/// All lines, each with its end.
std::string text_of(const Canvas& canvas);

/// Presses each character; `\n` is Enter, `\t` Tab, `\x1b` Escape.
std::vector<Request> type(State& state, std::string_view keys, Duration monotonic = moment);

}  // namespace labd::console::floor::testing
