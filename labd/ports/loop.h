// The one event loop: what kernel and web need of it, without its header files.
#pragma once

#include <functional>
#include <memory>

#include "labd/core/time.h"

namespace labd::ports {

/// A one-shot timer of a Loop. Loop thread only. Destroying it cancels it.
class Timer {
public:
    virtual ~Timer() = default;
    /// Runs `action` once, `delay` from now by a clock that counts suspend and never steps;
    /// replaces what was armed before.
    virtual void arm(Duration delay, std::function<void()> action) = 0;
    virtual void cancel() = 0;
};

/// Runs actions one after another on one thread.
class Loop {
public:
    virtual ~Loop() = default;
    /// Any thread. The action runs later on the loop's thread, in order of posting.
    virtual void post(std::function<void()> action) = 0;
    virtual std::unique_ptr<Timer> make_timer() = 0;
};

}  // namespace labd::ports
