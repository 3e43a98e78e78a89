#include <gmock/gmock.h>

#include "labd/camera/recordings/name_pattern.h"
#include "labd/camera/recordings/segment_folder.h"

namespace labd::camera {
namespace {

Instant at(const char* text) { return *parse_instant(text); }

TimeZone tokyo() { return *TimeZone::find("Asia/Tokyo"); }

NamePattern pattern(const char* text, const TimeZone& zone = tokyo()) {
    return *NamePattern::parse(text, zone);
}

TEST(NamePattern, ReadsCameraAndCivilTimeInTheZoneOfTheNames) {
    const auto name = pattern("{camera}/%Y-%m-%d_%H-%M-%S").read("cam1/2026-03-03_09-00-10");
    ASSERT_TRUE(name);
    EXPECT_EQ(name->camera, CameraId("cam1"));
    EXPECT_EQ(name->start, at("2026-03-03T09:00:10+09:00"));
    EXPECT_FALSE(name->number);
}

TEST(NamePattern, ReadsMicrosecondsNumbersEpochsAndOffsets) {
    EXPECT_EQ(pattern("%Y-%m-%d_%H-%M-%S-%f").read("2026-03-03_09-00-10-000007")->start,
              at("2026-03-03T09:00:10.000007+09:00"));
    const auto numbered = pattern("{camera}_{number}_%s").read("front_door_00042_1772496000");
    EXPECT_EQ(numbered->camera, CameraId("front_door"));
    EXPECT_EQ(numbered->number, 42U);
    EXPECT_EQ(numbered->start, Instant{1'772'496'000'000'000});
    EXPECT_EQ(pattern("%FT%T%z").read("2026-03-03T09:00:10-0330")->start,
              at("2026-03-03T09:00:10-03:30"));
    EXPECT_EQ(pattern("%FT%T%z").read("2026-03-03T09:00:10Z")->start, at("2026-03-03T09:00:10Z"));
}

TEST(NamePattern, ReadsNothingOffANameThatDoesNotFit) {
    const NamePattern seconds = pattern("{camera}_%Y%m%d-%H%M%S");
    EXPECT_TRUE(seconds.read("cam1_20260303-090010"));
    for (const char* name :
         {"", "cam1", "cam1_20260303-09001", "cam1_20260303-0900100", "cam1_20260230-090010",
          "cam1_20260303-240010", "cam1_20260303-096010", "_20260303-090010", "a/b_20260303-090010",
          "-x_20260303-090010", "cam1_2026o303-090010"}) {
        EXPECT_FALSE(seconds.read(name)) << name;
    }
    EXPECT_FALSE(seconds.read(std::string(2000, 'x')));
}

TEST(NamePattern, ReadsNothingOffATimeThatTheClockChangeMakesMeanTwoInstants) {
    const TimeZone berlin = *TimeZone::find("Europe/Berlin");
    EXPECT_FALSE(pattern("%Y-%m-%d_%H-%M-%S", berlin).read("2026-10-25_02-30-00"));
    EXPECT_TRUE(pattern("%Y-%m-%d_%H-%M-%S", berlin).read("2026-10-25_03-30-00"));
}

TEST(NamePattern, KnowsHowSureItsTimesAre) {
    EXPECT_EQ(pattern("%s").resolution(), seconds(1));
    EXPECT_EQ(pattern("%s-%f").resolution(), microseconds(1));
}

TEST(NamePattern, IsRefusedWithThePlaceWhereItCannotBeRead) {
    const auto refused = NamePattern::parse("{camera}/%Y-%q", tokyo());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.key, "recordings.bad_pattern");
    EXPECT_EQ(std::get<std::string>(refused.error().message.values.at("at")), "%q");
    for (const char* text : {"", "/%s", "%s%s", "{camera}{camera}%s", "%s{", "%s}", "%"}) {
        EXPECT_EQ(NamePattern::parse(text, tokyo()).error().message.key, "recordings.bad_pattern")
            << text;
    }
}

TEST(NamePattern, IsRefusedWhenItTellsNoInstant) {
    for (const char* text : {"{camera}_{number}", "%Y-%m-%d", "%H-%M-%S", "%Y-%m-%d_%H-%M"}) {
        EXPECT_EQ(NamePattern::parse(text, tokyo()).error().message.key,
                  "recordings.pattern_without_time")
            << text;
    }
}

TEST(GuessedPattern, IsTheKnownOneThatFitsTheMostNames) {
    EXPECT_EQ(
        guess_pattern({"cam1/2026-03-03_09-00-10", "cam2/2026-03-03_09-00-10", "notes"}, tokyo()),
        "{camera}/%Y-%m-%d_%H-%M-%S");
    EXPECT_EQ(guess_pattern({"cam1/2026-03-03_09-00-10-123456"}, tokyo()),
              "{camera}/%Y-%m-%d_%H-%M-%S-%f");
    EXPECT_EQ(guess_pattern({"20260303T090010Z"}, tokyo()), "%Y%m%dT%H%M%SZ");
    EXPECT_EQ(guess_pattern({"cam1/2026-03-03/09-00-10"}, tokyo()), "{camera}/%Y-%m-%d/%H-%M-%S");
    EXPECT_EQ(guess_pattern({}, tokyo()), "{camera}/%Y-%m-%d_%H-%M-%S-%f");
}

}  // namespace
}  // namespace labd::camera
