#include "proctor-console/terminal/surroundings.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "labd/core/assert.h"

namespace labd::console {

namespace {

std::optional<std::string> environment(const std::string& name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables.
    const char* value = std::getenv(name.c_str());
    return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

std::string random_key() {
    std::array<unsigned char, 16> bytes{};
    LABD_ASSERT(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    std::string key;
    for (const unsigned char byte : bytes) {
        key += fmt::format("{:02x}", byte);
    }
    return key;
}

/// Turns the echo of a terminal off and, however it is left, on again.
class Silence {
public:
    explicit Silence(int terminal) : terminal_(terminal) {
        valid_ = tcgetattr(terminal_, &before_) == 0;
        if (valid_) {
            termios quiet = before_;
            quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
            valid_ = tcsetattr(terminal_, TCSAFLUSH, &quiet) == 0;
        }
    }

    ~Silence() {
        if (valid_) {
            tcsetattr(terminal_, TCSAFLUSH, &before_);
        }
    }

    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

    bool valid() const { return valid_; }

private:
    int terminal_;
    termios before_{};
    bool valid_ = false;
};

std::optional<std::string> ask_terminal(std::string_view question) {
    const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0) {
        return std::nullopt;
    }
    std::optional<std::string> answer;
    {
        const Silence silence(terminal);
        const bool asked =
            silence.valid() && ::write(terminal, question.data(), question.size()) > 0;
        std::array<char, 1024> line{};
        const ssize_t length = asked ? ::read(terminal, line.data(), line.size()) : 0;
        if (length > 0 && line.at(static_cast<std::size_t>(length) - 1) == '\n') {
            answer.emplace(line.data(), static_cast<std::size_t>(length) - 1);
        }
        if (::write(terminal, "\n", 1) != 1) {
            answer.reset();
        }
    }
    ::close(terminal);
    return answer;
}

void sleep_for(Duration length) {
    std::this_thread::sleep_for(std::chrono::microseconds(length.us));
}

}  // namespace

Surroundings process_surroundings() {
    return {std::cout,
            std::cerr,
            std::cin,
            environment,
            ::isatty(STDIN_FILENO) == 1,
            ::isatty(STDOUT_FILENO) == 1,
            [](const net::ClientOptions& options) { return connect_to(options); },
            sleep_for,
            random_key,
            ask_terminal};
}

}  // namespace labd::console
