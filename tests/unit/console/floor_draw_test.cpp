// The full-screen floor drawn from its state, on screens of every size.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proctor-console/terminal/floor/draw.h"
#include "proctor-console/terminal/width.h"
#include "tests/unit/console/floor_support.h"

namespace labd::console::floor {

namespace {

using ::testing::AllOf;
using testing::crowded_state;
using ::testing::HasSubstr;
using testing::lines_of;
using testing::moment;
using ::testing::Not;
using testing::sample_state;
using testing::text_of;

struct Size {
    std::size_t columns;
    std::size_t rows;
};

constexpr auto sizes = std::to_array<Size>({{60, 16}, {80, 24}, {120, 40}, {200, 60}});

Canvas drawn(State& state, Size size, Duration at = moment) {
    state.rows = size.rows;
    state.columns = size.columns;
    return draw(state, at);
}

/// Every character stands in cells of its own, and no wide one is cut in half.
void expect_whole(const Canvas& canvas) {
    for (std::size_t row = 0; row < canvas.rows(); ++row) {
        std::size_t expected = 0;
        for (std::size_t column = 0; column < canvas.columns(); ++column) {
            const std::string& text = canvas.at(row, column).text;
            if (expected > 0) {
                EXPECT_EQ(text, "") << row << "," << column;
                --expected;
            } else {
                ASSERT_NE(text, "") << row << "," << column;
                expected = width_of(text) - 1;
                EXPECT_LE(expected, 1U);
            }
        }
        EXPECT_EQ(expected, 0U) << "a wide character hangs over the edge of line " << row;
        EXPECT_LE(width_of(canvas.text(row)), canvas.columns());
    }
}

std::string line_of(const Canvas& canvas, std::string_view seat) {
    for (const std::string& line : lines_of(canvas)) {
        if (line.find(seat) != std::string::npos) {
            return line;
        }
    }
    return {};
}

TEST(FloorScreen, ShowsEverySeatWithWhoAndInWhichStateOnEverySize) {
    for (const Size size : sizes) {
        State state = sample_state();
        const Canvas canvas = drawn(state, size);
        expect_whole(canvas);
        EXPECT_THAT(line_of(canvas, "S01"), AllOf(HasSubstr("Aoki Ren"), HasSubstr("working")));
        EXPECT_THAT(line_of(canvas, "S02"), HasSubstr("on a break"));
        EXPECT_THAT(line_of(canvas, "S04"), HasSubstr("booked"));
        EXPECT_THAT(line_of(canvas, "S06"), HasSubstr("completed"));
        EXPECT_THAT(canvas.text(0),
                    AllOf(HasSubstr("TYO"), HasSubstr("12:20:00"), HasSubstr("P1:1 P2:1 P3:0")));
    }
}

TEST(FloorScreen, ShowsThemInJapaneseWithoutBreakingColumns) {
    for (const Size size : sizes) {
        State state = sample_state();
        state.texts = Texts(codec::Language::ja);
        const Canvas canvas = drawn(state, size);
        expect_whole(canvas);
        EXPECT_THAT(line_of(canvas, "S01"), AllOf(HasSubstr("青木 蓮"), HasSubstr("試験中")));
        EXPECT_THAT(line_of(canvas, "S02"), HasSubstr("休憩中"));
    }
}

TEST(FloorScreen, ShowsTheClocksThatMatterNow) {
    State state = sample_state();
    const Canvas canvas = drawn(state, {120, 40});
    // The end, what is left to it, what is left of the module.
    EXPECT_THAT(line_of(canvas, "S01"),
                AllOf(HasSubstr("17:31:00"), HasSubstr("5:11:00"), HasSubstr("30:30")));
    EXPECT_THAT(line_of(canvas, "S02"), HasSubstr("Break 10:41"));
    EXPECT_THAT(line_of(canvas, "S04"), HasSubstr("Arrival until 40:00"));
    EXPECT_THAT(line_of(canvas, "S03"), HasSubstr("clock stopped"));
    EXPECT_THAT(line_of(canvas, "S03"), HasSubstr("1:30:05"));
}

TEST(FloorScreen, DrawsClocksFromDeadlinesSoThatAMissedTickChangesNothing) {
    State state = sample_state();
    state.heard = moment + minutes(30);
    const Canvas canvas = drawn(state, {120, 40}, moment + minutes(30));
    EXPECT_THAT(canvas.text(0), HasSubstr("12:50:00"));
    EXPECT_THAT(line_of(canvas, "S01"), AllOf(HasSubstr("4:41:00"), HasSubstr("0:30")));
    // A limit that has come is 0, never less.
    state.heard = moment + hours(6);
    EXPECT_THAT(line_of(drawn(state, {120, 40}, moment + hours(6)), "S01"), HasSubstr(" 0:00 "));
}

TEST(FloorScreen, PutsThoseWhoNeedSomebodyFirst) {
    State state = sample_state();
    const std::string text = text_of(drawn(state, {120, 40}));
    EXPECT_LT(text.find("S03"), text.find("S02"));
    EXPECT_LT(text.find("S02"), text.find("S05"));
    EXPECT_LT(text.find("S05"), text.find("S01"));
    EXPECT_LT(text.find("S01"), text.find("S06"));
    EXPECT_THAT(line_of(drawn(state, {120, 40}), "S03"), HasSubstr("##"));
}

TEST(FloorScreen, ShowsTheRecordingOfEachSeat) {
    State state = sample_state();
    EXPECT_THAT(line_of(drawn(state, {80, 24}), "S02"), HasSubstr("GAP"));
    EXPECT_THAT(line_of(drawn(state, {120, 40}), "S01"), HasSubstr("recorded"));
    EXPECT_THAT(line_of(drawn(state, {120, 40}), "S03"), HasSubstr("unknown"));
}

TEST(FloorScreen, SaysTheAlarmOfTheSeatInFullBelow) {
    State state = sample_state();
    const std::string text = text_of(drawn(state, {80, 24}));
    EXPECT_THAT(text, HasSubstr("P1 S03 Tanaka Yui: outage o1"));
}

TEST(FloorScreen, SaysAlarmsOfNoSeatAboveTheSeats) {
    State state = sample_state();
    Alarm alarm;
    alarm.key = "CLK-10";
    alarm.priority = 2;
    alarm.text = "alarm.clock_stepped";
    alarm.since = "2026-03-03T12:00:00+09:00";
    state.day->alarms.push_back(alarm);
    for (const Size size : sizes) {
        const Canvas canvas = drawn(state, size);
        EXPECT_THAT(canvas.text(1), HasSubstr("P2 The clock of this machine jumped"));
        EXPECT_NE(line_of(canvas, "S06"), "");
    }
}

TEST(FloorScreen, IsGreyAndSaysSoWithinFiveSecondsOfSilence) {
    State state = sample_state();
    const Canvas live = drawn(state, {80, 24}, moment + milliseconds(4400));
    EXPECT_THAT(text_of(live), Not(HasSubstr("No word from labd")));
    const Canvas stale = drawn(state, {80, 24}, moment + milliseconds(4600));
    EXPECT_THAT(text_of(stale),
                AllOf(HasSubstr("No word from labd since 12:20:00"), HasSubstr("no connection")));
    for (std::size_t row = 2; row < 12; ++row) {
        for (std::size_t column = 0; column < stale.columns(); ++column) {
            EXPECT_EQ(stale.at(row, column).style, Style::faint);
        }
    }
    // Its state is not claimed either.
    EXPECT_THAT(line_of(stale, "S01"), ::testing::StartsWith("?"));
}

TEST(FloorScreen, IsStaleToo_WhenTheBoardCannotBeReadAnew) {
    State state = sample_state();
    state.dirty_since = moment - seconds(5);
    EXPECT_TRUE(is_stale(state, moment));
}

TEST(FloorScreen, KeepsTheChosenSeatInSightAmongMany) {
    State state = crowded_state(40);
    state.current = state.order.back();
    const Canvas canvas = drawn(state, {80, 24});
    EXPECT_NE(line_of(canvas, "S06"), "");
    state.current = state.order.front();
    EXPECT_EQ(line_of(drawn(state, {80, 24}), "S06"), "");
    EXPECT_THAT(text_of(drawn(state, {80, 24})), HasSubstr(" v\n"));
}

TEST(FloorScreen, BreaksLinesWhereTheirLanguageDoes) {
    EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
    EXPECT_EQ(wrapped("unbreakable", 4), (std::vector<std::string>{"unbr", "eaka", "ble"}));
    EXPECT_EQ(wrapped("S01 青木が休憩中です。", 16),
              (std::vector<std::string>{"S01 青木が休憩中", "です。"}));
    // No line begins with a full stop or a closing bracket, or ends with an opening one.
    EXPECT_EQ(wrapped("休憩中です。", 10), (std::vector<std::string>{"休憩中で", "す。"}));
    EXPECT_EQ(wrapped("休憩（短い）中", 6), (std::vector<std::string>{"休憩", "（短", "い）中"}));
    EXPECT_EQ(wrapped("", 10), std::vector<std::string>{""});
}

TEST(FloorScreen, SaysThatItIsTooSmall) {
    State state = sample_state();
    EXPECT_THAT(text_of(drawn(state, {40, 10})), HasSubstr("too small"));
    EXPECT_EQ(drawn(state, {1, 1}).rows(), 1U);
}

TEST(FloorScreen, ShowsHostileNamesAsTextAndKeepsTheLayout) {
    const auto hostile = std::to_array<std::string>(
        {"\x1b[2J\x1b[31mRed\x07", "a\nb\tc\rd", "\u202Eevil\u202C", "שלום עולם",
         "👨\u200D👩\u200D👧 🇯🇵 👍🏽", std::string(200, 'W'), "é\u0301\u0301\u0301\u0301\u0301",
         "<b>bold</b> & {name}", "\xff\xfe broken", std::string{'o', '\0', 'o'}, "東京都庁"});
    for (const Size size : sizes) {
        for (const std::string& name : hostile) {
            State state = sample_state();
            Sitting& sitting = state.day->sittings.front();
            sitting.name = name;
            sitting.seat = "S01" + name.substr(0, 3);
            state.current = "A";
            for (const bool drawer : {false, true}) {
                state.has_drawer = drawer;
                const Canvas canvas = drawn(state, size);
                expect_whole(canvas);
                for (const std::string& line : lines_of(canvas)) {
                    for (const char each : line) {
                        EXPECT_TRUE(static_cast<unsigned char>(each) >= ' ' && each != 0x7F)
                            << name;
                    }
                }
            }
            state.has_drawer = false;
            // The columns behind the name stand where they stand beside other names.
            if (size.columns >= 80) {
                const Canvas canvas = drawn(state, size);
                const std::string other = line_of(canvas, "S02");
                EXPECT_NE(other, "");
            }
        }
    }
}

TEST(FloorScreen, ShowsADrawerBesideTheFloorOrOverIt) {
    State state = sample_state();
    state.current = "B";
    state.has_drawer = true;
    state.details = Details{"B",
                            {"So it ends at 17:00:00."},
                            {{"agreement", "08:41:00 sato"}},
                            {{"@7", "12:09:19  #7  break", false}}};
    for (const Size size : sizes) {
        const Canvas canvas = drawn(state, size);
        expect_whole(canvas);
        EXPECT_THAT(text_of(canvas), AllOf(HasSubstr("Smith Joanna"), HasSubstr("Break")));
        EXPECT_EQ(text_of(canvas).find("Aoki Ren") != std::string::npos, size.columns >= 120);
    }
    EXPECT_THAT(text_of(drawn(state, {80, 40})),
                AllOf(HasSubstr("So it ends at 17:00:00."), HasSubstr("12:09:19  #7  break"),
                      HasSubstr("08:41:00 sato")));
}

TEST(FloorScreen, ShowsWhatIsNotYetRecordedAtItsSeatAndAtTheTop) {
    State state = sample_state();
    Kept kept;
    kept.key = "k1";
    kept.user = "sato";
    kept.enter = "break.started";
    kept.sitting = "A";
    kept.happened = "2026-03-03T12:19:00+09:00";
    state.kept = {kept};
    kept.user = "abe";
    state.kept.push_back(kept);
    EXPECT_THAT(drawn(state, {120, 40}).text(0), HasSubstr("not yet recorded: 1"));
    EXPECT_THAT(line_of(drawn(state, {120, 40}), "S01"), HasSubstr("not yet recorded"));
    state.screen = Screen::waiting;
    EXPECT_THAT(text_of(drawn(state, {120, 40})), AllOf(HasSubstr("12:19:00"), HasSubstr("abe")));
}

}  // namespace

}  // namespace labd::console::floor
