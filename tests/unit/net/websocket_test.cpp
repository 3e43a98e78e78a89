// WebSockets of the server, spoken to with frames made here by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <random>

#include "raw_peer.h"
#include "test_server.h"

namespace labd::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view handshake =
    "GET /live HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

std::shared_ptr<const std::string> shared(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

// A short frame as a client sends it; the first byte holds the final bit and the opcode.
std::string client_frame(unsigned first, std::string payload) {
    constexpr std::string_view mask = "\x11\x22\x33\x44";
    std::string frame{static_cast<char>(first), static_cast<char>(0x80 | payload.size())};
    frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) {
        frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    }
    return frame;
}

std::string text_frame(const std::string& payload) { return client_frame(0x81, payload); }

// What a short frame of the server looks like.
std::string server_frame(unsigned first, const std::string& payload) {
    return std::string{static_cast<char>(first), static_cast<char>(payload.size())} + payload;
}

std::string close_frame(unsigned code) {
    return {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
}

/// A server whose WebSockets say back what they hear; every peer is kept. The messages "close" and
/// "leave" do what they say.
class WebSocketTest : public ::testing::Test {
protected:
    void start(ServerLimits limits = {}) {
        ServerConfig config = loopback_config();
        config.limits = limits;
        server_.emplace(std::move(config),
                        [this](const Request&, Responder respond) { respond.upgrade(handler()); });
    }

    WebSocketHandler handler() {
        auto its_peer = std::make_shared<std::shared_ptr<WebSocketPeer>>();
        return {
            [this, its_peer](std::shared_ptr<WebSocketPeer> peer) {
                *its_peer = peer;
                const std::lock_guard lock(mutex_);
                peers_.push_back(std::move(peer));
            },
            [its_peer](const std::string& text) {
                if (text == "close") {
                    (*its_peer)->close(CloseCode::policy_violation, "as you wish");
                    EXPECT_FALSE((*its_peer)->send(shared("nothing after the close")));
                } else {
                    (*its_peer)->send(shared(text));
                }
            },
            [this](CloseCode code) {
                const std::lock_guard lock(mutex_);
                closed_.push_back(static_cast<int>(code));
            },
        };
    }

    std::unique_ptr<RawPeer> open(int receive_buffer_bytes = 0) {
        auto peer = std::make_unique<RawPeer>(server_->port(), receive_buffer_bytes);
        peer->send(handshake);
        EXPECT_EQ(
            peer->read_response(),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        return peer;
    }

    std::vector<std::shared_ptr<WebSocketPeer>> wait_for_peers(std::size_t count) {
        while (true) {
            const std::lock_guard lock(mutex_);
            if (peers_.size() == count) {
                return peers_;
            }
        }
    }

    std::vector<int> wait_for_closed(std::size_t count) {
        while (true) {
            const std::lock_guard lock(mutex_);
            if (closed_.size() == count) {
                return closed_;
            }
        }
    }

    std::mutex mutex_;
    std::vector<std::shared_ptr<WebSocketPeer>> peers_;
    std::vector<int> closed_;
    std::optional<TestServer> server_;
};

TEST_F(WebSocketTest, SaysBackWhatItHears) {
    start();
    const auto peer = open();
    peer->send(text_frame("one") + text_frame("二"));
    EXPECT_EQ(peer->read_bytes(10), server_frame(0x81, "one") + server_frame(0x81, "二"));
}

TEST_F(WebSocketTest, ReadsFramesSentTogetherWithTheHandshake) {
    start();
    RawPeer peer(server_->port());
    peer.send(std::string(handshake) + text_frame("early"));
    peer.read_response();
    EXPECT_EQ(peer.read_bytes(7), server_frame(0x81, "early"));
}

TEST_F(WebSocketTest, PutsFragmentsTogetherAndAnswersAPingBetweenThem) {
    start();
    const auto peer = open();
    peer->send(client_frame(0x01, "frag"));
    peer->send(client_frame(0x89, "are you there"));
    EXPECT_EQ(peer->read_bytes(15), server_frame(0x8A, "are you there"));
    peer->send(client_frame(0x00, "men"));
    peer->send(client_frame(0x80, "ted"));
    EXPECT_EQ(peer->read_bytes(12), server_frame(0x81, "fragmented"));
}

TEST_F(WebSocketTest, EndsWithTheCodeThePeerGave) {
    start();
    const auto peer = open();
    peer->send(client_frame(0x88, close_frame(4001) + "bye"));
    EXPECT_EQ(peer->read_all(), server_frame(0x88, close_frame(4001)));
    EXPECT_EQ(wait_for_closed(1), std::vector{4001});
}

TEST_F(WebSocketTest, ClosesAfterWhatWasQueuedAndWaitsForTheAnswer) {
    start();
    const auto peer = open();
    peer->send(text_frame("last") + text_frame("close"));
    const std::string last = server_frame(0x81, "last");
    const std::string close = server_frame(0x88, close_frame(1008) + "as you wish");
    EXPECT_EQ(peer->read_bytes(last.size() + close.size()), last + close);
    peer->send(client_frame(0x89, "a ping after the close gets no answer"));
    peer->send(client_frame(0x88, close_frame(1008)));
    EXPECT_EQ(peer->read_all(), "");
    EXPECT_EQ(wait_for_closed(1), std::vector{1008});
}

TEST_F(WebSocketTest, GivesUpOnAPeerThatNeverAnswersTheClose) {
    ServerLimits limits;
    limits.farewell = milliseconds(40);
    start(limits);
    const auto peer = open();
    peer->send(text_frame("close"));
    EXPECT_THAT(peer->read_all(), EndsWith("as you wish"));
    EXPECT_EQ(wait_for_closed(1), std::vector{1008});
}

TEST_F(WebSocketTest, RefusesWhatBreaksTheProtocolWithItsCode) {
    ServerLimits limits;
    limits.websocket_message_bytes_max = 100;
    start(limits);
    const std::vector<std::pair<std::string, int>> faults{
        {server_frame(0x81, "unmasked"), 1002},
        {client_frame(0xC1, "reserved bit"), 1002},
        {client_frame(0x82, "binary"), 1003},
        {client_frame(0x81, "\xC0\x80"), 1007},
        {client_frame(0x81, std::string(101, 'x')), 1009},
        {client_frame(0x01, std::string(60, 'x')) + client_frame(0x80, std::string(60, 'x')), 1009},
        {client_frame(0x88, "x"), 1002},
    };
    std::vector<int> codes;
    for (const auto& [bytes, code] : faults) {
        const auto peer = open();
        peer->send(bytes);
        EXPECT_EQ(peer->read_all(), server_frame(0x88, close_frame(static_cast<unsigned>(code))));
        codes.push_back(code);
        EXPECT_EQ(wait_for_closed(codes.size()), codes);
    }
}

TEST_F(WebSocketTest, SurvivesTwoHundredGarbageStreams) {
    start();
    // The same garbage every time.
    std::mt19937 random(20261122);  // NOLINT(cert-msc51-cpp)
    for (int i = 0; i < 200; ++i) {
        std::string garbage;
        for (std::size_t left = random() % 20; left > 0; --left) {
            if (random() % 2 == 0) {
                garbage += static_cast<char>(random());
            } else {
                garbage += client_frame(random() % 256, std::string(random() % 100, 'g'));
            }
        }
        const auto peer = open();
        peer->send(garbage);
        peer->finish_sending();
        peer->read_all();
    }
    wait_for_closed(200);
}

TEST_F(WebSocketTest, ReportsAPeerThatJustLeaves) {
    start();
    open()->reset();
    EXPECT_EQ(wait_for_closed(1), std::vector{1006});
    // Its handle may be used on, to no effect.
    const auto peer = wait_for_peers(1).front();
    server_->on_loop([&](HttpServer&) {
        EXPECT_FALSE(peer->send(shared("x")));
        peer->close(CloseCode::normal, "");
        EXPECT_EQ(peer->pending(), 0U);
    });
}

TEST_F(WebSocketTest, TheSameTextReachesManyPeersInOrder) {
    start();
    std::vector<std::unique_ptr<RawPeer>> peers;
    peers.reserve(100);
    for (int i = 0; i < 100; ++i) {
        peers.push_back(open());
    }
    const auto handles = wait_for_peers(100);
    std::string expected;
    for (int message = 0; message < 50; ++message) {
        const std::string text = "message " + std::to_string(message) + std::string(100, '.');
        expected += server_frame(0x81, text);
        server_->post([&handles, text = shared(text)] {
            for (const auto& handle : handles) {
                EXPECT_TRUE(handle->send(text));
            }
        });
    }
    for (const auto& peer : peers) {
        EXPECT_EQ(peer->read_bytes(expected.size()), expected);
    }
}

TEST_F(WebSocketTest, TellsTheSenderWhenASlowPeersQueueIsFullAndLosesNothingTaken) {
    ServerLimits limits;
    limits.websocket_pending_max = 20;
    limits.websocket_pending_bytes_max = 64 * 1024 * 1024;
    start(limits);
    const auto peer = open(4096);
    const auto handle = wait_for_peers(1).front();
    const auto text = shared(std::string(60'000, 's'));
    std::size_t taken = 0;
    server_->on_loop([&](HttpServer&) {
        while (handle->send(text)) {
            ++taken;
        }
        EXPECT_EQ(handle->pending(), 20U);
        handle->close(CloseCode::try_again_later, "too slow");
    });
    EXPECT_GE(taken, 20U);
    const std::string all = peer->read_bytes(taken * (text->size() + 4) + 12);
    EXPECT_EQ(all.size(), taken * (text->size() + 4) + 12);
    EXPECT_TRUE(all.ends_with(server_frame(0x88, close_frame(1013) + "too slow")));
}

TEST_F(WebSocketTest, BoundsTheQueueInBytesToo) {
    ServerLimits limits;
    limits.websocket_pending_bytes_max = 1000;
    start(limits);
    const auto peer = open();
    const auto handle = wait_for_peers(1).front();
    server_->on_loop([&](HttpServer&) {
        EXPECT_FALSE(handle->send(shared(std::string(1001, 'x'))));
        EXPECT_TRUE(handle->send(shared(std::string(1000, 'x'))));
    });
    EXPECT_EQ(peer->read_bytes(1004).size(), 1004U);
}

TEST_F(WebSocketTest, CutsAPeerThatTakesNothing) {
    ServerLimits limits;
    limits.write = milliseconds(40);
    limits.websocket_pending_bytes_max = 64 * 1024 * 1024;
    start(limits);
    const auto peer = open(4096);
    const auto handle = wait_for_peers(1).front();
    // More than the sockets' buffers can hold together.
    server_->on_loop([&](HttpServer&) {
        const auto text = shared(std::string(60'000, 'x'));
        for (int i = 0; i < 250; ++i) {
            EXPECT_TRUE(handle->send(text));
        }
    });
    EXPECT_EQ(wait_for_closed(1), std::vector{1006});
}

TEST_F(WebSocketTest, PingsASilentPeerAndGivesUpWhenNoPongComes) {
    ServerLimits limits;
    limits.websocket_ping = milliseconds(40);
    limits.websocket_idle = milliseconds(200);
    start(limits);
    const auto peer = open();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(peer->read_bytes(2), server_frame(0x89, ""));
        peer->send(client_frame(0x8A, ""));
    }
    EXPECT_EQ(peer->read_all(), server_frame(0x89, ""));
    EXPECT_EQ(wait_for_closed(1), std::vector{1006});
}

TEST_F(WebSocketTest, ShutdownSaysGoingAway) {
    start();
    const auto peer = open();
    wait_for_peers(1);
    std::thread stopper([&] { server_->shut_down(seconds(8)); });
    const std::string close = server_frame(0x88, close_frame(1001) + "the server is shutting down");
    EXPECT_EQ(peer->read_bytes(close.size()), close);
    peer->send(client_frame(0x88, close_frame(1001)));
    EXPECT_EQ(peer->read_all(), "");
    peer->finish_sending();
    stopper.join();
    EXPECT_EQ(wait_for_closed(1), std::vector{1001});
}

TEST_F(WebSocketTest, RefusesAFaultyHandshake) {
    start();
    const auto answer = [&](std::string_view from, std::string_view to) {
        std::string request(handshake);
        request.replace(request.find(from), from.size(), to);
        RawPeer peer(server_->port());
        peer.send(request);
        return peer.read_response();
    };
    EXPECT_THAT(answer("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(answer("Upgrade: websocket", "Upgrade: h2c"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(answer("keep-alive, Upgrade", "keep-alive"), StartsWith("HTTP/1.1 400 "));
    const std::string other_version = answer("Version: 13", "Version: 8");
    EXPECT_THAT(other_version, StartsWith("HTTP/1.1 426 "));
    EXPECT_THAT(other_version, HasSubstr("\r\nSec-WebSocket-Version: 13\r\n"));
    const std::lock_guard lock(mutex_);
    EXPECT_TRUE(peers_.empty());
}

}  // namespace
}  // namespace labd::net::testing
