// What outside bytes meet: one function for each parser, which must neither crash nor take what it
// should not, whatever it is given. libFuzzer looks for such bytes (scripts/fuzz); the tests run
// those that were found, and the seeds.
#pragma once

#include <span>
#include <string_view>

namespace labd::fuzz {

struct Target {
    std::string_view name;
    void (*run)(std::string_view bytes);
};

std::span<const Target> targets();

/// Null when there is none of that name.
const Target* find_target(std::string_view name);

}  // namespace labd::fuzz
