// What a server does with peers that are wrong, slow, greedy or many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <random>

#include "raw_peer.h"
#include "test_server.h"

namespace labd::net::testing {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

void fine(const Request&, Responder respond) { respond(text_response(200, "fine")); }

// What the server says to these bytes before it closes the connection.
std::string answer_to(std::string_view bytes) {
    TestServer server(loopback_config(), fine);
    RawPeer peer(server.port());
    peer.send(bytes);
    return peer.read_all();
}

struct Faulty {
    const char* name;
    std::string bytes;
    int status;
};

class FaultyRequest : public ::testing::TestWithParam<Faulty> {};

TEST_P(FaultyRequest, IsRefusedAndTheConnectionClosed) {
    const std::string answer = answer_to(GetParam().bytes);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(GetParam().status) + " "));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Syntax, FaultyRequest,
    ::testing::Values(
        Faulty{"NoHttp", "\x16\x03\x01 hello\r\n\r\n", 400},
        Faulty{"NoVersion", "GET /\r\n\r\n", 400},
        Faulty{"OtherVersion", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        Faulty{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        Faulty{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Faulty{"HeaderWithoutColon", "GET / HTTP/1.1\r\nHost: a\r\nfoo\r\n\r\n", 400},
        Faulty{"BrokenEscape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"CutEscape", "GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"HiddenNul", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"PathIsNoText", "GET /a%FFb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"PathIsNoTextUnescaped", "GET /a\xFF HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"QueryIsNoText", "GET /a?at=%C3 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"QueryEscapeBroken", "GET /a?at=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"NoPath", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"Connect", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        Faulty{"TwoLengths",
               "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
               400},
        Faulty{
            "LengthAndChunks",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            400},
        Faulty{"NegativeLength", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        Faulty{"OtherCoding",
               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        Faulty{"ChunksInOldHttp", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        Faulty{"BadChunkSize",
               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
        Faulty{"ChunkWithoutEnd",
               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n", 400},
        Faulty{"EndlessChunkLine",
               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                   std::string(20'000, 'x'),
               400},
        Faulty{"ChunksBeyondTheLimit",
               "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n", 413},
        Faulty{"LongHeader",
               "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n", 431},
        Faulty{"LongTarget", "GET /" + std::string(17'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n",
               431}),
    [](const auto& info) { return info.param.name; });

TEST(ServerLimits, ManyShortHeaderLinesAreTooLongTogether) {
    std::string request = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 90; ++i) {
        request += "X: " + std::string(250, 'x') + "\r\n";
    }
    EXPECT_THAT(answer_to(request + "\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST(ServerLimits, TooManyHeaderLines) {
    std::string request = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 100; ++i) {
        request += "X: y\r\n";
    }
    EXPECT_THAT(answer_to(request + "\r\n"), StartsWith("HTTP/1.1 431 "));
}

TEST(ServerLimits, ABodyIsRefusedByItsLengthBeforeAnyOfItIsRead) {
    ServerConfig config = loopback_config();
    config.body_bytes_max = [](const Request& head) -> std::size_t {
        return head.method == Method::put && head.path == "/large" ? 2'000'000 : 10;
    };
    std::atomic<std::size_t> body_bytes = 0;
    TestServer server(std::move(config), [&](const Request& request, Responder respond) {
        body_bytes = request.body.size();
        respond(text_response(200, ""));
    });
    RawPeer refused(server.port());
    refused.send("PUT /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    EXPECT_THAT(refused.read_all(), StartsWith("HTTP/1.1 413 "));
    RawPeer taken(server.port());
    taken.send("PUT /large HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" +
               std::string(1'000'000, 'x'));
    EXPECT_THAT(taken.read_response(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(body_bytes, 1'000'000U);
}

TEST(ServerLimits, APeerStillSendingItsRefusedBodyIsNotCutOff) {
    TestServer server(loopback_config(), fine);
    RawPeer peer(server.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
    EXPECT_THAT(peer.read_response(), StartsWith("HTTP/1.1 413 "));
    // A reset here could cost a slower peer the answer.
    EXPECT_TRUE(peer.send(std::string(900'000, 'x')));
    peer.finish_sending();
    EXPECT_EQ(peer.read_all(), "");
}

TEST(ServerLimits, ASlowHeaderGets408EvenWhileItTrickles) {
    ServerConfig config = loopback_config();
    config.limits.header = milliseconds(60);
    config.limits.farewell = milliseconds(40);
    TestServer server(std::move(config), fine);
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\n");
    // Keeps sending until the server has had enough.
    while (peer.send("X: y\r\n")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_THAT(peer.read_all(), AnyOf("", StartsWith("HTTP/1.1 408 ")));
    RawPeer silent(server.port());
    silent.send("GET / HTTP/1.1\r\nHost:");
    EXPECT_THAT(silent.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST(ServerLimits, ASlowBodyGets408) {
    ServerConfig config = loopback_config();
    config.limits.body = milliseconds(40);
    TestServer server(std::move(config), fine);
    RawPeer peer(server.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_THAT(peer.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST(ServerLimits, AnIdleConnectionIsClosedWithoutAWord) {
    ServerConfig config = loopback_config();
    config.limits.idle = milliseconds(40);
    TestServer server(std::move(config), fine);
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.read_all(), EndsWith("\r\n\r\nfine"));
}

TEST(ServerLimits, ALateHandlerIsAnsweredForWith503AndTheConnectionGoesOn) {
    ServerConfig config = loopback_config();
    config.limits.handling = milliseconds(40);
    std::optional<Responder> kept;
    TestServer server(std::move(config), [&](const Request& request, Responder respond) {
        if (request.path == "/slow") {
            kept.emplace(std::move(respond));
        } else {
            // The late answer comes while another request waits for its own.
            (*kept)(text_response(200, "slow"));
            respond(text_response(200, "fine"));
        }
    });
    RawPeer peer(server.port());
    peer.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string late = peer.read_response();
    EXPECT_THAT(late, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(late, HasSubstr("\r\nRetry-After: 1\r\n"));
    peer.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.read_response(), EndsWith("fine"));
}

TEST(ServerLimits, APeerThatDoesNotReadIsCutOff) {
    ServerConfig config = loopback_config();
    config.limits.write = milliseconds(40);
    config.limits.pipelined_max = 1;
    const auto body = std::make_shared<const std::string>(60'000, 'x');
    TestServer server(std::move(config), [&](const Request&, Responder respond) {
        respond({200, "text/plain", {}, body});
    });
    RawPeer peer(server.port(), 4096);
    // More answers than the sockets' buffers can hold together.
    constexpr std::size_t count = 500;
    for (std::size_t i = 0; i < count; ++i) {
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    EXPECT_EQ(peer.read_bytes(15), "HTTP/1.1 200 OK");
    server.wait_until_idle();
    EXPECT_LT(peer.read_all().size(), count * body->size());
}

TEST(ServerLimits, OneConnectionTooManyGets503InTheFormOfTheErrorCallback) {
    ServerConfig config = loopback_config();
    config.limits.connections_max = 1;
    config.error_body = [](int status) {
        return Response::with_text(status, "application/problem+json",
                                   "{\"status\":" + std::to_string(status) + "}");
    };
    TestServer server(std::move(config), fine);
    RawPeer first(server.port());
    first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(first.read_response(), EndsWith("fine"));
    RawPeer second(server.port());
    const std::string refusal = second.read_all();
    EXPECT_THAT(refusal, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(refusal, HasSubstr("\r\nRetry-After: 1\r\n"));
    EXPECT_THAT(refusal, EndsWith("{\"status\":503}"));
    first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(first.read_response(), EndsWith("fine"));
}

TEST(ServerLimits, AHandlerThatDoesNotAnswerHoldsBackTheRequestsBehindIt) {
    std::optional<Responder> kept;
    std::atomic<int> asked = 0;
    TestServer server(loopback_config(), [&](const Request&, Responder respond) {
        ++asked;
        if (!kept) {
            kept.emplace(std::move(respond));
        } else {
            respond(text_response(200, "second"));
        }
    });
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    while (asked == 0) {
        std::this_thread::yield();
    }
    server.on_loop([&](HttpServer&) {
        EXPECT_EQ(asked, 1);
        (*kept)(text_response(200, "first"));
    });
    EXPECT_THAT(peer.read_response(), EndsWith("first"));
    EXPECT_THAT(peer.read_response(), EndsWith("second"));
}

TEST(ServerLimits, SurvivesPeersThatLeaveInTheMiddle) {
    TestServer server(loopback_config(), fine);
    const std::string request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    for (std::size_t length = 0; length <= request.size(); ++length) {
        RawPeer peer(server.port());
        peer.send(request.substr(0, length));
        if (length % 2 == 0) {
            peer.reset();
        }
    }
    server.wait_until_idle();
    RawPeer peer(server.port());
    peer.send(request);
    EXPECT_THAT(peer.read_response(), EndsWith("fine"));
}

TEST(ServerLimits, SurvivesTwoHundredGarbageInputs) {
    TestServer server(loopback_config(), fine);
    // The same garbage every time.
    std::mt19937 random(20261122);  // NOLINT(cert-msc51-cpp)
    const std::vector<std::string> pieces{"GET ",
                                          "/",
                                          " HTTP/1.1",
                                          "\r\n",
                                          "\r\n\r\n",
                                          "Host:",
                                          "a",
                                          "chunked",
                                          std::string(1, '\0'),
                                          "\xff\xfe",
                                          "POST ",
                                          ": ",
                                          "Content-Length: 5",
                                          "Upgrade: websocket\r\n",
                                          "Transfer-Encoding: chunked\r\n",
                                          "%"};
    for (int i = 0; i < 200; ++i) {
        std::string garbage;
        const std::size_t count = random() % 40;
        for (std::size_t j = 0; j < count; ++j) {
            if (random() % 3 == 0) {
                garbage += static_cast<char>(random());
            } else {
                garbage += pieces[random() % pieces.size()];
            }
        }
        RawPeer peer(server.port());
        peer.send(garbage);
        peer.finish_sending();
        EXPECT_THAT(peer.read_all(), AnyOf("", StartsWith("HTTP/1.1 "))) << i;
    }
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.read_response(), EndsWith("fine"));
}

}  // namespace
}  // namespace labd::net::testing
