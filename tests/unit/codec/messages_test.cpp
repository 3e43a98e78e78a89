// Messages as people read them, and which language they asked for.
#include "labd/codec/messages.h"

#include <gmock/gmock.h>

namespace labd::codec {
namespace {

// --- Rendering --------------------------------------------------------------------------------

Instant at(std::string_view text) { return parse_instant(text).value(); }

TimeZone tokyo() { return TimeZone::find("Asia/Tokyo").value(); }

TEST(Rendering, ShowsInstantsInTheZoneOfTheSite) {
    const Message message{
        "refusal.arrived_too_late",
        {{"limit_at", at("2026-03-03T02:00:00Z")}, {"actual_at", at("2026-03-03T02:03:09.25Z")}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "The candidate arrived at 11:03:09. Arrivals are accepted until 11:00:00, 2 hours "
              "after the start, so this candidate cannot start and counts as a no-show.");
    EXPECT_EQ(
        render(message, Language::ja, tokyo()),
        "到着は 11:03:09 です。到着の期限は 11:00:00（開始から 2 時間）のため、試験を開始できず、"
        "欠席の扱いになります。");
    EXPECT_THAT(render(message, Language::en, TimeZone()), testing::HasSubstr("at 02:03:09."));
}

TEST(Rendering, ShowsInstantsWithTheirDateWhereTheSentenceAsksForIt) {
    const Message message{
        "refusal.in_the_future",
        {{"limit_at", at("2026-03-03T14:59:59Z")}, {"actual_at", at("2026-03-03T15:00:00Z")}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "2026-03-04 00:00:00 is still to come: it is now 2026-03-03 23:59:59. Enter what has "
              "happened, with the time at which it happened.");
}

TEST(Rendering, ShowsInFullWhatWouldLookTheSameAndIsNot) {
    const Message late{"refusal.arrived_too_late",
                       {{"limit_at", at("2026-03-03T02:00:00Z")},
                        {"actual_at", at("2026-03-03T02:00:00.000001Z")}}};
    EXPECT_THAT(render(late, Language::en, tokyo()),
                testing::AllOf(testing::HasSubstr("at 11:00:00.000001."),
                               testing::HasSubstr("until 11:00:00,")));
    const Message pause{"refusal.break_needs_reason",
                        {{"limit", minutes(10)}, {"actual", minutes(10) + milliseconds(20)}}};
    EXPECT_THAT(render(pause, Language::en, tokyo()),
                testing::AllOf(testing::HasSubstr("lasted 10:00.02."),
                               testing::HasSubstr("longer than 10:00 ")));
}

TEST(Rendering, ShowsDurationsAsAClockDoes) {
    const Message message{"alarm.lost_in_sum",
                          {{"subject", "S07"},
                           {"actual", hours(2) + minutes(5) + seconds(7) + milliseconds(900)},
                           {"limit", hours(2)}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "S07 has lost 2:05:07 in all and so reached 2:00:00. Lab ops: document what happened "
              "and decide whether to open a remedy case.");
    const Message stepped{"alarm.clock_stepped", {{"actual", -seconds(75)}}};
    EXPECT_THAT(render(stepped, Language::ja, tokyo()),
                testing::HasSubstr("時計が -1:15 ずれました"));
}

TEST(Rendering, TranslatesNamesAsTheSentenceAsks) {
    const Message role{"refusal.role", {{"actual", "break.started"}, {"role", "lab_ops"}}};
    EXPECT_THAT(render(role, Language::en, tokyo()),
                testing::StartsWith("In the role “lab ops” you cannot enter “break started”."));
    EXPECT_THAT(
        render(role, Language::ja, tokyo()),
        testing::StartsWith("「ラボ運用チーム」の役割では「休憩の開始」を記録できません。"));
    const Message ended{"refusal.ended",
                        {{"since_at", at("2026-03-03T08:00:00Z")}, {"what", "time_up"}}};
    EXPECT_THAT(render(ended, Language::en, tokyo()),
                testing::StartsWith("The sitting ended at 17:00:00 (time up),"));
    EXPECT_THAT(render(ended, Language::ja, tokyo()),
                testing::StartsWith("この受験は 17:00:00 に終了しているため（「時間切れ」）"));
}

TEST(Rendering, ShowsNamesThatTheCatalogueDoesNotKnowAsTheyAre) {
    const Message message{"refusal.module_open", {{"actual", "warm_up"}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "Module warm_up is still open. It has to be handed in before the next one starts.");
}

TEST(Rendering, SaysNoneForAnEmptyValue) {
    const Message message{"refusal.module_out_of_order", {{"actual", "doo"}, {"limit", ""}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "Module Deploy, Operate and Optimize cannot start now. Next in the order of the "
              "track: none.");
    EXPECT_THAT(render(message, Language::ja, tokyo()),
                testing::EndsWith("次のモジュール：なし。"));
}

TEST(Rendering, NeverExpandsWhatAValueHolds) {
    const Message message{"refusal.seat_taken", {{"actual", "{by}"}, {"by", "{actual|entry}"}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "Seat {by} is taken by sitting {actual|entry}. Choose another seat.");
}

TEST(Rendering, LeavesAPlaceholderWithoutAValueAsItIs) {
    EXPECT_EQ(render({"refusal.seat_taken", {{"actual", "S07"}}}, Language::en, tokyo()),
              "Seat S07 is taken by sitting {by}. Choose another seat.");
}

TEST(Rendering, ShowsAnUnknownKeyWithItsValues) {
    EXPECT_FALSE(has_message("refusal.of_tomorrow"));
    EXPECT_EQ(render({"refusal.of_tomorrow", {}}, Language::ja, tokyo()), "refusal.of_tomorrow");
    const Message message{"refusal.of_tomorrow",
                          {{"actual", std::int64_t{3}},
                           {"by", "Sato"},
                           {"limit", minutes(15)},
                           {"since_at", at("2026-03-03T02:00:00Z")}}};
    EXPECT_EQ(render(message, Language::en, tokyo()),
              "refusal.of_tomorrow (actual: 3, by: Sato, limit: 15:00, since_at: 2026-03-03 "
              "11:00:00)");
}

// --- Languages --------------------------------------------------------------------------------

TEST(Negotiation, TakesTheLanguageWithTheHighestWeight) {
    EXPECT_EQ(negotiate("ja"), Language::ja);
    EXPECT_EQ(negotiate("ja-JP,ja;q=0.9,en-US;q=0.8,en;q=0.7"), Language::ja);
    EXPECT_EQ(negotiate("en-US,en;q=0.9,ja;q=0.8"), Language::en);
    EXPECT_EQ(negotiate("en;q=0.5, JA ; q=0.501"), Language::ja);
    EXPECT_EQ(negotiate("fr, de;q=0.9, ja;q=0.1"), Language::ja);
    EXPECT_EQ(negotiate("en;q=0.999, ja;q=1.000"), Language::ja);
}

TEST(Negotiation, TakesTheFirstOfEqualLanguages) {
    EXPECT_EQ(negotiate("ja, en"), Language::ja);
    EXPECT_EQ(negotiate("en, ja"), Language::en);
}

TEST(Negotiation, NeverTakesALanguageThatIsRefused) {
    EXPECT_EQ(negotiate("en;q=0, *"), Language::ja);
    EXPECT_EQ(negotiate("ja;q=0, *"), Language::en);
    EXPECT_EQ(negotiate("ja;q=0.0"), Language::en);
}

TEST(Negotiation, FallsBackToEnglish) {
    for (const char* header : {"", "fr", "*", "*;q=0", ",,;", "jav", "ja;q=2", "ja;q=-1", "ja;q=x",
                               "ja;q=", "ja;level=1", "ja;q=0.5000", "ja;q=1.001", "j", "\"ja\""}) {
        EXPECT_EQ(negotiate(header), Language::en) << header;
    }
    EXPECT_EQ(negotiate(std::string(100'000, ',')), Language::en);
}

TEST(ParsingALanguage, KnowsTagsAndLocales) {
    for (const char* text : {"ja", "JA", "ja-JP", "ja_JP.UTF-8", "ja.UTF-8"}) {
        EXPECT_EQ(parse_language(text), Language::ja) << text;
    }
    EXPECT_EQ(parse_language("en-GB"), Language::en);
    for (const char* text : {"", "C", "C.UTF-8", "jav", "english", "de_DE.UTF-8", "-ja"}) {
        EXPECT_EQ(parse_language(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace labd::codec
