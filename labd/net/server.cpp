#include "labd/net/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <unordered_map>
#include <utility>

#include "labd/core/assert.h"
#include "labd/net/loop_impl.h"
#include "labd/net/response_head.h"
#include "labd/net/socket_session.h"
#include "labd/net/tls_context.h"

namespace labd::net {
namespace {

using boost::system::error_code;
using SweepTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::size_t default_body_bytes_max = 64 * 1024;

// Connections beyond the limit that still get a 503 rather than nothing.
constexpr std::size_t refused_connections_max = 32;

// Deadlines are checked eight times within the shortest of them, so they are late by an eighth.
Duration sweep_interval(const ServerLimits& limits) {
    const Duration shortest =
        std::min({limits.header, limits.body, limits.handling, limits.write, limits.idle,
                  limits.farewell, limits.websocket_ping, limits.websocket_idle});
    return std::clamp(Duration{shortest.us / 8}, milliseconds(5), milliseconds(250));
}

}  // namespace

Responder::~Responder() {
    if (const std::shared_ptr<ResponseSink> sink = sink_.lock()) {
        sink->abandon(request_number_);
    }
}

void Responder::operator()(Response response) {
    LABD_ASSERT(request_number_ != 0);
    const std::uint64_t number = std::exchange(request_number_, 0);
    if (const std::shared_ptr<ResponseSink> sink = std::exchange(sink_, {}).lock()) {
        sink->respond(number, std::move(response));
    }
}

void Responder::upgrade(WebSocketHandler handler) {
    LABD_ASSERT(request_number_ != 0);
    const std::uint64_t number = std::exchange(request_number_, 0);
    if (const std::shared_ptr<ResponseSink> sink = std::exchange(sink_, {}).lock()) {
        sink->upgrade(number, std::move(handler));
    }
}

class HttpServer::Impl : public std::enable_shared_from_this<HttpServer::Impl> {
public:
    Impl(EventLoop& loop, ServerConfig config, Handler handler)
        : io_(loop.impl().io), sweep_timer_(io_), config_(std::move(config)) {
        context_ = std::make_shared<SessionContext>();
        context_->limits = config_.limits;
        context_->request_limits.header_bytes = config_.limits.header_bytes_max;
        context_->request_limits.header_fields = config_.limits.header_fields_max;
        context_->request_limits.body_bytes =
            config_.body_bytes_max ? config_.body_bytes_max
                                   : [](const Request&) { return default_body_bytes_max; };
        context_->handler = std::move(handler);
        context_->error_body = config_.error_body ? config_.error_body : plain_error;
    }

    Listening listen();
    std::string reload_tls();
    void shutdown(Duration limit, std::function<void()> done);
    void close_now();

    std::size_t connections() const { return sessions_.size(); }

private:
    struct Door {
        Acceptor acceptor;
        Security security = Security::plain;
        bool resting = false;
    };

    std::string open_door(const ListenAddress& address);
    void accept(const std::shared_ptr<Door>& door);
    void welcome(Socket socket, Security security);
    void sweep_later();
    void sweep();
    void forget(const Session& session);
    void finish_later();
    void close_doors();
    std::vector<std::shared_ptr<Session>> all_sessions() const;

    asio::io_context& io_;
    SweepTimer sweep_timer_;
    const ServerConfig config_;
    std::shared_ptr<SessionContext> context_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::vector<std::shared_ptr<Door>> doors_;
    std::unordered_map<const Session*, std::shared_ptr<Session>> sessions_;
    std::function<void()> done_;
    TimePoint shutdown_deadline_;
    bool shutting_down_ = false;
};

HttpServer::Listening HttpServer::Impl::listen() {
    LABD_ASSERT(doors_.empty());
    context_->forget = [weak = weak_from_this()](Session& session) {
        if (const auto self = weak.lock()) {
            self->forget(session);
        }
    };
    const bool needs_tls =
        std::any_of(config_.addresses.begin(), config_.addresses.end(),
                    [](const ListenAddress& address) { return address.security == Security::tls; });
    if (needs_tls) {
        if (std::string error = reload_tls(); !error.empty()) {
            return {{}, std::move(error)};
        }
    }
    Listening listening;
    for (const ListenAddress& address : config_.addresses) {
        if (std::string error = open_door(address); !error.empty()) {
            close_doors();
            return {{}, std::move(error)};
        }
        listening.ports.push_back(doors_.back()->acceptor.local_endpoint().port());
    }
    for (const std::shared_ptr<Door>& door : doors_) {
        accept(door);
    }
    sweep_later();
    return listening;
}

// Empty on success.
std::string HttpServer::Impl::open_door(const ListenAddress& address) {
    error_code error;
    const asio::ip::address ip = asio::ip::make_address(address.address, error);
    const std::string place = fmt::format("{} port {}", address.address, address.port);
    if (error) {
        return fmt::format("cannot listen on {}: not a numeric IP address", place);
    }
    if (address.security == Security::plain && !ip.is_loopback()) {
        return fmt::format(
            "will not listen on {} without TLS: only a loopback address (127.0.0.1, ::1) may go "
            "without; give a certificate and key",
            place);
    }
    const asio::ip::tcp::endpoint endpoint(ip, address.port);
    auto door = std::make_shared<Door>(Door{Acceptor(io_), address.security, false});
    Acceptor& acceptor = door->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    }
    if (!error && ip.is_v6()) {
        acceptor.set_option(asio::ip::v6_only(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
        return fmt::format("cannot listen on {}: {}", place, error.message());
    }
    doors_.push_back(std::move(door));
    return {};
}

void HttpServer::Impl::accept(const std::shared_ptr<Door>& door) {
    door->acceptor.async_accept([self = shared_from_this(), door](error_code error, Socket socket) {
        if (!door->acceptor.is_open()) {
            return;
        }
        if (!error) {
            self->welcome(std::move(socket), door->security);
            self->accept(door);
        } else if (error == asio::error::connection_aborted) {
            self->accept(door);
        } else {
            // Out of file descriptors or memory: trying again at once would only burn the CPU.
            door->resting = true;
        }
    });
}

void HttpServer::Impl::welcome(Socket socket, Security security) {
    const std::size_t count = sessions_.size();
    if (count >= config_.limits.connections_max + refused_connections_max) {
        return;
    }
    const bool refused = count >= config_.limits.connections_max;
    std::shared_ptr<Session> session;
    if (security == Security::tls) {
        session =
            std::make_shared<SocketSession<TlsStream>>(context_, refused, std::move(socket), tls_);
    } else {
        session = std::make_shared<SocketSession<Socket>>(context_, refused, std::move(socket));
    }
    sessions_.emplace(session.get(), session);
    session->start();
}

void HttpServer::Impl::sweep_later() {
    sweep_timer_.expires_after(std::chrono::microseconds(sweep_interval(config_.limits).us));
    sweep_timer_.async_wait([self = shared_from_this()](error_code error) {
        if (!error) {
            self->sweep();
        }
    });
}

void HttpServer::Impl::sweep() {
    const TimePoint now = std::chrono::steady_clock::now();
    const bool out_of_time = shutting_down_ && now >= shutdown_deadline_;
    for (const std::shared_ptr<Session>& session : all_sessions()) {
        if (out_of_time) {
            session->abort();
        } else {
            session->sweep(now);
        }
    }
    for (const std::shared_ptr<Door>& door : doors_) {
        if (std::exchange(door->resting, false)) {
            accept(door);
        }
    }
    if (!shutting_down_ || !sessions_.empty()) {
        sweep_later();
    }
}

// Sessions leave the list while they are visited.
std::vector<std::shared_ptr<Session>> HttpServer::Impl::all_sessions() const {
    std::vector<std::shared_ptr<Session>> all;
    all.reserve(sessions_.size());
    for (const auto& [key, session] : sessions_) {
        all.push_back(session);
    }
    return all;
}

void HttpServer::Impl::forget(const Session& session) {
    sessions_.erase(&session);
    if (shutting_down_ && sessions_.empty()) {
        finish_later();
    }
}

void HttpServer::Impl::finish_later() {
    sweep_timer_.cancel();
    if (done_) {
        asio::post(io_, std::exchange(done_, nullptr));
    }
}

void HttpServer::Impl::shutdown(Duration limit, std::function<void()> done) {
    LABD_ASSERT(!shutting_down_);
    shutting_down_ = true;
    shutdown_deadline_ = std::chrono::steady_clock::now() + std::chrono::microseconds(limit.us);
    done_ = std::move(done);
    close_doors();
    for (const std::shared_ptr<Session>& session : all_sessions()) {
        session->shut_down();
    }
    if (sessions_.empty()) {
        finish_later();
    }
}

void HttpServer::Impl::close_doors() {
    for (const std::shared_ptr<Door>& door : doors_) {
        error_code ignored;
        door->acceptor.close(ignored);
    }
    doors_.clear();
}

void HttpServer::Impl::close_now() {
    shutting_down_ = true;
    done_ = nullptr;
    close_doors();
    for (const std::shared_ptr<Session>& session : all_sessions()) {
        session->abort();
    }
    sweep_timer_.cancel();
}

std::string HttpServer::Impl::reload_tls() {
    TlsContext loaded = load_server_tls(config_.tls);
    if (loaded.error.empty()) {
        tls_ = std::move(loaded.context);
    }
    return std::move(loaded.error);
}

HttpServer::HttpServer(EventLoop& loop, ServerConfig config, Handler handler)
    : impl_(std::make_shared<Impl>(loop, std::move(config), std::move(handler))) {}

HttpServer::~HttpServer() { impl_->close_now(); }

HttpServer::Listening HttpServer::listen() { return impl_->listen(); }

std::string HttpServer::reload_tls() { return impl_->reload_tls(); }

void HttpServer::shutdown(Duration limit, std::function<void()> done) {
    impl_->shutdown(limit, std::move(done));
}

std::size_t HttpServer::connections() const { return impl_->connections(); }

}  // namespace labd::net
