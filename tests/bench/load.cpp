// The load of scripts/bench: closed-loop HTTP requests over many connections, and the fan-out of
// posts to many WebSocket readers. One thread on epoll, plain sockets, so that it costs little
// beside the server it measures. Prints one JSON object.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) {
    std::perror(what.c_str());
    std::exit(1);
}

double ms_between(Clock::time_point a, Clock::time_point b) {
    return std::chrono::duration<double, std::milli>(b - a).count();
}

double percentile(std::vector<double>& values, double share) {
    if (values.empty()) {
        return 0;
    }
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

int connect_to(std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        fail("connect");
    }
    const int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

void set_nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

/// Requests are far smaller than a socket's buffer.
void send_all(int fd, std::string_view text) {
    if (send(fd, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) {
        fail("send");
    }
}

/// Appends what the socket has; false at its end.
bool receive(int fd, std::string& to) {
    std::array<char, 65536> buffer;
    const ssize_t count = recv(fd, buffer.data(), buffer.size(), 0);
    if (count > 0) {
        to.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return count > 0 || (count < 0 && errno == EAGAIN);
}

/// A response at the beginning of `text`.
struct Answer {
    int status = 0;
    /// Head and body; 0 while it is not whole.
    std::size_t bytes = 0;
};

Answer parse_answer(std::string_view text) {
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) {
        return {};
    }
    Answer answer;
    std::from_chars(text.data() + 9, text.data() + 12, answer.status);
    std::size_t length = 0;
    for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
        const std::size_t at = text.substr(0, head).find(name);
        if (at != std::string_view::npos) {
            std::from_chars(text.data() + at + name.size(), text.data() + head, length);
        }
    }
    answer.bytes = head + 4 + length <= text.size() ? head + 4 + length : 0;
    return answer;
}

/// A UUIDv7: its order is that of time, as a good client's keys are.
std::string new_key() {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count();
    static std::uint64_t counter = 0;
    static std::uint64_t random = [] {
        std::uint64_t bits = 0;
        return getrandom(&bits, sizeof bits, 0) == sizeof bits ? bits : 1;
    }();
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    ++counter;
    return fmt::format("{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}", (ms >> 16) & 0xFFFFFFFF,
                       ms & 0xFFFF, (counter >> 12) & 0xFFF, counter & 0xFFF,
                       random & 0xFFFFFFFFFFFFULL);
}

/// What to ask for.
struct Target {
    std::uint16_t port = 0;
    std::string path;
    std::string token;
    /// Empty: GET.
    std::string body;

    std::string request() const {
        const std::string common =
            fmt::format("Host: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n", port, token);
        if (body.empty()) {
            return fmt::format("GET {} HTTP/1.1\r\n{}\r\n", path, common);
        }
        return fmt::format(
            "POST {} HTTP/1.1\r\n{}Content-Type: application/json\r\nIdempotency-Key: "
            "{}\r\nContent-Length: {}\r\n\r\n{}",
            path, common, new_key(), body.size(), body);
    }
};

struct Connection {
    int fd = -1;
    Clock::time_point sent;
    std::string input;
};

void print_statuses(const std::map<int, std::size_t>& statuses) {
    std::string list;
    for (const auto& [status, count] : statuses) {
        list += fmt::format("{}\"{}\": {}", list.empty() ? "" : ", ", status, count);
    }
    fmt::print(", \"statuses\": {{{}}}}}\n", list);
}

/// Each connection asks again as soon as it was answered.
int closed_loop(const Target& target, std::size_t count, double duration_s) {
    const int poll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Connection> connections(count);
    for (std::size_t i = 0; i < count; ++i) {
        connections[i].fd = connect_to(target.port);
        set_nonblocking(connections[i].fd);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        epoll_ctl(poll, EPOLL_CTL_ADD, connections[i].fd, &event);
    }
    const Clock::time_point start = Clock::now();
    const auto end = start + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(duration_s));
    for (Connection& connection : connections) {
        connection.sent = Clock::now();
        send_all(connection.fd, target.request());
    }
    std::vector<double> times_ms;
    std::map<int, std::size_t> statuses;
    std::size_t bytes = 0;
    Clock::time_point now = start;
    std::array<epoll_event, 64> events;
    while (now < end) {
        const int ready = epoll_wait(poll, events.data(), events.size(), 1000);
        for (int i = 0; i < ready; ++i) {
            Connection& connection = connections[events[static_cast<std::size_t>(i)].data.u64];
            if (!receive(connection.fd, connection.input)) {
                fail("the server closed a connection");
            }
            const Answer answer = parse_answer(connection.input);
            if (answer.bytes == 0) {
                continue;
            }
            now = Clock::now();
            times_ms.push_back(ms_between(connection.sent, now));
            ++statuses[answer.status];
            bytes = answer.bytes;
            connection.input.erase(0, answer.bytes);
            connection.sent = now;
            send_all(connection.fd, target.request());
        }
        now = ready == 0 ? Clock::now() : now;
    }
    const double elapsed_s = ms_between(start, now) / 1000;
    fmt::print(
        "{{\"per_s\": {:.1f}, \"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}, \"max_ms\": {:.3f}, "
        "\"answer_bytes\": {}",
        static_cast<double>(times_ms.size()) / elapsed_s, percentile(times_ms, 0.5),
        percentile(times_ms, 0.99), percentile(times_ms, 1.0), bytes);
    print_statuses(statuses);
    return 0;
}

// --- Fan-out ---------------------------------------------------------------------------------

/// Takes one unmasked frame off the front; false while it is not whole.
bool take_frame(std::string_view& input, std::string_view& payload) {
    if (input.size() < 2) {
        return false;
    }
    const auto byte = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(input[i]));
    };
    std::size_t length = byte(1) & 0x7FU;
    std::size_t head = 2;
    if (length >= 126) {
        const std::size_t extra = length == 126 ? 2 : 8;
        head += extra;
        if (input.size() < head) {
            return false;
        }
        length = 0;
        for (std::size_t i = 2; i < head; ++i) {
            length = length << 8U | byte(i);
        }
    }
    if (input.size() < head + length) {
        return false;
    }
    payload = input.substr(head, length);
    input.remove_prefix(head + length);
    return true;
}

/// Readers of a live stream, and the posts they all must get.
class FanOut {
public:
    FanOut(Target post, const std::string& live_path, std::size_t readers)
        : post_(std::move(post)), readers_(readers), poll_(epoll_create1(EPOLL_CLOEXEC)) {
        for (std::size_t i = 0; i < readers; ++i) {
            open_reader(i, live_path);
        }
        poster_.fd = connect_to(post_.port);
        watch(poster_.fd, readers);
        set_nonblocking(poster_.fd);
    }

    void run(std::size_t posts, double pause_ms) {
        wait(500);
        for (std::size_t i = 0; i < posts; ++i) {
            one_post();
            wait(pause_ms);
        }
        fmt::print(
            "{{\"p50_ms\": {:.3f}, \"p99_ms\": {:.3f}, \"max_ms\": {:.3f}, "
            "\"spread_p50_ms\": {:.3f}, \"spread_p99_ms\": {:.3f}, \"deliveries\": {}, "
            "\"missing\": {}, \"frame_bytes\": {}, \"cpu_posts\": {}",
            percentile(since_post_ms_, 0.5), percentile(since_post_ms_, 0.99),
            percentile(since_post_ms_, 1.0), percentile(since_first_ms_, 0.5),
            percentile(since_first_ms_, 0.99), since_post_ms_.size(),
            posts * readers_.size() - since_post_ms_.size(), frame_bytes_, posts);
        print_statuses(statuses_);
    }

private:
    void watch(int fd, std::size_t index) {
        epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
        epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event);
    }

    void open_reader(std::size_t index, const std::string& path) {
        Connection& reader = readers_[index];
        reader.fd = connect_to(post_.port);
        send_all(reader.fd,
                 fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer "
                             "{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                             "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                             path, post_.port, post_.token));
        std::size_t head = std::string::npos;
        while ((head = reader.input.find("\r\n\r\n")) == std::string::npos) {
            if (!receive(reader.fd, reader.input)) {
                fail("a WebSocket was refused");
            }
        }
        if (reader.input.substr(9, 3) != "101") {
            std::fputs(reader.input.c_str(), stderr);
            std::exit(1);
        }
        reader.input.erase(0, head + 4);
        set_nonblocking(reader.fd);
        watch(reader.fd, index);
    }

    void one_post() {
        received_ = 0;
        answered_ = false;
        poster_.sent = Clock::now();
        send_all(poster_.fd, post_.request());
        const Clock::time_point limit = poster_.sent + std::chrono::seconds(5);
        while ((received_ < readers_.size() || !answered_) && Clock::now() < limit) {
            poll(100, true);
        }
    }

    void wait(double duration_ms) {
        const Clock::time_point start = Clock::now();
        double left = duration_ms;
        while (left > 0) {
            poll(static_cast<int>(left) + 1, false);
            left = duration_ms - ms_between(start, Clock::now());
        }
    }

    void poll(int timeout_ms, bool measuring) {
        std::array<epoll_event, 256> events;
        const int ready = epoll_wait(poll_, events.data(), events.size(), timeout_ms);
        for (int i = 0; i < ready; ++i) {
            const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
            if (index == readers_.size()) {
                read_answer();
            } else {
                read_frames(readers_[index], measuring);
            }
        }
    }

    void read_answer() {
        if (!receive(poster_.fd, poster_.input)) {
            fail("the server closed the posting connection");
        }
        const Answer answer = parse_answer(poster_.input);
        if (answer.bytes != 0) {
            ++statuses_[answer.status];
            poster_.input.erase(0, answer.bytes);
            answered_ = true;
        }
    }

    void read_frames(Connection& reader, bool measuring) {
        if (!receive(reader.fd, reader.input)) {
            fail("the server closed a WebSocket");
        }
        std::string_view input = reader.input;
        std::string_view payload;
        while (take_frame(input, payload)) {
            if (!measuring || payload.find(R"("type":"entries")") == std::string_view::npos) {
                continue;
            }
            const Clock::time_point now = Clock::now();
            frame_bytes_ = payload.size();
            if (received_++ == 0) {
                first_ = now;
            }
            since_post_ms_.push_back(ms_between(poster_.sent, now));
            since_first_ms_.push_back(ms_between(first_, now));
        }
        reader.input.erase(0, reader.input.size() - input.size());
    }

    Target post_;
    std::vector<Connection> readers_;
    Connection poster_;
    int poll_;
    std::size_t received_ = 0;
    bool answered_ = false;
    Clock::time_point first_;
    std::size_t frame_bytes_ = 0;
    std::vector<double> since_post_ms_;
    std::vector<double> since_first_ms_;
    std::map<int, std::size_t> statuses_;
};

}  // namespace

int main(int argc, char** argv) {
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "http" && argc == 8) {
        const Target target{static_cast<std::uint16_t>(std::atoi(argv[2])), argv[3], argv[4],
                            argv[5]};
        return closed_loop(target, std::strtoul(argv[6], nullptr, 10),
                           std::strtod(argv[7], nullptr));
    }
    if (what == "fanout" && argc == 9) {
        Target post{static_cast<std::uint16_t>(std::atoi(argv[2])), argv[3], argv[4], argv[5]};
        FanOut(std::move(post), argv[6], std::strtoul(argv[7], nullptr, 10))
            .run(std::strtoul(argv[8], nullptr, 10), 20);
        return 0;
    }
    std::fputs(
        "usage: bench_load http PORT PATH TOKEN BODY CONNECTIONS SECONDS\n"
        "       bench_load fanout PORT PATH TOKEN BODY LIVE_PATH READERS POSTS\n",
        stderr);
    return 2;
}
