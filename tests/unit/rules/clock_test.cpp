// Section 1 of the rulebook: the clock (CLK-1 to CLK-11); corrections have their own file.
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Role;
using rules::ClockState;
using rules::EndedAs;
using rules::Phase;

domain::Track track_of(std::vector<domain::Module> modules) {
    domain::Track track;
    track.modules = std::move(modules);
    return track;
}

TestDay day_in_design() {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    return day;
}

TEST(Clock, CLK_1_TheExamLastsAtMostEightHours) {
    SiteSetup setup;
    setup.tracks[TrackId("long")] =
        track_of({{ModuleId("one"), hours(5)}, {ModuleId("two"), hours(4)}});
    setup.tracks[TrackId("short")] =
        track_of({{ModuleId("one"), hours(2)}, {ModuleId("two"), minutes(90)}});
    TestDay day(setup);
    domain::SittingBooked booking = TestDay::booking("L", "S01");
    booking.track = TrackId("long");
    day.book(booking);
    booking = TestDay::booking("K", "S02");
    booking.track = TrackId("short");
    day.book(booking);
    EXPECT_EQ(day.state("L", "08:00").ends_at, day.time("17:00"));
    EXPECT_EQ(day.state("K", "08:00").ends_at, day.time("12:30"));
}

TEST(Clock, CLK_2_TheStartIsTheSessionsOwnInTheSitesTimeZone) {
    const TestDay day(SiteSetup{.time_zone = "Europe/Brussels", .start = "08:15"});
    EXPECT_EQ(day.session("08:00").starts_at, *parse_instant("2026-03-03T08:15:00+01:00"));
    EXPECT_EQ(day.session("08:00").late_limit_at, *parse_instant("2026-03-03T10:15:00+01:00"));
}

TEST(Clock, CLK_2_AStartThatTheLocalClockNeverShowsIsRefused) {
    const TestDay day(SiteSetup{.time_zone = "Europe/Brussels"});
    EXPECT_THAT(
        day.judge("08:00", domain::SessionPlanned{Date{2026, 3, 29}, *parse_time_of_day("02:30")},
                  {.session = "spring"}),
        IsRefusedBy(rule::CLK_2));
}

TEST(Clock, CLK_3_ADaylightSavingChangeInTheSessionChangesOnlyTheDigits) {
    TestDay day(SiteSetup{.time_zone = "Europe/Brussels", .date = "2026-03-29", .start = "00:30"});
    day.book("A", "S01");
    EXPECT_EQ(*day.state("A", "00:10").ends_at - day.session("00:10").starts_at, hours(8));
    EXPECT_EQ(day.state("A", "00:10").ends_at, day.time("09:30"));
}

TEST(Clock, CLK_3_BeingLateEarnsNoTimeAndEveryoneOnTheTrackEndsTogether) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "A");
    day.check_in("10:59", "B");
    EXPECT_EQ(day.state("A", "11:00").ends_at, day.state("B", "11:00").ends_at);
    EXPECT_EQ(day.state("B", "11:00").ends_at, day.time("17:00"));
}

TEST(Clock, CLK_4_LostTimeIsGivenBackToTheMicrosecond) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00:00.000001", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:10:00.000004", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:20").lost, minutes(10) + microseconds(3));
    EXPECT_EQ(day.state("A", "10:20").ends_at, day.time("17:10:00.000003"));
    EXPECT_EQ(day.state("A", "10:20").module->limit_at, day.time("12:10:00.000003"));
    EXPECT_EQ(day.state("A", "12:10:00.000002").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "12:10:00.000003").phase, Phase::between_modules);
}

TEST(Clock, CLK_5_ADelayMovesEveryTimeDerivedFromTheStart) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_EQ(day.state("A", "09:05").phase, Phase::ready);
    EXPECT_THAT(day.delay("09:05", "09:30"), IsAccepted());
    EXPECT_EQ(day.session("09:05").starts_at, day.time("09:30"));
    EXPECT_EQ(day.session("09:05").late_limit_at, day.time("11:30"));
    EXPECT_EQ(day.session("09:05").cctv_window, (Interval{day.time("09:00"), day.time("18:00")}));
    EXPECT_EQ(day.state("A", "09:10").phase, Phase::arrived);
    EXPECT_EQ(day.state("A", "09:10").ends_at, day.time("17:30"));
    EXPECT_EQ(day.state("A", "09:30").phase, Phase::ready);
}

TEST(Clock, CLK_5_ADelayNeedsAReason) {
    const TestDay day;
    EXPECT_THAT(day.judge("08:30", domain::SessionDelayed{day.time("09:30")}),
                IsRefusedBy(rule::CLK_5));
}

TEST(Clock, CLK_5_TheStartNeverMovesEarlier) {
    TestDay day;
    EXPECT_THAT(day.delay("08:30", "08:59:59.999999"), IsRefusedBy(rule::CLK_5));
    EXPECT_THAT(day.delay("08:30", "09:30"), IsAccepted());
    EXPECT_THAT(day.delay("08:40", "09:29:59.999999"), IsRefusedBy(rule::CLK_5));
    EXPECT_THAT(day.delay("08:40", "09:45"), IsAccepted());
}

TEST(Clock, CLK_5_TheStartDoesNotMoveOnceAModuleHasStarted) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.delay("09:01", "09:30"), IsRefusedBy(rule::CLK_5));
}

TEST(Clock, CLK_5_ADelayTakenBackByACorrectionDoesNotMoveTheStartOnceAModuleHasStarted) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_THAT(day.delay("08:30", "09:30", {.id = "d"}), IsAccepted());
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:30", "A", "design"), IsAccepted());
    EXPECT_THAT(day.correct("09:40", TestDay::without("d")), IsRefusedBy(rule::CLK_5));
    EXPECT_THAT(day.correct("09:40", day.instead("d", domain::SessionDelayed{day.time("09:20")})),
                IsRefusedBy(rule::CLK_5));
}

TEST(Clock, CLK_6_LostTimeBelongsToTheSittingThatLostIt) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S11");
    day.check_in("08:50", "A");
    day.check_in("08:50", "B");
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "11:00").ends_at, day.time("17:30"));
    EXPECT_EQ(day.state("B", "11:00").ends_at, day.time("17:00"));
}

TEST(Clock, CLK_7_ReadyIsTheLaterOfTheStartAndTheEndOfCheckIn) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "A");
    EXPECT_EQ(day.state("A", "08:59:59.999999").phase, Phase::arrived);
    EXPECT_EQ(day.state("A", "08:59:59.999999").clock, ClockState::off);
    EXPECT_EQ(day.state("A", "09:00").phase, Phase::ready);
    EXPECT_EQ(day.state("A", "09:00").clock, ClockState::running);
    day.check_in("09:20", "B");
    EXPECT_EQ(day.timeline("B").ready, day.time("09:20"));
}

TEST(Clock, CLK_7_OnlyReadyTimeIsLost) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.outage("08:55", "o", room_scope("main")), IsAccepted());
    day.check_in("09:20", "B");
    EXPECT_THAT(day.end_outage("09:30", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:00").lost, minutes(30));
    EXPECT_EQ(day.state("B", "10:00").lost, minutes(10));
}

TEST(Clock, CLK_8_WhatHappenedInTheFutureIsRefused) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b", {.happened = "10:00:00.000001"}),
                IsRefusedBy(rule::CLK_8));
    EXPECT_THAT(day.leave("10:00", "A", "b", {.happened = "10:00"}), IsAccepted());
}

TEST(Clock, CLK_8_MoreThanTheBackdateLimitNeedsAReason) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b", {.happened = "09:44:59.999999"}),
                IsRefusedBy(rule::CLK_8));
    EXPECT_THAT(day.judge("10:00",
                          domain::BreakStarted{SittingId("A"), domain::Text("toilet"),
                                               domain::Text("corridor")},
                          {.happened = "09:44:59.999999", .reason = "the console was down"}),
                IsAccepted());
    EXPECT_THAT(day.leave("10:00", "A", "b", {.happened = "09:45"}), IsAccepted());
}

TEST(Clock, CLK_8_TheBackdateLimitIsAParameter) {
    TestDay day(SiteSetup{.policy = {{"entry.backdate_limit", "2m"}}});
    day.book("A", "S01");
    EXPECT_THAT(day.arrive("08:50", "A", {.happened = "08:47:59.999999"}),
                IsRefusedBy(rule::CLK_8));
    EXPECT_THAT(day.arrive("08:50", "A", {.happened = "08:48"}), IsAccepted());
}

TEST(Clock, CLK_8_EntriesOfTheDaemonNeedNoReasonForBackdating) {
    const TestDay day;
    EXPECT_THAT(day.judge("10:00", domain::ClockStepped{day.time("09:00"), seconds(5)},
                          {.happened = "09:00", .role = Role::labd}),
                IsAccepted());
}

TEST(Clock, CLK_8_ClocksAreComputedFromWhenItHappened) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:14", "o", seat_scope("S01"), Cause::lab, {.happened = "10:00"}),
                IsAccepted());
    EXPECT_EQ(day.state("A", "10:14").lost, minutes(14));
    EXPECT_EQ(day.state("A", "10:14").module->working, hours(1));
}

TEST(Clock, CLK_8_ALateEntryReopensWhatHadRunOutAndTheAnswerSaysSo) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.hand_in("09:30", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("10:00", "A", "doo"), IsAccepted());
    EXPECT_EQ(day.state("A", "15:00").ended_as, EndedAs::time_up);
    const Answer answer =
        day.outage("15:05", "o", seat_scope("S01"), Cause::lab, {.happened = "14:55"});
    ASSERT_THAT(answer, IsAccepted());
    EXPECT_TRUE(answer.entry->reopens);
    EXPECT_EQ(day.state("A", "15:05").phase, Phase::in_module);
    EXPECT_EQ(day.state("A", "15:05").clock, ClockState::stopped);
    EXPECT_THAT(day.end_outage("15:10", "o"), IsAccepted());
    EXPECT_EQ(day.state("A", "15:10").module->limit_at, day.time("15:15"));
}

TEST(Clock, CLK_8_AnEntryThatReopensNothingDoesNotSaySo) {
    TestDay day = day_in_design();
    const Answer answer =
        day.outage("10:05", "o", seat_scope("S01"), Cause::lab, {.happened = "10:00"});
    ASSERT_THAT(answer, IsAccepted());
    EXPECT_FALSE(answer.entry->reopens);
}

TEST(Clock, CLK_10_AStepOfTheWallClockRaisesAnAlarmAndMovesNoDeadline) {
    TestDay day = day_in_design();
    const rules::Timeline before = day.timeline("A");
    day.must("10:00", domain::ClockStepped{day.time("10:30"), minutes(30)},
             {.id = "step", .role = Role::labd});
    const std::optional<rules::Alarm> alarm = day.alarm(rule::CLK_10, "clock", "10:00");
    ASSERT_TRUE(alarm);
    EXPECT_EQ(alarm->priority, 1);
    EXPECT_EQ(alarm->since, day.time("10:00"));
    EXPECT_EQ(day.timeline("A").limit, before.limit);
    EXPECT_EQ(day.timeline("A").modules.front().limit, before.modules.front().limit);
    EXPECT_FALSE(day.alarm(rule::CLK_10, "clock", "09:59:59"))
        << "before it happened nobody could know";
}

domain::Accommodation extra(const std::string& module, std::optional<Duration> time,
                            std::optional<std::int64_t> per_cent) {
    domain::Accommodation accommodation;
    accommodation.modules = {{ModuleId(module), time, per_cent}};
    return accommodation;
}

TEST(Clock, CLK_11_MinutesOrPerCentLengthenTheModuleAndTheEndByTheSame) {
    TestDay day;
    domain::SittingBooked booking = TestDay::booking("A", "S01");
    booking.accommodation = extra("design", minutes(30), std::nullopt);
    day.book(booking);
    booking = TestDay::booking("B", "S02");
    booking.accommodation = extra("design", std::nullopt, 25);
    day.book(booking);
    day.check_in("08:50", "A");
    day.check_in("08:50", "B");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("09:00", "B", "design"), IsAccepted());
    EXPECT_EQ(day.state("A", "09:00").module->limit_at, day.time("12:30"));
    EXPECT_EQ(day.state("A", "09:00").ends_at, day.time("17:30"));
    EXPECT_EQ(day.state("B", "09:00").module->limit_at, day.time("12:45"));
    EXPECT_EQ(day.state("B", "09:00").ends_at, day.time("17:45"));
    EXPECT_EQ(day.explain("A", "10:00").accommodation, minutes(30));
}

TEST(Clock, CLK_11_ARestBreakStopsTheClockOnlyWhereItWasApproved) {
    TestDay day;
    domain::SittingBooked booking = TestDay::booking("A", "S01");
    booking.accommodation = domain::Accommodation{{}, true};
    day.book(booking);
    day.book("B", "S02");
    for (const char* sitting : {"A", "B"}) {
        day.check_in("08:50", sitting);
    }
    for (const char* sitting : {"A", "B"}) {
        EXPECT_THAT(day.start("09:00", sitting, "design"), IsAccepted());
    }
    EXPECT_THAT(day.leave("10:00", "A", "a", {}, "rest"), IsAccepted());
    EXPECT_THAT(day.leave("10:00", "B", "b", {}, "rest"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:04").clock, ClockState::stopped);
    EXPECT_EQ(day.state("A", "10:04").module->working, hours(1));
    EXPECT_EQ(day.state("B", "10:04").clock, ClockState::running);
    EXPECT_THAT(day.come_back("10:08", "a"), IsAccepted());
    EXPECT_THAT(day.come_back("10:08", "b"), IsAccepted());
    EXPECT_THAT(day.leave("10:20", "A", "t"), IsAccepted());
    EXPECT_THAT(day.come_back("10:25", "t"), IsAccepted());
    EXPECT_EQ(day.state("A", "10:30").module->limit_at, day.time("12:08"));
    EXPECT_EQ(day.state("A", "10:30").ends_at, day.time("17:08"));
    EXPECT_EQ(day.state("A", "10:30").lost, Duration{}) << "a rest break is not lost time";
    EXPECT_EQ(day.state("B", "10:30").module->limit_at, day.time("12:00"));
}

TEST(Clock, CLK_11_WithoutAnAccommodationNothingIsAdded) {
    const TestDay day = day_in_design();
    EXPECT_EQ(day.state("A", "09:00").module->limit_at, day.time("12:00"));
    EXPECT_EQ(day.explain("A", "10:00").accommodation, Duration{});
}

TEST(Clock, CLK_11_AnAccommodationNamesAModuleOfTheTrackAndOneAmount) {
    const TestDay day;
    domain::SittingBooked booking = TestDay::booking("A", "S01");
    booking.accommodation = extra("design", minutes(30), 25);
    EXPECT_THAT(day.judge("00:03", booking, {.session = "day"}), IsRefusedBy(rule::CLK_11));
    booking.accommodation = extra("design", std::nullopt, std::nullopt);
    EXPECT_THAT(day.judge("00:03", booking, {.session = "day"}), IsRefusedBy(rule::CLK_11));
    booking.accommodation = extra("design", minutes(-1), std::nullopt);
    EXPECT_THAT(day.judge("00:03", booking, {.session = "day"}), IsRefusedBy(rule::CLK_11));
    booking.accommodation = extra("essay", minutes(30), std::nullopt);
    EXPECT_THAT(day.judge("00:03", booking, {.session = "day"}), IsRefusedBy(rule::REFERENCE));
}

TEST(Clock, CLK_11_IsApprovedBeforeTheCandidateArrives) {
    TestDay day;
    day.book("A", "S01");
    domain::SittingAmended amended;
    amended.sitting = SittingId("A");
    amended.accommodation = extra("design", minutes(30), std::nullopt);
    EXPECT_THAT(day.judge("08:00", amended), IsAccepted());
    EXPECT_THAT(day.arrive("08:50", "A"), IsAccepted());
    EXPECT_THAT(day.judge("08:51", amended), IsRefusedBy(rule::CLK_11));
}

}  // namespace
}  // namespace labd::test
