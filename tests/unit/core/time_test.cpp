#include "labd/core/time.h"

#include <gmock/gmock.h>

#include "labd/core/ids.h"
#include "labd/core/zone.h"

namespace labd {
namespace {

TEST(Time, DurationsAreANumberWithOneUnit) {
    EXPECT_EQ(parse_duration("90s"), seconds(90));
    EXPECT_EQ(parse_duration("15m"), minutes(15));
    EXPECT_EQ(parse_duration("2h"), hours(2));
    EXPECT_EQ(parse_duration("14d"), days(14));
    EXPECT_EQ(parse_duration("0s"), Duration{});
    for (const char* bad : {"", "s", "5", "5 m", "-5m", "1.5h", "5mm", "5w", "1h30m", "9999999s"}) {
        EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
    }
}

TEST(Time, ADurationIsWrittenAsItIsRead) {
    for (const char* text : {"0s", "1s", "90s", "15m", "2h", "14d", "25h"}) {
        EXPECT_EQ(format_duration(*parse_duration(text)), text);
    }
}

TEST(Time, InstantsKeepTheirMicrosecondsAndOffset) {
    const std::optional<Instant> instant = parse_instant("2026-03-03T09:00:00.000001+09:00");
    ASSERT_TRUE(instant);
    EXPECT_EQ(format_instant_utc(*instant), "2026-03-03T00:00:00.000001Z");
    EXPECT_EQ(format_instant(*instant, hours(9)), "2026-03-03T09:00:00.000001+09:00");
    EXPECT_EQ(format_instant(*instant, -minutes(210)), "2026-03-02T20:30:00.000001-03:30");
    EXPECT_EQ(parse_instant("1969-12-31T23:59:59.999999Z"), Instant{-1});
    EXPECT_EQ(format_instant_utc(Instant{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(Time, WhatIsNoInstantIsNotRead) {
    for (const char* bad :
         {"", "2026-03-03", "2026-03-03T09:00:00", "2026-02-29T09:00:00Z", "2026-03-03 09:00:00Z",
          "2026-03-03T24:00:00Z", "2026-03-03T09:00:60Z", "2026-03-03T09:00:00.1234567Z",
          "2026-03-03T09:00:00+9:00", "2026-03-03T09:00:00Zx", "2026-03-03T09:00:00.Z"}) {
        EXPECT_EQ(parse_instant(bad), std::nullopt) << bad;
    }
}

TEST(Time, SecondsHaveNoMoreDecimalsThanNeeded) {
    EXPECT_EQ(format_seconds(seconds(1800)), "1800");
    EXPECT_EQ(format_seconds(milliseconds(1500)), "1.5");
    EXPECT_EQ(format_seconds(microseconds(1)), "0.000001");
    EXPECT_EQ(format_seconds(-milliseconds(1500)), "-1.5");
}

TEST(Time, ClocksForPeople) {
    EXPECT_EQ(format_clock(minutes(12) + seconds(9)), "12:09");
    EXPECT_EQ(format_clock(hours(2) + minutes(5) + seconds(7)), "2:05:07");
    EXPECT_EQ(format_clock(-seconds(61)), "-1:01");
}

TEST(Time, AnIntervalIsHalfOpen) {
    const Interval interval{Instant{10}, Instant{20}};
    EXPECT_TRUE(interval.contains(Instant{10}));
    EXPECT_FALSE(interval.contains(Instant{20}));
    EXPECT_TRUE((Interval{Instant{20}, Instant{10}}.empty()));
    EXPECT_EQ((Interval{Instant{20}, Instant{10}}.length()), Duration{});
}

TEST(Zone, CivilTimesAroundADaylightSavingChange) {
    const TimeZone brussels = *TimeZone::find("Europe/Brussels");
    const Date spring{2026, 3, 29};
    EXPECT_EQ(brussels.to_instant(spring, *parse_time_of_day("02:30")), std::nullopt);
    EXPECT_EQ(brussels.to_instant({2026, 10, 25}, *parse_time_of_day("02:30")), std::nullopt);
    const Instant before = *brussels.to_instant(spring, *parse_time_of_day("01:59:59"));
    const Instant after = *brussels.to_instant(spring, *parse_time_of_day("03:00"));
    EXPECT_EQ(after - before, seconds(1));
    EXPECT_EQ(brussels.format(after), "2026-03-29T03:00:00+02:00");
    EXPECT_EQ(brussels.date_at(brussels.day_start(spring)), spring);
    EXPECT_EQ(brussels.day_start({2026, 3, 30}) - brussels.day_start(spring), hours(23));
    EXPECT_FALSE(TimeZone::find("Mars/Olympus"));
}

TEST(Zone, AgesAndDaysAreCivil) {
    EXPECT_EQ(age_on({2008, 3, 4}, {2026, 3, 3}), 17);
    EXPECT_EQ(age_on({2008, 3, 3}, {2026, 3, 3}), 18);
    EXPECT_EQ(age_on({2008, 2, 29}, {2026, 2, 28}), 18);
    EXPECT_EQ(age_on({2008, 2, 29}, {2026, 2, 27}), 17);
    EXPECT_EQ(days_between({2026, 5, 1}, {2026, 5, 31}), 30);
    EXPECT_EQ(add_days({2024, 2, 28}, 1), (Date{2024, 2, 29}));
    EXPECT_EQ(parse_date("2026-02-29"), std::nullopt);
    EXPECT_EQ(parse_date("2026-2-9"), std::nullopt);
}

TEST(Ids, AreShortAndPlain) {
    for (const char* good : {"A", "tyo", "gap:cam1:09.00", "0_-x"}) {
        EXPECT_TRUE(is_valid_id(good)) << good;
    }
    EXPECT_TRUE(is_valid_id(std::string(64, 'a')));
    EXPECT_FALSE(is_valid_id(std::string(65, 'a')));
    for (const char* bad : {"", "@17", "-a", "a b", "a/b", "\xc3\xa9"}) {
        EXPECT_FALSE(is_valid_id(bad)) << bad;
    }
}

}  // namespace
}  // namespace labd
