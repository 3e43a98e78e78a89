// Keeps a program running beside labd and exchanges lines with it: started again when it ends, and
// killed and started again when it says nothing for too long. Whatever it does, labd goes on.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "labd/ports/loop.h"

namespace labd::camera_link {

struct WitnessOptions {
    /// The program and its arguments; it speaks lines of at most `line_bytes_max` bytes on its
    /// standard input and output.
    std::vector<std::string> command;
    /// Lines read and not yet looked at by the loop; beyond, the program has to wait.
    std::size_t lines_waiting_max = 1'024;
    /// Bytes that wait for a program that does not read them; beyond, it counts as hung.
    std::size_t unread_bytes_max = std::size_t{4} * 1024 * 1024;
    /// After so long without a line it counts as hung and is killed.
    std::chrono::milliseconds silence_max{5'000};
    /// The wait before it is started again: doubled with each start that brings no line.
    std::chrono::milliseconds restart_min{200};
    std::chrono::milliseconds restart_max{10'000};
};

/// Why the program is not running, for the log and for the proctors.
enum class WitnessEnd : std::uint8_t { ended, hung, not_started, spoke_badly };

/// All callbacks run on the loop, none after destruction.
struct WitnessEvents {
    std::function<void()> started;
    std::function<void(std::string line)> line;
    std::function<void(WitnessEnd why)> ended;
};

/// Owns a thread that waits for the program. Loop thread only; the loop must live longer.
class WitnessProcess {
public:
    WitnessProcess(ports::Loop& loop, WitnessOptions options, WitnessEvents events);
    /// Kills the program and waits for it.
    ~WitnessProcess();
    WitnessProcess(const WitnessProcess&) = delete;
    WitnessProcess& operator=(const WitnessProcess&) = delete;

    /// What the program is to do: `lines` are sent each time it starts, before anything else; one
    /// that was started before gets `changes`, which bring it to the same.
    void set_greeting(const std::vector<std::string>& lines,
                      const std::vector<std::string>& changes);

private:
    class Runner;

    std::shared_ptr<WitnessEvents> events_;
    std::unique_ptr<Runner> runner_;
    std::thread thread_;
};

}  // namespace labd::camera_link
