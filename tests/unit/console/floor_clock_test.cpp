// labd's time on this machine's monotonic clock, and alarms in a flood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proctor-console/terminal/floor/alarm_rows.h"
#include "proctor-console/terminal/floor/server_clock.h"
#include "tests/unit/console/floor_support.h"

namespace labd::console::floor {

namespace {

constexpr Instant noon{1'772'506'800'000'000};

TEST(FloorClock, BelievesTheAnswerThatWasLeastLongOnItsWay) {
    const std::vector<Ping> pings{{seconds(1), seconds(3), noon, 1},
                                  {seconds(4), seconds(4) + milliseconds(8), noon, 1},
                                  {seconds(5), seconds(6), noon, 1}};
    EXPECT_EQ(best_ping(pings), &pings[1]);
    EXPECT_EQ(best_ping({}), nullptr);
}

TEST(FloorClock, RunsFromTheMiddleOfTheQuestionAndKnowsItsError) {
    ServerClock clock;
    EXPECT_FALSE(clock.is_known());
    clock.set({seconds(10), seconds(10) + milliseconds(40), noon, 1});
    EXPECT_EQ(clock.now(seconds(10) + milliseconds(20)), noon);
    EXPECT_EQ(clock.now(seconds(70) + milliseconds(20)), noon + minutes(1));
    EXPECT_EQ(clock.error(), milliseconds(20));
    EXPECT_LT(clock.surely_past(seconds(10)), clock.now(seconds(10)) - milliseconds(20));
}

TEST(FloorClock, FollowsTrainingsSpeedAndStands) {
    ServerClock clock;
    clock.set({seconds(10), seconds(10), noon, 60});
    EXPECT_EQ(clock.now(seconds(11)), noon + minutes(1));
    EXPECT_EQ(clock.to_next_second(seconds(10)), milliseconds(100)) << "ten times a second at most";
    clock.set({seconds(10), seconds(10), noon, 0});
    EXPECT_EQ(clock.now(seconds(1000)), noon);
    EXPECT_EQ(clock.surely_past(seconds(1000)), noon);
    EXPECT_EQ(clock.to_next_second(seconds(10)), seconds(1));
}

TEST(FloorClock, AsksAnewWhenAHeartbeatDisagrees) {
    ServerClock clock;
    EXPECT_FALSE(clock.agrees(noon, 1, seconds(10)));
    clock.set({seconds(10), seconds(10) + milliseconds(4), noon, 1});
    const Instant now = clock.now(seconds(20));
    EXPECT_TRUE(clock.agrees(now, 1, seconds(20)));
    EXPECT_TRUE(clock.agrees(now - milliseconds(300), 1, seconds(20))) << "it was on its way";
    EXPECT_FALSE(clock.agrees(now - seconds(1), 1, seconds(20)));
    EXPECT_FALSE(clock.agrees(now + milliseconds(50), 1, seconds(20)));
    EXPECT_FALSE(clock.agrees(now, 60, seconds(20)));
}

State flooded(int count) {
    State state = testing::sample_state();
    for (int i = 0; i < count; ++i) {
        Alarm alarm;
        alarm.key = "K" + std::to_string(i);
        alarm.priority = 3;
        alarm.text = i % 2 == 0 ? "alarm.checkin_stalled" : "alarm.no_next_module";
        alarm.since = "2026-03-03T12:18:00+09:00";
        state.day->alarms.push_back(std::move(alarm));
    }
    return state;
}

TEST(FloorAlarmRows, AreOneAnAlarmOnAnOrdinaryDay) {
    const std::vector<AlarmRow> rows = alarm_rows(flooded(4), testing::moment);
    EXPECT_EQ(rows.size(), 6U);
    EXPECT_EQ(rows.front().alarm.priority, 1);
}

TEST(FloorAlarmRows, AreCollapsedToTheirCauseInAFlood) {
    State state = flooded(12);
    state.day->alarms[5].values["outage"] = "o1";
    state.day->alarms[6].values["outage"] = "o1";
    const std::vector<AlarmRow> rows = alarm_rows(state, testing::moment);
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].alarm.priority, 1) << "what comes at once stays on its own";
    EXPECT_EQ(rows[1].outage, "o1");
    EXPECT_EQ(rows[1].count, 2U);
    std::size_t count = 0;
    for (const AlarmRow& row : rows) {
        count += row.count;
    }
    EXPECT_EQ(count, 14U) << "none is lost";
}

TEST(FloorAlarmRows, NameThoseOfNoSeat) {
    State state = flooded(1);
    const std::vector<Alarm> alarms = alarms_of_no_seat(*state.day);
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms.front().key, "K0");
}

}  // namespace

}  // namespace labd::console::floor
