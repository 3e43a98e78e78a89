// TLS from end to end, with net's own client; scripts try others against the daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "labd/net/client.h"
#include "raw_peer.h"
#include "test_certificate.h"
#include "test_server.h"

namespace labd::net::testing {
namespace {

using ::testing::HasSubstr;

ServerConfig tls_config(const TestCertificate& certificate) {
    ServerConfig config;
    config.addresses.push_back({"127.0.0.1", 0, Security::tls});
    config.tls = certificate.files();
    return config;
}

ClientOptions tls_options(std::uint16_t port, const TestCertificate& trusted) {
    ClientOptions options;
    options.host = "127.0.0.1";
    options.port = port;
    options.security = Security::tls;
    options.ca_file = trusted.certificate_file();
    return options;
}

void echo_tls(const Request& request, Responder respond) {
    respond(text_response(200, (request.tls ? "tls " : "plain ") + request.body));
}

TEST(Tls, RoundTripsOnOneConnection) {
    const TestCertificate certificate;
    TestServer server(tls_config(certificate), echo_tls);
    HttpClient client(tls_options(server.port(), certificate));
    const std::string large(60'000, 'x');
    for (const std::string& body : {std::string("hello"), large}) {
        const ClientResult result = client.send({Method::post, "/", {}, "text/plain", body});
        EXPECT_EQ(result.error, "");
        EXPECT_EQ(result.status, 200);
        EXPECT_TRUE(result.body == "tls " + body);
        server.on_loop([](HttpServer& its) { EXPECT_EQ(its.connections(), 1U); });
    }
}

TEST(Tls, ALargeAnswerArrivesWhole) {
    const TestCertificate certificate;
    const auto body = std::make_shared<const std::string>(5'000'000, 'y');
    TestServer server(tls_config(certificate), [&](const Request&, Responder respond) {
        respond({200, "text/plain", {}, body});
    });
    HttpClient client(tls_options(server.port(), certificate));
    EXPECT_TRUE(client.send({}).body == *body);
}

TEST(Tls, MayListenPublicly) {
    const TestCertificate certificate;
    ServerConfig config = tls_config(certificate);
    config.addresses.front().address = "0.0.0.0";
    TestServer server(std::move(config), echo_tls);
    EXPECT_EQ(HttpClient(tls_options(server.port(), certificate)).send({}).status, 200);
}

TEST(Tls, TheClientTrustsNoUnknownCertificateAndNoOtherHost) {
    const TestCertificate certificate("lab.example");
    const TestCertificate other;
    TestServer server(tls_config(certificate), echo_tls);
    const ClientResult untrusted = HttpClient(tls_options(server.port(), other)).send({});
    EXPECT_EQ(untrusted.failure, ClientFailure::tls);
    EXPECT_THAT(untrusted.error, HasSubstr("certificate"));
    ClientOptions by_name = tls_options(server.port(), certificate);
    by_name.host = "localhost";
    const ClientResult misnamed = HttpClient(by_name).send({});
    EXPECT_EQ(misnamed.failure, ClientFailure::tls);
    EXPECT_EQ(HttpClient(tls_options(server.port(), certificate)).send({}).status, 200);
}

TEST(Tls, APlainPeerAndAStalledHandshakeAreCut) {
    const TestCertificate certificate;
    ServerConfig config = tls_config(certificate);
    config.limits.header = milliseconds(40);
    TestServer server(std::move(config), echo_tls);
    RawPeer plain(server.port());
    plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    plain.read_all();
    RawPeer stalled(server.port());
    stalled.send(std::string("\x16\x03\x01", 3));
    EXPECT_EQ(stalled.read_all(), "");
    server.wait_until_idle();
}

TEST(Tls, OldVersionsAreRefused) {
    const TestCertificate certificate;
    TestServer server(tls_config(certificate), echo_tls);
    // TLS 1.1 as a client would offer it: a hello of version 3.2, with one cipher suite.
    std::string hello("\x03\x02", 2);
    hello += std::string(32, 'r') + std::string("\x00\x00\x02\x00\x2f\x01\x00", 7);
    std::string handshake("\x01\x00\x00", 3);
    handshake += static_cast<char>(hello.size());
    handshake += hello;
    std::string record("\x16\x03\x01\x00", 4);
    record += static_cast<char>(handshake.size());
    RawPeer peer(server.port());
    peer.send(record + handshake);
    const std::string alert = peer.read_all();
    // Alert, fatal, protocol_version (RFC 5246, section 7.2).
    EXPECT_EQ(alert.substr(0, 1), "\x15");
    EXPECT_THAT(alert, ::testing::EndsWith("\x02\x46"));
}

TEST(Tls, AReloadIsForNewConnections) {
    TestCertificate certificate;
    const TestCertificate renewed;
    const std::string old_file = certificate.certificate_file() + ".old";
    std::ofstream(old_file) << std::ifstream(certificate.certificate_file()).rdbuf();
    TestServer server(tls_config(certificate), echo_tls);
    ClientOptions trusting_old = tls_options(server.port(), certificate);
    trusting_old.ca_file = old_file;
    HttpClient before(trusting_old);
    EXPECT_EQ(before.send({}).status, 200);

    certificate.replace_with(renewed);
    server.on_loop([](HttpServer& its) { EXPECT_EQ(its.reload_tls(), ""); });
    EXPECT_EQ(before.send({}).status, 200) << "the open connection goes on";
    EXPECT_EQ(HttpClient(trusting_old).send({}).failure, ClientFailure::tls);
    EXPECT_EQ(HttpClient(tls_options(server.port(), renewed)).send({}).status, 200);
}

TEST(Tls, AReloadOfBrokenFilesKeepsTheOldOnes) {
    const TestCertificate certificate;
    const TestCertificate other;
    TestServer server(tls_config(certificate), echo_tls);
    std::ofstream(certificate.key_file()) << "no key";
    server.on_loop(
        [&](HttpServer& its) { EXPECT_THAT(its.reload_tls(), HasSubstr(certificate.key_file())); });
    EXPECT_EQ(HttpClient(tls_options(server.port(), certificate)).send({}).status, 200);
}

TEST(Tls, SaysWhatIsWrongWithTheFiles) {
    const TestCertificate certificate;
    const TestCertificate other;
    EventLoop loop;
    const auto error_with = [&](TlsFiles files) {
        ServerConfig config = tls_config(certificate);
        config.tls = std::move(files);
        HttpServer server(loop, std::move(config), echo_tls);
        return server.listen().error;
    };
    EXPECT_THAT(error_with({"/nowhere.pem", certificate.key_file()}), HasSubstr("/nowhere.pem"));
    EXPECT_THAT(error_with({certificate.certificate_file(), "/nowhere.key"}),
                HasSubstr("/nowhere.key"));
    EXPECT_THAT(error_with({certificate.certificate_file(), other.key_file()}),
                HasSubstr(other.key_file()));
}

TEST(Tls, WebSocketsWorkOverItAndEndCleanly) {
    const TestCertificate certificate;
    std::shared_ptr<WebSocketPeer> peer;
    TestServer server(tls_config(certificate), [&](const Request&, Responder respond) {
        respond.upgrade({[&](std::shared_ptr<WebSocketPeer> opened) { peer = std::move(opened); },
                         [&](const std::string& text) {
                             peer->send(std::make_shared<const std::string>(text + text));
                         },
                         nullptr});
    });
    WebSocketClient client(tls_options(server.port(), certificate));
    ASSERT_EQ(client.open("/live", {}).status, 101);
    const std::string large(30'000, 'z');
    ASSERT_TRUE(client.send(large));
    EXPECT_TRUE(client.read(seconds(10)).text == large + large);
    server.post([&] { peer->close(CloseCode::going_away, "bye"); });
    const WebSocketRead last = client.read(seconds(10));
    EXPECT_EQ(last.kind, WebSocketRead::Kind::closed);
    EXPECT_EQ(last.code, CloseCode::going_away);
    EXPECT_EQ(last.text, "bye");
    server.wait_until_idle();
}

}  // namespace
}  // namespace labd::net::testing
