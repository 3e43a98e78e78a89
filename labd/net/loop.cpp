#include "labd/net/loop.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <ctime>
#include <utility>

#include "labd/core/assert.h"
#include "labd/net/loop_impl.h"

namespace labd::net {
namespace {

using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

// Shared with the wait in progress, which may outlive the timer by one turn of the loop.
class TimerState : public std::enable_shared_from_this<TimerState> {
public:
    explicit TimerState(asio::io_context& io)
        : descriptor_(io, ::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC)) {}

    void arm(Duration delay, std::function<void()> action) {
        action_ = std::move(action);
        set(delay.us > 0 ? delay : microseconds(1));
        wait();
    }

    void cancel() {
        action_ = nullptr;
        set(Duration{});
        descriptor_.cancel();
    }

private:
    // A zero delay disarms.
    void set(Duration delay) {
        itimerspec spec{};
        spec.it_value.tv_sec = delay.us / 1'000'000;
        spec.it_value.tv_nsec = (delay.us % 1'000'000) * 1'000;
        LABD_ASSERT(::timerfd_settime(descriptor_.native_handle(), 0, &spec, nullptr) == 0);
    }

    void wait() {
        if (waiting_) {
            return;
        }
        waiting_ = true;
        descriptor_.async_wait(
            Descriptor::wait_read,
            [self = shared_from_this()](boost::system::error_code) { self->woken(); });
    }

    void woken() {
        waiting_ = false;
        std::uint64_t expirations = 0;
        const bool fired = ::read(descriptor_.native_handle(), &expirations, sizeof expirations) ==
                           sizeof expirations;
        if (!action_) {
            return;
        }
        if (!fired) {
            // Cancelled and armed again, or armed anew, before this wait was over.
            wait();
            return;
        }
        std::exchange(action_, nullptr)();
    }

    Descriptor descriptor_;
    std::function<void()> action_;
    bool waiting_ = false;
};

class BoottimeTimer : public ports::Timer {
public:
    explicit BoottimeTimer(asio::io_context& io) : state_(std::make_shared<TimerState>(io)) {}

    ~BoottimeTimer() override { state_->cancel(); }

    BoottimeTimer(const BoottimeTimer&) = delete;
    BoottimeTimer& operator=(const BoottimeTimer&) = delete;

    void arm(Duration delay, std::function<void()> action) override {
        state_->arm(delay, std::move(action));
    }

    void cancel() override { state_->cancel(); }

private:
    std::shared_ptr<TimerState> state_;
};

}  // namespace

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::run() { impl_->io.run(); }

void EventLoop::post(std::function<void()> action) { asio::post(impl_->io, std::move(action)); }

std::unique_ptr<ports::Timer> EventLoop::make_timer() {
    return std::make_unique<BoottimeTimer>(impl_->io);
}

std::shared_ptr<void> EventLoop::hold() {
    using Guard = asio::executor_work_guard<asio::io_context::executor_type>;
    return std::make_shared<Guard>(impl_->io.get_executor());
}

void EventLoop::on_signal(std::function<void(int)> handler) {
    const bool first = !impl_->signal_handler;
    impl_->signal_handler = std::move(handler);
    if (first) {
        for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
            impl_->signals.add(number);
        }
        impl_->wait_for_signal();
    }
}

void EventLoop::release_signals() {
    impl_->signal_handler = nullptr;
    impl_->signals.clear();
    // Clearing leaves a wait in progress, and that would keep the loop going.
    impl_->signals.cancel();
}

void EventLoop::Impl::wait_for_signal() {
    signals.async_wait([this](boost::system::error_code error, int number) {
        if (error || !signal_handler) {
            return;
        }
        // The handler may release the signals, and itself with them.
        const std::function<void(int)> handler = signal_handler;
        handler(number);
        if (signal_handler) {
            wait_for_signal();
        }
    });
}

}  // namespace labd::net
