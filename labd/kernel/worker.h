// The work thread of the daemon: jobs that take too long for the loop, one after another, with a
// bounded queue.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "labd/ports/loop.h"
#include "labd/ports/worker.h"

namespace labd::kernel {

/// Owns the thread. Loop thread only. The loop must live longer.
class ThreadWorker : public ports::Worker {
public:
    /// At most `waiting_max` jobs wait beside the one that runs.
    ThreadWorker(ports::Loop& loop, std::size_t waiting_max);
    /// Waits for the job that runs; drops what waits.
    ~ThreadWorker() override;
    ThreadWorker(const ThreadWorker&) = delete;
    ThreadWorker& operator=(const ThreadWorker&) = delete;

    bool try_run(std::function<void()> work, std::function<void()> done) override;

private:
    struct Job {
        std::function<void()> work;
        std::function<void()> done;
    };

    void run_jobs();

    ports::Loop& loop_;
    const std::size_t waiting_max_;
    /// False once the worker is gone; read and written on the loop thread only.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<Job>> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace labd::kernel
