// The screen of the full-screen floor, from its state alone.
#pragma once

#include "proctor-console/terminal/floor/canvas.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

/// `monotonic` is a reading of the clock that the state's own instants were read from.
Canvas draw(const State& state, Duration monotonic);

}  // namespace labd::console::floor
