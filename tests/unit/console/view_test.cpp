// What is shown: columns, languages, and names that somebody made up to do harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "labd/codec/json.h"
#include "proctor-console/terminal/table.h"
#include "proctor-console/terminal/width.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_console;

TEST(Width, CountsColumnsNotBytes) {
    EXPECT_EQ(width_of("Smith"), 5);
    EXPECT_EQ(width_of("山田 太郎"), 9);
    EXPECT_EQ(width_of("ﾔﾏﾀﾞ"), 4);
    EXPECT_EQ(width_of("김민수"), 6);
    EXPECT_EQ(width_of("e\u0301"), 1);
    EXPECT_EQ(width_of("が"), 2);
    EXPECT_EQ(width_of("か\u3099"), 2);
    EXPECT_EQ(width_of("😀"), 2);
}

TEST(Width, PadsAndShortensByColumns) {
    EXPECT_EQ(padded("山田", 6), "山田  ");
    EXPECT_EQ(shortened("山田太郎", 8), "山田太郎");
    EXPECT_EQ(shortened("山田太郎", 7), "山田太~");
    EXPECT_EQ(shortened("山田太郎", 6), "山田~");
}

TEST(Width, LinesColumnsUpAcrossScripts) {
    Table table({"Name", "X"});
    table.add({{"山田 太郎"}, {"1"}});
    table.add({{"Smith"}, {"2"}});
    std::istringstream lines(table.text(false));
    std::string line;
    while (std::getline(lines, line)) {
        EXPECT_EQ(width_of(line), 12) << line;
    }
}

TEST(Harmless, ShowsWhatWouldMoveHideOrReorder) {
    EXPECT_EQ(harmless("a\x1b[2Jb"), "a<U+001B>[2Jb");
    EXPECT_EQ(harmless("a\nb\rc\td"), "a<U+000A>b<U+000D>c<U+0009>d");
    EXPECT_EQ(harmless("\u202Eevil"), "<U+202E>evil");
    EXPECT_EQ(harmless("a\u200Bb\u2066c"), "a<U+200B>b<U+2066>c");
    EXPECT_EQ(harmless("\u009B31m"), "<U+009B>31m");
    EXPECT_EQ(harmless("\xF3\xA0\x81\x81x"), "<U+E0041>x");
    EXPECT_EQ(harmless("a\xFF\xC3"), "a\uFFFD\uFFFD");
    EXPECT_EQ(harmless("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(harmless("O'Brien 山田"), "O'Brien 山田");
}

TEST(Harmless, IsolatesNamesThatRunFromRightToLeft) {
    EXPECT_EQ(harmless("שלום"), "\u2068שלום\u2069");
    EXPECT_EQ(width_of(harmless("שלום")), 4);
}

TEST(Harmless, StacksNoTowersOfMarks) {
    std::string tower = "e";
    for (int i = 0; i < 50; ++i) {
        tower += "\u0301";
    }
    EXPECT_LT(harmless(tower).size(), 12);
}

TEST(Harmless, KeepsJsonMeaningTheSame) {
    const std::string text = R"({"name":")"
                             "\u202E\u009B\U000E0041山"
                             R"(\u001b"})";
    const std::string safe = harmless_json(text);
    EXPECT_EQ(safe, R"({"name":"\u202e\u009b\udb40\udc41山\u001b"})");
    EXPECT_EQ(codec::parse_json(safe).value(), codec::parse_json(text).value());
}

TEST(Board, ShowsASeatALine) {
    FakeLabd labd = fake_day();
    const testing::Ended ended = run_console(labd, {"board"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("S07"));
    EXPECT_THAT(ended.out, HasSubstr("Yamada Taro"));
    EXPECT_THAT(ended.out, HasSubstr("17:00:00"));
    EXPECT_THAT(ended.out, HasSubstr("1:30:05"));
    EXPECT_THAT(ended.out, HasSubstr("30:00"));
    EXPECT_THAT(ended.out, HasSubstr("P2 BRK-2"));
    EXPECT_THAT(ended.out, HasSubstr("A has been on a break since 12:10:00"));
    EXPECT_THAT(ended.out, HasSubstr("Outage o1: rack R01"));
    EXPECT_THAT(ended.out, Not(HasSubstr("\x1b")));
}

TEST(Board, IsJapaneseInJapaneseAndLinesUp) {
    FakeLabd labd = fake_day();
    const testing::Ended ended = run_console(labd, {"board", "--lang", "ja"});
    EXPECT_THAT(ended.out, HasSubstr("山田 太郎"));
    EXPECT_EQ(testing::header_of(labd.requests.front(), "Accept-Language"), "ja");
    std::istringstream lines(ended.out);
    std::string head;
    std::string columns;
    std::string first;
    std::string second;
    std::getline(lines, head);
    std::getline(lines, columns);
    std::getline(lines, first);
    std::getline(lines, second);
    const auto column_of = [](const std::string& line, std::string_view word) {
        return width_of(std::string_view(line).substr(0, line.find(word)));
    };
    EXPECT_EQ(column_of(columns, "氏名"), column_of(first, "山田"));
    EXPECT_EQ(column_of(first, "山田"), column_of(second, "Smith"));
    EXPECT_EQ(column_of(columns, "終了"), column_of(first, "17:00:00"));
}

TEST(Board, GivesJsonOrALineEach) {
    FakeLabd labd = fake_day();
    EXPECT_TRUE(
        codec::parse_json(run_console(labd, {"board", "-o", "json"}).out).value().is_object());
    const testing::Ended lines = run_console(labd, {"board", "-o", "ndjson"});
    EXPECT_EQ(std::ranges::count(lines.out, '\n'), 2);
}

TEST(Board, ShowsHostileNamesHarmlessly) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sessions/day/board"] = {
        200, R"({"session": {"id": "day"}, "now": "2026-03-03T12:20:00+09:00", "sittings": [
                 {"sitting": "A", "seat": "S07", "phase": "ready", "clock": "running",
                  "name": "\u001b]0;owned\u0007\u202eevil\nS08  fake"}], "outages": [],
                 "alarms": [{"rule": "X", "priority": 1, "key": "\u001b[2J", "text": "alarm.x",
                             "since": "\u009b", "values": {"subject": "\u001b[31m"}}]})"};
    const testing::Ended table = run_console(labd, {"board"});
    EXPECT_THAT(table.out, HasSubstr("<U+001B>]0;owned<U+0007>"));
    for (const std::string& text : {table.out, run_console(labd, {"board", "-o", "json"}).out}) {
        EXPECT_THAT(text, Not(HasSubstr("\x1b")));
        EXPECT_THAT(text, Not(HasSubstr("\u202E")));
        EXPECT_THAT(text, Not(HasSubstr("\nS08")));
        EXPECT_THAT(text, Not(HasSubstr("\u009B")));
    }
}

TEST(Why, TellsTheSumAndEveryInterval) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sittings/A/explanation"] = {200, R"({
      "sitting": "A", "intervals": [
        {"from": "2026-03-03T09:00:00+09:00", "to": "2026-03-03T09:12:00+09:00",
         "what": "not_arrived", "length_s": 720, "rules": ["ADM-1"], "entries": []},
        {"from": "2026-03-03T09:12:00+09:00", "to": "2026-03-03T09:30:00+09:00", "what": "lost",
         "length_s": 1080, "rules": ["OUT-12"], "entries": ["o1"]},
        {"from": "2026-03-03T09:30:00+09:00", "to": "2026-03-03T09:42:00+09:00", "what": "lost",
         "length_s": 720, "rules": ["OUT-12", "OUT-8"], "entries": ["o1", "o2"]},
        {"from": "2026-03-03T09:42:00+09:00", "to": "2026-03-03T12:00:00+09:00", "what": "break",
         "length_s": 8280, "rules": ["BRK-3"], "entries": ["b1"]}],
      "sum": {"start_at": "2026-03-03T09:00:00+09:00", "exam_s": 28800, "scheduled_breaks_s": 0,
              "accommodation_s": 0, "rest_breaks_s": 0, "lost_s": 1800},
      "ends_at": "2026-03-03T17:30:00+09:00", "ended_at": null, "rules": ["CLK-1", "CLK-3"]})"};
    const testing::Ended ended = run_console(labd, {"why", "S07", "--at", "12:00", "--as-of", "9"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.requests.back().target, "/api/v1/sittings/A/explanation?at=12%3A00&as_of=9");
    for (const std::string_view part :
         {"09:00:00", "8:00:00", "30:00 given back: outages o1, o2, 09:12:00 to 09:42:00",
          "So it ends at 17:30:00", "(12:00): not here yet.  [ADM-1]", "on a break.  [BRK-3; b1]",
          "CLK-1, CLK-3"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_THAT(ended.out, Not(HasSubstr("{")));
}

TEST(Why, TellsHowItEnded) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sittings/A"] = {200, R"({"ended_as": "time_up"})"};
    labd.gets["/api/v1/sittings/A/explanation"] = {
        200, R"({"sitting": "A", "sum": {}, "ended_at": "2026-03-03T17:30:00+09:00"})"};
    EXPECT_THAT(run_console(labd, {"why", "S07"}).out, HasSubstr("17:30:00: the time was up"));
}

TEST(Journal, ShowsEntriesAsLinesAndGoesOnFromPageToPage) {
    FakeLabd labd = fake_day();
    const testing::Ended ended = run_console(labd, {"journal", "--sitting", "S07"});
    EXPECT_EQ(ended.code, ExitCode::done);
    EXPECT_THAT(ended.out, HasSubstr("12:11:00  #1  outage reported  id=o1"));
    EXPECT_THAT(ended.out, HasSubstr("happened 12:10:00"));
    EXPECT_THAT(ended.out, HasSubstr("(sato, proctor)"));
    EXPECT_THAT(labd.requests.back().target, HasSubstr("&sitting=A"));
}

}  // namespace

}  // namespace labd::console
