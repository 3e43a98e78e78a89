// Cameras: which footage there is of a required window, requests to stop a camera, and what missing
// footage raises (CAM-1 to CAM-8).
#include "labd/rules/coverage.h"

#include "labd/rules/footage_faults.h"
#include "tests/support/dump.h"
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::CameraArea;
using domain::Footage;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const CameraId cam1("cam1");

SiteSetup with_cameras(std::map<std::string, std::string> policy = {}) {
    SiteSetup setup;
    setup.policy = std::move(policy);
    setup.cameras = {{cam1, RoomId("main"), CameraArea::exam_room},
                     {CameraId("cam2"), RoomId("main"), CameraArea::belongings},
                     {CameraId("cam3"), RoomId("side"), CameraArea::exam_room}};
    return setup;
}

/// A day with cameras and one sitting on S01 that starts at 09:00.
struct CameraDay : TestDay {
    explicit CameraDay(const SiteSetup& setup = with_cameras()) : TestDay(setup) {
        book("A", "S01");
        check_in("08:50", "A");
        EXPECT_THAT(start("09:00", "A", "design"), IsAccepted());
    }

    Answer state(std::string_view at, const std::string& camera, Footage footage,
                 std::string_view since = {}, How how = {}, const char* word = nullptr) {
        domain::CameraStateReported fact{CameraId(camera), footage, {}, {}};
        if (word != nullptr) {
            fact.fault = word;
        }
        if (!since.empty()) {
            fact.since = time(since);
        }
        how.role = Role::camera_service;
        return enter(at, fact, how);
    }

    Answer disable(std::string_view at, const std::string& camera, How how = {}) {
        how.role = Role::lab_ops;
        return enter(at, domain::CameraDisableRequested{CameraId(camera), {}}, how);
    }

    rules::Coverage coverage(std::string_view at) const {
        return *rules::session_coverage({log(), log().now}, SessionId("day"), time(at));
    }

    /// `gap 10:12:00-10:31:00` and so on, of one camera.
    std::vector<std::string> intervals(const std::string& camera, std::string_view at) const {
        std::vector<std::string> texts;
        for (const rules::CameraCoverage& one : coverage(at).cameras) {
            for (const rules::FootageInterval& part : one.intervals) {
                if (one.camera.id.value == camera) {
                    texts.push_back(std::string(boost::describe::enum_to_string(part.state, "")) +
                                    ' ' + local(part.interval.from) + '-' +
                                    local(part.interval.to));
                }
            }
        }
        return texts;
    }

    std::string local(Instant instant) const {
        return format_time_of_day(TimeZone::find("Asia/Tokyo")->time_of_day_at(instant));
    }

    std::vector<rules::RecordingGap> gaps(std::string_view at) const {
        rules::Horizon horizon(time(at));
        return rules::recording_gaps({log(), log().now}, horizon);
    }

    Instant gaps_change_at(std::string_view at) const {
        rules::Horizon horizon(time(at));
        rules::recording_gaps({log(), log().now}, horizon);
        return horizon.changes_at();
    }
};

TEST(Cameras, CAM_7_BeforeTheFirstStateAndAfterTheInstantAskedIsUnknown) {
    CameraDay day;
    EXPECT_THAT(day.intervals("cam1", "10:00"), ElementsAre("unknown 08:30:00-17:30:00"));
    EXPECT_THAT(day.state("10:00", "cam1", Footage::recorded), IsAccepted());
    EXPECT_THAT(day.intervals("cam1", "10:30"),
                ElementsAre("unknown 08:30:00-10:00:00", "recorded 10:00:00-10:30:00",
                            "unknown 10:30:00-17:30:00"));
    EXPECT_THAT(day.intervals("cam2", "10:30"), ElementsAre("unknown 08:30:00-17:30:00"));
}

TEST(Cameras, CAM_7_AStateHoldsFromItsSinceToTheNextWhateverWasEnteredFirst) {
    CameraDay day;
    EXPECT_THAT(day.state("10:00", "cam1", Footage::recorded, "08:30"), IsAccepted());
    EXPECT_THAT(day.state("10:40", "cam1", Footage::recorded), IsAccepted());
    EXPECT_THAT(day.state("11:00", "cam1", Footage::gap, "10:12:00.000001"), IsAccepted());
    EXPECT_THAT(day.intervals("cam1", "12:00"),
                ElementsAre("recorded 08:30:00-10:12:00.000001", "gap 10:12:00.000001-10:40:00",
                            "recorded 10:40:00-12:00:00", "unknown 12:00:00-17:30:00"));
}

TEST(Cameras, CAM_7_OfTwoStatesOfOneInstantTheLaterRecordedHolds) {
    CameraDay day;
    EXPECT_THAT(day.state("10:00", "cam1", Footage::gap, {}, {.id = "c1"}), IsAccepted());
    EXPECT_THAT(day.state("10:01", "cam1", Footage::degraded, "10:00"), IsAccepted());
    EXPECT_THAT(day.intervals("cam1", "10:30")[1], "degraded 10:00:00-10:30:00");
    domain::CameraStateReported again{cam1, Footage::unproven, day.time("10:00"), {}};
    EXPECT_THAT(day.correct("10:30", day.instead("c1", again), {.role = Role::lead_proctor}),
                IsAccepted());
    EXPECT_THAT(day.intervals("cam1", "10:30")[1], "unproven 10:00:00-10:30:00");
}

TEST(Cameras, CAM_7_UptimeIsRecordedOfWindowAndNothingElseCounts) {
    CameraDay day(with_cameras({{"cctv.before", "0s"}, {"cctv.after", "0s"}}));
    EXPECT_THAT(day.state("09:00", "cam1", Footage::unproven), IsAccepted());
    EXPECT_THAT(day.state("10:00", "cam1", Footage::degraded), IsAccepted());
    EXPECT_THAT(day.state("11:00", "cam1", Footage::recorded), IsAccepted());
    const rules::Coverage coverage = day.coverage("13:00");
    const rules::FootageSums& sums = coverage.cameras[0].sums;
    EXPECT_EQ(sums.unproven, hours(1));
    EXPECT_EQ(sums.degraded, hours(1));
    EXPECT_EQ(sums.recorded, hours(2));
    EXPECT_EQ(sums.gap, Duration{});
    EXPECT_EQ(sums.unknown, hours(4));
    EXPECT_EQ(sums.window, hours(8));
    EXPECT_EQ(sums.uptime(), 0.25);
    EXPECT_EQ(coverage.sums.window, hours(24));
    EXPECT_EQ(coverage.sums.recorded, hours(2));
    EXPECT_EQ(rules::FootageSums().uptime(), std::nullopt);
}

TEST(Cameras, CAM_2_TheWindowFollowsTheSessionsEnd) {
    CameraDay day;
    const auto window = [&](std::string_view at) {
        const Interval of = day.coverage(at).window;
        return day.local(of.from) + '-' + day.local(of.to);
    };
    EXPECT_EQ(window("09:30"), "08:30:00-17:30:00");
    day.outage("10:00", "o1", seat_scope("S01"));
    EXPECT_EQ(window("10:20"), "08:30:00-10:50:00");
    day.end_outage("10:30", "o1");
    EXPECT_EQ(window("10:40"), "08:30:00-18:00:00");
    day.must("11:00", domain::SittingFinished{SittingId("A")});
    EXPECT_EQ(window("11:00"), "08:30:00-11:30:00");
    EXPECT_EQ(window("20:00"), "08:30:00-11:30:00");
}

TEST(Cameras, CAM_2_WhenAllEndedBeforeTheStartTheLastEndCounts) {
    TestDay day(with_cameras());
    day.book("A", "S01");
    day.must("08:20", domain::CandidateArrived{SittingId("A"), {}});
    day.must("08:40", domain::CheckinRefused{SittingId("A"), domain::CheckinStep::agreement},
             {.reason = "will not sign"});
    EXPECT_EQ(day.session("08:50").cctv_window.to, day.time("09:10"));
}

TEST(Cameras, CAM_4_RecordingsAreKeptForTheRetentionAfterTheWindow) {
    CameraDay day(with_cameras({{"cctv.retention", "30d"}}));
    EXPECT_EQ(day.coverage("09:30").kept_until, day.time("17:30") + days(30));
}

TEST(Cameras, CAM_6_ARequestToStopACameraInTheWindowIsRefusedAndRecorded) {
    CameraDay day;
    const std::size_t before = day.entries().size();
    const Answer answer = day.disable("10:00", "cam1", {.id = "stop"});
    EXPECT_THAT(answer, IsAccepted()) << "it is recorded";
    EXPECT_TRUE(answer.names(rule::CAM_6)) << "but it is refused";
    EXPECT_EQ(day.entries().size(), before + 1);
    EXPECT_THAT(day.intervals("cam1", "10:30"), ElementsAre("unknown 08:30:00-17:30:00"));
    EXPECT_EQ(day.alarm(rule::CAM_1, "cam1", "10:30"), std::nullopt);
    for (const domain::CameraStop how : {domain::CameraStop::mask, domain::CameraStop::remove}) {
        EXPECT_TRUE(
            day.enter("10:01", domain::CameraDisableRequested{cam1, how}, {.role = Role::lab_ops})
                .names(rule::CAM_6));
    }
    EXPECT_THAT(day.disable("10:02", "cam9"), IsRefusedBy(rule::REFERENCE));
}

TEST(Cameras, CAM_6_ASiteWithoutOneOfItsCamerasIsARequestToRemoveIt) {
    CameraDay day;
    domain::SiteConfigured site = day.log().now.site->configured;
    site.cameras.erase(site.cameras.begin());
    const How admin{.role = Role::admin};
    day.authority = rules::Authority::daemon;
    const Answer answer = day.judge("10:00", site, admin);
    EXPECT_TRUE(answer.names(rule::CAM_6));
    ASSERT_TRUE(answer.entry);
    EXPECT_EQ(std::get<domain::CameraDisableRequested>(answer.entry->entry.body).how,
              domain::CameraStop::remove);
    EXPECT_FALSE(day.judge("08:00", site, admin).names(rule::CAM_6));
    site = day.log().now.site->configured;
    site.cameras[0].room = RoomId("side");
    EXPECT_TRUE(day.judge("10:00", site, admin).names(rule::CAM_6)) << "turned away";
    site = day.log().now.site->configured;
    site.cameras.push_back({CameraId("cam4"), RoomId("side"), CameraArea::exam_room});
    EXPECT_FALSE(day.judge("10:00", site, admin).names(rule::CAM_6)) << "one more is welcome";
}

TEST(Cameras, CAM_4_ADigestHasARootASpanAndFiles) {
    CameraDay day;
    const How service{.role = Role::camera_service};
    domain::RecordingsDigested fact{cam1, day.time("09:00"), day.time("09:10"), 10, 1, {}};
    fact.root = std::string(64, 'f');
    EXPECT_THAT(day.judge("09:20", fact, service), IsAccepted());
    const auto refused = [&](auto change) {
        domain::RecordingsDigested wrong = fact;
        change(wrong);
        return !day.judge("09:20", wrong, service).accepted;
    };
    EXPECT_TRUE(refused([](auto& wrong) { wrong.root.pop_back(); }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.root.back() = 'F'; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.to = wrong.from; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.to = wrong.to + minutes(11); })) << "to come";
    EXPECT_TRUE(refused([](auto& wrong) { wrong.segments = 0; }));
    EXPECT_TRUE(refused([](auto& wrong) { wrong.camera = CameraId("cam9"); }));
}

TEST(Cameras, CAM_6_TheWindowsEndsAreExact) {
    CameraDay day;
    day.must("11:00", domain::SittingFinished{SittingId("A")});
    const auto refused = [&](std::string_view happened) {
        return day
            .judge("12:00", domain::CameraDisableRequested{cam1, {}},
                   {.happened = std::string(happened), .reason = "late"})
            .names(rule::CAM_6);
    };
    EXPECT_FALSE(refused("08:29:59.999999"));
    EXPECT_TRUE(refused("08:30"));
    EXPECT_TRUE(refused("11:29:59.999999"));
    EXPECT_FALSE(refused("11:30"));
}

TEST(Cameras, CAM_6_ARequestIsRecordedAfterTheSessionWasClosedToo) {
    CameraDay day;
    day.must("11:00", domain::SittingFinished{SittingId("A")});
    day.must("11:10", domain::SessionClosed{}, {.role = Role::lead_proctor, .session = "day"});
    EXPECT_TRUE(day.disable("11:20", "cam1").names(rule::CAM_6));
    EXPECT_THAT(day.disable("11:40", "cam1"), IsAccepted());
    EXPECT_FALSE(day.disable("11:41", "cam1").names(rule::CAM_6));
}

TEST(Cameras, CAM_6_OnADayWithoutASessionACameraMayBeStopped) {
    CameraDay day;
    const Instant later = day.time("12:00") + days(3);
    domain::Proposed proposed;
    proposed.by = {"Ito", Role::lab_ops};
    proposed.body = domain::CameraDisableRequested{cam1, {}};
    const auto answer = rules::judge(day.world(), proposed, later, day.authority);
    ASSERT_TRUE(answer.has_value());
    EXPECT_FALSE(answer->refused.has_value());
    EXPECT_TRUE(answer->entry.session.empty());
}

TEST(Cameras, CAM_1_OneThatWasStoppedBeforeTheExamHasToRunAgain) {
    TestDay day(with_cameras());
    day.book("A", "S01");
    day.must("08:00", domain::CameraDisableRequested{cam1, {}}, {.id = "stop"});
    EXPECT_EQ(day.alarm(rule::CAM_1, "cam1", "08:29:59"), std::nullopt);
    EXPECT_EQ(day.changes_at("A", day.time("08:29:59")), day.time("08:30"));
    const std::optional<rules::Alarm> alarm = day.alarm(rule::CAM_1, "cam1", "08:30");
    ASSERT_TRUE(alarm);
    EXPECT_EQ(alarm->priority, 1);
    EXPECT_EQ(alarm->key, "CAM-1:cam1:stop");
    const auto coverage =
        rules::session_coverage({day.log(), day.log().now}, SessionId("day"), day.time("09:30"));
    EXPECT_EQ(coverage->cameras[0].sums.recorded, Duration{});
    day.must("08:40", domain::CameraStateReported{cam1, Footage::recorded, {}, {}});
    EXPECT_EQ(day.alarm(rule::CAM_1, "cam1", "08:41"), std::nullopt);
}

TEST(Cameras, CAM_8_AGapLongerThanTheLimitRaisesAnAlarmAndOpensAnIncident) {
    CameraDay day;
    EXPECT_THAT(day.state("10:12", "cam1", Footage::gap, {}, {.id = "c1"}), IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "10:12:10"), std::nullopt) << "exactly is not longer";
    EXPECT_THAT(day.gaps("10:12:10"), IsEmpty());
    EXPECT_EQ(day.gaps_change_at("10:12:10"), day.time("10:12:10.000001"));
    EXPECT_EQ(day.changes_at("A", day.time("10:12:01")), day.time("10:12:10.000001"));
    const std::optional<rules::Alarm> alarm = day.alarm(rule::CAM_8, "cam1", "10:12:10.000001");
    ASSERT_TRUE(alarm);
    EXPECT_EQ(alarm->key, "CAM-8:cam1:c1");
    EXPECT_EQ(alarm->since, day.time("10:12"));
    const std::vector<rules::RecordingGap> gaps = day.gaps("10:13");
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0].id, "gap:cam1:2026-03-03T01:12:00Z");
    EXPECT_THAT(gaps[0].seats, ElementsAre(SeatId("S01"), SeatId("S02"), SeatId("S03")));
    EXPECT_EQ(gaps[0].until, std::nullopt);
    EXPECT_THAT(day.state("10:20", "cam1", Footage::recorded), IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "10:20"), std::nullopt) << "it records again";
    EXPECT_EQ(day.gaps("10:20")[0].until, day.time("10:20"));
}

TEST(Cameras, CAM_8_AShortGapOpensNothingAndOneOutsideTheWindowNeither) {
    CameraDay day;
    EXPECT_THAT(day.state("10:12:10", "cam1", Footage::recorded), IsAccepted());
    EXPECT_THAT(day.state("10:13", "cam1", Footage::gap, "10:12"), IsAccepted());
    EXPECT_THAT(day.gaps("10:30"), IsEmpty()) << "10 s";
    EXPECT_THAT(day.state("10:31", "cam1", Footage::gap, "08:29"), IsAccepted());
    EXPECT_THAT(day.state("10:32", "cam1", Footage::recorded, "08:30:10"), IsAccepted());
    EXPECT_THAT(day.gaps("10:40"), IsEmpty()) << "10 s of it lie in the window";
}

TEST(Cameras, CAM_8_AFaultThatBeganBeforeTheWindowCountsFromItsStart) {
    TestDay day(with_cameras());
    day.book("A", "S01");
    day.must("08:00", domain::CameraStateReported{cam1, Footage::degraded, {}, {}}, {.id = "c1"});
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "08:30:10"), std::nullopt);
    EXPECT_EQ(day.changes_at("A", day.time("08:20")), day.time("08:30:10.000001"));
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "08:31")->since, day.time("08:30"));
    day.must("08:32", domain::CameraStateReported{cam1, Footage::gap, {}, {}});
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "08:33")->key, "CAM-8:cam1:c1") << "one episode";
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "11:30"), std::nullopt) << "all were no-shows";
    rules::Horizon horizon(day.time("12:00"));
    const auto gaps = rules::recording_gaps({day.log(), day.log().now}, horizon);
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0].since, day.time("08:30"));
    EXPECT_EQ(gaps[0].until, day.time("11:30"));
}

TEST(Cameras, CAM_8_WhatFailsTogetherIsOneAlarm) {
    CameraDay day;
    EXPECT_THAT(day.state("10:12", "cam1", Footage::gap, {}, {.id = "c1"}), IsAccepted());
    EXPECT_THAT(day.state("10:12:05", "cam3", Footage::gap), IsAccepted());
    EXPECT_THAT(day.state("10:14", "cam2", Footage::degraded), IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "10:15"), std::nullopt);
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam3", "10:15"), std::nullopt);
    EXPECT_EQ(day.alarm(rule::CAM_8, "cameras", "10:15")->key, "CAM-8:cameras:c1");
    EXPECT_TRUE(day.alarm(rule::CAM_8, "cam2", "10:15")) << "it failed for itself";
    EXPECT_EQ(day.gaps("10:15").size(), 3U) << "each camera has its own incident";
}

TEST(Cameras, CAM_7_ThatNothingIsKnownOfACameraIsAnAlarmToo) {
    struct Case {
        Footage state;
        const char* word;
        const char* text;
        int priority;
    };

    for (const Case& one : {Case{Footage::unproven, "timeout", "alarm.camera_lost", 2},
                            Case{Footage::unknown, "stalled", "alarm.camera_lost", 2},
                            Case{Footage::unknown, "stuck", "alarm.recorder_stuck", 1},
                            Case{Footage::unproven, "unwatched", "alarm.camera_not_watched", 2},
                            Case{Footage::unknown, "black", "alarm.camera_picture", 1}}) {
        CameraDay day;
        EXPECT_THAT(day.state("10:12", "cam1", one.state, {}, {.id = "c1"}, one.word),
                    IsAccepted());
        EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "10:12:10"), std::nullopt) << one.word;
        EXPECT_EQ(day.changes_at("A", day.time("10:12:01")), day.time("10:12:10.000001"));
        const auto alarm = day.alarm(rule::CAM_7, "cam1", "10:12:10.000001");
        ASSERT_TRUE(alarm) << one.word;
        EXPECT_EQ(alarm->text.key, one.text);
        EXPECT_EQ(alarm->priority, one.priority);
        EXPECT_EQ(alarm->key, "CAM-7:cam1:c1");
        EXPECT_EQ(alarm->since, day.time("10:12"));
        EXPECT_THAT(day.gaps("10:13"), IsEmpty()) << "nothing shows that footage is missing";
    }
    for (const char* word : {"learning", "nothing_moves", "own_delay", "pending", "unsure"}) {
        CameraDay day;
        EXPECT_THAT(day.state("10:12", "cam1", Footage::unknown, {}, {}, word), IsAccepted());
        EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "10:15"), std::nullopt) << word;
    }
}

TEST(Cameras, CAM_7_OneCauseIsOneAlarmAtATime) {
    CameraDay day;
    EXPECT_THAT(day.state("10:12", "cam1", Footage::degraded, {}, {.id = "c1"}, "stalled"),
                IsAccepted());
    EXPECT_THAT(day.state("10:12:08", "cam1", Footage::unproven, {}, {.id = "c2"}, "stalled"),
                IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "10:12:30"), std::nullopt);
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "10:12:10"), std::nullopt);
    EXPECT_TRUE(day.alarm(rule::CAM_7, "cam1", "10:12:10.000001")) << "it goes on since 10:12";
    EXPECT_THAT(day.state("10:13", "cam1", Footage::unproven, {}, {.id = "c3"}, "timeout"),
                IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "10:13:01")->key, "CAM-7:cam1:c2") << "no new one";
    EXPECT_THAT(day.state("10:14", "cam1", Footage::gap, {}, {.id = "c4"}, "absent"), IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "10:15"), std::nullopt);
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "10:15")->key, "CAM-8:cam1:c4");
    EXPECT_THAT(day.state("10:16", "cam1", Footage::recorded), IsAccepted());
    EXPECT_EQ(day.alarm(rule::CAM_8, "cam1", "10:17"), std::nullopt);
}

TEST(Cameras, CAM_7_AProgramThatIsGoneIsOneAlarmForAllCameras) {
    CameraDay day;
    for (const char* camera : {"cam1", "cam2", "cam3"}) {
        EXPECT_THAT(day.state("10:12", camera, Footage::unknown, {}, {.id = camera}, "unwatched"),
                    IsAccepted());
    }
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "10:13"), std::nullopt);
    EXPECT_EQ(day.alarm(rule::CAM_7, "cameras", "10:13")->text.key, "alarm.cameras_together");
}

TEST(Cameras, CAM_7_OutsideTheWindowNobodyIsCalled) {
    TestDay day(with_cameras());
    day.book("A", "S01");
    day.must("08:00", domain::CameraStateReported{cam1, Footage::unknown, {}, "unwatched"});
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "08:30:10"), std::nullopt);
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "08:31")->since, day.time("08:30"));
    EXPECT_EQ(day.alarm(rule::CAM_7, "cam1", "11:30"), std::nullopt) << "all were no-shows";
}

TEST(Cameras, CAM_8_ABelongingsCameraCoversNoSeat) {
    CameraDay day;
    EXPECT_THAT(day.state("10:12", "cam2", Footage::gap), IsAccepted());
    EXPECT_THAT(day.gaps("10:13")[0].seats, IsEmpty());
}

TEST(Cameras, AStateNeedsAKnownCameraAndNoInstantToCome) {
    CameraDay day;
    EXPECT_THAT(day.state("10:00", "cam9", Footage::gap), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.state("10:00", "cam1", Footage::gap, "10:00:00.000001"),
                IsRefusedBy(rule::CLK_8));
    EXPECT_THAT(day.enter("10:00", domain::CameraStateReported{cam1, Footage::gap, {}, "no word"}),
                IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.enter("10:00", domain::CameraStateReported{cam1, Footage::gap, {}, {}},
                          {.role = Role::exam_security}),
                IsRefusedBy(rule::ROLE));
}

}  // namespace
}  // namespace labd::test
