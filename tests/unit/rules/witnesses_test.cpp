// The table of both witnesses (CAM-7, CAM-8).
#include "labd/rules/witnesses.h"

#include <gtest/gtest.h>

namespace labd::rules {
namespace {

using domain::Footage;

template <class Each>
void each_pair(Each each) {
    for (std::size_t stream = 0; stream < stream_seen_count; ++stream) {
        for (std::size_t recording = 0; recording < recording_seen_count; ++recording) {
            each(static_cast<StreamSeen>(stream), static_cast<RecordingSeen>(recording));
        }
    }
}

TEST(Witnesses, CallOnlyAReadableRecordingOfAGoodPictureRecorded) {
    each_pair([](StreamSeen stream, RecordingSeen recording) {
        const bool both = stream == StreamSeen::healthy && recording == RecordingSeen::readable;
        EXPECT_EQ(judge_witnesses(stream, recording).state == Footage::recorded, both);
    });
}

TEST(Witnesses, CallNothingMoreThanUnknownThatCannotBeRead) {
    each_pair([](StreamSeen stream, RecordingSeen recording) {
        if (recording != RecordingSeen::readable) {
            const Footage state = judge_witnesses(stream, recording).state;
            EXPECT_TRUE(state == Footage::gap || state == Footage::unknown);
        }
    });
}

TEST(Witnesses, RaiseAnAlarmForEveryGapAndEveryDegradation) {
    each_pair([](StreamSeen stream, RecordingSeen recording) {
        const WitnessVerdict verdict = judge_witnesses(stream, recording);
        EXPECT_EQ(verdict.alarm == CameraAlarm::recording_gap, verdict.state == Footage::gap);
        if (verdict.state == Footage::degraded) {
            EXPECT_EQ(verdict.alarm, CameraAlarm::picture_fault);
        }
    });
}

TEST(Witnesses, NeverLetABadStreamPassWithoutAnAlarm) {
    each_pair([](StreamSeen stream, RecordingSeen recording) {
        const bool bad = stream != StreamSeen::healthy && stream != StreamSeen::unproven;
        if (bad) {
            EXPECT_NE(judge_witnesses(stream, recording).alarm, CameraAlarm::none);
        }
    });
}

TEST(Witnesses, CallAFileThatStoppedGrowingAGapOnlyWhenTheStreamIsSilentToo) {
    EXPECT_EQ(judge_witnesses(StreamSeen::silent, RecordingSeen::stuck).state, Footage::gap);
    EXPECT_EQ(judge_witnesses(StreamSeen::healthy, RecordingSeen::stuck),
              (WitnessVerdict{Footage::unknown, CameraAlarm::recorder_stuck}));
}

}  // namespace
}  // namespace labd::rules
