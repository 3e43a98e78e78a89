// The time limit of one call into libavformat, which asks it again and again while it waits.
#pragma once

#include <atomic>
#include <chrono>

#include "labd/core/time.h"

namespace labd::camera {

/// One thread, except that `stop` may be set by any.
class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    void begin(Duration limit, const std::atomic<bool>* stop) {
        stop_ = stop;
        begin(limit);
    }

    /// Starts the next call's limit.
    void begin(Duration limit) { at_ = Clock::now() + std::chrono::microseconds(limit.us); }

    bool passed() const { return Clock::now() >= at_; }

    bool stopped() const { return stop_ != nullptr && stop_->load(std::memory_order_relaxed); }

    /// libavformat's interrupt callback: other than zero ends the call.
    static int interrupt(void* deadline) {
        const auto* self = static_cast<const Deadline*>(deadline);
        return self->passed() || self->stopped() ? 1 : 0;
    }

private:
    Clock::time_point at_ = Clock::time_point::max();
    const std::atomic<bool>* stop_ = nullptr;
};

}  // namespace labd::camera
