// A sender and real servers: what is posted, over TLS too, and what each answer means.
#include "labd/feed/sender.h"

#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <thread>
#include <utility>

#include "labd/net/server.h"
#include "tests/unit/net/test_certificate.h"

namespace labd::feed {
namespace {

using net::testing::TestCertificate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr Instant wall{1'614'265'330'000'000};

/// Sender and receiver on one loop.
class Sending : public ::testing::Test {
protected:
    void serve(const TestCertificate* certificate = nullptr) {
        net::ServerConfig config;
        config.addresses = {
            {"127.0.0.1", 0, certificate == nullptr ? net::Security::plain : net::Security::tls}};
        if (certificate != nullptr) {
            config.tls = certificate->files();
        }
        server = std::make_unique<net::HttpServer>(
            loop, std::move(config), [this](net::Request request, net::Responder respond) {
                received.push_back(request);
                if (hangs) {
                    hanging.push_back(std::make_unique<net::Responder>(std::move(respond)));
                    return;
                }
                if (request.body == waits) {
                    waiting = std::make_unique<net::Responder>(std::move(respond));
                }
                if (waiting && received.size() == waits_for) {
                    net::Response late;
                    late.status = 500;
                    (*std::exchange(waiting, nullptr))(std::move(late));
                }
                if (request.body == waits) {
                    return;
                }
                net::Response response;
                response.status = statuses.empty() ? 204 : statuses.front();
                if (!statuses.empty()) {
                    statuses.erase(statuses.begin());
                }
                response.headers.emplace_back("Location", "/elsewhere");
                respond(std::move(response));
            });
        const auto listening = server->listen();
        ASSERT_EQ(listening.error, "");
        options.address.port = listening.ports.at(0);
        options.address.host = "127.0.0.1";
        options.address.security =
            certificate == nullptr ? net::Security::plain : net::Security::tls;
        options.address.target = "/hook?key=1";
        options.secrets = {*read_secret(secret)};
        options.wall = [] { return wall; };
        options.exchange = minutes(1);
        // In the order of the list, unless a test is about several.
        options.lanes = 1;
    }

    /// Sends, and what became of it.
    std::vector<Tried> send(std::vector<Outgoing> batch) {
        if (!sender) {
            sender = std::make_unique<ThreadSender>(loop, options);
        }
        std::vector<Tried> all;
        sender->send(std::move(batch), [&](std::vector<Tried> tried) {
            all = std::move(tried);
            sender->stop();
            server->shutdown({}, [] {});
        });
        loop.run();
        return all;
    }

    static std::vector<Fate> fates(const std::vector<Tried>& tried) {
        std::vector<Fate> all;
        for (const Tried& one : tried) {
            all.push_back(one.fate);
        }
        return all;
    }

    static std::vector<Outgoing> three() {
        return {{7, "id-7", "s/A", R"({"n":7})"},
                {8, "id-8", "s/B", R"({"n":8})"},
                {9, "id-9", "s/A", R"({"n":9})"}};
    }

    net::EventLoop loop;
    std::unique_ptr<net::HttpServer> server;
    std::unique_ptr<ThreadSender> sender;
    SenderOptions options;
    std::vector<net::Request> received;
    std::vector<int> statuses;
    bool hangs = false;
    /// The body that gets no answer before so many were received, and then 500.
    std::string waits;
    std::size_t waits_for = 0;
    std::unique_ptr<net::Responder> waiting;
    std::vector<std::unique_ptr<net::Responder>> hanging;
};

TEST_F(Sending, PostsAsTheSpecificationSays) {
    serve();
    EXPECT_THAT(fates(send(three())),
                ElementsAre(Fate::delivered, Fate::delivered, Fate::delivered));
    ASSERT_EQ(received.size(), 3U);
    const net::Request& first = received[0];
    EXPECT_EQ(first.method, net::Method::post);
    EXPECT_EQ(first.path, "/hook");
    EXPECT_EQ(first.query, "key=1");
    EXPECT_EQ(first.body, R"({"n":7})");
    EXPECT_EQ(first.headers.find("Content-Type"), "application/cloudevents+json; charset=utf-8");
    EXPECT_EQ(first.headers.find("webhook-id"), "id-7");
    EXPECT_EQ(first.headers.find("webhook-timestamp"), "1614265330");
    EXPECT_EQ(first.headers.find("webhook-signature"),
              signature_of(options.secrets, "id-7", 1'614'265'330, R"({"n":7})"));
}

TEST_F(Sending, HoldsBackWhatComesAfterAFailureOfTheSameSubject) {
    serve();
    statuses = {500, 200};
    const std::vector<Tried> tried = send(three());
    EXPECT_THAT(fates(tried), ElementsAre(Fate::refused, Fate::delivered, Fate::untried));
    EXPECT_EQ(tried[0].why, "answered 500 Internal Server Error");
    EXPECT_EQ(received.size(), 2U);
}

/// The first of A is answered once B and C are there; the second of A is not sent before it.
TEST_F(Sending, OneSubjectThatIsSlowKeepsNoOtherWaiting) {
    serve();
    options.lanes = 3;
    waits = R"({"n":7})";
    waits_for = 3;
    std::vector<Outgoing> batch = three();
    batch.push_back({10, "id-10", "s/C", R"({"n":10})"});
    EXPECT_THAT(fates(send(std::move(batch))),
                ElementsAre(Fate::refused, Fate::delivered, Fate::untried, Fate::delivered));
    EXPECT_EQ(received.size(), 3U);
}

TEST_F(Sending, SeveralConnectionsKeepTheOrderOfEachSubject) {
    serve();
    options.lanes = 4;
    std::vector<Outgoing> batch;
    constexpr Seq events = 210;
    constexpr Seq subjects = 7;
    for (Seq seq = 0; seq < events; ++seq) {
        batch.push_back({seq, "id-" + std::to_string(seq), "s/" + std::to_string(seq % subjects),
                         std::to_string(seq)});
    }
    const std::vector<Tried> tried = send(std::move(batch));
    ASSERT_EQ(tried.size(), events);
    for (Seq seq = 0; seq < events; ++seq) {
        EXPECT_EQ(tried[seq].seq, seq);
        EXPECT_EQ(tried[seq].fate, Fate::delivered);
    }
    std::map<Seq, Seq> last;
    for (const net::Request& request : received) {
        const Seq seq = std::stoull(request.body);
        const auto [before, is_first] = last.try_emplace(seq % subjects, seq);
        EXPECT_TRUE(is_first || before->second < seq) << seq;
        before->second = seq;
    }
    EXPECT_EQ(received.size(), events);
}

TEST_F(Sending, FollowsNoRedirect) {
    serve();
    statuses = {302, 307, 308};
    EXPECT_THAT(fates(send({{1, "a", "s/A", "{}"}, {2, "b", "s/B", "{}"}, {3, "c", "s/C", "{}"}})),
                ElementsAre(Fate::refused, Fate::refused, Fate::refused));
    EXPECT_EQ(received.size(), 3U);
}

TEST_F(Sending, StopsAtAnEndpointThatIsNotThere) {
    serve();
    statuses = {503};
    EXPECT_THAT(fates(send(three())), ElementsAre(Fate::unreached, Fate::untried, Fate::untried));
}

TEST_F(Sending, StopsAtAnEndpointThatIsGone) {
    serve();
    statuses = {200, 410};
    EXPECT_THAT(fates(send(three())), ElementsAre(Fate::delivered, Fate::gone, Fate::untried));
}

TEST_F(Sending, FindsNobodyListening) {
    serve();
    options.address.port = 1;
    const std::vector<Tried> tried = send(three());
    EXPECT_THAT(fates(tried), ElementsAre(Fate::unreached, Fate::untried, Fate::untried));
    EXPECT_THAT(tried[0].why, HasSubstr("refused"));
}

TEST_F(Sending, TrustsACertificateThatItWasGiven) {
    const TestCertificate certificate;
    serve(&certificate);
    options.ca_file = certificate.certificate_file();
    EXPECT_THAT(fates(send(three())),
                ElementsAre(Fate::delivered, Fate::delivered, Fate::delivered));
}

TEST_F(Sending, TellsNothingToWhoCannotShowWhoItIs) {
    const TestCertificate certificate;
    const TestCertificate other;
    serve(&certificate);
    options.ca_file = other.certificate_file();
    EXPECT_THAT(fates(send(three())), ElementsAre(Fate::unreached, Fate::untried, Fate::untried));
    EXPECT_TRUE(received.empty());
}

TEST_F(Sending, TellsNothingToAnotherHostWithAGoodCertificate) {
    const TestCertificate certificate("booking.example");
    serve(&certificate);
    options.address.host = "localhost";
    options.ca_file = certificate.certificate_file();
    EXPECT_THAT(fates(send(three())), ElementsAre(Fate::unreached, Fate::untried, Fate::untried));
    EXPECT_TRUE(received.empty());
}

TEST_F(Sending, EndsWhenToldToAlthoughTheEndpointHangs) {
    serve();
    hangs = true;
    options.exchange = hours(1);
    sender = std::make_unique<ThreadSender>(loop, options);
    bool called = false;
    sender->send(three(), [&](const std::vector<Tried>&) { called = true; });
    const std::unique_ptr<ports::Timer> timer = loop.make_timer();
    std::function<void()> look = [&] {
        if (received.empty()) {
            timer->arm(milliseconds(1), look);
            return;
        }
        sender->stop();
        server->shutdown({}, [] {});
    };
    look();
    loop.run();
    EXPECT_FALSE(called);
}

}  // namespace
}  // namespace labd::feed
