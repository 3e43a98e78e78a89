// One endpoint's events: in order for each subject, tried again in time, and given up at last.
#include "labd/feed/endpoint_queue.h"

#include <gmock/gmock.h>

#include <random>

#include "labd/feed/schedule.h"

namespace labd::feed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant start{1'800'000'000'000'000};

class Queue : public ::testing::Test {
protected:
    Queue() { make({"hook", 0, {}, {}}); }

    void make(ports::WebhookPlace place) {
        queue = std::make_unique<EndpointQueue>(
            std::move(place), [] { return 0.0; }, now);
    }

    /// Entries of these subjects, the first as number `queue->next()`.
    void look(const std::vector<std::string>& subjects) {
        for (const std::string& subject : subjects) {
            queue->looked_at(subject, now);
        }
    }

    std::vector<Seq> take(std::size_t most = 64) { return queue->take(now, most); }

    /// Takes what may go, and tells the fate of it: the last one holds for all behind it.
    std::vector<Seq> go(std::vector<Fate> fates) {
        const std::vector<Seq> taken = take();
        std::vector<Tried> tried;
        for (std::size_t i = 0; i < taken.size(); ++i) {
            tried.push_back({taken[i], fates[std::min(i, fates.size() - 1)], "why"});
        }
        queue->finished(tried, now);
        return taken;
    }

    Instant now = start;
    std::unique_ptr<EndpointQueue> queue;
};

TEST_F(Queue, SendsInTheOrderOfTheJournal) {
    look({"", "s/A", "s/B", "", "s/A"});
    EXPECT_EQ(queue->next(), 5U);
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(1, 2, 4));
    EXPECT_THAT(take(), IsEmpty());
    EXPECT_EQ(queue->next_try(), std::nullopt);
}

TEST_F(Queue, HoldsBackWhatComesAfterAnEventThatFailed) {
    look({"s/A", "s/B", "s/A"});
    EXPECT_THAT(go({Fate::refused, Fate::delivered, Fate::untried}), ElementsAre(0, 1, 2));
    EXPECT_THAT(take(), IsEmpty());
    EXPECT_EQ(queue->next_try(), now + seconds(5));
    look({"s/B", "s/A"});
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(3));
    now = now + seconds(5);
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(0, 2, 4));
    EXPECT_EQ(queue->counts().waiting, 0);
}

TEST_F(Queue, TriesAgainAsTheSpecificationSaysAndThenGivesUp) {
    look({"s/A", "s/A"});
    std::vector<Duration> waits;
    for (int i = 1; i < attempts_max; ++i) {
        EXPECT_THAT(go({Fate::refused, Fate::untried}), ElementsAre(0, 1));
        const Instant next = queue->next_try().value();
        waits.push_back(next - now);
        now = next - microseconds(1);
        EXPECT_THAT(take(), IsEmpty());
        now = next;
    }
    EXPECT_THAT(waits, ElementsAre(seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                                   hours(10), hours(14), hours(20), hours(24)));
    go({Fate::refused, Fate::untried});
    EXPECT_EQ(queue->counts().dead, 1);
    EXPECT_EQ(queue->counts().waiting, 1);
    // What comes after it of the same sitting is not told before it.
    EXPECT_EQ(queue->next_try(), std::nullopt);
    look({"s/B"});
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(2));
    EXPECT_EQ(queue->retry(std::nullopt, now), 1U);
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(0, 1));
}

TEST_F(Queue, LetsOneNamedEventGoAgain) {
    look({"s/A", "s/B"});
    go({Fate::refused});
    EXPECT_EQ(queue->retry(Seq{7}, now), 0U);
    EXPECT_EQ(queue->retry(Seq{1}, now), 1U);
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(1));
    EXPECT_EQ(queue->counts().failing, 1);
}

TEST_F(Queue, LeavesAnEndpointAloneThatGivesNoAnswer) {
    look({"s/A", "s/B", "s/C"});
    go({Fate::unreached, Fate::untried});
    // The others were not tried: their turn comes after a pause, not after their own delays.
    EXPECT_THAT(take(), IsEmpty());
    EXPECT_EQ(queue->next_try(), now + pause_after(0));
    now = now + pause_after(0);
    EXPECT_THAT(go({Fate::unreached, Fate::untried}), ElementsAre(1, 2));
    EXPECT_EQ(queue->next_try(), now + pause_after(1));
    EXPECT_EQ(queue->counts().failing, 2);
}

TEST_F(Queue, CountsWhatMetWithOneFailureTogetherOnce) {
    look({"s/A", "s/B", "s/C"});
    EXPECT_FALSE(queue->is_away());
    go({Fate::unreached, Fate::unreached, Fate::unreached});
    EXPECT_TRUE(queue->is_away());
    EXPECT_EQ(queue->next_try(), now + delay_after(1, 0));
    look({"s/D"});
    EXPECT_EQ(queue->next_try(), now + pause_after(0));
    now = now + pause_after(0);
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(3));
    EXPECT_FALSE(queue->is_away());
}

TEST_F(Queue, TellsWhatComesNextWhileOthersAreOnTheirWay) {
    look({"s/A", "s/B", "s/A", "s/C"});
    EXPECT_THAT(take(1), ElementsAre(0));
    EXPECT_THAT(queue->upcoming(now, 2), ElementsAre(1, 2));
    EXPECT_THAT(queue->upcoming(now - microseconds(1), 2), IsEmpty());
}

TEST_F(Queue, SendsWhatWaitsAsSoonAsTheEndpointIsBack) {
    look({"s/A", "s/B", "s/C", "s/D"});
    for (int i = 0; i < 3; ++i) {
        go({Fate::unreached, Fate::untried});
        now = now + pause_after(i);
    }
    look({"s/E"});
    // A waits for its time, and so do B and C; D and E are fresh.
    now = now + seconds(1);
    EXPECT_THAT(take(1).size(), 1U);
    queue->finished({{3, Fate::delivered, {}}}, now);
    EXPECT_THAT(go({Fate::delivered}), ::testing::UnorderedElementsAre(0, 1, 2, 4));
}

TEST_F(Queue, DoesNotHurryAnEventThatIsRefusedForItself) {
    look({"s/A"});
    for (int i = 0; i < 3; ++i) {
        go({Fate::refused});
        now = queue->next_try().value();
    }
    go({Fate::refused});
    const Instant planned = queue->next_try().value();
    look({"s/B"});
    go({Fate::delivered});
    EXPECT_EQ(queue->next_try(), planned);
}

TEST_F(Queue, StopsAtAnEndpointThatIsGoneUntilAPersonSaysSo) {
    look({"s/A", "s/B"});
    go({Fate::gone, Fate::untried});
    EXPECT_EQ(queue->disabled(), "why");
    EXPECT_FALSE(queue->wants_more());
    EXPECT_THAT(take(), IsEmpty());
    EXPECT_EQ(queue->next_try(), std::nullopt);
    EXPECT_EQ(queue->retry(std::nullopt, now), 0U);
    EXPECT_EQ(queue->disabled(), "");
    EXPECT_THAT(go({Fate::delivered}), ElementsAre(0, 1));
}

TEST_F(Queue, LooksNoFurtherThanItCanKeepInMind) {
    look(std::vector<std::string>(EndpointQueue::items_max, "s/A"));
    EXPECT_FALSE(queue->wants_more());
    const std::vector<Seq> some = take(100);
    EXPECT_EQ(some.size(), 100U);
    std::vector<Tried> tried;
    for (const Seq seq : some) {
        tried.push_back({seq, Fate::delivered, {}});
    }
    queue->finished(tried, now);
    EXPECT_TRUE(queue->wants_more());
}

TEST_F(Queue, DoesNotBelieveAClockThatWasWrongByYears) {
    ports::WebhookItem item{3, "s/A", 2, now + days(3650), false, "why", false};
    make({"hook", 4, {}, {item}});
    EXPECT_LE(queue->next_try().value() - now, hours(30));
}

/// What is kept, applied to what was kept before.
void keep(ports::WebhookPlace& kept, const ports::WebhookChange& change) {
    kept.next = change.next;
    kept.disabled = change.disabled;
    for (const ports::WebhookItem& item : change.changed) {
        std::erase_if(kept.items, [&](const auto& one) { return one.seq == item.seq; });
        kept.items.push_back(item);
    }
    for (const Seq seq : change.settled) {
        std::erase_if(kept.items, [&](const auto& one) { return one.seq == seq; });
    }
    std::ranges::sort(kept.items, {}, &ports::WebhookItem::seq);
}

TEST_F(Queue, KeepsOnlyWhatIsDifferent) {
    look({"s/A", "s/B"});
    go({Fate::delivered, Fate::refused});
    const auto change = queue->take_change();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->next, 2U);
    ASSERT_EQ(change->changed.size(), 1U);
    EXPECT_EQ(change->changed[0].seq, 1U);
    EXPECT_EQ(change->changed[0].attempts, 1);
    EXPECT_THAT(change->settled, IsEmpty());
    EXPECT_FALSE(queue->take_change());
    queue->not_kept(*change);
    EXPECT_EQ(queue->take_change()->changed.size(), 1U);
    now = now + seconds(5);
    go({Fate::delivered});
    EXPECT_THAT(queue->take_change()->settled, ElementsAre(1));
}

/// Whatever happens, every event arrives, in the order of its subject, and what is repeated after
/// a restart was sent before.
TEST_F(Queue, LosesAndReordersNothingWhateverHappens) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](unsigned n) { return random() % n; };
        std::vector<std::string> journal;
        for (int i = 0; i < 60; ++i) {
            journal.push_back(below(3) == 0 ? "" : "s/" + std::to_string(below(4)));
        }
        now = start;
        ports::WebhookPlace kept{"hook", 0, {}, {}};
        make(kept);
        std::vector<Seq> arrived;
        for (int step = 0; step < 3000; ++step) {
            while (queue->wants_more() && queue->next() < journal.size() && below(3) > 0) {
                queue->looked_at(journal[queue->next()], now);
            }
            std::vector<Tried> tried;
            std::set<std::string> failed;
            bool away = false;
            for (const Seq seq : take(1 + below(8))) {
                const bool held = away || failed.contains(journal[seq]);
                const unsigned dice = below(10);
                const Fate fate = held || dice == 9         ? Fate::untried
                                  : step > 2000 || dice < 5 ? Fate::delivered
                                  : dice < 7                ? Fate::refused
                                  : dice < 8                ? Fate::gone
                                                            : Fate::unreached;
                if (fate == Fate::delivered) {
                    arrived.push_back(seq);
                } else {
                    failed.insert(journal[seq]);
                    away = away || fate != Fate::refused;
                }
                tried.push_back({seq, fate, "why"});
            }
            if (below(20) == 0) {
                // Killed before it learns what became of them.
                make(kept);
                continue;
            }
            queue->finished(tried, now);
            if (below(2) == 0) {
                if (const auto change = queue->take_change()) {
                    if (below(4) == 0) {
                        queue->not_kept(*change);
                    } else {
                        keep(kept, *change);
                    }
                }
            }
            if (below(4) == 0) {
                queue->retry(std::nullopt, now);
            }
            now = now + seconds(below(1000));
        }
        std::map<std::string, std::vector<Seq>> first;
        std::set<Seq> seen;
        for (const Seq seq : arrived) {
            if (seen.insert(seq).second) {
                first[journal[seq]].push_back(seq);
            }
        }
        for (const auto& [subject, seqs] : first) {
            EXPECT_TRUE(std::ranges::is_sorted(seqs)) << "seed " << seed << ", " << subject;
        }
        std::size_t telling = 0;
        for (const std::string& subject : journal) {
            telling += subject.empty() ? 0 : 1;
        }
        EXPECT_EQ(seen.size(), telling) << "seed " << seed;
    }
}

TEST(Schedule, AddsAFifthAtMost) {
    EXPECT_EQ(delay_after(1, 0), seconds(5));
    EXPECT_LT(delay_after(1, 0.999), seconds(6));
    EXPECT_EQ(delay_after(4, 0.5), minutes(132));
    EXPECT_EQ(pause_after(0), seconds(1));
    EXPECT_EQ(pause_after(1'000'000), minutes(1));
}

}  // namespace
}  // namespace labd::feed
