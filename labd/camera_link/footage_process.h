// One run of `labd-camera footage` beside labd, with a limit of time: what it does wrong ends with
// it.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "labd/camera_link/child_process.h"
#include "labd/camera_link/footage_job.h"
#include "labd/ports/loop.h"

namespace labd::camera_link {

/// How a run ended.
struct FootageEnd {
    /// Nothing when the program ended, was killed or spoke badly before it had answered.
    std::optional<FootageAnswer> answer;
    /// The recording that it was reading last; empty before the first.
    std::string reading;
};

/// Owns a thread for the length of the run. Loop thread only; the loop must live longer.
class FootageProcess {
public:
    /// `done` runs on the loop, not after destruction. The program is killed after `time_max`.
    struct Options {
        std::vector<std::string> command;
        FootageJob job;
        std::chrono::milliseconds time_max{};
    };

    FootageProcess(ports::Loop& loop, Options options, std::function<void(FootageEnd)> done);
    /// Kills the program and waits for it.
    ~FootageProcess();
    FootageProcess(const FootageProcess&) = delete;
    FootageProcess& operator=(const FootageProcess&) = delete;

private:
    void run();
    /// The answer once it is there; nothing when the connection ended or the time is up.
    std::optional<FootageAnswer> converse(int connection);
    /// False when the connection is of no use any more.
    bool take(int connection, std::optional<FootageAnswer>& answer);

    ports::Loop& loop_;
    const Options options_;
    const std::shared_ptr<std::function<void(FootageEnd)>> done_;
    Handle wake_;
    std::atomic<bool> stopping_ = false;
    // Thread only.
    std::string unread_;
    std::string reading_;
    std::thread thread_;
};

}  // namespace labd::camera_link
