#include "labd/camera/live/snapshot.h"

#include <gmock/gmock.h>

#include "labd/camera/live/still_writer.h"

namespace labd::camera {
namespace {

using camera_link::CameraReport;
using camera_link::Failure;
using camera_link::Reason;
using camera_link::StreamState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr Duration now = seconds(1000);

Snapshot live_camera() {
    Snapshot snapshot;
    snapshot.phase = Snapshot::Phase::reading;
    snapshot.phase_since = now;
    snapshot.connected = true;
    snapshot.last_packet = now - milliseconds(40);
    snapshot.learnt = true;
    snapshot.can_tell_frozen = true;
    snapshot.frames_per_second = 25;
    snapshot.width = 1920;
    snapshot.height = 1080;
    return snapshot;
}

CameraReport report(const Snapshot& snapshot, const camera_link::Watch& watch = {},
                    Duration no_blame_until = {}) {
    return report_of(watch, snapshot, {now, no_blame_until});
}

TEST(ReportOfACamera, PicturesThatComeAndAreWellAreLive) {
    EXPECT_EQ(report(live_camera()).state, StreamState::live);
    EXPECT_THAT(report(live_camera()).reasons, IsEmpty());
    EXPECT_THAT(report(live_camera()).packet_age, Optional(milliseconds(40)));
}

TEST(ReportOfACamera, NoPacketForTwoSecondsDegradesAndForTenIsStalled) {
    Snapshot snapshot = live_camera();
    snapshot.last_packet = now - milliseconds(1'900);
    EXPECT_EQ(report(snapshot).state, StreamState::live);
    snapshot.last_packet = now - seconds(2);
    EXPECT_EQ(report(snapshot).state, StreamState::degraded);
    EXPECT_THAT(report(snapshot).reasons, ElementsAre(Reason::stalled));
    snapshot.last_packet = now - seconds(10);
    EXPECT_EQ(report(snapshot).state, StreamState::stalled);
}

TEST(ReportOfACamera, CAM_7_AFaultCountsFromWhereItBeganToShow) {
    Snapshot snapshot = live_camera();
    EXPECT_EQ(report(snapshot).state_age, Duration{});
    snapshot.lasting = {Fault::frozen};
    snapshot.lasting_since = now - seconds(9);
    EXPECT_EQ(report(snapshot).state, StreamState::degraded);
    EXPECT_EQ(report(snapshot).state_age, seconds(9));
    snapshot = live_camera();
    snapshot.last_packet = now - seconds(3);
    EXPECT_EQ(report(snapshot).state, StreamState::degraded);
    EXPECT_EQ(report(snapshot).state_age, seconds(3));
}

TEST(ReportOfACamera, OnePictureAfterAGapIsNoRecovery) {
    Snapshot snapshot = live_camera();
    snapshot.last_packet = now - seconds(20);
    note_packet(snapshot, now - seconds(6));
    EXPECT_EQ(report(snapshot).state, StreamState::stalled);
    for (Duration at = now - seconds(3); at < now; at = at + milliseconds(40)) {
        note_packet(snapshot, at);
        EXPECT_EQ(report(snapshot).state, StreamState::stalled);
    }
    note_packet(snapshot, now);
    EXPECT_EQ(report(snapshot).state, StreamState::live);
}

TEST(ReportOfACamera, AShortHoleIsNothingToRecoverFrom) {
    Snapshot snapshot = live_camera();
    snapshot.last_packet = now - seconds(5);
    note_packet(snapshot, now);
    EXPECT_EQ(report(snapshot).state, StreamState::live);
}

TEST(ReportOfACamera, ASlowCameraIsGivenTimeForItsNextPicture) {
    Snapshot snapshot = live_camera();
    snapshot.frames_per_second = 1;
    snapshot.last_packet = now - seconds(3);
    EXPECT_EQ(report(snapshot).state, StreamState::live);
}

TEST(ReportOfACamera, FaultsThatLastDegrade) {
    Snapshot snapshot = live_camera();
    snapshot.lasting = {Fault::frozen, Fault::low_fps};
    EXPECT_EQ(report(snapshot).state, StreamState::degraded);
    EXPECT_THAT(report(snapshot).reasons, ElementsAre(Reason::frozen, Reason::low_fps));
}

TEST(ReportOfACamera, AnotherSizeOrRateThanItIsSetToDegrades) {
    EXPECT_THAT(report(live_camera(), {.width = 1280}).reasons,
                ElementsAre(Reason::wrong_resolution));
    EXPECT_THAT(report(live_camera(), {.width = 1920, .height = 1080}).reasons, IsEmpty());
    EXPECT_THAT(report(live_camera(), {.frames_per_second = 50}).reasons,
                ElementsAre(Reason::low_fps));
}

TEST(ReportOfACamera, WhatCannotBeShownIsUnproven) {
    Snapshot snapshot = live_camera();
    snapshot.learnt = false;
    EXPECT_EQ(report(snapshot).state, StreamState::unproven);
    EXPECT_THAT(report(snapshot).reasons, ElementsAre(Reason::learning));
    snapshot = live_camera();
    snapshot.can_tell_frozen = false;
    EXPECT_EQ(report(snapshot).state, StreamState::unproven);
    EXPECT_THAT(report(snapshot).reasons, ElementsAre(Reason::nothing_moves));
}

TEST(ReportOfACamera, AMovementProvesAPictureWithoutNoiseForAMinute) {
    Snapshot snapshot = live_camera();
    snapshot.can_tell_frozen = false;
    snapshot.last_motion = now - seconds(59);
    EXPECT_EQ(report(snapshot).state, StreamState::live);
    snapshot.last_motion = now - seconds(61);
    EXPECT_EQ(report(snapshot).state, StreamState::unproven);
}

TEST(ReportOfACamera, ThatNeverConnectedIsUnreachableOnceAnAttemptFailed) {
    Snapshot snapshot;
    snapshot.phase = Snapshot::Phase::opening;
    EXPECT_EQ(report(snapshot).state, StreamState::unproven);
    snapshot.failure = Failure::unauthorised;
    EXPECT_EQ(report(snapshot).state, StreamState::unreachable);
    EXPECT_THAT(report(snapshot).failure, Optional(Failure::unauthorised));
}

TEST(ReportOfACamera, AConnectionThatIsLostAndBackWithinTenSecondsOnlyDegrades) {
    Snapshot snapshot = live_camera();
    snapshot.connected = false;
    snapshot.failure = Failure::refused;
    snapshot.last_packet = now - seconds(4);
    EXPECT_EQ(report(snapshot).state, StreamState::degraded);
    snapshot.last_packet = now - seconds(11);
    EXPECT_EQ(report(snapshot).state, StreamState::unreachable);
    EXPECT_THAT(report(snapshot).failure, Optional(Failure::refused));
}

TEST(ReportOfACamera, OurOwnDelayIsNotTheCameras) {
    Snapshot snapshot = live_camera();
    snapshot.last_packet = now - seconds(12);
    EXPECT_EQ(report(snapshot, {}, now + seconds(1)).state, StreamState::unproven);
    EXPECT_THAT(report(snapshot, {}, now + seconds(1)).reasons, ElementsAre(Reason::own_delay));
    EXPECT_EQ(report(snapshot, {}, now).state, StreamState::stalled);
    snapshot.phase = Snapshot::Phase::judging;
    snapshot.phase_since = now - seconds(12);
    EXPECT_THAT(report(snapshot).reasons, ElementsAre(Reason::own_delay));
}

TEST(StillName, NeverLeavesItsFolder) {
    EXPECT_EQ(still_name("front-1"), "front-1.jpg");
    EXPECT_EQ(still_name("../a b"), "%2E%2E%2Fa%20b.jpg");
}

}  // namespace
}  // namespace labd::camera
