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
void echo(Request request, Responder respond) {
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
    TestServer server(loopback_config(), [](Request, Responder respond) {
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

}  // namespace
}  // namespace labd::net::testing
