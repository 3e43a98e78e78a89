// A peer that sends exactly the bytes it is told, right or wrong, over a plain TCP socket: knows
// nothing of net, so that net is not tested with itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace labd::net::testing {

/// Every wait ends after 10 s at the latest, with a failed expectation.
class RawPeer {
public:
    explicit RawPeer(std::uint16_t port, int receive_buffer_bytes = 0);
    ~RawPeer();
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    /// False when the server has closed in the meantime.
    bool send(std::string_view bytes);

    /// Ends our side only.
    void finish_sending();

    /// Closes with a reset.
    void reset();

    /// Reads until `count` bytes are there, or the server has closed.
    std::string read_bytes(std::size_t count);

    /// Reads until the server has closed.
    std::string read_all();

    /// Reads one response with Content-Length (or, with `head`, none) and gives it back whole.
    std::string read_response(bool head = false);

private:
    bool receive();

    int socket_ = -1;
    std::string received_;
};

}  // namespace labd::net::testing
