// Our frames against a WebSocket implementation that is not ours: Beast's client.
#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "test_server.h"

namespace labd::net::testing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

TEST(BeastClient, TalksFragmentsPingsAndACloseWithUs) {
    std::shared_ptr<WebSocketPeer> peer;
    TestServer server(loopback_config(), [&](const Request&, Responder respond) {
        respond.upgrade({[&](std::shared_ptr<WebSocketPeer> opened) { peer = std::move(opened); },
                         [&](std::string text) {
                             peer->send(std::make_shared<const std::string>(std::move(text)));
                         },
                         nullptr});
    });
    asio::io_context io;
    beast::websocket::stream<asio::ip::tcp::socket> client(io);
    client.next_layer().connect({asio::ip::address_v4::loopback(), server.port()});
    client.handshake("localhost", "/live");
    client.auto_fragment(true);
    client.write_buffer_bytes(1000);
    std::size_t pongs = 0;
    client.control_callback([&](beast::websocket::frame_type kind, beast::string_view payload) {
        if (kind == beast::websocket::frame_type::pong) {
            EXPECT_EQ(payload, "between");
            ++pongs;
        }
    });
    const std::vector<std::size_t> lengths{0, 125, 126, 60'000, 65'536};
    for (const std::size_t length : lengths) {
        const std::string text(length, 'b');
        client.ping("between");
        client.write(asio::buffer(text));
        client.ping("between");
        beast::flat_buffer received;
        client.read(received);
        EXPECT_TRUE(beast::buffers_to_string(received.data()) == text) << length;
    }
    client.close({beast::websocket::close_code::going_away, "enough"});
    EXPECT_EQ(client.reason().code, beast::websocket::close_code::going_away);
    // A ping may be answered together with the one after it, but the first of all was alone.
    EXPECT_GE(pongs, 1U);
    server.wait_until_idle();
}

}  // namespace
}  // namespace labd::net::testing
