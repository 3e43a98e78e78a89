// Digests the recordings of all watched cameras in one thread of its own, with rests, so that a
// recorder's disk has time for the recorder.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "labd/camera_link/protocol.h"
#include "labd/core/time.h"

namespace labd::camera {

class DigestWorker {
public:
    /// Manifests are kept in `folder`; made when it is not there.
    explicit DigestWorker(std::string folder);
    /// Waits for the thread, which ends soon after `stop`.
    ~DigestWorker();
    DigestWorker(const DigestWorker&) = delete;
    DigestWorker& operator=(const DigestWorker&) = delete;

    // Any thread.
    void watch(const std::string& camera, const camera_link::Recordings& recordings);
    void forget(const std::string& camera);
    /// What was found since the last call.
    std::vector<camera_link::Report> take_reports();
    void stop();

    bool ended() const { return ended_; }

private:
    void run();
    bool rest(std::uint64_t bytes);
    bool wait(Duration length);
    std::map<std::string, camera_link::Recordings> wanted();
    void tell(std::vector<camera_link::Report> found);

    const std::string folder_;
    std::atomic<bool> stop_ = false;
    std::atomic<bool> ended_ = false;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<std::string, camera_link::Recordings> wanted_;
    std::vector<camera_link::Report> reports_;

    std::thread thread_;
};

}  // namespace labd::camera
