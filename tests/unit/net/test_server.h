// A server on a loop of its own thread, for tests that talk to it over real sockets.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "labd/net/server.h"

namespace labd::net::testing {

/// Listens on loopback from construction to destruction, which shuts down gracefully unless
/// `shut_down()` was called.
class TestServer {
public:
    TestServer(ServerConfig config, HttpServer::Handler handler);
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::uint16_t port() const { return port_; }

    /// Runs `action` on the loop thread and waits for its end.
    void on_loop(const std::function<void(HttpServer&)>& action);

    void post(std::function<void()> action) { loop_.post(std::move(action)); }

    /// Shuts down, and waits until the loop has run out of work.
    void shut_down(Duration limit);

    /// Waits until the server has no connection.
    void wait_until_idle();

private:
    EventLoop loop_;
    std::unique_ptr<HttpServer> server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// One plain loopback address on any port.
ServerConfig loopback_config();

Response text_response(int status, std::string body);

}  // namespace labd::net::testing
