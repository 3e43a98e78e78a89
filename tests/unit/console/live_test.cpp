// The live stream over a real socket: resume, no entry twice, no entry lost.
#include "proctor-console/client/live.h"

#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "tests/unit/net/test_server.h"

namespace labd::console {

namespace {

/// A labd that says what it is told to, one list of messages a connection, and then hangs up.
class FakeLive {
public:
    explicit FakeLive(std::vector<std::vector<std::string>> connections)
        : connections_(std::move(connections)),
          server_(net::testing::loopback_config(),
                  [this](net::Request request, net::Responder respond) {
                      handle(std::move(request), std::move(respond));
                  }) {}

    net::ClientOptions options() const {
        net::ClientOptions options;
        options.host = "127.0.0.1";
        options.port = server_.port();
        return options;
    }

    std::vector<std::string> asked() {
        const std::scoped_lock lock(mutex_);
        return asked_;
    }

private:
    void handle(net::Request request, net::Responder respond) {
        std::vector<std::string> messages;
        bool more = false;
        {
            const std::scoped_lock lock(mutex_);
            asked_.push_back(request.query);
            more = next_ < connections_.size();
            if (more) {
                messages = connections_[next_++];
            }
        }
        if (!more) {
            respond(net::testing::text_response(401, ""));
            return;
        }
        net::WebSocketHandler handler;
        handler.on_open = [messages](const std::shared_ptr<net::WebSocketPeer>& peer) {
            for (const std::string& message : messages) {
                peer->send(std::make_shared<const std::string>(message));
            }
            peer->close(net::CloseCode::going_away, "stopping");
        };
        respond.upgrade(std::move(handler));
    }

    std::mutex mutex_;
    std::vector<std::vector<std::string>> connections_;
    std::size_t next_ = 0;
    std::vector<std::string> asked_;
    net::testing::TestServer server_;
};

constexpr auto hello = R"({"type": "hello", "size": 5})";

std::string entries(std::initializer_list<int> seqs) {
    std::string text;
    for (const int seq : seqs) {
        text += (text.empty() ? "" : ", ") + (R"({"seq": )" + std::to_string(seq) + "}");
    }
    return R"({"type": "entries", "entries": [)" + text + "]}";
}

struct Seen {
    std::vector<Seq> seqs;
    std::vector<LiveEvent::Kind> kinds;
};

/// Reads until labd lets nobody in any more.
Seen follow(LiveFeed& feed) {
    Seen seen;
    while (true) {
        const LiveEvent event = feed.next(seconds(5));
        for (const boost::json::value& entry : event.entries) {
            seen.seqs.push_back(static_cast<Seq>(entry.at("seq").as_int64()));
        }
        if (event.kind != LiveEvent::Kind::quiet && event.kind != LiveEvent::Kind::entries) {
            seen.kinds.push_back(event.kind);
        }
        if (event.kind == LiveEvent::Kind::denied) {
            return seen;
        }
    }
}

TEST(LiveFeed, GoesOnWhereItBrokeOffAndTellsNothingTwice) {
    FakeLive labd({{hello, entries({5, 6})}, {hello, entries({6, 7}), entries({8})}});
    LiveFeed feed(labd.options(), "token", 5, [](Duration) {});
    const Seen seen = follow(feed);
    EXPECT_EQ(seen.seqs, (std::vector<Seq>{5, 6, 7, 8}));
    EXPECT_EQ(labd.asked(), (std::vector<std::string>{"after=5", "after=7", "after=9"}));
    using Kind = LiveEvent::Kind;
    EXPECT_EQ(seen.kinds, (std::vector{Kind::lost, Kind::back, Kind::lost, Kind::denied}));
}

TEST(LiveFeed, SaysWhenItIsTooFarBehind) {
    FakeLive labd({{hello, R"({"type": "resync", "size": 9000})"}});
    LiveFeed feed(labd.options(), "token", 5, [](Duration) {});
    LiveEvent event;
    while (event.kind == LiveEvent::Kind::quiet) {
        event = feed.next(seconds(5));
    }
    EXPECT_EQ(event.kind, LiveEvent::Kind::behind);
    EXPECT_EQ(event.size, 9000);
    EXPECT_EQ(feed.cursor(), 5);
}

TEST(LiveFeed, TakesALineOfGarbageForABrokenConnection) {
    FakeLive labd({{"not json"}});
    LiveFeed feed(labd.options(), "token", 0, [](Duration) {});
    EXPECT_EQ(follow(feed).kinds.front(), LiveEvent::Kind::lost);
}

TEST(LiveFeed, TriesAgainWhileNobodyListens) {
    net::ClientOptions options;
    options.host = "127.0.0.1";
    {
        FakeLive gone({});
        options = gone.options();
    }
    std::vector<Duration> pauses;
    LiveFeed feed(options, "token", 0, [&](Duration pause) { pauses.push_back(pause); });
    for (int i = 0; i < 8; ++i) {
        EXPECT_EQ(feed.next(seconds(1)).kind, LiveEvent::Kind::lost);
    }
    ASSERT_EQ(pauses.size(), 7);
    EXPECT_LT(pauses[0], pauses[1]);
    EXPECT_EQ(pauses.back(), seconds(5));
}

}  // namespace

}  // namespace labd::console
