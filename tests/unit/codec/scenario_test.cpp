// Scenario files: what is read, what is refused with its place, and when an expectation holds.
#include "labd/codec/scenario.h"

#include <gmock/gmock.h>

#include "labd/codec/answers.h"
#include "labd/codec/expectation.h"

namespace labd::codec {
namespace {

using ::testing::HasSubstr;

/// A file with these steps, on a site in Brussels.
std::string file(const std::string& steps, const std::string& more = "",
                 const std::string& sitting_more = "") {
    return R"({"format": 1, "scenario": "s", "site": {"id": "bru",
        "time_zone": "Europe/Brussels"}, "rooms": [{"id": "main", "seats": [{"id": "S01"}]}],
        "session": {"id": "day", "date": "2026-10-25", "start": "09:00"},
        "sittings": [{"id": "A", "candidate": "C-1", "name": "N", "track": "ccde")" +
           sitting_more + "}]" + more + ", \"steps\": [" + steps + "]}";
}

void expect_fault(const std::string& text, const std::string& place, const std::string& what) {
    const Decoded<Scenario> scenario = read_scenario(text);
    ASSERT_FALSE(scenario.has_value()) << text;
    EXPECT_EQ(scenario.error().place, place);
    EXPECT_THAT(scenario.error().sentence(), HasSubstr(what));
}

TEST(Scenario, StandsForTheEntriesOfItsHeaderInTheirOrder) {
    const Decoded<Scenario> scenario = read_scenario(
        file(R"({"at": "09:00", "ask": "session"})", "", R"(, "checked_in": "08:55")"));
    ASSERT_TRUE(scenario.has_value()) << scenario.error().sentence();
    std::vector<std::string> types;
    for (const HeaderEntry& entry : scenario->header) {
        types.emplace_back(domain::type_name(entry.proposed.body));
        EXPECT_EQ(entry.shorthand, types.size() > 4);
    }
    EXPECT_THAT(types, ::testing::ElementsAre("site.configured", "policy.adopted",
                                              "session.planned", "sitting.booked",
                                              "candidate.arrived", "checkin.done", "checkin.done",
                                              "checkin.done", "checkin.done", "checkin.done"));
}

TEST(Scenario, RefusesWhatIsMissingUnknownOrOfAnotherType) {
    expect_fault("[]", "/", "must be an object");
    expect_fault("{}", "/format", "is missing");
    expect_fault(file("7"), "/steps/0", "must be an object");
    expect_fault(file("{}"), "/steps/0/at", "is missing");
    expect_fault(file(R"({"at": "09:00"})"), "/steps/0", "either enter or ask");
    expect_fault(file(R"({"at": "09:00", "ask": "session", "enter": "duty.started"})"), "/steps/0",
                 "either enter or ask");
    expect_fault(file(R"({"at": 9, "ask": "session"})"), "/steps/0/at", "must be a text");
    expect_fault(file(R"({"at": "09:00", "ask": "sitting"})"), "/steps/0/sitting", "is missing");
    expect_fault(file(R"({"at": "09:00", "ask": "sitting", "sitting": "Z"})"), "/steps/0/sitting",
                 "no sitting Z");
    expect_fault(file(R"({"at": "09:00", "ask": "session", "sitting": "A"})"), "/steps/0/sitting",
                 "not known here");
    expect_fault(file(R"({"at": "09:00", "ask": "weather"})"), "/steps/0/ask", "must be one of");
    expect_fault(file(R"({"at": "09:00", "ask": "session", "expect": 1})"), "/steps/0/expect",
                 "must be an object");
    expect_fault(file("", R"(, "colour": 1)"), "/colour", "not known here");
    expect_fault(file("", "", R"(, "seat": 5)"), "/sittings/0/seat", "must be a text");
    expect_fault(file("", "", R"(, "checked_in": "noon")"), "/sittings/0/checked_in", "a time");
    expect_fault(file(R"({"at": "09:00", "enter": "duty.started", "by": {"role": "boss"}})"),
                 "/steps/0/by/role", "must be one of");
    expect_fault(file(R"({"at": "09:00", "enter": "duty.started", "by": {"role": "admin"}})"),
                 "/steps/0/by/role", "enters nothing");
    expect_fault(file(R"({"at": "09:00", "enter": "duty.started", "by": {"age": 5}})"),
                 "/steps/0/by/age", "not known here");
    expect_fault(file("", R"(, "tracks": {"t": {"modules": [{"id": "m"}]}})"),
                 "/tracks/t/modules/0/limit", "is missing");
}

TEST(Scenario, RefusesAPolicyThatIsNone) {
    std::string text = file("");
    text.replace(text.find(R"("Europe/Brussels")"), 17,
                 R"("Europe/Brussels", "policy": {"cctv.befor": "30m"})");
    const Decoded<Scenario> scenario = read_scenario(text);
    ASSERT_FALSE(scenario.has_value());
    EXPECT_THAT(scenario.error().sentence(), HasSubstr("cctv.befor"));
}

TEST(Scenario, RefusesTimesThatGoBackAndTakesEqualOnes) {
    const std::string at_nine = R"({"at": "09:00", "ask": "session"})";
    EXPECT_TRUE(read_scenario(file(at_nine + "," + at_nine)).has_value());
    expect_fault(file(at_nine + R"(, {"at": "08:59:59.999999", "ask": "session"})"), "/steps/1/at",
                 "goes back");
    expect_fault(file(at_nine + R"(, {"at": "2026-10-25T08:59:00+01:00", "ask": "session"})"),
                 "/steps/1/at", "goes back");
}

TEST(Scenario, RefusesATimeThatTheChangeOfTheClocksMakesTwoInstants) {
    expect_fault(file(R"({"at": "02:30", "ask": "session"})"), "/steps/0/at", "no single instant");
    EXPECT_TRUE(read_scenario(file(R"({"at": "2026-10-25T02:30:00+02:00", "ask": "session"},
                              {"at": "2026-10-25T02:30:00+01:00", "ask": "session"})"))
                    .has_value());
}

std::string start(const std::string& module) {
    return R"({"at": "09:00", "enter": "module.started", "sitting": "A", "module": ")" + module +
           "\"}";
}

TEST(Scenario, RefusesAModuleThatNoTrackOfTheSittingHas) {
    EXPECT_TRUE(read_scenario(file(start("scenario_1"))).has_value());
    expect_fault(file(start("design")), "/steps/0/module", "ccde has no module design");
    // A booking that is changed in the file may have it.
    const std::string amend =
        R"({"at": "08:00", "enter": "sitting.amended", "sitting": "A", "track": "ccie-security"},)";
    EXPECT_TRUE(read_scenario(file(amend + start("design"))).has_value());
    // A booking on a track that is not there is refused where it is entered.
    const std::string book =
        R"({"at": "08:00", "enter": "sitting.booked", "sitting": "B", "candidate": "C", "name": "N",
            "track": "nowhere"},)";
    std::string other = start("m");
    other.replace(other.find("\"A\""), 3, "\"B\"");
    EXPECT_TRUE(read_scenario(file(book + other)).has_value());
}

TEST(Scenario, QuestionsAboutCasesNeedASitting) {
    for (const std::string ask : {"remedy", "reread"}) {
        expect_fault(file(R"({"at": "09:00", "ask": ")" + ask + "\"}"), "/steps/0/sitting",
                     "is missing");
    }
}

TEST(Scenario, AResultForAModuleThatTheTrackLacksCannotBeMeant) {
    expect_fault(file(R"({"at": "09:00", "enter": "result.recorded", "sitting": "A",
                          "result": "fail", "modules": {"design": "pass"},
                          "examiner": "x"})"),
                 "/steps/0/modules", "has no module design");
}

bool holds_text(std::string_view expected, std::string_view answer) {
    return holds(*parse_json(expected), *parse_json(answer));
}

TEST(Holds, ComparesOnlyWhatIsExpected) {
    EXPECT_TRUE(holds_text("{}", R"({"a": 1})"));
    EXPECT_TRUE(holds_text(R"({"a": 1})", R"({"a": 1, "b": 2})"));
    EXPECT_FALSE(holds_text(R"({"b": 2})", R"({"a": 1})"));
    EXPECT_FALSE(holds_text(R"({"a": {"b": 1}})", R"({"a": 1})"));
    EXPECT_TRUE(holds_text(R"({"a": null})", R"({"a": null})"));
    EXPECT_FALSE(holds_text(R"({"a": null})", R"({"a": 0})"));
    EXPECT_FALSE(holds_text(R"({"a": true})", R"({"a": "true"})"));
}

TEST(Holds, FindsEachExpectedMemberOfAListAndTakesAnEmptyOneAsEmpty) {
    EXPECT_TRUE(holds_text(R"(["b", "a"])", R"(["a", "c", "b"])"));
    EXPECT_FALSE(holds_text(R"(["d"])", R"(["a"])"));
    EXPECT_TRUE(holds_text(R"([{"x": 1}])", R"([{"x": 2}, {"x": 1, "y": 3}])"));
    EXPECT_FALSE(holds_text(R"([{"x": 1, "y": 4}])", R"([{"x": 1}, {"y": 4}])"));
    EXPECT_TRUE(holds_text("[]", "[]"));
    EXPECT_FALSE(holds_text("[]", "[1]"));
    EXPECT_FALSE(holds_text("[1]", "1"));
}

TEST(Holds, ComparesInstantsAndNumbersByWhatTheyMean) {
    EXPECT_TRUE(holds_text(R"("2026-03-03T12:00:00+09:00")", R"("2026-03-03T03:00:00Z")"));
    EXPECT_FALSE(holds_text(R"("2026-03-03T12:00:00+09:00")", R"("2026-03-03T12:00:00Z")"));
    EXPECT_TRUE(holds_text("1800", "1800.0"));
    EXPECT_FALSE(holds_text("1800", "1800.000001"));
    // Decimal text and microseconds give the same number however the last bits fall.
    for (std::int64_t us = 1; us < 40'000'000'000; us = us * 3 + 7) {
        const Duration duration = microseconds(us);
        EXPECT_TRUE(holds(*parse_json(format_seconds(duration)), seconds_to_json(duration))) << us;
        EXPECT_FALSE(holds(*parse_json(format_seconds(duration + microseconds(1))),
                           seconds_to_json(duration)))
            << us;
    }
}

}  // namespace
}  // namespace labd::codec
