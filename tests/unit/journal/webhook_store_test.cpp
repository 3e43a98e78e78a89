#include "labd/journal/webhook_store.h"

#include <gmock/gmock.h>

#include "labd/journal/backup.h"
#include "tests/unit/journal/support.h"

namespace labd::journal {
namespace {

using namespace test;
using ports::WebhookItem;
using testing::IsEmpty;
using testing::SizeIs;

WebhookItem item(Seq seq) {
    return {seq, "sittings/A", 3, Instant{1'800'000'000'000'001}, true, "answered 500", true};
}

std::unique_ptr<WebhookStore> open_store(const TemporaryDirectory& directory) {
    auto opened = WebhookStore::open(webhooks_file(directory.path()));
    EXPECT_TRUE(opened) << opened.error().text;
    return std::move(*opened);
}

TEST(Webhooks, AreAsFarAfterARestartAsWasKept) {
    const TemporaryDirectory directory;
    {
        const auto store = open_store(directory);
        EXPECT_THAT(store->load(), IsEmpty());
        EXPECT_TRUE(store->save({{"a", 7, {}, {item(3), item(5)}, {}}, {"b", 1, {}, {}, {}}}));
        EXPECT_TRUE(store->save({{"a", 9, "answered 410", {item(6)}, {3, 4}}}));
    }
    const std::vector<ports::WebhookPlace> places = open_store(directory)->load();
    ASSERT_THAT(places, SizeIs(2));
    EXPECT_EQ(places[0].endpoint, "a");
    EXPECT_EQ(places[0].next, 9U);
    EXPECT_EQ(places[0].disabled, "answered 410");
    ASSERT_THAT(places[0].items, SizeIs(2));
    const WebhookItem& kept = places[0].items[0];
    EXPECT_EQ(kept.seq, 5U);
    EXPECT_EQ(kept.subject, "sittings/A");
    EXPECT_EQ(kept.attempts, 3);
    EXPECT_EQ(kept.next_at, item(5).next_at);
    EXPECT_TRUE(kept.dead);
    EXPECT_EQ(kept.why, "answered 500");
    EXPECT_TRUE(kept.unreached);
    EXPECT_EQ(places[0].items[1].seq, 6U);
    EXPECT_EQ(places[1].next, 1U);
    EXPECT_THAT(places[1].items, IsEmpty());
}

TEST(Webhooks, KeepAllOfAChangeOrNothing) {
    const TemporaryDirectory directory;
    const auto store = open_store(directory);
    EXPECT_TRUE(store->save({{"a", 7, {}, {item(3)}, {}}}));
    WebhookItem bad = item(4);
    bad.attempts = -1;
    EXPECT_FALSE(store->save({{"a", 8, {}, {bad}, {3}}}));
    const std::vector<ports::WebhookPlace> places = open_store(directory)->load();
    EXPECT_EQ(places.at(0).next, 7U);
    EXPECT_EQ(places.at(0).items.at(0).seq, 3U);
    // And goes on being of use.
    EXPECT_TRUE(store->save({{"a", 8, {}, {}, {3}}}));
}

TEST(Webhooks, AreCopiedWithTheJournal) {
    const TemporaryDirectory directory;
    HandLoop loop;
    const auto journal = open_or_die(options_in(directory / "data"), loop);
    EXPECT_EQ(append_and_wait(*journal, loop, entry(0)), ports::AppendOutcome::durable);
    auto store = WebhookStore::open(webhooks_file(directory / "data"));
    EXPECT_TRUE((*store)->save({{"a", 7, {}, {item(3)}, {}}}));
    ASSERT_TRUE(backup(directory / "data", directory / "copy"));
    auto copy = WebhookStore::open(webhooks_file(directory / "copy"));
    ASSERT_TRUE(copy);
    EXPECT_EQ((*copy)->load().at(0).next, 7U);
}

TEST(Webhooks, AreNotReadFromAFileThatIsNone) {
    const TemporaryDirectory directory;
    std::ofstream(webhooks_file(directory.path())) << std::string(5000, 'x');
    EXPECT_FALSE(WebhookStore::open(webhooks_file(directory.path())));
}

}  // namespace
}  // namespace labd::journal
