// What `proctor-console` tells the shell that started it (docs/proctor-console.md).
#pragma once

#include <cstdint>

namespace labd::console {

enum class ExitCode : std::uint8_t {
    done = 0,
    failed = 1,
    usage = 2,
    not_found = 3,
    not_allowed = 4,
    conflict = 5,
    unreachable = 6,
    refused = 7,
};

}  // namespace labd::console
