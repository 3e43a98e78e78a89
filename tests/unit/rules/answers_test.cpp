// The answers `explain`, `session` and the alarms, and the planning entries.
#include "tests/support/dump.h"
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Role;
using rules::Phase;
using rules::What;

TestDay day_in_design() {
    TestDay day;
    day.book("A", "S01");
    day.check_in("09:10", "A");
    EXPECT_THAT(day.start("09:20", "A", "design"), IsAccepted());
    return day;
}

TEST(Explain, EveryStretchSaysWhatItWasAndByWhichRule) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:02", "o", seat_scope("S01"), Cause::unknown), IsAccepted());
    EXPECT_THAT(day.come_back("10:05", "b"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:15", "o"), IsAccepted());
    EXPECT_THAT(day.hand_in("11:00", "A", "design"), IsAccepted());
    const rules::Explanation told = day.explain("A", "11:10");
    std::vector<std::pair<What, Instant>> parts;
    for (const rules::ExplainedInterval& part : told.intervals) {
        parts.emplace_back(part.what, part.to);
    }
    // The outage's begin splits the break: from there on BRK-4 keeps it.
    const std::vector<std::pair<What, Instant>> expected = {
        {What::not_arrived, day.time("09:10")}, {What::ready, day.time("09:20")},
        {What::working, day.time("10:00")},     {What::break_, day.time("10:02")},
        {What::break_, day.time("10:05")},      {What::lost, day.time("10:15")},
        {What::working, day.time("11:00")},     {What::between_modules, day.time("11:10")}};
    EXPECT_EQ(parts, expected) << dump(told);
    const rules::ExplainedInterval& lost = told.intervals.at(told.intervals.size() - 3);
    EXPECT_EQ(lost.what, What::lost);
    EXPECT_EQ(lost.entries, std::vector{EntryId("o")});
    EXPECT_THAT(lost.rules, testing::IsSupersetOf({rule::OUT_12, rule::OUT_10}));
    EXPECT_EQ(told.lost, minutes(10));
    EXPECT_EQ(told.exam, hours(8));
}

TEST(Explain, ABreakInsideLostTimeIsLost) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(day.leave("10:05", "A", "b"), IsAccepted());
    const rules::Explanation told = day.explain("A", "10:10");
    EXPECT_EQ(told.intervals.back().what, What::lost);
    EXPECT_EQ(told.intervals.back().from, day.time("10:00"));
}

TEST(Explain, OUT_8_EachPartOfOverlappingOutagesNamesThoseThatGoOn) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o1", room_scope("main")), IsAccepted());
    EXPECT_THAT(day.outage("10:20", "o2", rack_scope("R01")), IsAccepted());
    EXPECT_THAT(day.end_outage("10:30", "o1"), IsAccepted());
    EXPECT_THAT(day.end_outage("10:45", "o2"), IsAccepted());
    std::vector<std::pair<Instant, std::vector<EntryId>>> lost;
    for (const rules::ExplainedInterval& part : day.explain("A", "11:00").intervals) {
        if (part.what == What::lost) {
            lost.emplace_back(part.to, part.entries);
        }
    }
    const std::vector<std::pair<Instant, std::vector<EntryId>>> expected = {
        {day.time("10:20"), {EntryId("o1")}},
        {day.time("10:30"), {EntryId("o1"), EntryId("o2")}},
        {day.time("10:45"), {EntryId("o2")}}};
    EXPECT_EQ(lost, expected);
}

TEST(Explain, BeforeTheStartThereIsNothingToExplain) {
    const TestDay day = day_in_design();
    EXPECT_TRUE(day.explain("A", "08:59").intervals.empty());
    EXPECT_TRUE(day.explain("A", "09:00").intervals.empty());
}

TEST(Session, CountsPhasesAndEndsWithItsLastSitting) {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_EQ(day.session("09:30").counts,
              (std::map<Phase, std::int64_t>{{Phase::booked, 1}, {Phase::in_module, 1}}));
    EXPECT_EQ(day.session("09:30").ends_at, day.time("17:00"));
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_EQ(day.session("10:05").ends_at, std::nullopt);
    EXPECT_THAT(day.end_outage("10:20", "o"), IsAccepted());
    EXPECT_EQ(day.session("10:20").ends_at, day.time("17:20"));
}

TEST(Session, TheCamerasWindowFollowsTheActualEnd) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_EQ(day.session("09:00").cctv_window, (Interval{day.time("08:30"), day.time("17:30")}));
    EXPECT_THAT(day.enter("10:00", domain::SittingFinished{SittingId("A")}), IsAccepted());
    EXPECT_EQ(day.session("10:00").cctv_window, (Interval{day.time("08:30"), day.time("10:30")}));
}

TEST(Alarms, ADM_1_TheLateLimitIsNearForWhoHasNotCome) {
    TestDay day;
    day.book("A", "S01");
    EXPECT_FALSE(day.alarm(rule::ADM_1, "A", "10:44:59.999999"));
    EXPECT_TRUE(day.alarm(rule::ADM_1, "A", "10:45"));
    EXPECT_THAT(day.arrive("10:50", "A"), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::ADM_1, "A", "10:50"));
}

TEST(Alarms, MOD_3_MOD_7_TheEndsOfModuleAndSittingAreNear) {
    TestDay day;
    day.book("A", "S01");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::MOD_3, "A", "11:54:59.999999"));
    EXPECT_TRUE(day.alarm(rule::MOD_3, "A", "11:55"));
    EXPECT_FALSE(day.alarm(rule::MOD_7, "A", "16:49:59.999999"));
    EXPECT_TRUE(day.alarm(rule::MOD_7, "A", "16:50"));
    EXPECT_FALSE(day.alarm(rule::MOD_7, "A", "17:00"));
}

TEST(Alarms, OUT_7_AnOutageComesNearTwoHours) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_FALSE(day.alarm(rule::OUT_7, "o", "11:44:59.999999"));
    EXPECT_TRUE(day.alarm(rule::OUT_7, "o", "11:45"));
}

TEST(Alarms, TheKeyStaysWhenAnInstantIsCorrected) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    const std::string key = day.alarm(rule::OUT_1, "o", "10:05")->key;
    domain::OutageReported reported;
    reported.scope = seat_scope("S01");
    reported.cause = Cause::lab;
    EXPECT_THAT(day.correct("10:06", day.instead("o", reported, "09:58")), IsAccepted());
    EXPECT_EQ(day.alarm(rule::OUT_1, "o", "10:06")->key, key);
    EXPECT_EQ(day.alarm(rule::OUT_1, "o", "10:06")->since, day.time("09:58"));
}

TEST(Alarms, AnAcknowledgementSaysWhoAndAShelvedAlarmReturnsByItself) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.outage("10:00", "o", seat_scope("S01")), IsAccepted());
    const std::string key = day.alarm(rule::OUT_1, "o", "10:05")->key;
    day.must("10:05", domain::AlarmAcknowledged{key}, {.by = "Sato"});
    EXPECT_EQ(day.alarm(rule::OUT_1, "o", "10:06")->acknowledged_by, "Sato");
    EXPECT_FALSE(day.enter("10:06", domain::AlarmAcknowledged{"no such alarm"}).accepted);
    EXPECT_FALSE(day.enter("10:06", domain::AlarmShelved{key, day.time("10:20")}).accepted)
        << "without a reason";
    EXPECT_FALSE(day.enter("10:06", domain::AlarmShelved{key, day.time("11:06:00.000001")},
                           {.reason = "waiting"})
                     .accepted);
    EXPECT_FALSE(
        day.enter("10:06", domain::AlarmShelved{key, day.time("10:06")}, {.reason = "waiting"})
            .accepted);
    day.must("10:06", domain::AlarmShelved{key, day.time("11:06")}, {.reason = "waiting"});
    EXPECT_TRUE(day.alarm(rule::OUT_1, "o", "11:05:59.999999")->shelved_until);
    EXPECT_FALSE(day.alarm(rule::OUT_1, "o", "11:06")->shelved_until);
}

TEST(Planning, BookingsNameWhatIsThereAndNobodyTwice) {
    TestDay day;
    day.book("A", "S01");
    const auto refused = [&day](const domain::SittingBooked& booking, Rule by = rule::REFERENCE) {
        return day.judge("00:05", booking, {.session = "day"}).names(by);
    };
    EXPECT_TRUE(refused(TestDay::booking("A", "S02"), rule::CONFLICT)) << "the id is taken";
    EXPECT_TRUE(refused(TestDay::booking("B", "S01"), rule::CONFLICT)) << "the seat is taken";
    EXPECT_TRUE(refused(TestDay::booking("B", "S99")));
    EXPECT_TRUE(refused(TestDay::booking("not valid", "S02")));
    domain::SittingBooked twice = TestDay::booking("B", "S02");
    twice.candidate = CandidateId("C-A");
    EXPECT_TRUE(refused(twice, rule::CONFLICT));
    domain::SittingBooked track = TestDay::booking("B", "S02");
    track.track = TrackId("juggling");
    EXPECT_TRUE(refused(track));
}

TEST(Planning, ASessionIsPlannedOnceAndEntriesNeedTheirSession) {
    TestDay day;
    const domain::SessionPlanned again{Date{2026, 3, 4}, *parse_time_of_day("09:00")};
    EXPECT_THAT(day.judge("00:05", again, {.session = "day"}), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.judge("00:05", again, {.session = "next"}), IsAccepted());
    EXPECT_THAT(day.judge("00:05", domain::SessionClosed{}, {.session = "other"}),
                IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("00:05", domain::CandidateArrived{SittingId("Z"), std::nullopt}),
                IsRefusedBy(rule::REFERENCE));
}

TEST(Planning, AnIdIsGivenOnce) {
    TestDay day = day_in_design();
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.outage("10:01", "b", seat_scope("S01")), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.outage("10:01", "not valid", seat_scope("S01")), IsRefusedBy(rule::REFERENCE));
}

TEST(Planning, DutyIsTakenAndHandedOverByThoseOnIt) {
    TestDay day;
    EXPECT_FALSE(day.enter("08:00", domain::DutyEnded{}, {.by = "Mori"}).accepted);
    EXPECT_THAT(day.enter("08:00", domain::DutyStarted{}, {.by = "Mori"}), IsAccepted());
    EXPECT_FALSE(day.enter("08:01", domain::DutyStarted{}, {.by = "Mori"}).accepted);
    EXPECT_FALSE(day.enter("08:02", domain::HandoverAccepted{"Sato"}, {.by = "Ito"}).accepted);
    EXPECT_THAT(day.enter("08:02", domain::HandoverAccepted{"Mori"}, {.by = "Ito"}), IsAccepted());
    EXPECT_THAT(day.enter("08:03", domain::DutyEnded{}, {.by = "Mori"}), IsAccepted());
}

TEST(Planning, ASiteNamesItsPlacesOnceAndInAKnownTimeZone) {
    const TestDay day;
    domain::SiteConfigured site = day.log().now.site->configured;
    EXPECT_THAT(day.judge("08:00", site), IsAccepted());
    site.rooms[1].seats.push_back({SeatId("S01"), std::nullopt});
    EXPECT_THAT(day.judge("08:00", site), IsRefusedBy(rule::CONFLICT));
    site = day.log().now.site->configured;
    site.time_zone = "Asia/Nowhere";
    EXPECT_THAT(day.judge("08:00", site), IsRefusedBy(rule::REFERENCE));
    site = day.log().now.site->configured;
    site.cameras = {{CameraId("c"), RoomId("attic"), domain::CameraArea::exam_room}};
    EXPECT_THAT(day.judge("08:00", site), IsRefusedBy(rule::REFERENCE));
    domain::PolicyAdopted policy;
    policy.parameters = {{"no.such", "1"}};
    EXPECT_THAT(day.judge("08:00", policy), IsRefusedBy(rule::REFERENCE));
    policy.parameters = {{"entry.backdate_limit", "soon"}};
    EXPECT_THAT(day.judge("08:00", policy), IsRefusedBy(rule::REFERENCE));
}

}  // namespace
}  // namespace labd::test
