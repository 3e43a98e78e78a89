// Which files follow which, when they began, and what their dates say.
#include <gmock/gmock.h>

#include "labd/camera/recordings/runs.h"

namespace labd::camera {
namespace {

using ports::EndReason;
using ports::RecordedSegment;
using ports::SegmentState;
using ports::StartTrust;
using testing::ElementsAre;

Instant second(double at) {
    return Instant{1'772'528'400'000'000} + Duration{std::int64_t(at * 1e6)};
}

Duration lasting(double length) { return {static_cast<std::int64_t>(length * 1e6)}; }

constexpr double a_day_later = 86'400;

/// A closed file of ten seconds whose time stamps go on from file to file.
ObservedFile file(double named, double stamps, double length = 10) {
    ObservedFile made;
    made.camera = CameraId("cam1");
    made.file = std::to_string(named);
    made.bytes = 1000;
    made.named = second(named);
    made.resolution = seconds(1);
    made.written = second(named + length);
    made.facts.start = lasting(stamps);
    made.facts.length = lasting(length);
    made.facts.frames = 100;
    made.facts.keyframes = 10;
    return made;
}

std::vector<RecordedSegment> segments(std::vector<ObservedFile> files) {
    return segments_of(std::move(files), second(a_day_later)).segments;
}

TEST(Runs, GoOnWhereTimeStampsAndNamesGoOn) {
    const auto made = segments({file(20, 25), file(0, 5), file(10, 15)});
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[0].run, made[2].run);
    EXPECT_EQ(made[2].sequence, made[0].sequence + 2);
    EXPECT_EQ(made[0].end_reason, EndReason::next);
    EXPECT_EQ(made[2].end_reason, EndReason::stopped);
}

TEST(Runs, AreNewWhereTimeStampsStartAnew) {
    const auto made = segments({file(0, 0), file(10, 0)});
    EXPECT_NE(made[0].run, made[1].run);
}

TEST(Runs, SkipTheNumberOfAFileThatTimeStampsAndNamesMiss) {
    const auto made = segments({file(0, 0), file(20, 20)});
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[1].state, SegmentState::missing);
    EXPECT_EQ(made[1].start, second(10));
    EXPECT_EQ(made[1].wall_length, seconds(10));
    EXPECT_EQ(made[2].sequence, made[0].sequence + 2);
}

TEST(Runs, AreNewWhereTheClockSeesAHoleThatTheTimeStampsDont) {
    const auto made = segments({file(0, 0), file(17, 10)});
    EXPECT_NE(made[0].run, made[1].run);
}

TEST(Runs, FollowNumbersInTheNamesWhenTimeStampsStartAnew) {
    std::vector<ObservedFile> files{file(0, 0), file(10, 0), file(30, 0)};
    files[0].number = 4;
    files[1].number = 5;
    files[2].number = 7;
    const auto made = segments(files);
    ASSERT_EQ(made.size(), 4U);
    EXPECT_EQ(made[0].sequence, 4U);
    EXPECT_EQ(made[1].sequence, 5U);
    EXPECT_EQ(made[2].state, SegmentState::missing);
    EXPECT_EQ(made[3].sequence, 7U);
    EXPECT_EQ(made[3].run, made[0].run);
}

TEST(Runs, KnowTheirStartBetterThanASingleName) {
    // The recorder began at 0.7 s; names are cut to seconds, segments are 10.1 s long.
    std::vector<ObservedFile> files;
    for (int i = 0; i < 9; ++i) {
        const double begin = 0.7 + 10.1 * i;
        files.push_back(file(static_cast<int>(begin), 10.1 * i, 10.1));
    }
    const auto made = segments(files);
    EXPECT_LE(made[0].uncertainty, lasting(0.11));
    for (int i = 0; i < 9; ++i) {
        const RecordedSegment& segment = made[static_cast<std::size_t>(i)];
        const Duration off = second(0.7 + 10.1 * i) - segment.start;
        EXPECT_GE(off, -microseconds(20)) << i;
        EXPECT_LE(off, segment.uncertainty + microseconds(20)) << i;
        EXPECT_EQ(segment.wall_length, lasting(10.1));
    }
}

TEST(Runs, TakeWallTimeFromTheNamesWhenTheFilesPretendAnotherFrameRate) {
    std::vector<ObservedFile> files;
    for (int i = 0; i < 10; ++i) {
        files.push_back(file(12 * i, 10 * i));
    }
    const auto made = segments(files);
    EXPECT_EQ(made[0].run, made[9].run);
    EXPECT_EQ(made[4].media_length, seconds(10));
    EXPECT_EQ(made[4].wall_length, seconds(12));
}

TEST(Runs, OfMediamtxNeedTheSameStreamAndTheNextNumber) {
    const auto with_info = [](double at, std::uint8_t stream, std::uint64_t number) {
        ObservedFile made = file(at, 0);
        MediamtxInfo info;
        info.stream[0] = stream;
        info.number = number;
        info.decoding_time = lasting(at);
        info.wall_time = second(at + 0.25);
        made.facts.mediamtx = info;
        return made;
    };
    const auto made = segments(
        {with_info(0, 1, 0), with_info(10, 1, 1), with_info(20, 2, 2), with_info(40, 2, 4)});
    ASSERT_EQ(made.size(), 5U);
    EXPECT_EQ(made[0].adapter, "mediamtx");
    EXPECT_EQ(made[0].start, second(0.25));
    EXPECT_EQ(made[0].run, made[1].run);
    EXPECT_EQ(made[1].sequence, 1U);
    EXPECT_NE(made[1].run, made[2].run);
    EXPECT_EQ(made[3].state, SegmentState::missing);
    EXPECT_EQ(made[4].sequence, 4U);
}

TEST(Runs, OfMediamtxEndWhereTheFileEndsBeforeItsNextBegan) {
    ObservedFile first = file(0, 0, 6);
    ObservedFile next = file(10, 0);
    MediamtxInfo info;
    info.wall_time = second(0);
    first.facts.mediamtx = info;
    info.number = 1;
    info.decoding_time = seconds(10);
    info.wall_time = second(10);
    next.facts.mediamtx = info;
    const auto made = segments({first, next});
    EXPECT_EQ(made[0].end_reason, EndReason::cut);
    EXPECT_EQ(made[0].end(), second(6));
}

TEST(ClockOffsetOfARecorder, IsTheMedianOfWhatTheFilesDatesLag) {
    std::vector<ObservedFile> files;
    for (int i = 0; i < 5; ++i) {
        files.push_back(file(10 * i, 0));
        files.back().written = second(10 * i + 10 + 37 + 0.1 * i);
    }
    const auto offset = segments_of(files, second(a_day_later)).offset;
    EXPECT_TRUE(offset.measured);
    EXPECT_EQ(offset.median, lasting(37.2));
    EXPECT_EQ(offset.files, 5U);
}

TEST(ClockOffsetOfARecorder, IsNotMeasuredOnACopy) {
    std::vector<ObservedFile> files;
    for (int i = 0; i < 5; ++i) {
        files.push_back(file(10 * i, 0));
        files.back().written = second(5000);
    }
    EXPECT_FALSE(segments_of(files, second(a_day_later)).offset.measured);
}

TEST(AFileWithAWrongName, IsDisputedByItsDateUnlessItGoesOnFromItsNeighbour) {
    std::vector<ObservedFile> files;
    for (int i = 0; i < 6; ++i) {
        files.push_back(file(20 * i, 0));
    }
    files[3].written = second(1000);
    EXPECT_EQ(segments(files)[3].trust, StartTrust::disputed);
    files[3].facts.start = seconds(10);
    files[2].facts.length = seconds(20);
    files[2].facts.start = {};
    files[3].facts.start = seconds(20);
    EXPECT_EQ(segments(files)[3].trust, StartTrust::stated);
}

TEST(AFileThatCannotBeRead, LastsAsLongAsTheOthersOrUpToTheNext) {
    std::vector<ObservedFile> files{file(0, 0), file(10, 0), file(20, 0), file(26, 0)};
    for (const std::size_t i : {1U, 2U}) {
        files[i].facts = {};
        files[i].facts.problem = "empty file";
    }
    const auto made = segments(files);
    EXPECT_EQ(made[1].state, SegmentState::unreadable);
    EXPECT_EQ(made[1].wall_length, seconds(10));
    EXPECT_EQ(made[2].wall_length, seconds(6));
}

TEST(TheNewestFile, IsOpenWhileItIsWritten) {
    std::vector<ObservedFile> files{file(0, 0), file(10, 10, 4)};
    files[1].written = second(13);
    EXPECT_EQ(segments_of(files, second(15)).segments[1].state, SegmentState::open);
    EXPECT_EQ(segments_of(files, second(15)).segments[0].state, SegmentState::final);
    EXPECT_EQ(segments_of(files, second(30)).segments[1].state, SegmentState::final);
    files[1].facts = {};
    files[1].facts.problem = "no index";
    EXPECT_EQ(segments_of(files, second(15)).segments[1].state, SegmentState::open);
    EXPECT_EQ(segments_of(files, second(30)).segments[1].state, SegmentState::unreadable);
}

TEST(DescribedFrames, ShowWhereFramesAreMissing) {
    std::vector<FrameStamp> frames;
    for (int i = 0; i < 100; ++i) {
        if (i < 40 || i >= 61) {
            frames.push_back({lasting(5 + 0.1 * i), i % 10 == 2});
        }
    }
    std::ranges::reverse(frames);
    MediaFacts facts;
    describe_frames(frames, lasting(0.1), facts);
    EXPECT_EQ(facts.start, seconds(5));
    EXPECT_EQ(facts.length, seconds(10));
    EXPECT_EQ(facts.first_keyframe, lasting(0.2));
    EXPECT_EQ(facts.largest_frame_gap, lasting(2.2));
    EXPECT_THAT(facts.holes, ElementsAre(ports::MediaSpan{seconds(4), lasting(6.1)}));
    EXPECT_EQ(facts.frames, 79U);
}

TEST(DescribedFrames, OfATimeLapseMissNothing) {
    std::vector<FrameStamp> frames;
    for (int i = 0; i < 10; ++i) {
        frames.push_back({seconds(5 * i), true});
    }
    MediaFacts facts;
    describe_frames(frames, {}, facts);
    EXPECT_TRUE(facts.holes.empty());
    EXPECT_EQ(facts.length, seconds(50));
}

}  // namespace
}  // namespace labd::camera
