#include "raw_peer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace labd::net::testing {
namespace {

constexpr int wait_ms = 10'000;

}  // namespace

RawPeer::RawPeer(std::uint16_t port, int receive_buffer_bytes)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer_bytes > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                     sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

RawPeer::~RawPeer() { ::close(socket_); }

bool RawPeer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawPeer::finish_sending() { ::shutdown(socket_, SHUT_WR); }

void RawPeer::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
}

bool RawPeer::receive() {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, wait_ms) != 1) {
        ADD_FAILURE() << "the server sent nothing for 10 s after: " << received_.substr(0, 200);
        return false;
    }
    std::array<char, 16 * 1024> buffer{};
    const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        return false;
    }
    received_.append(buffer.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawPeer::read_bytes(std::size_t count) {
    while (received_.size() < count && receive()) {
    }
    std::string bytes = received_.substr(0, count);
    received_.erase(0, bytes.size());
    return bytes;
}

std::string RawPeer::read_all() {
    while (receive()) {
    }
    return std::exchange(received_, {});
}

std::string RawPeer::read_response(bool head) {
    std::size_t end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
        if (!receive()) {
            return std::exchange(received_, {});
        }
    }
    std::size_t body_bytes = 0;
    const std::size_t field = received_.find("Content-Length: ");
    if (!head && field < end) {
        const char* from = received_.data() + field + 16;
        std::from_chars(from, received_.data() + end, body_bytes);
    }
    return read_bytes(end + 4 + body_bytes);
}

}  // namespace labd::net::testing
