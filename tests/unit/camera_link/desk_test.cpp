// Two witnesses a camera, one verdict, and how much of it becomes entries.
#include "labd/camera_link/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace labd::camera_link {
namespace {

using domain::Footage;
using rules::RecordingSeen;

const CameraId room{"room-1"};

/// A desk with one camera and a clock that is moved by hand.
class Watchers {
public:
    Instant now{1'772'500'000'000'000};
    Desk desk{{room}, {}};

    void stream(StreamState state, std::vector<Reason> reasons = {}, Duration age = {}) {
        CameraReport report;
        report.camera = room.value;
        report.state = state;
        report.reasons = std::move(reasons);
        report.state_age = age;
        if (state == StreamState::unreachable) {
            report.failure = Failure::refused;
        }
        desk.on_report(report, now);
    }

    /// As it was when it was looked at `looked_age` ago.
    void recording(RecordingSeen seen, Duration seen_age = {}, Duration looked_age = {}) {
        RecordingReport report;
        report.camera = room.value;
        report.seen = seen;
        report.seen_age = seen_age;
        report.looked_age = looked_age;
        desk.on_report(report, now);
    }

    void good() {
        stream(StreamState::live);
        recording(RecordingSeen::readable);
    }

    std::vector<domain::CameraStateReported> changes() { return desk.take_changes(now); }

    /// The only change; the test fails when there is none or more.
    domain::CameraStateReported change() {
        const auto all = changes();
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? domain::CameraStateReported{} : all.front();
    }
};

TEST(Desk, CAM_7_RecordedNeedsBothWitnesses) {
    Watchers watchers;
    watchers.stream(StreamState::live);
    EXPECT_EQ(watchers.change().state, Footage::unknown);
    watchers.recording(RecordingSeen::readable);
    EXPECT_EQ(watchers.change().state, Footage::recorded);
    EXPECT_TRUE(watchers.changes().empty()) << "only changes are entered";
}

/// The alarms of the session are derived from what is entered: it has to say what the table does.
TEST(Desk, CAM_7_WhatIsEnteredCallsForTheAlarmOfTheTable) {
    for (const StreamState stream :
         {StreamState::live, StreamState::unproven, StreamState::degraded, StreamState::stalled,
          StreamState::unreachable}) {
        for (const RecordingSeen recording :
             {RecordingSeen::readable, RecordingSeen::pending, RecordingSeen::stuck,
              RecordingSeen::absent, RecordingSeen::unreadable, RecordingSeen::deleted,
              RecordingSeen::unsure}) {
            Watchers watchers;
            const Reason reason = stream == StreamState::unproven  ? Reason::learning
                                  : stream == StreamState::stalled ? Reason::stalled
                                                                   : Reason::black;
            watchers.stream(
                stream, stream == StreamState::live ? std::vector<Reason>{} : std::vector{reason});
            watchers.recording(recording);
            const domain::CameraStateReported entered = watchers.change();
            EXPECT_EQ(rules::alarm_of(entered.state, entered.fault.value_or("")),
                      watchers.desk.status(room)->alarm)
                << name(stream) << " " << static_cast<int>(recording);
        }
    }
    Watchers watchers;
    watchers.stream(StreamState::live);
    watchers.desk.on_witness_lost(watchers.now);
    EXPECT_EQ(rules::alarm_of(Footage::unknown, watchers.change().fault.value_or("")),
              rules::CameraAlarm::not_watched);
}

TEST(Desk, CAM_7_WhenTheWitnessIsGoneNothingIsKnownAtOnce) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    const Instant heard = watchers.now;
    watchers.now = watchers.now + milliseconds(1);
    watchers.desk.on_witness_lost(watchers.now);
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::unknown);
    EXPECT_EQ(change.since, heard) << "nobody has looked since";
}

TEST(Desk, CAM_7_AWitnessThatFallsSilentSaysNothingAnyMore) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    watchers.now = watchers.now + seconds(5);
    EXPECT_TRUE(watchers.changes().empty());
    watchers.now = watchers.now + microseconds(1);
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::unknown);
    EXPECT_EQ(change.since, watchers.now - seconds(5) - microseconds(1)) << "the last report";
}

TEST(Desk, AFaultCountsFromWhereItBegan) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    for (int i = 0; i < 30; ++i) {
        watchers.now = watchers.now + seconds(1);
        watchers.good();
    }
    watchers.stream(StreamState::degraded, {Reason::frozen}, seconds(20));
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::degraded);
    EXPECT_EQ(change.fault, "frozen");
    EXPECT_EQ(change.since, watchers.now - seconds(20));
}

TEST(Desk, AGapBeginsWhereWhatCanBeReadEnds) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    for (int i = 0; i < 30; ++i) {
        watchers.now = watchers.now + seconds(1);
        watchers.good();
    }
    watchers.recording(RecordingSeen::absent, seconds(12));
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::gap);
    EXPECT_EQ(change.fault, "absent");
    EXPECT_EQ(change.since, watchers.now - seconds(12));
}

TEST(Desk, AFileThatDoesNotGrowIsAGapFromWhenTheStreamFellSilentToo) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    watchers.now = watchers.now + seconds(4);
    watchers.recording(RecordingSeen::stuck, seconds(3));
    watchers.stream(StreamState::live);
    EXPECT_EQ(watchers.change().state, Footage::unknown);
    watchers.now = watchers.now + seconds(4);
    watchers.recording(RecordingSeen::stuck, seconds(7));
    watchers.stream(StreamState::stalled, {}, seconds(2));
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::gap);
    EXPECT_EQ(change.since, watchers.now - seconds(2));
}

TEST(Desk, RecordingsThatWereLookedAtLongAgoSayNothing) {
    Watchers watchers;
    watchers.stream(StreamState::live);
    watchers.recording(RecordingSeen::readable, {}, seconds(15));
    EXPECT_EQ(watchers.change().state, Footage::recorded);
    watchers.now = watchers.now + seconds(1);
    watchers.stream(StreamState::live);
    watchers.recording(RecordingSeen::readable, {}, seconds(16));
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::unknown);
    EXPECT_EQ(change.fault, "unsure");
}

TEST(Desk, WhyRecordingsSayNothingIsTold) {
    Watchers watchers;
    watchers.stream(StreamState::live);
    RecordingReport report;
    report.camera = room.value;
    report.looked_age = Duration{};
    report.trouble = RecordingTrouble::folder_unreadable;
    watchers.desk.on_report(report, watchers.now);
    EXPECT_EQ(watchers.change().fault, "folder_unreadable");
}

TEST(Desk, TheProgramsOwnDelayBlamesNoCamera) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    watchers.now = watchers.now + seconds(1);
    watchers.desk.on_report(OwnDelay{seconds(3)}, watchers.now);
    watchers.recording(RecordingSeen::readable);
    watchers.stream(StreamState::stalled);
    EXPECT_EQ(watchers.change().state, Footage::unproven);
}

TEST(Desk, WhatWasGoodDuringTheProgramsOwnDelayIsUnprovenForIt) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    watchers.now = watchers.now + seconds(1);
    watchers.desk.on_report(OwnDelay{seconds(3)}, watchers.now);
    watchers.good();
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::unproven);
    EXPECT_EQ(change.fault, "own_delay");
}

TEST(Desk, WhatOthersEnteredOfThePastIsNotHiddenByAnOlderState) {
    Watchers watchers;
    for (int i = 0; i < 200; ++i) {
        watchers.now = watchers.now + seconds(4);
        watchers.stream(StreamState::live);
        watchers.recording(RecordingSeen::pending);
        watchers.changes();
    }
    const Instant read_to = watchers.now - minutes(1);
    watchers.desk.on_entered(room, read_to);
    watchers.desk.on_entered(CameraId("nowhere"), read_to);
    watchers.stream(StreamState::live);
    watchers.recording(RecordingSeen::unreadable, minutes(2));
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::gap);
    EXPECT_EQ(change.since, read_to);
}

TEST(Desk, ACameraThatFlapsHasFewEntriesAndNeverABetterOneThanIsTrue) {
    Watchers watchers;
    std::size_t entries = 0;
    std::optional<Footage> told;
    for (int i = 0; i < 600; ++i) {
        watchers.now = watchers.now + seconds(1);
        watchers.stream(StreamState::live);
        const bool is_bad = i % 2 == 1;
        watchers.recording(is_bad ? RecordingSeen::absent : RecordingSeen::readable);
        for (const domain::CameraStateReported& change : watchers.changes()) {
            ++entries;
            told = change.state;
        }
        EXPECT_TRUE(!is_bad || told == Footage::gap) << i;
    }
    EXPECT_LE(entries, 20U + 600 / 30);
    EXPECT_GE(entries, 30U);
}

TEST(Desk, WhatHadToWaitCountsFromWhenItIsEntered) {
    Watchers watchers;
    for (int i = 0; i < 40; ++i) {
        watchers.now = watchers.now + milliseconds(100);
        watchers.stream(StreamState::live);
        watchers.recording(i % 2 == 0 ? RecordingSeen::readable : RecordingSeen::absent);
        watchers.changes();
    }
    // The camera is well again and stays so; the journal hears of it when there is room.
    watchers.good();
    const Instant well_since = watchers.now;
    EXPECT_TRUE(watchers.changes().empty());
    std::vector<domain::CameraStateReported> changes;
    while (changes.empty()) {
        watchers.now = watchers.now + seconds(1);
        watchers.good();
        changes = watchers.changes();
    }
    EXPECT_EQ(changes.front().state, Footage::recorded);
    EXPECT_GT(changes.front().since, well_since + seconds(5));
    EXPECT_EQ(changes.front().since, watchers.now);
}

TEST(Desk, WhatTheJournalDidNotTakeIsSaidAgain) {
    Watchers watchers;
    watchers.good();
    watchers.desk.not_entered(watchers.change());
    EXPECT_EQ(watchers.change().state, Footage::recorded);
}

TEST(Desk, CAM_7_WhatChangedWhileTheJournalTookNothingIsUnknown) {
    Watchers watchers;
    watchers.good();
    const domain::CameraStateReported refused = watchers.change();
    watchers.desk.not_entered(refused);
    watchers.now = watchers.now + seconds(1);
    watchers.recording(RecordingSeen::absent);
    watchers.now = watchers.now + seconds(1);
    watchers.good();
    const auto changes = watchers.changes();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].state, Footage::unknown);
    EXPECT_EQ(changes[0].since, refused.since);
    EXPECT_EQ(changes[1].state, Footage::recorded);
    EXPECT_EQ(changes[1].since, watchers.now);
}

TEST(Desk, CAM_7_WhatLabdItselfDidNotSeeIsUnknownWhateverStoodBefore) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    const Instant from = watchers.now;
    watchers.now = watchers.now + hours(1);
    watchers.desk.on_skipped(from, watchers.now);
    const auto changes = watchers.changes();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].state, Footage::unknown);
    EXPECT_EQ(changes[0].since, from);
    EXPECT_EQ(changes[1].state, Footage::recorded);
    EXPECT_EQ(changes[1].since, watchers.now);
}

TEST(Desk, CAM_7_AReportAfterASilenceDoesNotCoverTheSilence) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    const Instant heard = watchers.now;
    watchers.now = watchers.now + seconds(60);
    watchers.good();
    const auto changes = watchers.changes();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].state, Footage::unknown);
    EXPECT_EQ(changes[0].since, heard);
    EXPECT_EQ(changes[1].state, Footage::recorded);
    EXPECT_EQ(changes[1].since, watchers.now);
}

TEST(Desk, EachStateIsSaidAnewWhenAWindowOpens) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    const Instant window = watchers.now + seconds(2);
    watchers.now = watchers.now + seconds(3);
    watchers.good();
    EXPECT_TRUE(watchers.changes().empty());
    watchers.desk.say_anew(window);
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.state, Footage::recorded);
    EXPECT_EQ(change.since, window);
}

TEST(Desk, WhatIsKnownOfCamerasThatStayStays) {
    Watchers watchers;
    watchers.good();
    watchers.changes();
    watchers.desk.set_cameras({CameraId("hall"), room});
    const domain::CameraStateReported change = watchers.change();
    EXPECT_EQ(change.camera, CameraId("hall"));
    EXPECT_EQ(change.state, Footage::unknown);
    watchers.desk.set_cameras({CameraId("hall")});
    EXPECT_EQ(watchers.desk.status(room), nullptr);
}

TEST(Desk, ReportsOfAnUnknownCameraAreIgnored) {
    Watchers watchers;
    watchers.changes();
    CameraReport report;
    report.camera = "elsewhere";
    report.state = StreamState::live;
    watchers.desk.on_report(report, watchers.now);
    EXPECT_EQ(watchers.desk.status(CameraId("elsewhere")), nullptr);
    EXPECT_TRUE(watchers.changes().empty());
}

}  // namespace
}  // namespace labd::camera_link
