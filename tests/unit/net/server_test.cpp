#include "labd/net/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>

#include "raw_peer.h"
#include "test_server.h"

namespace labd::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Says back what it was asked.
void echo(const Request& request, Responder respond) {
    respond(text_response(200, request.method_name + " " + request.path + " " + request.body));
}

TEST(HttpServer, AnswersARequestAndKeepsTheConnection) {
    TestServer server(loopback_config(), echo);
    RawPeer peer(server.port());
    for (const std::string path : {"/one", "/two"}) {
        peer.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string response = peer.read_response();
        EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
        EXPECT_THAT(response, HasSubstr("\r\nContent-Type: text/plain\r\n"));
        EXPECT_THAT(response, HasSubstr("\r\nContent-Length: 9\r\n"));
        EXPECT_THAT(response, Not(HasSubstr("Connection")));
        EXPECT_THAT(response, EndsWith("\r\n\r\nGET " + path + " "));
    }
}

TEST(HttpServer, GivesTheHandlerTheRequestTakenApart) {
    std::optional<Request> seen;
    TestServer server(loopback_config(), [&](Request request, Responder respond) {
        seen = std::move(request);
        respond(text_response(204, ""));
    });
    RawPeer peer(server.port());
    peer.send(
        "PATCH http://lab.example/a%2Fb/%E3%81%82/?x=1&name=Sato+T%2E HTTP/1.1\r\nHost: a\r\n"
        "X-One: 1\r\nx-one: 2\r\nContent-Length: 5\r\n\r\nhello");
    const std::string response = peer.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(response, Not(HasSubstr("Content-Length")));
    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(seen->method, Method::patch);
    EXPECT_EQ(seen->path, "/a%2Fb/%E3%81%82/");
    EXPECT_EQ(seen->segments, (std::vector<std::string>{"a/b", "あ", ""}));
    EXPECT_EQ(seen->query, "x=1&name=Sato+T%2E");
    EXPECT_EQ(seen->query_value("name"), "Sato T.");
    EXPECT_EQ(seen->query_value("nam"), std::nullopt);
    EXPECT_EQ(seen->headers.find("X-ONE"), "1");
    EXPECT_EQ(seen->headers.count("X-One"), 2U);
    EXPECT_EQ(seen->body, "hello");
    EXPECT_EQ(seen->remote_address, "127.0.0.1");
    EXPECT_FALSE(seen->tls);
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
    TestServer server(loopback_config(), echo);
    RawPeer peer(server.port());
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }
    peer.send(requests);
    for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(peer.read_response(), EndsWith("\r\n\r\nGET /" + std::to_string(i) + " "));
    }
}

TEST(HttpServer, AnswersHeadWithoutTheBodyButWithItsLength) {
    TestServer server(loopback_config(), [](const Request&, Responder respond) {
        respond(text_response(200, "twelve bytes"));
    });
    RawPeer peer(server.port());
    peer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.read_response(true), HasSubstr("Content-Length: 12\r\n"));
    EXPECT_THAT(peer.read_response(), EndsWith("\r\n\r\ntwelve bytes"));
}

TEST(HttpServer, ClosesWhenThePeerAsksForIt) {
    TestServer server(loopback_config(), echo);
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const std::string response = peer.read_all();
    EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(response, EndsWith("GET / "));
}

TEST(HttpServer, AnswersAPeerThatHasEndedItsSide) {
    TestServer server(loopback_config(), echo);
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    peer.finish_sending();
    EXPECT_THAT(peer.read_all(), EndsWith("GET / "));
}

TEST(HttpServer, SendsALargeSharedBodyToManyWithoutChangingIt) {
    const auto board = std::make_shared<const std::string>(3 * 1024 * 1024, 'b');
    TestServer server(loopback_config(), [&](const Request&, Responder respond) {
        respond({200, "text/plain", {}, board});
    });
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    for (int i = 0; i < 2; ++i) {
        const std::string response = peer.read_response();
        EXPECT_TRUE(response.ends_with("\r\n\r\n" + *board));
    }
}

/// So many bytes; of them only the first `readable` can be had.
class CountedBody : public BodySource {
public:
    CountedBody(std::uint64_t size, std::uint64_t readable) : size_(size), readable_(readable) {}

    std::uint64_t size() const override { return size_; }

    std::string read(std::size_t most) override {
        largest = std::max(largest, most);
        const std::size_t count = std::min<std::uint64_t>(most, readable_ - given_);
        std::string piece(count, ' ');
        for (char& byte : piece) {
            byte = static_cast<char>('a' + given_++ % 23);
        }
        return piece;
    }

    std::size_t largest = 0;

private:
    std::uint64_t size_;
    std::uint64_t readable_;
    std::uint64_t given_ = 0;
};

TEST(HttpServer, SendsABodyPieceByPieceAndThenTheNextAnswer) {
    constexpr std::size_t size = 5'000'000;
    const auto body = std::make_shared<CountedBody>(size, size);
    TestServer server(loopback_config(), [&](const Request& request, Responder respond) {
        Response response = text_response(200, "next");
        if (request.path == "/long") {
            response.body = nullptr;
            response.source = body;
        }
        respond(std::move(response));
    });
    RawPeer peer(server.port(), 4096);
    peer.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string long_one = peer.read_response();
    ASSERT_NE(long_one.find("Content-Length: 5000000\r\n"), std::string::npos);
    ASSERT_GT(long_one.size(), size);
    const std::string given = long_one.substr(long_one.size() - size);
    CountedBody same(size, size);
    EXPECT_TRUE(given == same.read(size));
    EXPECT_THAT(peer.read_response(), EndsWith("\r\n\r\nnext"));
    EXPECT_LE(body->largest, 256U * 1024U);
}

TEST(HttpServer, TellsOfABodyThatCannotBeReadOnByClosing) {
    TestServer server(loopback_config(), [](const Request&, Responder respond) {
        Response response = text_response(200, "");
        response.body = nullptr;
        response.source = std::make_shared<CountedBody>(1'000'000, 700'000);
        respond(std::move(response));
    });
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string told = peer.read_all();
    EXPECT_LT(told.size(), 1'000'000U);
    EXPECT_NE(told.find("Content-Length: 1000000\r\n"), std::string::npos);
    RawPeer head(server.port());
    head.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(head.read_all().find("Content-Length: 1000000\r\n"), std::string::npos);
}

TEST(HttpServer, SendsAllOfALongAnswerToAPeerThatHasEndedItsSide) {
    const auto board = std::make_shared<const std::string>(12 * 1024 * 1024, 'b');
    TestServer server(loopback_config(), [&](const Request&, Responder respond) {
        respond({200, "text/plain", {}, board});
    });
    RawPeer peer(server.port(), 4096);
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    peer.finish_sending();
    EXPECT_TRUE(peer.read_all().ends_with("\r\n\r\n" + *board));
}

TEST(HttpServer, ReadsAChunkedBodyAndDropsItsTrailers) {
    std::optional<Request> seen;
    TestServer server(loopback_config(), [&](Request request, Responder respond) {
        seen = std::move(request);
        respond(text_response(200, ""));
    });
    RawPeer peer(server.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nfour\r\n");
    peer.send("3\r\nsix\r\n0\r\nAuthorization: forged\r\n\r\n");
    EXPECT_THAT(peer.read_response(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(seen->body, "foursix");
    EXPECT_EQ(seen->headers.find("Authorization"), std::nullopt);
}

TEST(HttpServer, SaysContinueToWhoWaitsForIt) {
    TestServer server(loopback_config(), echo);
    RawPeer peer(server.port());
    peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(peer.read_response(), "HTTP/1.1 100 Continue\r\n\r\n");
    peer.send("abc");
    EXPECT_THAT(peer.read_response(), EndsWith("POST / abc"));
}

TEST(HttpServer, AnswersLaterFromTheLoop) {
    std::optional<Responder> kept;
    std::promise<void> asked;
    TestServer server(loopback_config(), [&](const Request&, Responder respond) {
        kept.emplace(std::move(respond));
        asked.set_value();
    });
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    asked.get_future().wait();
    server.on_loop([&](HttpServer&) { (*kept)(text_response(200, "late")); });
    EXPECT_THAT(peer.read_response(), EndsWith("late"));
    server.on_loop([&](HttpServer&) { kept.reset(); });
}

TEST(HttpServer, DropsAnAnswerWhosePeerHasLeft) {
    std::optional<Responder> kept;
    std::promise<void> asked;
    ServerConfig config = loopback_config();
    config.limits.handling = milliseconds(40);
    config.limits.farewell = milliseconds(40);
    TestServer server(std::move(config), [&](const Request&, Responder respond) {
        kept.emplace(std::move(respond));
        asked.set_value();
    });
    {
        RawPeer peer(server.port());
        peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        asked.get_future().wait();
        peer.reset();
    }
    server.wait_until_idle();
    server.on_loop([&](HttpServer&) {
        (*kept)(text_response(200, "too late"));
        kept.reset();
    });
}

TEST(HttpServer, AnswersThatOutliveTheServerAreDropped) {
    std::optional<Responder> kept;
    {
        std::promise<void> asked;
        TestServer server(loopback_config(), [&](const Request&, Responder respond) {
            kept.emplace(std::move(respond));
            asked.set_value();
        });
        RawPeer peer(server.port());
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        asked.get_future().wait();
        server.shut_down(milliseconds(20));
        EXPECT_EQ(peer.read_all(), "");
    }
    (*kept)(text_response(200, "nobody is there"));
}

TEST(HttpServer, SendsA500WhenTheHandlerForgetsToAnswer) {
    TestServer server(loopback_config(), [](const Request&, Responder) {});
    RawPeer peer(server.port());
    peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.read_response(), StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

TEST(HttpServer, SendsA500RatherThanAHeaderWithALineBreak) {
    TestServer server(loopback_config(), [](const Request& request, Responder respond) {
        Response response = text_response(200, "x");
        response.headers.emplace_back("Location", *percent_decode(request.query));
        respond(std::move(response));
    });
    RawPeer peer(server.port());
    peer.send("GET /?a%0D%0ASet-Cookie:+evil HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string response = peer.read_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
    EXPECT_THAT(response, Not(HasSubstr("evil")));
}

TEST(HttpServer, WillNotListenPubliclyWithoutTls) {
    EventLoop loop;
    for (const std::string address : {"0.0.0.0", "::", "192.0.2.1"}) {
        ServerConfig config = loopback_config();
        config.addresses.push_back({address, 0, Security::plain});
        HttpServer server(loop, std::move(config), echo);
        const HttpServer::Listening listening = server.listen();
        EXPECT_THAT(listening.error, HasSubstr(address + " port 0 without TLS"));
        EXPECT_TRUE(listening.ports.empty());
    }
    // Nothing was left open by the attempts.
    loop.run();
}

TEST(HttpServer, SaysWhichAddressItCannotListenOn) {
    TestServer taken(loopback_config(), echo);
    EventLoop loop;
    ServerConfig config;
    config.addresses.push_back({"127.0.0.1", taken.port(), Security::plain});
    HttpServer server(loop, std::move(config), echo);
    EXPECT_THAT(server.listen().error,
                HasSubstr("127.0.0.1 port " + std::to_string(taken.port()) + ": "));
    ServerConfig named;
    named.addresses.push_back({"localhost", 80, Security::plain});
    HttpServer by_name(loop, std::move(named), echo);
    EXPECT_THAT(by_name.listen().error, HasSubstr("localhost port 80: not a numeric IP address"));
}

TEST(HttpServer, ListensOnSeveralAddresses) {
    EventLoop loop;
    ServerConfig config = loopback_config();
    config.addresses.push_back({"::1", 0, Security::plain});
    HttpServer server(loop, std::move(config), echo);
    const HttpServer::Listening listening = server.listen();
    EXPECT_EQ(listening.error, "");
    EXPECT_EQ(listening.ports.size(), 2U);
}

TEST(HttpServer, ShutdownLetsTheRequestInProgressFinishAndEndsTheLoop) {
    std::optional<Responder> kept;
    std::promise<void> asked;
    ServerConfig config = loopback_config();
    config.limits.farewell = milliseconds(40);
    TestServer server(std::move(config), [&](const Request&, Responder respond) {
        kept.emplace(std::move(respond));
        asked.set_value();
    });
    RawPeer idle(server.port());
    RawPeer busy(server.port());
    busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    asked.get_future().wait();
    std::thread stopper([&] { server.shut_down(seconds(8)); });
    // The idle connection ends at once; the busy one only after its answer.
    EXPECT_EQ(idle.read_all(), "");
    server.post([&] {
        (*kept)(text_response(200, "done"));
        kept.reset();
    });
    const std::string response = busy.read_all();
    EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(response, EndsWith("done"));
    stopper.join();
}

}  // namespace
}  // namespace labd::net::testing
