// A loop that a test turns by hand, on its own thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "labd/ports/loop.h"

namespace labd::test {

class HandLoop : public ports::Loop {
public:
    void post(std::function<void()> action) override {
        // With the lock held, as the loop may go as soon as the action has run.
        const std::lock_guard lock(mutex_);
        actions_.push_back(std::move(action));
        posted_.notify_one();
    }

    std::unique_ptr<ports::Timer> make_timer() override { return nullptr; }

    /// Waits for one action and runs it; a minute without one ends the test.
    void run_one() {
        std::function<void()> action;
        {
            std::unique_lock lock(mutex_);
            if (!posted_.wait_for(lock, std::chrono::minutes(1),
                                  [this] { return !actions_.empty(); })) {
                std::fprintf(stderr, "nothing was posted for a minute\n");
                std::abort();
            }
            action = std::move(actions_.front());
            actions_.pop_front();
        }
        action();
    }

    void run_until(const std::function<bool()>& done) {
        while (!done()) {
            run_one();
        }
    }

    /// Runs what has been posted by now.
    void run_posted() {
        std::deque<std::function<void()>> actions;
        {
            const std::lock_guard lock(mutex_);
            actions.swap(actions_);
        }
        for (const auto& action : actions) {
            action();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<std::function<void()>> actions_;
};

}  // namespace labd::test
