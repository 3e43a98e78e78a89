// What can be wrong with a camera's picture or stream, and when it was.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "labd/core/time.h"

namespace labd::camera {

/// Where faults overlap, the earlier one in this list is the one that is told.
enum class Fault {
    stalled,
    frozen,
    black,
    overexposed,
    covered,
    defocused,
    moved,
    noise,
    low_fps,
};

inline constexpr std::size_t fault_count = 9;

inline constexpr std::array<std::string_view, fault_count> fault_names = {
    "stalled",   "frozen", "black", "overexposed", "covered",
    "defocused", "moved",  "noise", "low_fps"};

constexpr std::string_view name(Fault fault) {
    return fault_names[static_cast<std::size_t>(fault)];
}

/// A fault from where it began to where it ended, counted from the first packet.
struct FaultInterval {
    Duration from;
    Duration to;
    Fault fault = Fault::stalled;

    friend bool operator==(const FaultInterval&, const FaultInterval&) = default;
};

/// The same time told once: of overlapping intervals the fault earlier in the list keeps the
/// overlap, touching intervals of one fault are joined. Sorted by time.
std::vector<FaultInterval> flatten(std::vector<FaultInterval> intervals);

}  // namespace labd::camera
