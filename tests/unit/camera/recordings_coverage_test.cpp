// What segments and pictures say about a window, by hand.
#include <gmock/gmock.h>

#include <boost/describe/enum_to_string.hpp>
#include <ostream>

#include "labd/camera/recordings/coverage.h"

namespace labd::camera {

void PrintTo(const CoverageInterval& interval, std::ostream* out) {
    *out << interval.when.from.us << " to " << interval.when.to.us << ' '
         << boost::describe::enum_to_string(interval.state, "") << ' '
         << boost::describe::enum_to_string(interval.cause, "");
}

namespace {

using domain::Footage;
using ports::EndReason;
using ports::RecordedSegment;
using ports::SegmentState;
using ports::StartTrust;
using rules::StreamSeen;
using testing::ElementsAre;
using testing::IsEmpty;

Instant second(double at) { return Instant{static_cast<std::int64_t>(at * 1e6)}; }

Duration lasting(double length) { return {static_cast<std::int64_t>(length * 1e6)}; }

Interval span(double from, double to) { return {second(from), second(to)}; }

/// A good file of ten seconds.
RecordedSegment segment(double start, std::string run = "r", std::uint64_t sequence = 0) {
    RecordedSegment made;
    made.camera = CameraId("cam1");
    made.file = std::to_string(start);
    made.run = std::move(run);
    made.sequence = sequence;
    made.start = second(start);
    made.media_length = made.wall_length = seconds(10);
    made.frames = 100;
    made.keyframes = 10;
    made.state = SegmentState::final;
    made.end_reason = EndReason::stopped;
    return made;
}

CoverageQuestion question(double from, double to, std::vector<RecordedSegment> segments) {
    CoverageQuestion asked;
    asked.window = span(from, to);
    asked.segments = std::move(segments);
    asked.camera_known = !asked.segments.empty();
    asked.looked_until = second(1e6);
    return asked;
}

CoverageInterval part(double from, double to, Footage state, Cause cause) {
    return {span(from, to), state, cause, {}};
}

TEST(RecordingCoverage, OfAReadableFileIsUnprovenAndTheRestAGap) {
    const RecordingCoverage coverage = coverage_of(question(0, 30, {segment(5)}));
    EXPECT_THAT(coverage.intervals, ElementsAre(part(0, 5, Footage::gap, Cause::no_segment),
                                                part(5, 15, Footage::unproven, Cause::not_judged),
                                                part(15, 30, Footage::gap, Cause::no_segment)));
    EXPECT_EQ(coverage.sums.gap, seconds(20));
    EXPECT_EQ(coverage.sums.unproven, seconds(10));
    EXPECT_EQ(coverage.sums.window(), seconds(30));
    ASSERT_EQ(coverage.gaps.size(), 2U);
    EXPECT_FALSE(coverage.gaps[0].open_ended);
    EXPECT_TRUE(coverage.gaps[1].open_ended);
}

TEST(RecordingCoverage, OfACameraWithoutAnyFileIsUnknown) {
    EXPECT_THAT(coverage_of(question(0, 30, {})).intervals,
                ElementsAre(part(0, 30, Footage::unknown, Cause::nothing_found)));
}

TEST(RecordingCoverage, OfATimeThatNobodyCouldLookAtIsUnknown) {
    CoverageQuestion asked = question(0, 30, {segment(5)});
    asked.looked_until = second(12);
    EXPECT_THAT(coverage_of(asked).intervals,
                ElementsAre(part(0, 5, Footage::gap, Cause::no_segment),
                            part(5, 12, Footage::unproven, Cause::not_judged),
                            part(12, 30, Footage::unknown, Cause::not_looked)));
}

TEST(RecordingCoverage, IsRecordedOnlyWhereAPictureWasShownToBeGood) {
    CoverageQuestion asked = question(0, 20, {segment(0, "r", 0), segment(10, "r", 1)});
    asked.pictures = {{span(0, 8), StreamSeen::healthy, {}},
                      {span(6, 10), StreamSeen::unproven, {}},
                      {span(12, 14), StreamSeen::healthy, {}},
                      {span(12, 14), StreamSeen::faulty, Fault::moved},
                      {span(13, 16), StreamSeen::faulty, Fault::black},
                      {span(15, 18), StreamSeen::silent, {}}};
    EXPECT_THAT(
        coverage_of(asked).intervals,
        ElementsAre(part(0, 6, Footage::recorded, Cause::good),
                    part(6, 10, Footage::unproven, Cause::not_shown),
                    part(10, 12, Footage::unproven, Cause::not_judged),
                    CoverageInterval{span(12, 13), Footage::degraded, Cause::picture, Fault::moved},
                    CoverageInterval{span(13, 16), Footage::degraded, Cause::picture, Fault::black},
                    part(16, 18, Footage::unproven, Cause::stream_silent),
                    part(18, 20, Footage::unproven, Cause::not_judged)));
}

TEST(RecordingCoverage, IsNeverRecordedWithoutARecordingHoweverGoodThePicture) {
    CoverageQuestion asked = question(0, 20, {segment(0)});
    asked.pictures = {{span(0, 20), StreamSeen::healthy, {}}};
    EXPECT_THAT(coverage_of(asked).intervals,
                ElementsAre(part(0, 10, Footage::recorded, Cause::good),
                            part(10, 20, Footage::gap, Cause::no_segment)));
}

TEST(RecordingCoverage, JoinsOnlyNeighboursOfARunAndWhatTouches) {
    RecordedSegment first = segment(0, "r", 7);
    RecordedSegment next = segment(10.4, "r", 8);
    first.uncertainty = next.uncertainty = lasting(0.25);
    EXPECT_THAT(coverage_of(question(0, 20, {first, next})).intervals,
                ElementsAre(part(0, 20, Footage::unproven, Cause::not_judged)));
    next.run = "other";
    EXPECT_THAT(coverage_of(question(0, 20, {first, next})).gaps, IsEmpty());
    EXPECT_EQ(coverage_of(question(0, 20, {first, next})).sums.gap, lasting(0.4));
    next.start = second(10.001);
    EXPECT_EQ(coverage_of(question(0, 20, {next, first})).sums.gap, Duration{});
    next.start = second(10.002);
    EXPECT_EQ(coverage_of(question(0, 20, {next, first})).sums.gap, Duration{});
    EXPECT_EQ(coverage_of(question(0, 20, {next, first})).sums.unknown, lasting(0.002));
}

TEST(RecordingCoverage, CallsAHoleThatTheNamesCannotTellUnknown) {
    RecordedSegment first = segment(0, "a");
    RecordedSegment next = segment(11, "b");
    first.uncertainty = next.uncertainty = seconds(1);
    EXPECT_THAT(coverage_of(question(0, 20, {first, next})).intervals,
                ElementsAre(part(0, 10, Footage::unproven, Cause::not_judged),
                            part(10, 11, Footage::unknown, Cause::edge_uncertain),
                            part(11, 20, Footage::unproven, Cause::not_judged)));
    next.start = second(12);
    const RecordingCoverage wider = coverage_of(question(0, 20, {first, next}));
    EXPECT_EQ(wider.sums.gap, seconds(2));
    ASSERT_EQ(wider.gaps.size(), 1U);
    EXPECT_EQ(wider.gaps[0].at_least, Duration{});
    EXPECT_EQ(wider.gaps[0].at_most, seconds(4));
}

TEST(RecordingCoverage, NamesTheCauseOfEveryGap) {
    RecordedSegment cut = segment(0, "r", 0);
    cut.media_length = cut.wall_length = seconds(6);
    cut.end_reason = EndReason::cut;
    RecordedSegment unreadable = segment(20, "");
    unreadable.state = SegmentState::unreadable;
    unreadable.frames = unreadable.keyframes = 0;
    RecordedSegment deleted = segment(30, "r", 3);
    deleted.state = SegmentState::deleted;
    RecordedSegment with_hole = segment(40, "r", 4);
    with_hole.first_keyframe = seconds(1);
    with_hole.holes = {{seconds(4), seconds(7)}};
    const RecordingCoverage coverage = coverage_of(question(
        0, 70, {cut, segment(10, "r", 1), unreadable, deleted, with_hole, segment(60, "r", 6)}));
    EXPECT_THAT(coverage.intervals,
                ElementsAre(part(0, 6, Footage::unproven, Cause::not_judged),
                            part(6, 10, Footage::gap, Cause::truncated),
                            part(10, 20, Footage::unproven, Cause::not_judged),
                            part(20, 30, Footage::gap, Cause::unreadable),
                            part(30, 40, Footage::gap, Cause::deleted),
                            part(40, 41, Footage::gap, Cause::no_keyframe),
                            part(41, 44, Footage::unproven, Cause::not_judged),
                            part(44, 47, Footage::gap, Cause::frames_missing),
                            part(47, 50, Footage::unproven, Cause::not_judged),
                            part(50, 60, Footage::gap, Cause::missing),
                            part(60, 70, Footage::unproven, Cause::not_judged)));
    ASSERT_EQ(coverage.gaps.size(), 4U);
    EXPECT_EQ(coverage.gaps[1].when, span(20, 41));
    EXPECT_THAT(coverage.gaps[1].causes,
                ElementsAre(Cause::unreadable, Cause::deleted, Cause::no_keyframe));
}

TEST(RecordingCoverage, KeepsAnOpenFileUnknownFromItsLastWholePartOn) {
    RecordedSegment open = segment(10, "r", 1);
    open.state = SegmentState::open;
    open.end_reason = EndReason::growing;
    open.media_length = open.wall_length = seconds(4);
    CoverageQuestion asked = question(0, 40, {segment(0, "r", 0), open});
    asked.looked_until = second(30);
    EXPECT_THAT(coverage_of(asked).intervals,
                ElementsAre(part(0, 14, Footage::unproven, Cause::not_judged),
                            part(14, 30, Footage::unknown, Cause::being_written),
                            part(30, 40, Footage::unknown, Cause::not_looked)));
    asked.segments[1].media_length = asked.segments[1].wall_length = {};
    asked.segments[1].frames = asked.segments[1].keyframes = 0;
    EXPECT_EQ(coverage_of(asked).sums.unproven, seconds(10));
    EXPECT_EQ(coverage_of(asked).sums.unknown, seconds(30));
}

TEST(RecordingCoverage, TrustsNoFileWhoseTimeIsInDoubt) {
    RecordedSegment disputed = segment(0);
    disputed.trust = StartTrust::disputed;
    RecordedSegment guessed = segment(10);
    guessed.trust = StartTrust::guessed;
    EXPECT_THAT(coverage_of(question(0, 20, {disputed, guessed})).intervals,
                ElementsAre(part(0, 10, Footage::unknown, Cause::disputed),
                            part(10, 20, Footage::unknown, Cause::renamed)));
}

TEST(RecordingCoverage, IsDegradedWhereMediaTimeAndWallTimeDifferByMoreThanTwoPerCent) {
    RecordedSegment slow = segment(0, "r", 0);
    slow.wall_length = lasting(10.2);
    EXPECT_EQ(coverage_of(question(0, 10, {slow})).sums.degraded, Duration{});
    slow.wall_length = lasting(10.200001);
    EXPECT_THAT(coverage_of(question(0, 10, {slow})).intervals,
                ElementsAre(part(0, 10, Footage::degraded, Cause::clock_drift)));
    slow.wall_uncertainty = lasting(0.1);
    EXPECT_EQ(coverage_of(question(0, 10, {slow})).sums.degraded, Duration{});
}

TEST(RecordingCoverage, ProvesOnlyWhatStaysWhenEveryEdgeMovesIn) {
    RecordedSegment first = segment(10, "r", 0);
    RecordedSegment next = segment(20, "r", 1);
    first.uncertainty = next.uncertainty = lasting(0.5);
    CoverageQuestion asked = question(0, 100, {first, next});
    asked.pictures = {{span(0, 25), StreamSeen::healthy, {}}};
    RecordingCoverage coverage = coverage_of(asked);
    EXPECT_EQ(coverage.sums.recorded, seconds(15));
    EXPECT_EQ(coverage.provable_recorded, lasting(14.5));
    EXPECT_EQ(coverage.provable_readable, seconds(19));
    asked.clock_uncertainty = seconds(3);
    coverage = coverage_of(asked);
    EXPECT_EQ(coverage.provable_recorded, lasting(11.5));
    EXPECT_EQ(coverage.provable_readable, seconds(13));
}

TEST(RecordingCoverage, ListsAGapOfASecondAndNoShorterOne) {
    const auto with_hole = [](double length) {
        RecordedSegment next = segment(10 + length, "other");
        return coverage_of(question(0, 20, {segment(0), next}));
    };
    EXPECT_THAT(with_hole(0.999999).gaps, IsEmpty());
    EXPECT_EQ(with_hole(0.999999).sums.gap, lasting(0.999999));
    EXPECT_EQ(with_hole(1).gaps.size(), 1U);
}

TEST(RecordingCoverage, GivesAnOverlapToTheNextOfTheRunAndLosesNothingOfTwoRuns) {
    RecordedSegment longer = segment(0, "r", 0);
    RecordedSegment next = segment(8, "r", 1);
    next.first_keyframe = seconds(1);
    EXPECT_EQ(coverage_of(question(0, 18, {longer, next})).sums.gap, seconds(1));
    next.run = "other";
    EXPECT_EQ(coverage_of(question(0, 18, {longer, next})).sums.gap, Duration{});
}

}  // namespace
}  // namespace labd::camera
