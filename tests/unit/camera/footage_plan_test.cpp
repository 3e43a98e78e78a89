// Which recordings make which part: no clip over a gap, nothing told of what may still come.
#include <gmock/gmock.h>

#include "labd/camera/footage/plan.h"

namespace labd::camera {
namespace {

using ports::RecordedSegment;
using ports::SegmentState;

Instant start() { return *parse_instant("2026-03-03T09:00:00Z"); }

Instant at(std::int64_t s) { return start() + seconds(s); }

/// Ten seconds, the `index`th of its run.
RecordedSegment segment(int index, SegmentState state = SegmentState::final,
                        const std::string& run = "r") {
    RecordedSegment made;
    made.camera = CameraId("cam1");
    made.file = std::to_string(index) + ".mp4";
    made.run = run;
    made.sequence = static_cast<std::uint64_t>(index);
    made.start = at(index * 10);
    made.media_length = made.wall_length = seconds(10);
    made.state = state;
    return made;
}

/// `0-25:0,1,2` for a clip, `25-30:no_recording` for a gap, `+` when more is being written.
std::string told(const Plan& plan) {
    std::string text;
    for (const PlannedPart& part : plan.parts) {
        text += (text.empty() ? "" : " ") +
                std::to_string((part.when.from - start()).us / 1000000) + "-" +
                std::to_string((part.when.to - start()).us / 1000000) + ":" + part.fault;
        for (const std::size_t index : part.segments) {
            text += (text.back() == ':' ? "" : ",") + std::to_string(index);
        }
    }
    return text + (plan.still_written ? " +" : "");
}

std::string plan(const std::vector<RecordedSegment>& segments, std::int64_t from_s,
                 std::int64_t to_s, PlanLimits limits = {}, std::int64_t now_s = 86'400) {
    return told(plan_parts(segments, {at(from_s), at(to_s)}, at(now_s), limits));
}

TEST(FootagePlan, FilesThatGoOnAreOneClip) {
    EXPECT_EQ(plan({segment(0), segment(1), segment(2)}, 3, 25), "3-25:0,1,2");
    EXPECT_EQ(plan({segment(2), segment(0), segment(1)}, 3, 25), "3-25:1,2,0");
    EXPECT_EQ(plan({segment(0), segment(1)}, 3, 10), "3-10:0");
}

TEST(FootagePlan, CAM_7_AGapEndsTheClipAndIsTold) {
    EXPECT_EQ(plan({segment(0), segment(2)}, 3, 25), "3-10:0 10-20:no_recording 20-25:1");
    EXPECT_EQ(plan({segment(0), segment(1, SegmentState::unreadable), segment(2)}, 3, 25),
              "3-10:0 10-20:unreadable 20-25:2");
    EXPECT_EQ(plan({}, 3, 25), "3-25:no_recording");
    EXPECT_EQ(plan({segment(0), segment(1, SegmentState::final, "other")}, 3, 20), "3-10:0 10-20:1")
        << "another run";
}

TEST(FootagePlan, CAM_7_AHoleInAFileIsAGapToo) {
    RecordedSegment torn = segment(1);
    torn.holes = {{seconds(4), seconds(6)}};
    EXPECT_EQ(plan({segment(0), torn, segment(2)}, 0, 30), "0-14:0,1 14-16:unreadable 16-30:1,2");
}

TEST(FootagePlan, WhatIsStillWrittenComesLater) {
    const std::vector<RecordedSegment> growing{segment(0), segment(1, SegmentState::open)};
    EXPECT_EQ(plan(growing, 3, 15, {}, 16), "3-10:0 +");
    EXPECT_EQ(plan({segment(0)}, 3, 15, {}, 16), "3-10:0 +") << "the next may not be named yet";
    EXPECT_EQ(plan({segment(0)}, 3, 15, {}, 100), "3-10:0 10-15:no_recording");
}

TEST(FootagePlan, LongOnesComeInParts) {
    PlanLimits limits;
    limits.part_max = seconds(12);
    const std::vector<RecordedSegment> all{segment(0), segment(1), segment(2)};
    EXPECT_EQ(plan(all, 3, 30, limits), "3-15:0,1 15-27:1,2 27-30:2");
    limits.part_max = hours(1);
    limits.segments_max = 1;
    EXPECT_EQ(plan(all, 3, 30, limits), "3-10:0 10-20:1 20-30:2");
    limits.parts_max = 2;
    EXPECT_EQ(plan(all, 3, 30, limits), "3-10:0 10-20:1");
}

}  // namespace
}  // namespace labd::camera
