// The client against servers of its own kind, and against scripted ones that misbehave.
#include "labd/net/client.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "test_server.h"

namespace labd::net::testing {
namespace {

using ::testing::HasSubstr;

ClientOptions options_for(std::uint16_t port) {
    ClientOptions options;
    options.host = "127.0.0.1";
    options.port = port;
    return options;
}

/// Takes one connection, waits for the end of a request's header, says its line, and closes when
/// destroyed.
class ScriptedServer {
public:
    explicit ScriptedServer(std::string answer)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(listener_, generic, length), 0);
        EXPECT_EQ(::listen(listener_, 1), 0);
        EXPECT_EQ(::getsockname(listener_, generic, &length), 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
    }

    ~ScriptedServer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }

    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const { return port_; }

private:
    void serve(const std::string& answer) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) {
            return;
        }
        std::string request;
        std::array<char, 4096> buffer{};
        while (request.find("\r\n\r\n") == std::string::npos) {
            const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
            if (count <= 0) {
                break;
            }
            request.append(buffer.data(), static_cast<std::size_t>(count));
        }
        ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
        if (answer.empty() || answer.ends_with("...")) {
            // Silence until the client gives up.
            while (::recv(socket, buffer.data(), buffer.size(), 0) > 0) {
            }
        }
        ::close(socket);
    }

    int listener_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

ClientResult ask(std::string answer, ClientOptions options = options_for(0)) {
    const ScriptedServer server(std::move(answer));
    options.port = server.port();
    return HttpClient(options).send({});
}

TEST(HttpClient, SendsAndReceivesEverythingOnOneConnection) {
    TestServer server(loopback_config(), [](const Request& request, Responder respond) {
        Response response = text_response(201, request.method_name + " " + request.path + "?" +
                                                   request.query + " " + request.body);
        response.headers.emplace_back("X-Seen", *request.headers.find("X-Sent"));
        response.headers.emplace_back("X-Type", *request.headers.find("Content-Type"));
        respond(std::move(response));
    });
    HttpClient client(options_for(server.port()));
    for (const std::string body : {"one", "two"}) {
        const ClientResult result =
            client.send({Method::put, "/a?b=c", {{"X-Sent", "yes"}}, "application/json", body});
        EXPECT_EQ(result.error, "");
        EXPECT_EQ(result.status, 201);
        EXPECT_EQ(result.headers.find("x-seen"), "yes");
        EXPECT_EQ(result.headers.find("X-Type"), "application/json");
        EXPECT_EQ(result.body, "PUT /a?b=c " + body);
        server.on_loop([](HttpServer& its) { EXPECT_EQ(its.connections(), 1U); });
    }
}

TEST(HttpClient, HeadHasNoBody) {
    TestServer server(loopback_config(), [](const Request&, Responder respond) {
        respond(text_response(200, "body"));
    });
    HttpClient client(options_for(server.port()));
    const ClientResult head = client.send({Method::head, "/", {}, "", ""});
    EXPECT_EQ(head.headers.find("Content-Length"), "4");
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(client.send({}).body, "body");
}

TEST(HttpClient, OpensAnotherConnectionWhenTheServerHasClosedTheOld) {
    ServerConfig config = loopback_config();
    config.limits.idle = milliseconds(20);
    TestServer server(std::move(config), [](const Request&, Responder respond) {
        respond(text_response(200, "fine"));
    });
    HttpClient client(options_for(server.port()));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(client.send({Method::post, "/", {}, "", "x"}).body, "fine");
        server.wait_until_idle();
    }
}

TEST(HttpClient, GetsTheRefusalOfABodyItCouldNotSendWhole) {
    TestServer server(loopback_config(),
                      [](const Request&, Responder respond) { respond(text_response(200, "")); });
    HttpClient client(options_for(server.port()));
    EXPECT_EQ(client.send({Method::post, "/", {}, "", std::string(900'000, 'x')}).status, 413);
    EXPECT_EQ(client.send({}).status, 200);
}

TEST(HttpClient, SaysThatNothingListens) {
    std::uint16_t port = 0;
    {
        const ScriptedServer gone("");
        port = gone.port();
    }
    const ClientResult result = HttpClient(options_for(port)).send({});
    EXPECT_EQ(result.failure, ClientFailure::refused);
    EXPECT_THAT(result.error, HasSubstr("127.0.0.1 port " + std::to_string(port)));
}

TEST(HttpClient, TimesOutOnASilentServer) {
    ClientOptions options = options_for(0);
    options.exchange = milliseconds(40);
    EXPECT_EQ(ask("", options).failure, ClientFailure::timed_out);
    EXPECT_EQ(ask("HTTP/1.1 200 OK\r\nX: ...", options).failure, ClientFailure::timed_out);
}

TEST(HttpClient, TimesOutWhileConnecting) {
    ClientOptions options = options_for(0);
    options.security = Security::tls;
    options.connect = milliseconds(40);
    // It takes the connection and never answers the TLS handshake.
    EXPECT_EQ(ask("", options).failure, ClientFailure::timed_out);
}

TEST(HttpClient, TellsBrokenAnswersApart) {
    EXPECT_EQ(ask("SSH-2.0-OpenSSH\r\n").failure, ClientFailure::malformed_response);
    EXPECT_EQ(ask("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut").failure,
              ClientFailure::malformed_response);
    ClientOptions options = options_for(0);
    options.received_bytes_max = 5;
    EXPECT_EQ(ask("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n123456", options).failure,
              ClientFailure::too_large);
    EXPECT_EQ(ask("HTTP/1.1 200 OK\r\n\r\n123456", options).failure, ClientFailure::too_large);
    EXPECT_EQ(ask("HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n").failure,
              ClientFailure::too_large);
}

TEST(HttpClient, ReadsAnswersThatEndWithTheConnectionOrComeInChunks) {
    EXPECT_EQ(ask("HTTP/1.1 200 OK\r\n\r\nto the end").body, "to the end");
    EXPECT_EQ(ask("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                  "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                  .body,
              "abcde");
}

TEST(HttpClient, RefusesToSendWhatWouldBreakTheRequest) {
    HttpClient client(options_for(1));
    for (const ClientRequest& request :
         std::vector<ClientRequest>{{Method::get, "/a b", {}, "", ""},
                                    {Method::get, "no-slash", {}, "", ""},
                                    {Method::get, "/\r\nX: y", {}, "", ""},
                                    {Method::get, "/", {{"X", "y\r\nZ: z"}}, "", ""},
                                    {Method::get, "/", {{"X: y", "z"}}, "", ""},
                                    {Method::other, "/", {}, "", ""}}) {
        EXPECT_EQ(client.send(request).failure, ClientFailure::malformed_request);
    }
}

TEST(WebSocketClient, ReportsARefusalWithItsBody) {
    TestServer server(loopback_config(), [](const Request&, Responder respond) {
        respond(text_response(403, "wrong origin"));
    });
    WebSocketClient client(options_for(server.port()));
    const ClientResult result = client.open("/live", {{"Origin", "http://elsewhere"}});
    EXPECT_EQ(result.status, 403);
    EXPECT_EQ(result.body, "wrong origin");
    EXPECT_FALSE(client.send("x"));
    EXPECT_EQ(client.read(seconds(1)).kind, WebSocketRead::Kind::closed);
}

TEST(WebSocketClient, WillNotTakeAHandshakeThatIsNoAnswerToItsOwn) {
    const ScriptedServer server(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    const ClientResult result = WebSocketClient(options_for(server.port())).open("/", {});
    EXPECT_EQ(result.failure, ClientFailure::malformed_response);
}

TEST(WebSocketClient, ATimedOutReadLosesNothingAndPingsAreAnswered) {
    ServerConfig config = loopback_config();
    config.limits.websocket_ping = milliseconds(20);
    config.limits.websocket_idle = milliseconds(1000);
    std::shared_ptr<WebSocketPeer> peer;
    TestServer server(std::move(config), [&](const Request&, Responder respond) {
        respond.upgrade({[&](std::shared_ptr<WebSocketPeer> opened) { peer = std::move(opened); },
                         [&](std::string text) {
                             peer->send(std::make_shared<const std::string>(std::move(text)));
                         },
                         nullptr});
    });
    WebSocketClient client(options_for(server.port()));
    ASSERT_EQ(client.open("/", {}).status, 101);
    // Longer than the server would wait for a silent peer.
    for (int i = 0; i < 15; ++i) {
        EXPECT_EQ(client.read(milliseconds(100)).kind, WebSocketRead::Kind::timed_out);
    }
    ASSERT_TRUE(client.send("still here"));
    EXPECT_EQ(client.read(seconds(10)).text, "still here");
    client.close();
    server.wait_until_idle();
}

}  // namespace
}  // namespace labd::net::testing
