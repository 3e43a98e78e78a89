// Inside net only: a Session on a TCP socket, with or without TLS.
#pragma once

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <type_traits>
#include <utility>

#include "labd/net/session.h"
#include "labd/net/socket_types.h"

namespace labd::net {

/// `Stream` is Socket or TlsStream.
template <class Stream>
class SocketSession final : public Session {
public:
    SocketSession(std::shared_ptr<SessionContext> context, bool refused, Socket socket)
        requires std::is_same_v<Stream, Socket>
        : Session(std::move(context), refused), stream_(std::move(socket)) {}

    SocketSession(std::shared_ptr<SessionContext> context, bool refused, Socket socket,
                  std::shared_ptr<asio::ssl::context> tls)
        requires std::is_same_v<Stream, TlsStream>
        : Session(std::move(context), refused),
          tls_context_(std::move(tls)),
          stream_(std::move(socket), *tls_context_) {}

    void start() override {
        ErrorCode error;
        const auto remote = tcp_socket().remote_endpoint(error);
        if (!error) {
            remote_address_ = remote.address().to_string();
        }
        tcp_socket().set_option(asio::ip::tcp::no_delay(true), error);
        tls_ = is_tls;
        if constexpr (is_tls) {
            expect_handshake();
            stream_.async_handshake(asio::ssl::stream_base::server,
                                    [self = self()](ErrorCode failed) {
                                        if (failed) {
                                            self->abort();
                                        } else {
                                            self->on_ready();
                                        }
                                    });
        } else {
            on_ready();
        }
    }

private:
    static constexpr bool is_tls = std::is_same_v<Stream, TlsStream>;

    // How much a peer may still send while we wait for it to close: enough for a body in flight.
    static constexpr std::size_t farewell_bytes_max = 1024 * 1024;

    std::shared_ptr<SocketSession> self() {
        return std::static_pointer_cast<SocketSession>(shared_from_this());
    }

    Socket& tcp_socket() {
        if constexpr (is_tls) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    void start_read(char* to, std::size_t room) override {
        stream_.async_read_some(
            asio::buffer(to, room),
            [self = self()](ErrorCode error, std::size_t bytes) { self->on_read(error, bytes); });
    }

    void start_write(std::span<const asio::const_buffer> buffers) override {
        asio::async_write(stream_, buffers, [self = self()](ErrorCode error, std::size_t) {
            self->on_written(error);
        });
    }

    void start_farewell() override {
        if constexpr (is_tls) {
            stream_.async_shutdown([self = self()](ErrorCode) { self->drain_socket(); });
        } else {
            drain_socket();
        }
    }

    // Closing with unread bytes would make the kernel send a reset, which may cost the peer the
    // answer that is still on its way: so end our side, and read until the peer ends its own.
    void drain_socket() {
        ErrorCode ignored;
        tcp_socket().shutdown(asio::socket_base::shutdown_send, ignored);
        read_farewell();
    }

    void read_farewell() {
        tcp_socket().async_read_some(asio::buffer(farewell_),
                                     [self = self()](ErrorCode error, std::size_t bytes) {
                                         self->farewell_bytes_ += bytes;
                                         if (error || self->farewell_bytes_ > farewell_bytes_max) {
                                             self->abort();
                                         } else {
                                             self->read_farewell();
                                         }
                                     });
    }

    void close_socket() override {
        ErrorCode ignored;
        tcp_socket().close(ignored);
    }

    void run_later(std::function<void()> action) override {
        asio::post(tcp_socket().get_executor(), std::move(action));
    }

    // Kept for the life of the stream: a reload replaces the server's.
    std::shared_ptr<asio::ssl::context> tls_context_;
    Stream stream_;
    std::array<char, 512> farewell_{};
    std::size_t farewell_bytes_ = 0;
};

}  // namespace labd::net
