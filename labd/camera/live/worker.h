// Looks after one live camera in a thread of its own: opens it, judges what comes, and opens it
// again when it is lost, waiting longer each time.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "labd/camera/live/snapshot.h"
#include "labd/camera/picture/still.h"
#include "labd/camera_link/protocol.h"

namespace labd::camera {

class Examination;

/// What all workers of the program share.
struct WorkerShared {
    /// Time zero of all snapshots.
    std::chrono::steady_clock::time_point start;
    /// How many may decode every picture at the same time.
    std::atomic<int> full_decoders_left;

    explicit WorkerShared(int full_decoders)
        : start(std::chrono::steady_clock::now()), full_decoders_left(full_decoders) {}

    Duration now() const;
};

/// The latest still and when it was taken, by the program's clock.
struct TakenStill {
    Still still;
    Duration at;
};

class Worker {
public:
    Worker(camera_link::Watch watch, WorkerShared& shared);
    /// Waits for the thread, which ends soon after `stop`.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Any thread.
    const camera_link::Watch& watch() const { return watch_; }

    Snapshot snapshot() const;
    std::shared_ptr<const TakenStill> still() const;
    void stop();

    bool ended() const { return ended_; }

private:
    void run();
    void run_connection(std::unique_ptr<Examination>& examination);
    void enter(Snapshot::Phase phase);
    void fail(camera_link::Failure failure);
    void publish(Examination& examination, Duration now);
    void keep_still(const Picture& picture);
    /// False when it is time to stop.
    bool wait(Duration length);

    const camera_link::Watch watch_;
    WorkerShared& shared_;
    std::atomic<bool> stop_ = false;
    std::atomic<bool> ended_ = false;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Snapshot snapshot_;
    std::shared_ptr<const TakenStill> still_;

    std::thread thread_;
};

}  // namespace labd::camera
