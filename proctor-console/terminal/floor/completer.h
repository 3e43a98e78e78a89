// What can follow in the prompt: read off the tree of the command line, so that the prompt takes
// exactly what the shell takes, and off the day: seats, alarms, outages.
#pragma once

#include <memory>
#include <vector>

#include "proctor-console/terminal/command_line.h"
#include "proctor-console/terminal/floor/state.h"

namespace labd::console::floor {

class Completer {
public:
    /// For the language of `texts`, which must live as long.
    explicit Completer(const Texts& texts) : line_(texts) {}

    /// For the word at the cursor of the prompt: commands by word and by name, options, values.
    std::vector<Offer> offers(const State& state) const;

private:
    CommandLine line_;
};

/// Whether a command has its place on the screen; others are for the shell alone.
bool is_for_the_floor(std::string_view command);

/// Options that the full screen decides itself: where labd is, in which language …
bool is_decided_by_the_floor(std::string_view option);

}  // namespace labd::console::floor
