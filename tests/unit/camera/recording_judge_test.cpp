// What files that grow, stop, vanish and cannot be read say about now.
#include "labd/camera/live/recording_judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace labd::camera {
namespace {

using camera_link::RecordingReport;
using camera_link::RecordingTrouble;
using ports::RecordedSegment;
using ports::SegmentState;
using rules::RecordingSeen;
using testing::Optional;

/// A recorder with files of a minute and a clock that is `recorder_behind` behind labd's.
class Recorder {
public:
    Duration now = seconds(1'000);
    Duration recorder_behind;
    bool offset_is_measured = false;
    std::vector<RecordedSegment> files;
    RecordingJudge judge{seconds(60)};

    Instant wall() const { return Instant{1'772'500'000'000'000} + now; }

    /// A new file; nothing of it can be read yet.
    RecordedSegment& begin(const std::string& name) {
        RecordedSegment& file = files.emplace_back();
        file.camera = CameraId("cam1");
        file.file = name;
        file.start = wall() - recorder_behind;
        file.bytes = 48;
        file.written = wall();
        file.state = SegmentState::open;
        file.problem = "no index (moov): never closed, or cut";
        return file;
    }

    void write(std::optional<Duration> readable = std::nullopt) {
        RecordedSegment& file = files.back();
        file.bytes += 100'000;
        file.written = wall();
        if (readable) {
            make_readable(file, *readable);
        }
    }

    static void make_readable(RecordedSegment& file, Duration length) {
        file.problem.clear();
        file.frames = static_cast<std::uint64_t>(length.us / 40'000);
        file.keyframes = 1;
        file.media_length = file.wall_length = length;
    }

    void close(SegmentState state) { files.back().state = state; }

    void look() {
        RecordingLook look;
        look.at = now;
        look.wall = wall();
        look.segments = files;
        look.offset.measured = offset_is_measured;
        look.offset.median = recorder_behind;
        judge.take(look);
    }

    RecordingSeen seen() const { return judge.report(now).seen; }

    /// A file that can be read up to two seconds ago while it is written.
    void record(Duration length) {
        const Duration began = now;
        begin("at-" + std::to_string(now.us));
        while (now - began < length) {
            look();
            now = now + seconds(1);
            write(now - began > seconds(2) ? std::optional(now - began - seconds(2))
                                           : std::nullopt);
        }
        look();
    }
};

TEST(RecordingJudge, CAM_7_AFileThatIsReadWhileItGrowsIsReadable) {
    Recorder recorder;
    recorder.record(seconds(30));
    EXPECT_EQ(recorder.seen(), RecordingSeen::readable);
    EXPECT_THAT(recorder.judge.report(recorder.now).readable_age, Optional(seconds(2)));
}

TEST(RecordingJudge, CAM_7_TheNextFileOfARecordingIsNoPause) {
    Recorder recorder;
    recorder.record(seconds(60));
    recorder.close(SegmentState::final);
    recorder.begin("next");
    for (int i = 0; i < 6; ++i) {
        recorder.now = recorder.now + seconds(1);
        recorder.write();
        recorder.look();
        EXPECT_EQ(recorder.seen(), RecordingSeen::readable) << i;
    }
    recorder.write(seconds(4));
    recorder.look();
    EXPECT_EQ(recorder.seen(), RecordingSeen::readable);
}

TEST(RecordingJudge, CAM_7_OneLookAloneSaysNothingOfAReadableFile) {
    Recorder recorder;
    recorder.begin("a");
    recorder.write(seconds(30));
    recorder.look();
    EXPECT_EQ(recorder.seen(), RecordingSeen::unsure) << "it may have stopped just now";
}

TEST(RecordingJudge, CAM_7_ARecorderThatDiesIsAGapFromWhereItsFileEnds) {
    Recorder recorder;
    recorder.record(seconds(30));
    const Duration died = recorder.now;
    for (int i = 0; i <= 10; ++i) {
        recorder.look();
        EXPECT_EQ(recorder.seen(), RecordingSeen::readable) << i;
        recorder.now = recorder.now + seconds(1);
    }
    recorder.look();
    const RecordingReport report = recorder.judge.report(recorder.now);
    EXPECT_EQ(report.seen, RecordingSeen::absent);
    EXPECT_EQ(recorder.now - report.seen_age, died - seconds(2)) << "the last that can be read";
}

TEST(RecordingJudge, CAM_7_AClockThatIsBehindMakesNoGapAndMovesNone) {
    Recorder recorder;
    recorder.recorder_behind = minutes(7);
    recorder.record(seconds(30));
    EXPECT_EQ(recorder.seen(), RecordingSeen::readable);
    const Duration died = recorder.now;
    recorder.now = recorder.now + seconds(11);
    recorder.look();
    RecordingReport report = recorder.judge.report(recorder.now);
    EXPECT_EQ(report.seen, RecordingSeen::absent);
    EXPECT_EQ(recorder.now - report.seen_age, died) << "not seven minutes ago";
    EXPECT_EQ(report.clock_offset, std::nullopt);

    Recorder measured;
    measured.recorder_behind = minutes(7);
    measured.offset_is_measured = true;
    measured.record(seconds(30));
    const Duration ended = measured.now - seconds(2);
    measured.now = measured.now + seconds(11);
    measured.look();
    report = measured.judge.report(measured.now);
    EXPECT_EQ(measured.now - report.seen_age, ended);
    EXPECT_THAT(report.clock_offset, Optional(minutes(7)));
}

TEST(RecordingJudge, CAM_7_LongFilesThatTakeLongToReadAreReadableToo) {
    Recorder recorder;
    recorder.begin("an hour");
    recorder.write(minutes(20));
    for (int i = 0; i < 6; ++i) {
        recorder.look();
        recorder.now = recorder.now + milliseconds(10'500);
        recorder.write(minutes(20) + milliseconds(10'500) * (i + 1));
    }
    recorder.look();
    EXPECT_EQ(recorder.seen(), RecordingSeen::readable);
}

TEST(RecordingJudge, CAM_7_AFileThatIsReadableOnlyWhenClosedIsPending) {
    Recorder recorder;
    for (int file = 0; file < 3; ++file) {
        recorder.begin(std::to_string(file));
        for (int i = 0; i < 60; ++i) {
            recorder.look();
            EXPECT_EQ(recorder.seen(), RecordingSeen::pending) << file << ' ' << i;
            recorder.now = recorder.now + seconds(1);
            recorder.write();
        }
        Recorder::make_readable(recorder.files.back(), seconds(60));
        recorder.close(SegmentState::final);
    }
    recorder.look();
    EXPECT_EQ(recorder.seen(), RecordingSeen::pending) << "the next file is not there yet";
}

TEST(RecordingJudge, CAM_7_ShortFilesThatCanBeReadWhenClosedAreReadable) {
    Recorder recorder;
    for (int file = 0; file < 5; ++file) {
        recorder.begin(std::to_string(file));
        for (int i = 0; i < 5; ++i) {
            recorder.look();
            recorder.now = recorder.now + seconds(1);
            recorder.write();
        }
        Recorder::make_readable(recorder.files.back(), seconds(5));
        recorder.close(SegmentState::final);
        recorder.look();
        EXPECT_EQ(recorder.seen(), RecordingSeen::readable) << file;
    }
}

TEST(RecordingJudge, CAM_7_AFileThatDoesNotGrowIsStuckAndThenNoRecording) {
    Recorder recorder;
    recorder.begin("a");
    recorder.look();
    recorder.now = recorder.now + seconds(3);
    recorder.write();
    recorder.look();
    const Duration grew = recorder.now;
    recorder.now = recorder.now + seconds(11);
    recorder.look();
    RecordingReport report = recorder.judge.report(recorder.now);
    EXPECT_EQ(report.seen, RecordingSeen::stuck);
    EXPECT_EQ(recorder.now - report.seen_age, grew);
    recorder.now = recorder.now + seconds(50);
    recorder.look();
    report = recorder.judge.report(recorder.now);
    EXPECT_EQ(report.seen, RecordingSeen::absent) << "a whole file's length without a byte";
    EXPECT_EQ(recorder.now - report.seen_age, grew);
}

TEST(RecordingJudge, CAM_7_ARecorderThatWritesRubbishShowsWhenAFileIsClosed) {
    Recorder recorder;
    recorder.record(seconds(20));
    const Duration last = recorder.now - seconds(2);
    recorder.close(SegmentState::final);
    recorder.begin("rubbish-1");
    for (int i = 0; i < 20; ++i) {
        recorder.now = recorder.now + seconds(1);
        recorder.write();
        recorder.look();
    }
    EXPECT_EQ(recorder.seen(), RecordingSeen::pending);
    recorder.files.back().state = SegmentState::unreadable;
    recorder.begin("rubbish-2");
    recorder.now = recorder.now + seconds(1);
    recorder.write();
    recorder.look();
    const RecordingReport report = recorder.judge.report(recorder.now);
    EXPECT_EQ(report.seen, RecordingSeen::unreadable);
    EXPECT_GE(recorder.now - report.seen_age, last);
}

TEST(RecordingJudge, CAM_7_AFileThatGrowsAndShowsNothingNewIsPending) {
    Recorder recorder;
    recorder.record(seconds(20));
    for (int i = 0; i < 15; ++i) {
        recorder.now = recorder.now + seconds(1);
        recorder.write();
        recorder.look();
    }
    EXPECT_EQ(recorder.seen(), RecordingSeen::pending);
}

TEST(RecordingJudge, CAM_7_TheNewestFileThatVanishesIsDeleted) {
    Recorder recorder;
    recorder.record(seconds(60));
    recorder.close(SegmentState::final);
    recorder.record(seconds(20));
    recorder.files.pop_back();
    recorder.now = recorder.now + seconds(1);
    recorder.look();
    EXPECT_EQ(recorder.seen(), RecordingSeen::deleted);
    recorder.record(seconds(10));
    EXPECT_EQ(recorder.seen(), RecordingSeen::readable) << "it goes on";
    recorder.files.clear();
    recorder.now = recorder.now + seconds(1);
    recorder.look();
    EXPECT_EQ(recorder.seen(), RecordingSeen::deleted);
}

TEST(RecordingJudge, CAM_7_WithoutAnyFileNothingIsKnown) {
    Recorder recorder;
    EXPECT_EQ(recorder.seen(), RecordingSeen::unsure);
    EXPECT_EQ(recorder.judge.report(recorder.now).looked_age, std::nullopt);
    recorder.look();
    RecordingReport report = recorder.judge.report(recorder.now + seconds(3));
    EXPECT_EQ(report.seen, RecordingSeen::unsure);
    EXPECT_THAT(report.trouble, Optional(RecordingTrouble::nothing_found));
    EXPECT_THAT(report.looked_age, Optional(seconds(3)));
    RecordingLook look;
    look.at = recorder.now;
    look.wall = recorder.wall();
    look.trouble = RecordingTrouble::folder_unreadable;
    recorder.judge.take(look);
    report = recorder.judge.report(recorder.now);
    EXPECT_THAT(report.trouble, Optional(RecordingTrouble::folder_unreadable));
}

}  // namespace
}  // namespace labd::camera
