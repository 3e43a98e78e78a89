#include "labd/net/client_transport.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "labd/core/assert.h"
#include "labd/net/tls_context.h"

namespace labd::net {

using boost::system::error_code;

TimePoint deadline_after(Duration limit) {
    return std::chrono::steady_clock::now() + std::chrono::microseconds(limit.us);
}

Transport::Transport(const ClientOptions& options) : options_(options) {}

Transport::~Transport() { give_up(); }

template <class Action>
void Transport::with_stream(Action&& action) {
    if (tls_) {
        action(*tls_);
    } else if (plain_) {
        action(*plain_);
    }
}

// False when the deadline came first, or the client was stopped.
template <class Done>
bool Transport::run_until(TimePoint deadline, Done is_done) {
    constexpr auto look_up = std::chrono::milliseconds(100);
    io_.restart();
    while (!is_done() && !io_.stopped() && !(options_.stopped && *options_.stopped)) {
        const TimePoint now = std::chrono::steady_clock::now();
        if (now >= deadline) {
            break;
        }
        io_.run_one_until(options_.stopped ? std::min(deadline, now + look_up) : deadline);
    }
    return is_done();
}

// Ends every operation under way, so that none refers to what is about to go.
void Transport::give_up() {
    with_stream([](auto& stream) {
        error_code ignored;
        stream.lowest_layer().close(ignored);
    });
    io_.restart();
    io_.run();
}

TransportError Transport::describe(ClientFailure failure, std::string_view what) const {
    return {failure, fmt::format("{} port {}: {}", options_.host, options_.port, what)};
}

TransportError Transport::describe(const error_code& error) const {
    if (error == asio::error::connection_refused) {
        return describe(ClientFailure::refused, "nothing listens there (connection refused)");
    }
    if (error == asio::error::eof || error == asio::error::connection_reset ||
        error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated) {
        return describe(ClientFailure::closed, "the server closed the connection");
    }
    if (error.category() == asio::error::get_ssl_category()) {
        return describe(ClientFailure::tls, error.message());
    }
    return describe(ClientFailure::other, error.message());
}

TransportError Transport::connect() {
    LABD_ASSERT(!plain_ && !tls_);
    const TimePoint deadline = deadline_after(options_.connect);
    TransportError error = connect_tcp(deadline);
    if (!error && options_.security == Security::tls) {
        error = shake_hands(deadline);
    }
    return error;
}

TransportError Transport::connect_tcp(TimePoint deadline) {
    error_code error;
    asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver(io_);
    const auto endpoints = resolver.resolve(options_.host, std::to_string(options_.port), error);
    if (error) {
        return describe(ClientFailure::unknown_host, error.message());
    }
    plain_.emplace(io_);
    bool done = false;
    asio::async_connect(*plain_, endpoints, [&](error_code failed, const auto&) {
        error = failed;
        done = true;
    });
    if (!run_until(deadline, [&] { return done; })) {
        give_up();
        return describe(ClientFailure::timed_out, "no connection within the limit");
    }
    if (error) {
        return describe(error);
    }
    plain_->set_option(asio::ip::tcp::no_delay(true), error);
    return {};
}

TransportError Transport::shake_hands(TimePoint deadline) {
    TlsContext loaded = load_client_tls(options_.ca_file);
    if (!loaded.error.empty()) {
        return describe(ClientFailure::tls, loaded.error);
    }
    tls_context_ = std::move(loaded.context);
    tls_ = std::make_unique<TlsStream>(std::move(*plain_), *tls_context_);
    plain_.reset();
    tls_->set_verify_callback(asio::ssl::host_name_verification(options_.host));
    error_code error;
    asio::ip::make_address(options_.host, error);
    if (error) {
        // RFC 6066, section 3: names only, no addresses.
        SSL_set_tlsext_host_name(tls_->native_handle(), options_.host.c_str());
    }
    bool done = false;
    tls_->async_handshake(asio::ssl::stream_base::client, [&](error_code failed) {
        error = failed;
        done = true;
    });
    if (!run_until(deadline, [&] { return done; })) {
        give_up();
        return describe(ClientFailure::timed_out, "no TLS handshake within the limit");
    }
    if (!error) {
        return {};
    }
    const long verified = SSL_get_verify_result(tls_->native_handle());
    return describe(ClientFailure::tls, verified == X509_V_OK
                                            ? error.message()
                                            : X509_verify_cert_error_string(verified));
}

TransportError Transport::write(std::string_view bytes, TimePoint deadline) {
    error_code error;
    bool done = false;
    with_stream([&](auto& stream) {
        asio::async_write(stream, asio::buffer(bytes), [&](error_code failed, std::size_t) {
            error = failed;
            done = true;
        });
    });
    if (!run_until(deadline, [&] { return done; })) {
        give_up();
        return describe(ClientFailure::timed_out, "the server takes nothing");
    }
    return error ? describe(error) : TransportError{};
}

void Transport::start_read() {
    if (read_state_ != ReadState::none) {
        return;
    }
    read_state_ = ReadState::under_way;
    with_stream([this](auto& stream) {
        stream.async_read_some(asio::buffer(buffer_), [this](error_code error, std::size_t bytes) {
            read_state_ = ReadState::done;
            read_error_ = error;
            read_bytes_ = bytes;
        });
    });
}

TransportError Transport::read(TimePoint deadline) {
    start_read();
    if (!run_until(deadline, [this] { return read_state_ == ReadState::done; })) {
        return describe(ClientFailure::timed_out, "no answer within the limit");
    }
    read_state_ = ReadState::none;
    received_.append(buffer_.data(), read_bytes_);
    return read_error_ ? describe(read_error_) : TransportError{};
}

bool Transport::is_stale() {
    start_read();
    io_.restart();
    io_.poll();
    return read_state_ == ReadState::done || !received_.empty();
}

}  // namespace labd::net
