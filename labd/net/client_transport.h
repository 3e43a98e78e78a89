// Inside net only: a blocking byte stream with deadlines, plain or TLS, and HTTP responses read
// from it.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "labd/net/client.h"
#include "labd/net/socket_types.h"

namespace labd::net {

using TimePoint = std::chrono::steady_clock::time_point;

TimePoint deadline_after(Duration limit);

struct TransportError {
    ClientFailure failure = ClientFailure::none;
    std::string text;

    explicit operator bool() const { return failure != ClientFailure::none; }
};

/// One connection, once. After any error but a timed out read it is of no more use.
class Transport {
public:
    explicit Transport(const ClientOptions& options);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    TransportError connect();
    TransportError write(std::string_view bytes, TimePoint deadline);

    /// Appends what comes next to `received()`. After a timeout the read stays under way.
    TransportError read(TimePoint deadline);

    /// Whether the peer has closed, or sent what nobody asked for.
    bool is_stale();

    std::string& received() { return received_; }

private:
    enum class ReadState : std::uint8_t { none, under_way, done };

    template <class Action>
    void with_stream(Action&& action);
    template <class Done>
    bool run_until(TimePoint deadline, Done is_done);
    TransportError connect_tcp(TimePoint deadline);
    TransportError shake_hands(TimePoint deadline);
    void start_read();
    void give_up();
    TransportError describe(ClientFailure failure, std::string_view what) const;
    TransportError describe(const boost::system::error_code& error) const;

    const ClientOptions options_;
    boost::asio::io_context io_{1};
    std::shared_ptr<boost::asio::ssl::context> tls_context_;
    std::optional<Socket> plain_;
    std::unique_ptr<TlsStream> tls_;
    std::array<char, 16 * 1024> buffer_{};
    ReadState read_state_ = ReadState::none;
    boost::system::error_code read_error_;
    std::size_t read_bytes_ = 0;
    std::string received_;
};

/// The bytes of a request; nothing when a part of it holds a line break or another control
/// character.
std::optional<std::string> serialise_request(const ClientOptions& options,
                                             const ClientRequest& request);

struct ExchangeResult {
    ClientResult result;
    bool keep_alive = false;
};

/// Sends, and reads the response off the transport; bytes behind it stay in `received()`.
ExchangeResult exchange(Transport& transport, const ClientOptions& options, Method method,
                        std::string_view request_bytes);

}  // namespace labd::net
