// Facts that wait for labd: kept before they are sent, sent once, refused to their author.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/json/array.hpp>
#include <deque>
#include <fstream>

#include "labd/codec/json.h"
#include "proctor-console/terminal/floor/outbox.h"
#include "tests/unit/console/floor_support.h"
#include "tests/unit/console/support.h"

namespace labd::console::floor {

namespace {

using console::testing::Folder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Answer answered(int status, std::string_view body) {
    Answer answer;
    answer.fate = Answer::Fate::answered;
    answer.status = status;
    answer.body = codec::parse_json(body).value();
    return answer;
}

Kept fact(const std::string& key, const std::string& user = "sato") {
    Kept kept;
    kept.key = key;
    kept.user = user;
    kept.enter = "note.added";
    kept.sitting = "A";
    kept.happened = "2026-03-03T12:00:00Z";
    kept.body = R"({"enter":"note.added","text":"水 <b>"})";
    return kept;
}

/// An outbox on a folder of its own, and a labd of canned answers.
class OutboxTest : public ::testing::Test {
protected:
    Outbox open() {
        return Outbox(OutboxFolder(folder_.path("outbox")),
                      {[this](const Api::Post& post) {
                           sent_.push_back(post);
                           Answer answer = answers_.empty() ? Answer() : answers_.front();
                           if (!answers_.empty()) {
                               answers_.pop_front();
                           }
                           return answer;
                       },
                       [this] { return "fresh-" + std::to_string(++keys_); }, "was offline"});
    }

    std::vector<std::string> sent_keys() const {
        std::vector<std::string> keys;
        keys.reserve(sent_.size());
        for (const Api::Post& post : sent_) {
            keys.push_back(post.idempotency_key);
        }
        return keys;
    }

    Folder folder_;
    std::deque<Answer> answers_;
    std::vector<Api::Post> sent_;
    int keys_ = 0;
};

std::vector<std::string> keys_of(const Outbox& outbox) {
    std::vector<std::string> keys;
    keys.reserve(outbox.all().size());
    for (const Kept& kept : outbox.all()) {
        keys.push_back(kept.key);
    }
    return keys;
}

TEST_F(OutboxTest, KeepsWhatWaitsAcrossRunsInItsOrder) {
    {
        Outbox outbox = open();
        EXPECT_TRUE(outbox.keep(fact("k2")));
        EXPECT_TRUE(outbox.keep(fact("k1")));
    }
    Outbox again = open();
    EXPECT_THAT(keys_of(again), ElementsAre("k2", "k1"));
    EXPECT_EQ(again.all().front().body, fact("k2").body);
    EXPECT_EQ(again.all().front().happened, fact("k2").happened);
}

TEST_F(OutboxTest, ShowsItToNobodyElse) {
    Outbox outbox = open();
    outbox.keep(fact("k1"));

    struct stat about {};

    ASSERT_EQ(::stat(folder_.path("outbox/k1.json").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(folder_.path("outbox").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U);
}

TEST_F(OutboxTest, SaysWhenTheDiskDoesNotTakeIt) {
    std::ofstream(folder_.path("outbox")) << "a file where the folder would be";
    Outbox outbox = open();
    EXPECT_FALSE(outbox.keep(fact("k1")));
    EXPECT_THAT(keys_of(outbox), IsEmpty());
}

TEST_F(OutboxTest, IsBounded) {
    Outbox(OutboxFolder(folder_.path("outbox")), {}).keep(fact("k0"));
    for (std::size_t i = 1; i < Outbox::kept_max; ++i) {
        const std::string key = "k" + std::to_string(i);
        folder_.write("outbox/" + key + ".json", R"({"body": "{}", "key": ")" + key + "\"}");
    }
    Outbox outbox = open();
    EXPECT_EQ(outbox.all().size(), Outbox::kept_max);
    EXPECT_FALSE(outbox.keep(fact("one-more")));
}

TEST_F(OutboxTest, SendsInOrderWithTheirKeysAndForgetsWhatIsRecorded) {
    Outbox outbox = open();
    outbox.keep(fact("k1"));
    outbox.keep(fact("k2"));
    answers_ = {answered(201, R"({"accepted": true})"), answered(201, R"({"accepted": true})")};
    EXPECT_EQ(outbox.flush("sato").size(), 2U);
    EXPECT_THAT(sent_keys(), ElementsAre("k1", "k2"));
    EXPECT_EQ(sent_.front().body, fact("k1").body);
    EXPECT_THAT(keys_of(outbox), IsEmpty());
    EXPECT_THAT(keys_of(open()), IsEmpty());
}

TEST_F(OutboxTest, StopsAtTheFirstWithoutAnAnswerAndSendsThatAgainWithTheSameKey) {
    Outbox outbox = open();
    outbox.keep(fact("k1"));
    outbox.keep(fact("k2"));
    outbox.flush("sato");
    EXPECT_THAT(sent_keys(), ElementsAre("k1"));
    answers_ = {answered(503, R"({"type": "/problems/busy"})"),
                answered(201, R"({"accepted": true})"), answered(201, R"({"accepted": true})")};
    outbox.flush("sato");
    outbox.flush("sato");
    EXPECT_THAT(sent_keys(), ElementsAre("k1", "k1", "k1", "k2"));
    EXPECT_THAT(keys_of(outbox), IsEmpty());
}

TEST_F(OutboxTest, SendsOnlyWhatThePersonAtTheKeyboardEntered) {
    Outbox outbox = open();
    outbox.keep(fact("k1", "abe"));
    outbox.keep(fact("k2", "sato"));
    answers_ = {answered(201, R"({"accepted": true})")};
    outbox.flush("sato");
    EXPECT_THAT(sent_keys(), ElementsAre("k2"));
    EXPECT_THAT(keys_of(outbox), ElementsAre("k1"));
}

TEST_F(OutboxTest, KeepsARefusalUntilItWasSeenAndGoesOnWithTheNext) {
    Outbox outbox = open();
    outbox.keep(fact("k1"));
    outbox.keep(fact("k2"));
    answers_ = {answered(422, R"({"type": "/problems/refused", "key": "refusal.x"})"),
                answered(201, R"({"accepted": true})")};
    outbox.flush("sato");
    ASSERT_THAT(keys_of(open()), ElementsAre("k1"));
    EXPECT_TRUE(open().all().front().problem);
    outbox.flush("sato");
    EXPECT_EQ(sent_.size(), 2U) << "a refused one is not sent again";
    outbox.forget("k1");
    EXPECT_THAT(keys_of(open()), IsEmpty());
}

TEST_F(OutboxTest, GivesTheReasonOnceLabdAsksForOneBecauseItHadToWait) {
    Outbox outbox = open();
    Kept kept = fact("k1");
    kept.tries = 1;
    outbox.keep(kept);
    answers_ = {
        answered(422, R"({"type": "/problems/refused", "key": "refusal.backdated_needs_reason"})"),
        answered(201, R"({"accepted": true})")};
    outbox.flush("sato");
    EXPECT_THAT(sent_keys(), ElementsAre("k1", "fresh-1"));
    EXPECT_EQ(codec::parse_json(sent_.back().body).value().at("reason"), "was offline");
    EXPECT_THAT(keys_of(open()), IsEmpty());
}

TEST_F(OutboxTest, WaitsOnWhileLabdsClockHasNotComeToItButNotForEver) {
    Outbox outbox = open();
    Kept kept = fact("k1");
    kept.tries = 1;
    outbox.keep(kept);
    const Answer early = answered(422, R"({"key": "refusal.in_the_future"})");
    answers_ = {early, early, answered(201, R"({"accepted": true})")};
    outbox.flush("sato");
    outbox.flush("sato");
    ASSERT_THAT(keys_of(open()), ElementsAre("k1"));
    EXPECT_FALSE(open().all().front().problem);
    outbox.flush("sato");
    EXPECT_THAT(keys_of(open()), IsEmpty());
    outbox.keep(kept);
    answers_.assign(100, early);
    for (int i = 0; i < 100; ++i) {
        outbox.flush("sato");
    }
    EXPECT_TRUE(open().all().front().problem);
}

TEST_F(OutboxTest, LeavesFilesAloneThatAreNone) {
    Outbox(OutboxFolder(folder_.path("outbox")), {}).keep(fact("k1"));
    folder_.write("outbox/other.json", "no JSON");
    folder_.write("outbox/k9.json", R"({"key": "../../k9", "body": "{}"})");
    EXPECT_THAT(keys_of(open()), ElementsAre("k1"));
}

TEST(BoardWithKept, KnowsBreaksThatLabdDoesNotKnowYet) {
    Kept begun = fact("k1");
    begun.enter = "break.started";
    begun.body = R"({"enter": "break.started", "sitting": "A", "id": "w-1"})";
    const boost::json::value board(testing::sample_board());
    const auto pause = [&](const std::vector<const Kept*>& kept) {
        const Day day = parse_day(board_with_kept(board, kept).as_object());
        return day.find("A")->pause;
    };
    EXPECT_FALSE(pause({}));
    ASSERT_TRUE(pause({&begun}));
    EXPECT_EQ(pause({&begun})->id, "w-1");
    Kept ended = begun;
    ended.enter = "break.ended";
    EXPECT_FALSE(pause({&begun, &ended}));
    begun.problem = boost::json::object();
    EXPECT_FALSE(pause({&begun})) << "what was refused is not so";
}

}  // namespace

}  // namespace labd::console::floor
