#include "labd/camera_link/witness_process.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <utility>

#include "labd/camera_link/child_process.h"
#include "labd/camera_link/protocol.h"
#include "labd/core/assert.h"

namespace labd::camera_link {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// A person's entry goes before a camera's, also at the processor.
constexpr int niceness = 5;

}  // namespace

/// What the thread does and what it shares with the loop.
class WitnessProcess::Runner {
public:
    Runner(ports::Loop& loop, WitnessOptions options, std::shared_ptr<WitnessEvents> events)
        : loop_(loop), options_(std::move(options)), events_(std::move(events)) {
        wake_.reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        LABD_ASSERT(wake_.get() >= 0);
    }

    void set_greeting(const std::vector<std::string>& lines,
                      const std::vector<std::string>& changes) {
        const std::lock_guard lock(mutex_);
        greeting_.clear();
        for (const std::string& line : lines) {
            greeting_ += line + '\n';
        }
        for (const std::string& line : changes) {
            changes_ += line + '\n';
        }
        wake();
    }

    void stop() {
        stopping_ = true;
        wake();
    }

    void run() {
        std::chrono::milliseconds wait = options_.restart_min;
        while (!stopping_) {
            spoke_ = false;
            const std::optional<WitnessEnd> why = run_once();
            if (why) {
                tell([end = *why](const WitnessEvents& events) { events.ended(end); });
                wait = spoke_ ? options_.restart_min : std::min(wait * 2, options_.restart_max);
                pause(wait);
            }
        }
    }

private:
    void wake() const {
        const std::uint64_t one = 1;
        // A full counter wakes as well.
        [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
    }

    void clear_wake() const {
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t taken = read(wake_.get(), &count, sizeof count);
    }

    /// Waits before the next start; a new greeting or the end cuts it short.
    void pause(std::chrono::milliseconds length) const {
        pollfd wait{wake_.get(), POLLIN, 0};
        if (poll(&wait, 1, static_cast<int>(length.count())) > 0) {
            clear_wake();
        }
    }

    void tell(std::function<void(const WitnessEvents&)> what) {
        loop_.post([events = std::weak_ptr<WitnessEvents>(events_), what = std::move(what)] {
            if (const auto standing = events.lock()) {
                what(*standing);
            }
        });
    }

    std::string take_greeting() {
        const std::lock_guard lock(mutex_);
        changes_.clear();
        return greeting_;
    }

    std::string take_changes() {
        const std::lock_guard lock(mutex_);
        return std::exchange(changes_, {});
    }

    /// From a start to its end; nothing when it was ended on purpose.
    std::optional<WitnessEnd> run_once() {
        Child child;
        std::string outgoing = take_greeting();
        if (!child.start(options_.command, niceness)) {
            return WitnessEnd::not_started;
        }
        tell([](const WitnessEvents& events) { events.started(); });
        incoming_ = {};
        SteadyClock::time_point heard = SteadyClock::now();
        while (!stopping_) {
            outgoing += take_changes();
            if (outgoing.size() > options_.unread_bytes_max) {
                return WitnessEnd::hung;
            }
            // While labd itself is behind, the program's silence is not its own.
            const bool may_read = lines_waiting_ < options_.lines_waiting_max;
            if (!may_read) {
                heard = SteadyClock::now();
            }
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                heard + options_.silence_max - SteadyClock::now());
            if (left.count() <= 0) {
                return WitnessEnd::hung;
            }
            const short ready = wait(child.connection(), may_read, !outgoing.empty(), left);
            if ((ready & POLLOUT) != 0 && !send_some(child.connection(), outgoing)) {
                return WitnessEnd::ended;
            }
            if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0 && may_read) {
                const std::optional<WitnessEnd> end = receive(child.connection(), heard);
                if (end) {
                    return end;
                }
            }
        }
        return std::nullopt;
    }

    /// Until the connection is ready, somebody wakes the thread, or the time is up.
    short wait(int connection, bool may_read, bool may_send, std::chrono::milliseconds time) const {
        const int events = (may_read ? POLLIN : 0) | (may_send ? POLLOUT : 0);
        std::array<pollfd, 2> waits{
            {{connection, static_cast<short>(events), 0}, {wake_.get(), POLLIN, 0}}};
        poll(waits.data(), waits.size(), static_cast<int>(time.count()));
        if (waits[1].revents != 0) {
            clear_wake();
        }
        return waits[0].revents;
    }

    std::optional<WitnessEnd> receive(int connection, SteadyClock::time_point& heard) {
        std::array<char, 4096> buffer{};
        const ssize_t count = recv(connection, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count == 0) {
            return WitnessEnd::ended;
        }
        if (count < 0) {
            const bool again = errno == EAGAIN || errno == EINTR;
            return again ? std::nullopt : std::optional(WitnessEnd::ended);
        }
        if (!incoming_.take({buffer.data(), static_cast<std::size_t>(count)})) {
            return WitnessEnd::spoke_badly;
        }
        while (std::optional<std::string> line = incoming_.next()) {
            pass_on(*std::move(line));
            heard = SteadyClock::now();
            spoke_ = true;
        }
        return std::nullopt;
    }

    void pass_on(std::string line) {
        ++lines_waiting_;
        loop_.post([this, events = std::weak_ptr<WitnessEvents>(events_),
                    text = std::move(line)]() mutable {
            if (const auto standing = events.lock()) {
                // The runner lives as long as the events do.
                if (lines_waiting_-- == options_.lines_waiting_max) {
                    wake();
                }
                standing->line(std::move(text));
            }
        });
    }

    ports::Loop& loop_;
    const WitnessOptions options_;
    const std::shared_ptr<WitnessEvents> events_;
    Handle wake_;
    std::mutex mutex_;
    std::string greeting_;
    /// Not taken yet by the thread.
    std::string changes_;
    std::atomic<bool> stopping_ = false;
    std::atomic<std::size_t> lines_waiting_ = 0;
    // Thread only.
    LineCutter incoming_;
    bool spoke_ = false;
};

WitnessProcess::WitnessProcess(ports::Loop& loop, WitnessOptions options, WitnessEvents events)
    : events_(std::make_shared<WitnessEvents>(std::move(events))),
      runner_(std::make_unique<Runner>(loop, std::move(options), events_)),
      thread_([this] { runner_->run(); }) {}

WitnessProcess::~WitnessProcess() {
    runner_->stop();
    thread_.join();
    // The runner holds the events too: both go before a posted action can find them.
    runner_.reset();
    events_.reset();
}

void WitnessProcess::set_greeting(const std::vector<std::string>& lines,
                                  const std::vector<std::string>& changes) {
    runner_->set_greeting(lines, changes);
}

}  // namespace labd::camera_link
