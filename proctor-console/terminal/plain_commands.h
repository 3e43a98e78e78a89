// The commands that make no entry: what they are called and take.
#pragma once

#include <string_view>
#include <vector>

namespace labd::console {

struct PlainArgument {
    /// `--after`, or `FILE` for a positional.
    std::string_view label;
    bool required = false;
    bool flag = false;
    bool repeated = false;
    /// Separated by commas: what it can be; empty when anything.
    std::string_view choices = {};
};

struct PlainCommand {
    std::string_view words;
    std::vector<PlainArgument> arguments;
};

const std::vector<PlainCommand>& plain_commands();

/// Options that stand anywhere in the line.
const std::vector<PlainArgument>& global_options();

}  // namespace labd::console
