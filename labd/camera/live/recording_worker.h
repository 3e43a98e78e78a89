// Looks at the recordings of one live camera in a thread of its own, so that a folder that hangs
// stops nothing else.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "labd/camera/live/recording_judge.h"
#include "labd/camera/live/worker.h"
#include "labd/camera_link/protocol.h"

namespace labd::camera {

class RecordingWorker {
public:
    RecordingWorker(std::string camera, camera_link::Recordings recordings,
                    const WorkerShared& shared);
    /// Waits for the thread, which ends soon after `stop`.
    ~RecordingWorker();
    RecordingWorker(const RecordingWorker&) = delete;
    RecordingWorker& operator=(const RecordingWorker&) = delete;

    // Any thread.
    camera_link::RecordingReport report() const;
    void stop();

    bool ended() const { return ended_; }

private:
    void run();
    bool wait(Duration length);

    const std::string camera_;
    const camera_link::Recordings recordings_;
    const WorkerShared& shared_;
    std::atomic<bool> stop_ = false;
    std::atomic<bool> ended_ = false;

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    RecordingJudge judge_;

    std::thread thread_;
};

}  // namespace labd::camera
