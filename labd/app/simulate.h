// `labd simulate`: runs a scenario file through the rules and the fold alone, without a server and
// without a wall clock.
#pragma once

#include <iosfwd>
#include <string>

#include "labd/codec/scenario.h"

namespace labd::app {

/// Exit statuses of the scenario format.
enum class SimulateStatus : int { ran = 0, expectation_failed = 1, not_a_scenario = 2 };

struct SimulateOptions {
    std::string file;
    /// One JSON object a line, one line a step.
    bool json = false;
};

/// Runs a file; results go to `out`, what is wrong with the file to `error`.
SimulateStatus simulate(const SimulateOptions& options, std::ostream& out, std::ostream& error);

}  // namespace labd::app
