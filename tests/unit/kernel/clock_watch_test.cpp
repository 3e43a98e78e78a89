// The machine's wall clock, restarts, and what they leave in the journal (CLK-10).
#include <gmock/gmock.h>

#include "labd/rules/restarts.h"
#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ClockWatch : public ::testing::Test {
protected:
    ClockWatch() {
        day.journal.by_itself = true;
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
        day.run_until("10:00");
    }

    /// The steps that were recorded, in order.
    std::vector<Duration> steps() const {
        std::vector<Duration> found;
        for (const domain::Entry& entry : day.entries()) {
            if (const auto* step = std::get_if<domain::ClockStepped>(&entry.body)) {
                found.push_back(step->step);
            }
        }
        return found;
    }

    std::vector<rules::Alarm> alarms_of(Rule rule) const {
        std::vector<rules::Alarm> alarms = day.alarms();
        std::erase_if(alarms, [&](const rules::Alarm& alarm) { return alarm.rule != rule; });
        return alarms;
    }

    KernelDay day;
};

TEST_F(ClockWatch, IgnoresStepsOfASecond_CLK_10) {
    day.clock.step_wall(seconds(1));
    day.run_until("10:01");
    day.clock.step_wall(-seconds(1));
    day.run_until("10:02");
    day.clock.step_wall(seconds(2));
    day.run_until("10:03");
    EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(ClockWatch, RecordsLargerStepsOnceAndRaisesAnAlarm_CLK_10) {
    const std::vector<Duration> all{seconds(3), -seconds(3), hours(1), -hours(1),
                                    seconds(2) + microseconds(1)};
    for (const Duration step : all) {
        day.clock.step_wall(step);
        day.loop.run_until(day.clock.now() + minutes(1));
    }
    EXPECT_EQ(steps(), all);
    EXPECT_EQ(alarms_of(rule::CLK_10).size(), all.size());
    const domain::Entry last = day.entries().back();
    EXPECT_EQ(std::get<domain::ClockStepped>(last.body).wall,
              day.clock.wall() - (day.clock.now() - last.recorded));
}

TEST_F(ClockWatch, MovesNoDeadlineWithTheWallClock_CLK_10) {
    for (const Duration step : {hours(1), -hours(3), days(400)}) {
        day.clock.step_wall(step);
        day.loop.run_until(day.clock.now() + seconds(2));
        EXPECT_EQ(day.ends_at("A"), day.time("17:00"));
        EXPECT_EQ(day.sitting("A").module->limit_at, day.time("12:00"));
    }
    // B's late limit passes by the clock that never steps.
    day.run_until("11:00");
    EXPECT_THAT(day.announcements(), IsEmpty());
    day.run_until("11:01");
    EXPECT_THAT(day.announcements(), ElementsAre("B no_show 1 11:00:00"));
    EXPECT_EQ(day.entries().back().recorded, day.time("11:00") + microseconds(1));
}

TEST_F(ClockWatch, RecordsAStepThatMetAFullDiskWhenThereIsRoom_CLK_10) {
    day.journal.by_itself = false;
    day.clock.step_wall(hours(1));
    day.run_until("10:00:02");
    ASSERT_EQ(day.journal.waiting(), 1U);
    day.journal.finish_one(ports::AppendOutcome::disk_full);
    day.run_until("10:00:10");
    ASSERT_EQ(day.journal.waiting(), 1U);
    day.journal.finish_all();
    day.run_until("10:01");
    EXPECT_EQ(day.journal.waiting(), 0U);
    EXPECT_THAT(steps(), ElementsAre(hours(1)));
}

TEST_F(ClockWatch, RecordsAtTheStartThatTheWallClockIsBehindTheLastEntry_CLK_10) {
    const Instant last = day.kernel->state().last_recorded;
    day.kernel = nullptr;
    day.clock.set(last - minutes(30));
    day.boot();
    EXPECT_THAT(steps(), ElementsAre(-minutes(30)));
    EXPECT_EQ(alarms_of(rule::CLK_10).size(), 1U);
    // Recorded instants do not go back.
    for (const domain::Entry& entry : day.entries()) {
        EXPECT_LE(entry.recorded, last);
    }
    EXPECT_EQ(day.entries().back().recorded, last);
}

TEST_F(ClockWatch, RecordsNothingAtTheStartWhenTheWallClockIsAhead_CLK_10) {
    day.kernel = nullptr;
    day.clock.set(day.time("12:00"));
    day.boot();
    EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(ClockWatch, AsksAfterARestartWhetherAnOutageBeganAndShowsItsEffect) {
    const Instant alive = day.time("10:00");
    day.kernel = nullptr;
    day.clock.set(day.time("10:20"));
    day.boot({}, alive);
    const domain::Entry started = day.entries().back();
    EXPECT_EQ(std::get<domain::DaemonStarted>(started.body).alive_until, alive);
    ASSERT_EQ(alarms_of(rule::OUT_1).size(), 1U);
    const rules::Alarm question = alarms_of(rule::OUT_1)[0];
    EXPECT_EQ(question.text.key, "alarm.was_down");
    EXPECT_EQ(std::get<Instant>(question.text.values.at("since_at")), alive);
    // The answer yes, as a preview and then entered.
    domain::OutageReported site;
    site.scope = site_scope();
    site.cause = domain::Cause::lab;
    const How how{.happened = "10:00", .id = "power", .reason = "power cut"};
    const kernel::Outcome preview = day.kernel->preview({day.proposed(site, how)});
    ASSERT_TRUE(std::holds_alternative<kernel::Done>(preview));
    const std::vector<kernel::Effect>& effects = std::get<kernel::Done>(preview).effects;
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].sitting, SittingId("A"));
    EXPECT_EQ(effects[0].ends_before, day.time("17:00"));
    EXPECT_EQ(effects[0].ends_after, std::nullopt);
    day.must("10:21", site, how);
    EXPECT_THAT(alarms_of(rule::OUT_1),
                ::testing::Each(::testing::Field(&rules::Alarm::subject, "power")));
}

TEST_F(ClockWatch, TakesAnAcknowledgementForTheAnswerThatThereWasNoOutage) {
    day.kernel = nullptr;
    day.clock.set(day.time("10:20"));
    day.boot({}, day.time("10:19:59"));
    const std::string key = alarms_of(rule::OUT_1).at(0).key;
    day.must("10:21", domain::AlarmAcknowledged{key});
    EXPECT_THAT(alarms_of(rule::OUT_1), IsEmpty());
    const domain::Day& today = day.kernel->state().days.rbegin()->second.now;
    EXPECT_EQ(rules::open_restarts(today, day.time("10:20:59")).size(), 1U) << "as known before";
}

TEST_F(ClockWatch, EndsTheAlarmOfAClockStepWhenSomebodyHasSeenIt_CLK_10) {
    day.clock.step_wall(hours(1));
    day.run_until("10:02");
    const std::string key = alarms_of(rule::CLK_10).at(0).key;
    day.must("10:21", domain::AlarmAcknowledged{key});
    EXPECT_THAT(alarms_of(rule::CLK_10), IsEmpty());
}

}  // namespace
}  // namespace labd::test
