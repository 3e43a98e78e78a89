// Writes the cameras' stills into a folder, in a thread of its own: each again every few seconds,
// with its age as it is by then, whether its camera still sends or not.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "labd/camera/live/worker.h"

namespace labd::camera {

/// The file name that a camera's still gets in any folder.
std::string still_name(const std::string& camera);

class StillWriter {
public:
    StillWriter(std::string folder, const WorkerShared& shared);
    ~StillWriter();
    StillWriter(const StillWriter&) = delete;
    StillWriter& operator=(const StillWriter&) = delete;

    /// From now on this is the camera's still; its file name.
    std::string offer(const std::string& camera, std::shared_ptr<const TakenStill> still);
    /// Removes the still's file.
    void forget(const std::string& camera);

private:
    void run();
    void write_one(const std::string& camera, const TakenStill& taken);

    const std::string folder_;
    const WorkerShared& shared_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::map<std::string, std::shared_ptr<const TakenStill>> stills_;
    std::thread thread_;
};

}  // namespace labd::camera
