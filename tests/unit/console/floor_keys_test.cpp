// What keys do on the full-screen floor, and what they do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proctor-console/terminal/floor/completer.h"
#include "proctor-console/terminal/floor/keys.h"
#include "proctor-console/terminal/floor/news.h"
#include "proctor-console/terminal/floor/suggested_lines.h"
#include "proctor-console/terminal/floor/words.h"
#include "tests/unit/console/floor_support.h"

namespace labd::console::floor {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::moment;
using ::testing::Not;
using testing::sample_board;
using testing::sample_state;
using testing::type;

TEST(FloorKeys, NeverRecordAnythingAlone) {
    for (char key = ' '; key < 0x7F; ++key) {
        for (const std::string& id : sample_state().order) {
            State state = sample_state();
            state.current = id;
            for (const Request& request : type(state, std::string(1, key))) {
                EXPECT_NE(request.kind, Request::Kind::run) << key;
                EXPECT_NE(request.kind, Request::Kind::record) << key;
            }
        }
    }
}

TEST(FloorKeys, PutTheCommandOfTheSeatIntoThePrompt) {
    const auto prompted = [](std::string_view sitting, char key) {
        State state = sample_state();
        state.current = sitting;
        type(state, std::string(1, key));
        return state.prompt.kind == Prompt::Kind::command ? state.prompt.text : std::string("-");
    };
    EXPECT_EQ(prompted("D", 'c'), "arrive S04");
    EXPECT_EQ(prompted("E", 'c'), "checkin S05 belongings");
    EXPECT_EQ(prompted("A", 'c'), "-");
    EXPECT_EQ(prompted("A", 'm'), "module hand-in S01 design");
    EXPECT_EQ(prompted("A", 'b'), "break start S01 --kind toilet --place corridor");
    EXPECT_EQ(prompted("B", 'b'), "break end S02 --reason \"\"");
    EXPECT_EQ(prompted("A", 'n'), "note \"\" --sitting S01");
    EXPECT_EQ(prompted("A", 'e'), "equipment fail R01-sw1 \"\"");
    EXPECT_EQ(prompted("A", 'v'), "seat move S01 ");
    EXPECT_EQ(prompted("F", 't'), "materials return S06 pen=1 booklet=1");
    EXPECT_EQ(prompted("A", 'o'), "outage report --rack R01 --cause lab");
    EXPECT_EQ(prompted("B", 'a'), "alarm ack BRK-2:B:b1");
    EXPECT_EQ(prompted("B", 's'), "alarm shelve BRK-2:B:b1 --until 12:35:00 --reason \"\"");
    // What is most urgent cannot be put away.
    EXPECT_EQ(prompted("C", 's'), "-");
}

TEST(FloorKeys, LetTextBeTypedWhereItBelongs) {
    State state = sample_state();
    state.current = "A";
    type(state, "nasked for \\\"水\\\"");
    EXPECT_EQ(state.prompt.text, R"(note "asked for \"水\"" --sitting S01)");
    const std::vector<Request> requests = type(state, "\n");
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests.front().kind, Request::Kind::run);
    EXPECT_EQ(split_line(requests.front().text).value()[1], "asked for \"水\"");
    EXPECT_EQ(state.prompt.kind, Prompt::Kind::closed);
}

TEST(FloorKeys, ConfirmOnlyWithWhatWasAskedFor) {
    State state = sample_state();
    News news = news_of(News::Kind::prepared, "cancel S03 --outage o1");
    news.prepared.kind = Prepared::Kind::preview;
    news.prepared.enter = "sitting.cancelled";
    news.prepared.sitting = "C";
    news.prepared.is_decision = true;
    news.prepared.ends_an_exam = true;
    take_news(state, std::move(news), moment);
    ASSERT_TRUE(state.confirmation);
    EXPECT_THAT(type(state, "\n\n\ny\n"), IsEmpty());
    EXPECT_THAT(type(state, "es\n"), IsEmpty()) << "the seat is asked for";
    press(state, {Key::Code::clear, ""}, moment);
    const std::vector<Request> requests = type(state, "S03\n");
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests.front().kind, Request::Kind::record);
    type(state, "\x1b");
    EXPECT_FALSE(state.confirmation);
}

TEST(FloorKeys, MoveAndJumpToSeats) {
    State state = sample_state();
    type(state, "5");
    EXPECT_EQ(state.current, "E");
    type(state, "0");
    EXPECT_EQ(state.current, "E") << "there is no seat 50";
    type(state, "02", moment + seconds(2));
    EXPECT_EQ(state.current, "B");
    const std::vector<std::string> order = state.order;
    state.current = order.front();
    type(state, "kj");
    EXPECT_EQ(state.current, order[1]);
    type(state, "jjjjjjjjjj");
    EXPECT_EQ(state.current, order.back());
}

TEST(FloorKeys, OpenTheDrawerAndGoBack) {
    State state = sample_state();
    state.current = "B";
    const std::vector<Request> requests = type(state, "\n");
    EXPECT_TRUE(state.has_drawer);
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests.front().text, "B");
    type(state, "\x1b");
    EXPECT_FALSE(state.has_drawer);
}

TEST(FloorKeys, FindSeatsByNameAndState) {
    State state = sample_state();
    type(state, "/smith\n");
    ASSERT_EQ(shown_sittings(state).size(), 1U);
    EXPECT_EQ(current_sitting(state)->sitting, "B");
    type(state, "\x1b");
    EXPECT_EQ(shown_sittings(state).size(), 6U);
}

TEST(FloorKeys, DoNothingOnAScreenThatCannotBeRead) {
    State state = sample_state();
    state.rows = 10;
    EXPECT_THAT(type(state, "jcb\n:"), IsEmpty());
    EXPECT_EQ(state.prompt.kind, Prompt::Kind::closed);
    EXPECT_THAT(type(state, "q"), ElementsAre(Field(&Request::kind, Request::Kind::quit)));
}

TEST(FloorOrder, IsHeldWhileSomebodyActsAndFollowsAfterwards) {
    State state = sample_state();
    const std::vector<std::string> before = state.order;
    type(state, "j");
    boost::json::object board = sample_board();
    board["sittings"].as_array()[0].as_object()["cancel_required"] = true;
    News news = news_of(News::Kind::board);
    news.body = board;
    take_news(state, std::move(news), moment + seconds(1));
    EXPECT_EQ(state.order, before);
    take_time(state, moment + seconds(9));
    EXPECT_NE(state.order, before);
}

TEST(FloorAlarms, SoundWhenTheyComeAndAgainUntilSomebodyHasSeenThem) {
    State state = sample_state();
    const auto sounds = [&](Duration after) {
        state.heard = moment + after;
        return take_time(state, moment + after).bell;
    };
    EXPECT_TRUE(sounds(seconds(0)));
    EXPECT_FALSE(sounds(seconds(59)));
    EXPECT_TRUE(sounds(seconds(60)));
    for (Alarm& alarm : state.day->alarms) {
        alarm.acknowledged_by = alarm.priority == 1 ? std::optional("mori") : std::nullopt;
    }
    EXPECT_FALSE(sounds(seconds(299)));
    EXPECT_TRUE(sounds(seconds(300))) << "the other one";
    state.day->alarms[0].shelved_until = state.day->alarms[1].shelved_until = "later";
    EXPECT_FALSE(sounds(minutes(20)));
}

TEST(FloorAlarms, AreListedActedOnAndOpenTheirSeat) {
    State state = sample_state();
    type(state, "ga");
    EXPECT_EQ(state.screen, Screen::alarms);
    type(state, "j");
    type(state, "a");
    EXPECT_EQ(state.prompt.text, "alarm ack BRK-2:B:b1");
    type(state, "\x1b\n");
    EXPECT_EQ(state.current, "B");
    EXPECT_TRUE(state.has_drawer);
}

TEST(FloorPrompt, SplitsLinesAsAShellDoes) {
    EXPECT_EQ(split_line("a  b 'c d' \"e \\\" f\" g\\ h ''").value(),
              (std::vector<std::string>{"a", "b", "c d", "e \" f", "g h", ""}));
    EXPECT_FALSE(split_line("note 'open"));
    EXPECT_FALSE(split_line("note \\"));
    for (const std::string word :
         {"S07", "a b", "it's", "say \"x\"", "", "休憩", "a\\b", "$HOME"}) {
        EXPECT_EQ(split_line(quoted_word(word)).value(), std::vector<std::string>{word});
    }
}

std::vector<std::string> offered(std::string_view line) {
    State state = sample_state();
    const Completer completer(state.texts);
    open_prompt(state, std::string(line));
    state.prompt.cursor = state.prompt.text.size();
    std::vector<std::string> words;
    for (const Offer& offer : completer.offers(state)) {
        if (!offer.is_command()) {
            words.push_back(offer.word);
        }
    }
    return words;
}

TEST(FloorPrompt, OffersWhatTheGrammarTakesThere) {
    EXPECT_THAT(offered("bre"), ElementsAre("break"));
    EXPECT_THAT(offered("break "), ElementsAre("start", "end", "justify"));
    EXPECT_THAT(offered("break end "), ElementsAre("S02"));
    EXPECT_THAT(offered("break start S0"), ::testing::SizeIs(6));
    EXPECT_THAT(offered("checkin S05 bel"), ElementsAre("belongings"));
    EXPECT_THAT(offered("outage report --ra"), ElementsAre("--rack"));
    EXPECT_THAT(offered("outage report --rack "), ElementsAre("R01", "R02", "R03", "R04"));
    EXPECT_THAT(offered("outage report --cause "), Contains("lab"));
    EXPECT_THAT(offered("outage end "), ElementsAre("o1"));
    EXPECT_THAT(offered("alarm ack "), ::testing::SizeIs(2));
    EXPECT_THAT(offered("cancel S03 --"), Contains("--outage"));
    // Where labd is and in which language is not the prompt's to say.
    EXPECT_THAT(offered("cancel S03 --"), Not(Contains("--url")));
    EXPECT_THAT(offered("sign"), IsEmpty());
}

TEST(FloorPrompt, CompletesWithTabAndTakesCommandsByTheirNames) {
    State state = sample_state();
    const Completer completer(state.texts);
    const auto press_all = [&](std::string_view keys) {
        for (const char key : keys) {
            type(state, std::string(1, key));
            state.prompt.offers = completer.offers(state);
        }
    };
    press_all(":outage rep\t");
    EXPECT_EQ(state.prompt.text, "outage report ");
    type(state, "\x1b");
    press_all(":out\t");
    EXPECT_EQ(state.prompt.text, "outage") << "as far as outage and outages agree";
    type(state, "\x1b");
    press_all(":take back the last\t");
    ASSERT_TRUE(state.prompt.chosen);
    EXPECT_THAT(type(state, "\n"), ElementsAre(Field(&Request::kind, Request::Kind::find_last)));
}

TEST(FloorPrompt, ShowsEffectsBySeatAndName) {
    State state = sample_state();
    News news = news_of(News::Kind::prepared, "finish S01");
    news.prepared.kind = Prepared::Kind::preview;
    news.prepared.lines = {"Preview:", "  A: the sitting ends", "  A：受験が終了する", "  AB: no"};
    take_news(state, std::move(news), moment);
    EXPECT_THAT(state.confirmation->effects,
                ElementsAre("Preview:", "  S01 Aoki Ren: the sitting ends",
                            "  S01 Aoki Ren：受験が終了する", "  AB: no"));
}

TEST(FloorPrompt, KeepsALineThatWasNotUnderstoodToBeMended) {
    State state = sample_state();
    News news = news_of(News::Kind::prepared, "braek start S01");
    news.prepared.kind = Prepared::Kind::wrong;
    news.prepared.lines = {"There is no command braek."};
    take_news(state, std::move(news), moment);
    EXPECT_EQ(state.prompt.text, "braek start S01");
    ASSERT_TRUE(state.notice);
    EXPECT_THAT(state.notice->lines, ElementsAre(HasSubstr("braek")));
}

}  // namespace

}  // namespace labd::console::floor
