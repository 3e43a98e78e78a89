#include "labd/camera_link/footage_process.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "labd/core/assert.h"

namespace labd::camera_link {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Clips can wait: the exam and its cameras go first.
constexpr int niceness = 10;

}  // namespace

FootageProcess::FootageProcess(ports::Loop& loop, Options options,
                               std::function<void(FootageEnd)> done)
    : loop_(loop),
      options_(std::move(options)),
      done_(std::make_shared<std::function<void(FootageEnd)>>(std::move(done))),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    LABD_ASSERT(wake_.get() >= 0);
    thread_ = std::thread([this] { run(); });
}

FootageProcess::~FootageProcess() {
    stopping_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
    thread_.join();
}

void FootageProcess::run() {
    FootageEnd end;
    {
        Child child;
        if (child.start(options_.command, niceness)) {
            end.answer = converse(child.connection());
        }
    }
    end.reading = reading_;
    loop_.post([done = std::weak_ptr<std::function<void(FootageEnd)>>(done_),
                ended = std::move(end)]() mutable {
        if (const auto standing = done.lock()) {
            // It may destroy the process, and with it what is called.
            const std::function<void(FootageEnd)> call = *standing;
            call(std::move(ended));
        }
    });
}

std::optional<FootageAnswer> FootageProcess::converse(int connection) {
    std::string outgoing = write_job(options_.job) + '\n';
    const SteadyClock::time_point end = SteadyClock::now() + options_.time_max;
    std::optional<FootageAnswer> answer;
    while (!stopping_ && !answer) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - SteadyClock::now()).count();
        if (left <= 0) {
            return std::nullopt;
        }
        const auto events = static_cast<short>(POLLIN | (outgoing.empty() ? 0 : POLLOUT));
        std::array<pollfd, 2> waits{{{connection, events, 0}, {wake_.get(), POLLIN, 0}}};
        poll(waits.data(), waits.size(), static_cast<int>(left));
        const short ready = waits[0].revents;
        if ((ready & POLLOUT) != 0 && !send_some(connection, outgoing)) {
            return std::nullopt;
        }
        if ((ready & (POLLIN | POLLHUP | POLLERR)) != 0 && !take(connection, answer)) {
            return std::nullopt;
        }
    }
    return answer;
}

bool FootageProcess::take(int connection, std::optional<FootageAnswer>& answer) {
    std::array<char, 65'536> buffer{};
    const ssize_t count = recv(connection, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count <= 0) {
        return count < 0 && (errno == EAGAIN || errno == EINTR);
    }
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
    for (std::size_t end = unread_.find('\n'); end != std::string::npos; end = unread_.find('\n')) {
        const std::optional<FootageLine> line =
            read_footage(std::string_view(unread_).substr(0, end));
        unread_.erase(0, end + 1);
        if (!line) {
            return false;
        }
        if (const auto* reading = std::get_if<FootageReading>(&*line)) {
            reading_ = reading->name;
        } else {
            answer = std::get<FootageAnswer>(*line);
        }
    }
    return unread_.size() <= footage_bytes_max;
}

}  // namespace labd::camera_link
