#include "test_server.h"

#include <gtest/gtest.h>

#include <future>

namespace labd::net::testing {

TestServer::TestServer(ServerConfig config, HttpServer::Handler handler)
    : server_(std::make_unique<HttpServer>(loop_, std::move(config), std::move(handler))) {
    const HttpServer::Listening listening = server_->listen();
    EXPECT_EQ(listening.error, "");
    if (!listening.ports.empty()) {
        port_ = listening.ports.front();
    }
    thread_ = std::thread([this] { loop_.run(); });
}

TestServer::~TestServer() {
    if (thread_.joinable()) {
        shut_down(milliseconds(200));
    }
    server_.reset();
}

void TestServer::on_loop(const std::function<void(HttpServer&)>& action) {
    std::promise<void> ended;
    loop_.post([&] {
        action(*server_);
        ended.set_value();
    });
    ended.get_future().wait();
}

void TestServer::shut_down(Duration limit) {
    std::promise<void> ended;
    loop_.post([&] { server_->shutdown(limit, [&ended] { ended.set_value(); }); });
    ended.get_future().wait();
    thread_.join();
}

void TestServer::wait_until_idle() {
    std::size_t connections = 1;
    while (connections > 0) {
        on_loop([&](HttpServer& server) { connections = server.connections(); });
        std::this_thread::yield();
    }
}

ServerConfig loopback_config() {
    ServerConfig config;
    config.addresses.push_back({"127.0.0.1", 0, Security::plain});
    return config;
}

Response text_response(int status, std::string body) {
    return Response::with_text(status, "text/plain", std::move(body));
}

}  // namespace labd::net::testing
