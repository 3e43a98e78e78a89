// The daemon's one event loop: timers that count suspend, actions posted from other threads, and
// signals. Hides Asio, so that kernel and web compile fast.
#pragma once

#include <functional>
#include <memory>

#include "labd/core/time.h"
#include "labd/ports/loop.h"

namespace labd::net {

/// Runs on the thread that calls `run()`. Everything made from it (timers, servers) must be
/// destroyed before it, and used on that thread only, unless said otherwise.
class EventLoop : public ports::Loop {
public:
    struct Impl;

    EventLoop();
    ~EventLoop() override;
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Runs until there is nothing left to wait for: no armed timer, open server, connection,
    /// signal handler, posted action or `hold()`. That is the normal end; there is no `stop()`.
    void run();

    /// Any thread. See ports::Loop. An action posted after `run()` returned never runs.
    void post(std::function<void()> action) override;

    /// One timerfd on CLOCK_BOOTTIME each: suspend counts, steps of the wall clock do not. Aborts
    /// when the process is out of file descriptors.
    std::unique_ptr<ports::Timer> make_timer() override;

    /// Keeps `run()` from returning while it, or a copy, exists: for a job on another thread that
    /// will post its outcome. Any thread may release it.
    [[nodiscard]] std::shared_ptr<void> hold();

    /// Calls `handler(signal number)` on the loop thread at every SIGTERM, SIGINT and SIGHUP from
    /// now on; they no longer end the process. Keeps `run()` going until `release_signals()`.
    void on_signal(std::function<void(int)> handler);

    /// Gives the signals back their default action.
    void release_signals();

    /// For the other units of net.
    Impl& impl() { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace labd::net
