// Lines of the prompt: the command line's own grammar, run with its output kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include "labd/codec/json.h"
#include "proctor-console/terminal/examples.h"
#include "proctor-console/terminal/floor/completer.h"
#include "proctor-console/terminal/floor/entering.h"
#include "proctor-console/terminal/grammar.h"
#include "tests/unit/console/support.h"

namespace labd::console::floor {

namespace {

using console::testing::answered;
using console::testing::fake_day;
using console::testing::FakeLabd;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FakeTransport : public Transport {
public:
    explicit FakeTransport(FakeLabd& labd) : labd_(labd) {}

    net::ClientResult send(const net::ClientRequest& request) override {
        return labd_.answer(request);
    }

private:
    FakeLabd& labd_;
};

class EnteringTest : public ::testing::Test {
protected:
    Prepared prepare(const std::string& text, bool is_offline = false) {
        Line line;
        line.url = "http://127.0.0.1:1";
        line.connect = [this] { return std::make_unique<FakeTransport>(labd_); };
        line.pause = [](Duration) {};
        line.new_key = [] { return std::string("key"); };
        Entered entered;
        entered.text = text;
        entered.session = "day";
        entered.happened = parse_instant("2026-03-03T12:19:00+09:00");
        entered.is_offline = is_offline;
        if (is_offline) {
            entered.board =
                codec::parse_json(labd_.gets.at("/api/v1/sessions/day/board").second).value();
        }
        return floor::prepare(line, entered);
    }

    FakeLabd labd_ = fake_day();
};

TEST_F(EnteringTest, MakesTheEntryThatTheShellWouldMake) {
    const Prepared prepared = prepare("break end S07 --reason \"the lift was stuck\"");
    ASSERT_EQ(prepared.kind, Prepared::Kind::fact) << ::testing::PrintToString(prepared.lines);
    EXPECT_EQ(prepared.enter, "break.ended");
    EXPECT_EQ(prepared.body.at("break"), "b1");
    EXPECT_EQ(prepared.body.at("justification"), "the lift was stuck");
    EXPECT_EQ(prepared.body.at("session"), "day");
    EXPECT_EQ(prepared.body.at("happened"), "2026-03-03T03:19:00Z");
    EXPECT_THAT(labd_.sent(), IsEmpty()) << "it is kept first";
}

TEST_F(EnteringTest, LetsALineSayWhenItHappened) {
    EXPECT_EQ(prepare("break end S07 --at 12:15").body.at("happened"), "12:15");
}

TEST_F(EnteringTest, PreviewsWhatEndsCompensatesOrCorrects) {
    labd_.posts = {answered(200, R"({"accepted": true, "preview": true, "entries": [], "size": 41,
        "effects": [{"sitting": "A", "ends_before": "2026-03-03T17:00:00+09:00",
                     "ended_before": false, "ended_after": true,
                     "cancel_required_before": false, "cancel_required_after": false}],
        "similar": [], "reopens": false})")};
    const Prepared prepared = prepare("terminate S07 --reason phone");
    ASSERT_EQ(prepared.kind, Prepared::Kind::preview);
    EXPECT_TRUE(prepared.is_decision);
    EXPECT_TRUE(prepared.ends_an_exam);
    EXPECT_THAT(prepared.lines, Contains(HasSubstr("the sitting ends")));
    EXPECT_EQ(prepared.body.at("based_on"), 41) << "decided on what was looked at";
    ASSERT_EQ(labd_.sent().size(), 1U);
    EXPECT_THAT(labd_.sent().front().target, HasSubstr("preview=true"));
}

TEST_F(EnteringTest, TellsWhatIsWrongWithoutSendingAnything) {
    EXPECT_THAT(prepare("braek start S07").lines, Contains(HasSubstr("break")));
    EXPECT_EQ(prepare("note 'open").kind, Prepared::Kind::wrong);
    EXPECT_EQ(prepare("arrive S99").kind, Prepared::Kind::wrong);
    EXPECT_EQ(prepare("sign-out").kind, Prepared::Kind::wrong);
    EXPECT_EQ(prepare("tail").kind, Prepared::Kind::wrong);
    EXPECT_EQ(prepare("whoami --url http://127.0.0.1:2").kind, Prepared::Kind::wrong);
    EXPECT_EQ(prepare("clock --rate 60").kind, Prepared::Kind::wrong);
    EXPECT_THAT(labd_.sent(), IsEmpty());
}

TEST_F(EnteringTest, ShowsTheOutputOfOtherCommandsAndHelp) {
    const Prepared alarms = prepare("alarms");
    EXPECT_EQ(prepare("break start --help").kind, Prepared::Kind::output);
    EXPECT_THAT(prepare("break start --help").lines, Contains(HasSubstr("--kind")));
    EXPECT_NE(alarms.kind, Prepared::Kind::fact);
}

TEST_F(EnteringTest, KeepsFactsAndRefusesDecisionsWithoutAConnection) {
    const std::size_t before = labd_.requests.size();
    const Prepared fact = prepare("break end S07", true);
    EXPECT_EQ(fact.kind, Prepared::Kind::fact);
    EXPECT_EQ(fact.body.at("break"), "b1") << "seats are known by the last board";
    EXPECT_EQ(prepare("outage report --rack R01 --cause lab", true).kind, Prepared::Kind::preview)
        << "asked for, though the effect cannot be shown";
    for (const std::string line :
         {"cancel S07 --outage o1 --reason r", "terminate S07 --reason r",
          "refuse S07 agreement --reason r", "outage rule o1 lab", "session close"}) {
        const Prepared decision = prepare(line, true);
        EXPECT_EQ(decision.kind, Prepared::Kind::wrong) << line;
        EXPECT_THAT(decision.lines, ElementsAre(HasSubstr("This is a decision."))) << line;
    }
    EXPECT_EQ(labd_.requests.size(), before) << "nobody is asked";
}

TEST_F(EnteringTest, SendsAnEarlierRequestAgainUnchanged) {
    const Prepared again = prepare(
        "enter --json '{\"enter\":\"sitting.terminated\",\"sitting\":\"A\"}'"
        " --idempotency-key k1");
    EXPECT_EQ(again.kind, Prepared::Kind::fact) << ::testing::PrintToString(again.lines);
    EXPECT_EQ(again.again_key, "k1");
    EXPECT_FALSE(again.body.contains("happened"));
}

TEST(EntryKinds, ThatEndAnExamAreAllPreviewed) {
    for (const EntryCommand& command : entry_commands()) {
        if (ends_an_exam(command.type)) {
            EXPECT_TRUE(needs_preview(command.type)) << command.type;
        }
    }
    for (const std::string_view decision :
         {"sitting.cancelled", "sitting.terminated", "outage.ruled", "checkin.refused",
          "entry.corrected", "remedy.decided", "session.closed"}) {
        EXPECT_FALSE(is_fact(decision)) << decision;
        EXPECT_TRUE(needs_preview(decision)) << decision;
    }
}

}  // namespace

}  // namespace labd::console::floor
