// A thread for what takes too long for the loop: password hashing, documents, archives.
#pragma once

#include <functional>

namespace labd::ports {

/// Runs jobs one after another beside the loop. Loop thread only.
class Worker {
public:
    virtual ~Worker() = default;

    /// Queues `work` for the worker's thread; `done` runs on the loop after it. Both are destroyed
    /// on the loop's thread. When the worker is destroyed first, work that has not begun is dropped
    /// and `done` never called. False when the queue is full: nothing was taken.
    virtual bool try_run(std::function<void()> work, std::function<void()> done) = 0;
};

}  // namespace labd::ports
