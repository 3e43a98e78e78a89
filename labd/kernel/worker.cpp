#include "labd/kernel/worker.h"

#include <utility>

namespace labd::kernel {

ThreadWorker::ThreadWorker(ports::Loop& loop, std::size_t waiting_max)
    : loop_(loop), waiting_max_(waiting_max), thread_([this] { run_jobs(); }) {}

ThreadWorker::~ThreadWorker() {
    *alive_ = false;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

bool ThreadWorker::try_run(std::function<void()> work, std::function<void()> done) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= waiting_max_) {
            return false;
        }
        waiting_.push_back(std::make_unique<Job>(Job{std::move(work), std::move(done)}));
    }
    changed_.notify_one();
    return true;
}

void ThreadWorker::run_jobs() {
    while (true) {
        // Shared, because a posted action must be copyable; the loop's copy outlives this one.
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) {
                return;
            }
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        job->work();
        auto finish = [alive = alive_, owned = std::move(job)] {
            if (*alive) {
                owned->done();
            }
        };
        loop_.post(std::move(finish));
    }
}

}  // namespace labd::kernel
