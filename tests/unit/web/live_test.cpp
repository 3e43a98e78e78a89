// The live stream: every entry in order as the role sees it, resumed, resynced, and cut.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string note = R"({"enter":"note.added","sitting":"A","text":"SECRET"})";

std::vector<std::string> types_of(const std::vector<json::object>& messages) {
    std::vector<std::string> types;
    for (const json::object& message : messages) {
        types.emplace_back(message.at("type").as_string());
    }
    return types;
}

/// The sequences of all entries in the messages.
std::vector<Seq> seqs_of(const std::vector<json::object>& messages) {
    std::vector<Seq> seqs;
    for (const json::object& message : messages) {
        if (message.at("type").as_string() == "entries") {
            for (const json::value& entry : message.at("entries").as_array()) {
                seqs.push_back(entry.at("seq").to_number<Seq>());
            }
        }
    }
    return seqs;
}

void pass(WebDay& web, Duration time) { web.day.loop.run_until(web.day.clock.now() + time); }

TEST(Live, GreetsAndThenSendsEachEntryOnce) {
    WebDay web;
    const auto peer = web.follow("proctor");
    const Seq size = web.day.kernel->state().size;
    const std::vector<json::object> hello = peer->take();
    ASSERT_THAT(types_of(hello), testing::ElementsAre("hello"));
    EXPECT_EQ(hello[0].at("size").to_number<Seq>(), size);
    EXPECT_EQ(hello[0].at("role").as_string(), "proctor");
    web.enter(note);
    const std::vector<json::object> messages = peer->take();
    EXPECT_THAT(types_of(messages), testing::ElementsAre("entries", "board_changed"));
    EXPECT_EQ(messages[0].at("from").to_number<Seq>(), size);
    EXPECT_EQ(messages[0].at("entries").at(0).at("text").as_string(), "SECRET");
    EXPECT_EQ(messages[0].at("size").to_number<Seq>(), size + 1);
}

TEST(Live, SharesOneTextAmongAllOfARoleAndShowsNobodyMoreThanTheRoleSees) {
    WebDay web;
    const auto one = web.follow("proctor");
    const auto two = web.follow("proctor");
    const auto ops = web.follow("lab_ops");
    one->take();
    two->take();
    ops->take();
    web.enter(note);
    EXPECT_EQ(one->texts.at(0), two->texts.at(0)) << "serialised twice";
    EXPECT_THAT(*ops->texts.at(0), Not(HasSubstr("SECRET")));
    EXPECT_EQ(seqs_of(one->take()), seqs_of(ops->take()));
}

TEST(Live, ResumesAfterWhatTheReaderHas) {
    WebDay web;
    const Seq size = web.day.kernel->state().size;
    for (int i = 0; i < 5; ++i) {
        web.enter(note);
    }
    const auto peer = web.follow("proctor", "?after=" + std::to_string(size + 2));
    EXPECT_THAT(seqs_of(peer->take()), testing::ElementsAre(size + 2, size + 3, size + 4));
    web.enter(note);
    EXPECT_THAT(seqs_of(peer->take()), testing::ElementsAre(size + 5));
}

TEST(Live, ManyCutsLeaveNoGapAndNoDouble) {
    WebDay web;
    Seq have = web.day.kernel->state().size;
    const Seq first = have;
    std::vector<Seq> seen;
    for (int cut = 0; cut < 200; ++cut) {
        const auto peer = web.follow("proctor", "?after=" + std::to_string(have));
        for (int i = 0; i < cut % 4; ++i) {
            web.enter(note);
        }
        for (const Seq seq : seqs_of(peer->take())) {
            seen.push_back(seq);
            have = seq + 1;
        }
        web.inboxes.back()->websocket->on_close(net::CloseCode::abnormal);
        web.enter(note);
    }
    ASSERT_EQ(seen.size(), have - first);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(seen[i], first + i);
    }
}

TEST(Live, TellsAReaderOfAnotherJournalOrOfLongAgoToReadAnew) {
    WebDay web;
    const auto ahead = web.follow("proctor", "?after=100000");
    EXPECT_THAT(types_of(ahead->take()), testing::ElementsAre("hello", "resync"));
    for (int i = 0; i < 2100; ++i) {
        web.day.send(domain::NoteAdded{domain::Text("x"), std::nullopt}, {.session = "day"});
        web.day.loop.run_posted();
    }
    const auto behind = web.follow("proctor", "?after=0");
    const std::vector<json::object> messages = behind->take();
    EXPECT_THAT(types_of(messages), testing::ElementsAre("hello", "resync"));
    EXPECT_EQ(messages[1].at("size").to_number<Seq>(), web.day.kernel->state().size);
}

TEST(Live, TellsASlowReaderToReadAnewOnceItsQueueIsEmpty) {
    WebDay web;
    const auto slow = web.follow("proctor");
    const auto quick = web.follow("proctor");
    slow->take();
    slow->full = true;
    web.enter(note);
    pass(web, seconds(3));
    EXPECT_TRUE(slow->texts.empty());
    EXPECT_FALSE(seqs_of(quick->take()).empty()) << "others go on";
    slow->full = false;
    pass(web, seconds(1));
    const std::vector<json::object> messages = slow->take();
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages[0].at("type").as_string(), "resync");
    const Seq size = web.day.kernel->state().size;
    EXPECT_EQ(messages[0].at("size").to_number<Seq>(), size);
    web.enter(note);
    EXPECT_THAT(seqs_of(slow->take()), testing::ElementsAre(size));
}

TEST(Live, BeatsEveryTwoSecondsWithTheTime) {
    WebDay web;
    web.day.run_until("07:00");
    const auto peer = web.follow("display");
    pass(web, milliseconds(10'400));
    int beats = 0;
    for (const json::object& message : peer->take()) {
        if (message.at("type").as_string() == "heartbeat") {
            ++beats;
            EXPECT_THAT(std::string(message.at("now").as_string()), HasSubstr("2026-03-03T07:00:"));
        }
    }
    EXPECT_EQ(beats, 5);
}

TEST(Live, TellsWhenTheBoardChangesByItself) {
    WebDay web;
    web.day.run_until("10:44:50");
    const auto peer = web.follow("display");
    pass(web, seconds(5));
    peer->take();
    // The alarm that the late limit is near comes at 10:45 without an entry.
    pass(web, seconds(10));
    EXPECT_THAT(types_of(peer->take()), testing::Contains("board_changed"));
}

TEST(Live, EndsWithinASecondWhenTheTokenDoes) {
    WebDay web;
    const auto ended = web.follow("proctor");
    const auto other = web.follow("lab_ops");
    web.accounts.end_credential(web.credentials["proctor"]);
    pass(web, seconds(1));
    EXPECT_EQ(ended->closed, net::CloseCode::policy_violation);
    EXPECT_FALSE(other->closed.has_value());
    ended->take();
    web.enter(note, "lead_proctor");
    EXPECT_TRUE(ended->texts.empty());
}

TEST(Live, TakesNothingFromTheReader) {
    WebDay web;
    const auto peer = web.follow("proctor");
    web.inboxes.back()->websocket->on_message("{}");
    EXPECT_EQ(peer->closed, net::CloseCode::policy_violation);
}

TEST(Live, HasABoundAndEndsAtShutdown) {
    WebDay web;
    const auto first = web.follow("proctor");
    web.follow("proctor");
    web.follow("proctor");
    EXPECT_EQ(web.follow("proctor"), nullptr);
    EXPECT_EQ(web.app->live_readers(), 3U);
    web.app->shutdown();
    EXPECT_EQ(first->closed, net::CloseCode::going_away);
    EXPECT_EQ(web.follow("proctor"), nullptr);
}

}  // namespace
}  // namespace labd::web::test
