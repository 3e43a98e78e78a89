// The feed on a kernel's day: every announcement reaches every endpoint, in order, once unless
// something broke, and nothing else is told.
#include "labd/feed/feed.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>

#include "tests/support/kernel_day.h"

namespace labd::feed {
namespace {

namespace json = boost::json;
using labd::test::KernelDay;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// What is kept over restarts.
class BookInMemory : public ports::WebhookBook {
public:
    bool writable = true;
    int saves = 0;

    std::vector<ports::WebhookPlace> load() override { return places; }

    bool save(const std::vector<ports::WebhookChange>& changes) override {
        ++saves;
        for (const ports::WebhookChange& change : changes) {
            apply(change);
        }
        return writable;
    }

    std::vector<ports::WebhookPlace> places;

private:
    void apply(const ports::WebhookChange& change) {
        if (!writable) {
            return;
        }
        auto place = std::ranges::find(places, change.endpoint, &ports::WebhookPlace::endpoint);
        if (place == places.end()) {
            place = places.insert(places.end(), ports::WebhookPlace{change.endpoint, 0, {}, {}});
        }
        place->next = change.next;
        place->disabled = change.disabled;
        for (const ports::WebhookItem& item : change.changed) {
            std::erase_if(place->items, [&](const auto& one) { return one.seq == item.seq; });
            place->items.push_back(item);
        }
        for (const Seq seq : change.settled) {
            std::erase_if(place->items, [&](const auto& one) { return one.seq == seq; });
        }
    }
};

/// Works at once.
class PromptWorker : public ports::Worker {
public:
    bool full = false;

    bool try_run(std::function<void()> work, std::function<void()> done) override {
        if (full) {
            return false;
        }
        work();
        done();
        return true;
    }
};

/// A receiver: what it was sent, and what it answers.
struct Receiver {
    std::vector<Outgoing> received;
    Fate fate = Fate::delivered;
    bool hangs = false;
    std::function<void()> answer;
    std::vector<Secret> secrets;
    bool stopped = false;

    std::vector<std::string> types() const {
        std::vector<std::string> all;
        for (const Outgoing& one : received) {
            const json::object event = json::parse(one.body).as_object();
            const json::object& data = event.at("data").as_object();
            const json::value* revision = data.if_contains("revision");
            all.push_back(
                fmt::format("{} {}{}", std::string_view(event.at("type").as_string()),
                            std::string_view(event.at("subject").as_string()),
                            revision == nullptr ? "" : fmt::format(" {}", revision->as_int64())));
        }
        return all;
    }
};

class FakeSender : public Sender {
public:
    FakeSender(ports::Loop& loop, Receiver& receiver) : loop_(loop), receiver_(receiver) {}

    void send(std::vector<Outgoing> batch, std::function<void(std::vector<Tried>)> done) override {
        receiver_.answer = [this, batch = std::move(batch), done = std::move(done)] {
            std::vector<Tried> tried;
            for (const Outgoing& one : batch) {
                const bool is_tried = tried.empty() || receiver_.fate == Fate::delivered;
                tried.push_back({one.seq, is_tried ? receiver_.fate : Fate::untried, "why"});
                if (tried.back().fate == Fate::delivered) {
                    receiver_.received.push_back(one);
                }
            }
            done(tried);
        };
        if (!receiver_.hangs) {
            loop_.post([this, alive = std::weak_ptr<bool>(alive_)] {
                if (!alive.expired()) {
                    std::exchange(receiver_.answer, nullptr)();
                }
            });
        }
    }

    void use_secrets(std::vector<Secret> secrets) override {
        receiver_.secrets = std::move(secrets);
    }

    void stop() override { receiver_.stopped = true; }

private:
    ports::Loop& loop_;
    Receiver& receiver_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

class Feeding : public ::testing::Test {
protected:
    Feeding() { day.journal.by_itself = true; }

    EndpointOptions endpoint(const std::string& name, Receiver& receiver, kernel::Names names) {
        EndpointOptions options;
        options.name = name;
        options.address.host = "booking.example";
        options.address.target = "/hook?key=secret";
        options.names = names;
        options.make_sender = [this, &receiver] {
            return std::make_unique<FakeSender>(day.loop, receiver);
        };
        return options;
    }

    /// A feed to two endpoints, as labd starts it.
    bool start() {
        FeedOptions options;
        options.source = {"tyo", "journal-1", {}, false};
        options.chance = [] { return 0.0; };
        options.endpoints = {endpoint("plain", plain, kernel::Names::left_out),
                             endpoint("trusted", trusted, kernel::Names::told)};
        feed = std::make_unique<Feed>(FeedServices{*day.kernel, day.clock, day.loop, worker, book},
                                      std::move(options));
        return feed->start();
    }

    /// What a kill leaves.
    void kill() {
        feed = nullptr;
        day.boot();
    }

    ports::WebhookStatus status(std::size_t which = 0) const { return feed->status()[which]; }

    void sit_exam() {
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
        day.must("09:30", domain::SittingFinished{SittingId("A")});
    }

    KernelDay day;
    BookInMemory book;
    PromptWorker worker;
    Receiver plain;
    Receiver trusted;
    std::unique_ptr<Feed> feed;
};

TEST_F(Feeding, TellsEveryAnnouncementAndNothingElse) {
    ASSERT_TRUE(start());
    sit_exam();
    day.must("12:00", domain::VoucherIssued{CandidateId("C-A"), {}, {}, {}}, {.id = "v"});
    day.must("12:01", domain::VoucherRedeemed{EntryId("v"), CandidateId("C-A"), "bk"});
    day.loop.run_posted();
    const std::vector<std::string> all = {
        "labd.sitting.arrived sittings/A 1",    "labd.sitting.started sittings/A 1",
        "labd.sitting.left_early sittings/A 1", "labd.sitting.no_show sittings/B 1",
        "labd.voucher.issued vouchers/v",       "labd.voucher.redeemed vouchers/v"};
    EXPECT_EQ(plain.types(), all);
    EXPECT_EQ(trusted.types(), all);
    EXPECT_EQ(status().delivered, 6);
    EXPECT_EQ(status().state, ports::WebhookState::working);
    EXPECT_EQ(status().next, day.kernel->state().size);
}

TEST_F(Feeding, WritesCloudEvents) {
    ASSERT_TRUE(start());
    day.check_in("08:50", "A");
    day.loop.run_posted();
    ASSERT_EQ(plain.received.size(), 1U);
    const Outgoing& sent = plain.received[0];
    EXPECT_EQ(sent.id, fmt::format("journal-1-0-{}", sent.seq));
    EXPECT_EQ(json::parse(sent.body),
              json::parse(fmt::format(
                  R"({{"specversion": "1.0", "id": "{}", "source": "/sites/tyo",
                       "type": "labd.sitting.arrived", "subject": "sittings/A",
                       "time": "2026-03-03T08:50:00+09:00", "sequence": "{:020}",
                       "datacontenttype": "application/json",
                       "data": {{"sitting": "A", "session": "day", "date": "2026-03-03",
                                 "candidate": "C-A", "case": "arrival:A", "outcome": "arrived",
                                 "since": "2026-03-03T08:50:00+09:00", "revision": 1,
                                 "withdrawn": false}}}})",
                  sent.id, sent.seq)));
}

TEST_F(Feeding, NamesACandidateOnlyToWhoMaySeeIt) {
    ASSERT_TRUE(start());
    day.check_in("08:50", "A");
    day.loop.run_posted();
    EXPECT_THAT(plain.received.at(0).body, Not(HasSubstr("name")));
    EXPECT_THAT(trusted.received.at(0).body, HasSubstr(R"("name":")"));
    EXPECT_EQ(plain.received[0].id, trusted.received[0].id);
}

TEST_F(Feeding, BeginsWithWhatIsAnnouncedFromThenOn) {
    day.check_in("08:50", "A");
    ASSERT_TRUE(start());
    EXPECT_EQ(book.places.size(), 2U);
    day.loop.run_posted();
    EXPECT_THAT(plain.received, IsEmpty());
    // Also when it is killed before the first event: the beginning was kept.
    kill();
    day.start_module("09:00", "A");
    ASSERT_TRUE(start());
    day.loop.run_posted();
    EXPECT_THAT(plain.types(), ElementsAre("labd.sitting.started sittings/A 1"));
}

TEST_F(Feeding, TellsNothingWhenItsBeginningCannotBeKept) {
    book.writable = false;
    EXPECT_FALSE(start());
    sit_exam();
    EXPECT_THAT(plain.received, IsEmpty());
}

TEST_F(Feeding, GoesOnAfterARestartWhereItWas) {
    ASSERT_TRUE(start());
    day.check_in("08:50", "A");
    day.loop.run_posted();
    kill();
    day.start_module("09:00", "A");
    ASSERT_TRUE(start());
    day.loop.run_posted();
    EXPECT_THAT(plain.types(), ElementsAre("labd.sitting.arrived sittings/A 1",
                                           "labd.sitting.started sittings/A 1"));
}

TEST_F(Feeding, TellsTheSameUnderTheSameIdWhenWhatItKnewWasNotKept) {
    ASSERT_TRUE(start());
    worker.full = true;
    day.check_in("08:50", "A");
    day.loop.run_posted();
    kill();
    ASSERT_TRUE(start());
    day.loop.run_posted();
    ASSERT_EQ(plain.received.size(), 2U);
    EXPECT_EQ(plain.received[0].id, plain.received[1].id);
    EXPECT_EQ(plain.received[0].body, plain.received[1].body);
}

TEST_F(Feeding, KeepsAtTheEndWhatTheWorkerHadNoRoomFor) {
    ASSERT_TRUE(start());
    worker.full = true;
    day.check_in("08:50", "A");
    day.loop.run_posted();
    feed->stop();
    feed->keep();
    kill();
    ASSERT_TRUE(start());
    day.loop.run_posted();
    EXPECT_EQ(plain.received.size(), 1U);
}

TEST_F(Feeding, OneEndpointDoesNotWaitForAnother) {
    plain.hangs = true;
    ASSERT_TRUE(start());
    sit_exam();
    EXPECT_THAT(plain.received, IsEmpty());
    EXPECT_EQ(trusted.received.size(), 3U);
    std::exchange(plain.answer, nullptr)();
    EXPECT_EQ(plain.received.size(), 1U);
    plain.hangs = false;
    std::exchange(plain.answer, nullptr)();
    day.loop.run_posted();
    EXPECT_EQ(plain.types(), trusted.types());
}

TEST_F(Feeding, ReachesAnEndpointThatWasAwayForThirtyHours) {
    plain.fate = Fate::unreached;
    ASSERT_TRUE(start());
    sit_exam();
    day.loop.run_until(day.clock.now() + hours(30));
    EXPECT_THAT(plain.received, IsEmpty());
    EXPECT_EQ(status().state, ports::WebhookState::failing);
    EXPECT_EQ(status().why, "why");
    EXPECT_TRUE(status().next_try_at.has_value());
    plain.fate = Fate::delivered;
    day.loop.run_until(day.clock.now() + hours(20));
    EXPECT_EQ(plain.types(), trusted.types());
    EXPECT_EQ(plain.received.size(), 4U);
    EXPECT_EQ(status().state, ports::WebhookState::working);
}

TEST_F(Feeding, WaitsForAPersonWhenAnEventIsTriedInVain) {
    plain.fate = Fate::refused;
    ASSERT_TRUE(start());
    day.check_in("08:50", "A");
    day.start_module("09:00", "A");
    day.loop.run_until(day.clock.now() + days(5));
    EXPECT_EQ(status().dead, 2);
    kill();
    plain.fate = Fate::delivered;
    ASSERT_TRUE(start());
    day.loop.run_until(day.clock.now() + days(5));
    EXPECT_EQ(status().dead, 2);
    const auto undelivered = feed->undelivered("plain", 10).value();
    ASSERT_GE(undelivered.size(), 1U);
    EXPECT_TRUE(undelivered[0].dead);
    EXPECT_EQ(undelivered[0].attempts, 10);
    EXPECT_EQ(undelivered[0].subject, "sittings/A");
    EXPECT_EQ(feed->undelivered("nothing", 10), std::nullopt);
    EXPECT_EQ(feed->retry("nothing", std::nullopt), std::nullopt);
    EXPECT_EQ(feed->retry("plain", std::nullopt), 2U);
    day.loop.run_posted();
    EXPECT_EQ(status().dead, 0);
    EXPECT_EQ(plain.types().front(), "labd.sitting.arrived sittings/A 1");
}

TEST_F(Feeding, SendsNothingMoreToAnEndpointThatIsGone) {
    plain.fate = Fate::gone;
    ASSERT_TRUE(start());
    sit_exam();
    EXPECT_EQ(status().state, ports::WebhookState::disabled);
    EXPECT_EQ(trusted.received.size(), 3U);
    plain.fate = Fate::delivered;
    kill();
    ASSERT_TRUE(start());
    day.loop.run_until(day.clock.now() + hours(1));
    EXPECT_THAT(plain.received, IsEmpty());
    feed->retry("plain", std::nullopt);
    day.loop.run_posted();
    EXPECT_EQ(plain.received.size(), 3U);
}

TEST_F(Feeding, StartsAnewWhenTheJournalIsAnOlderCopy) {
    book.places = {{"plain", 10'000, {}, {{9'999, "sittings/Z", 0, {}, false, {}, false}}},
                   {"trusted", 0, {}, {}}};
    ASSERT_TRUE(start());
    EXPECT_EQ(status().next, day.kernel->state().size);
    EXPECT_EQ(status().waiting, 0);
}

TEST_F(Feeding, UsesNewSecretsFromThenOn) {
    ASSERT_TRUE(start());
    feed->use_secrets("plain", {Secret{"new"}});
    EXPECT_EQ(plain.secrets.at(0).key, "new");
    EXPECT_THAT(trusted.secrets, IsEmpty());
}

TEST_F(Feeding, ShowsAnAddressWithoutItsQuery) {
    ASSERT_TRUE(start());
    EXPECT_EQ(status().url, "https://booking.example:443/hook");
}

TEST_F(Feeding, LooksThroughALongJournalInParts) {
    book.places = {{"plain", 0, {}, {}}, {"trusted", 0, {}, {}}};
    sit_exam();
    for (int i = 0; i < 700; ++i) {
        day.send(domain::NoteAdded{domain::Text("n"), {}}, {.session = "day"});
    }
    day.loop.run_posted();
    ASSERT_TRUE(start());
    EXPECT_LE(status().next, 256U);
    day.loop.run_posted();
    EXPECT_EQ(status().next, day.kernel->state().size);
    EXPECT_EQ(plain.received.size(), 3U);
}

}  // namespace
}  // namespace labd::feed
