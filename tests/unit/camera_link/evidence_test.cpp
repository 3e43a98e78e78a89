// Digests of recordings, and what was lost since, on their way into the journal.
#include "labd/camera_link/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/describe/enum_to_string.hpp>

#include "labd/rules/coverage.h"
#include "tests/support/kernel_day.h"

namespace labd::camera_link {
namespace {

using domain::Footage;
using test::KernelDay;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A day of which cam1 recorded everything from 08:30 to 09:40 but for 09:05 to 09:10.
class Evidence : public testing::Test {
protected:
    Evidence() {
        day_.check_in("08:50", "A");
        day_.start_module("09:00", "A");
        state("09:40", Footage::recorded, "08:30");
        state("09:40", Footage::gap, "09:05", "absent");
        state("09:40", Footage::recorded, "09:10");
    }

    void state(std::string_view at, Footage footage, std::string_view since,
               const std::optional<std::string>& fault = {}) {
        day_.must(at,
                  domain::CameraStateReported{CameraId("cam1"), footage, day_.time(since), fault},
                  {.role = domain::Role::camera_service});
    }

    ManifestReport manifest(std::string_view from, const std::string& camera = "cam1") const {
        return {camera, day_.time(from), day_.time(from) + minutes(10),
                10,     1'500'000,       std::string(64, 'a')};
    }

    std::vector<domain::Proposed> lose(std::string_view from, std::string_view to,
                                       LossKind kind = LossKind::deleted) {
        return loss_entries(*day_.kernel, {"cam1", kind, day_.time(from), day_.time(to)});
    }

    /// Enters them, as the camera watch does.
    void enter(const std::vector<domain::Proposed>& entries) {
        for (const domain::Proposed& entry : entries) {
            const test::Sent sent = day_.send(std::vector<domain::Proposed>{entry});
            day_.journal.finish_all();
            EXPECT_TRUE(test::is<kernel::Done>(sent));
        }
    }

    /// `gap 09:05:00-09:10:00 absent`, of cam1 from 09:00 to 09:30.
    std::vector<std::string> footage() {
        const domain::DayLog* log = day_.kernel->load_day(SessionId("day"));
        const domain::Camera camera = log->now.site->configured.cameras.front();
        const rules::CameraCoverage coverage = rules::footage_of(
            {*log, log->now}, camera, {day_.time("09:00"), day_.time("09:30")}, day_.time("09:40"));
        std::vector<std::string> texts;
        for (const rules::FootageInterval& part : coverage.intervals) {
            const auto clock = [&](Instant at) {
                return format_time_of_day(day_.zone.time_of_day_at(at)).substr(0, 8);
            };
            texts.push_back(std::string(boost::describe::enum_to_string(part.state, "")) + ' ' +
                            clock(part.interval.from) + '-' + clock(part.interval.to) +
                            (part.fault.empty() ? "" : ' ' + part.fault));
        }
        return texts;
    }

    KernelDay day_;
};

TEST_F(Evidence, CAM_4_ARootIsEnteredOnceForItsSession) {
    const std::optional<domain::Proposed> entry = digest_entry(*day_.kernel, manifest("09:10"));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->session, SessionId("day"));
    EXPECT_EQ(entry->by.role, domain::Role::camera_service);
    enter({*entry});
    EXPECT_EQ(day_.count("recordings.digested"), 1U);
    EXPECT_FALSE(digest_entry(*day_.kernel, manifest("09:10"))) << "labd-camera was started again";
    const domain::DayLog* log = day_.kernel->load_day(SessionId("day"));
    const auto coverage =
        rules::session_coverage({*log, log->now}, SessionId("day"), day_.time("09:40"));
    ASSERT_THAT(coverage->roots, SizeIs(1));
    EXPECT_EQ(coverage->roots.front().root, std::string(64, 'a'));
    EXPECT_EQ(coverage->roots.front().when.from, day_.time("09:10"));
}

TEST_F(Evidence, OnlyOfRequiredWindowsAndOfCamerasThatThereAre) {
    EXPECT_FALSE(digest_entry(*day_.kernel, manifest("08:20"))) << "ends as the window begins";
    EXPECT_TRUE(digest_entry(*day_.kernel, manifest("08:25")));
    EXPECT_FALSE(digest_entry(*day_.kernel, manifest("09:10", "cam9")));
    EXPECT_TRUE(lose("08:00", "08:30").empty());
}

TEST_F(Evidence, CAM_7_WhatWasDeletedIsAGapAndWhatFollowsStaysWhatItWas) {
    enter(lose("09:20", "09:25"));
    EXPECT_THAT(footage(),
                ElementsAre("recorded 09:00:00-09:05:00", "gap 09:05:00-09:10:00 absent",
                            "recorded 09:10:00-09:20:00", "gap 09:20:00-09:25:00 deleted",
                            "recorded 09:25:00-09:30:00"));
    EXPECT_THAT(lose("09:20", "09:25"), IsEmpty()) << "told again after a restart";
}

TEST_F(Evidence, CAM_7_ALossOverSeveralStatesMakesEachAGap) {
    enter(lose("09:02", "09:12"));
    EXPECT_THAT(footage(),
                ElementsAre("recorded 09:00:00-09:02:00", "gap 09:02:00-09:05:00 deleted",
                            "gap 09:05:00-09:10:00 absent", "gap 09:10:00-09:12:00 deleted",
                            "recorded 09:12:00-09:30:00"));
}

TEST_F(Evidence, CAM_7_WhatWasChangedIsUnknownAndAGapStaysAGap) {
    enter(lose("09:02", "09:12", LossKind::changed));
    EXPECT_THAT(footage(),
                ElementsAre("recorded 09:00:00-09:02:00", "unknown 09:02:00-09:05:00 changed",
                            "gap 09:05:00-09:10:00 absent", "unknown 09:10:00-09:12:00 changed",
                            "recorded 09:12:00-09:30:00"));
}

TEST_F(Evidence, CAM_7_ALossThatEndsWhereAStateBeginsLeavesThatState) {
    enter(lose("09:00", "09:05"));
    EXPECT_THAT(footage(),
                ElementsAre("gap 09:00:00-09:05:00 deleted", "gap 09:05:00-09:10:00 absent",
                            "recorded 09:10:00-09:30:00"));
}

TEST_F(Evidence, CAM_7_WhatCanBeReadOnceItIsClosedIsWhatTheStreamWasLikeThen) {
    state("09:40", Footage::unknown, "09:10", "pending");
    state("09:40", Footage::unknown, "09:12", "black");
    state("09:40", Footage::unknown, "09:13", "nothing_moves");
    state("09:40", Footage::unknown, "09:14", "timeout");
    state("09:40", Footage::unknown, "09:15", "unwatched");
    state("09:40", Footage::unknown, "09:16", "changed");
    state("09:40", Footage::unknown, "09:17", "pending");
    const auto read = [&] {
        return readable_entries(*day_.kernel, {"cam1", day_.time("09:02"), day_.time("09:20")});
    };
    enter(read());
    EXPECT_THAT(
        footage(),
        ElementsAre("recorded 09:00:00-09:05:00", "gap 09:05:00-09:10:00 absent",
                    "recorded 09:10:00-09:12:00", "degraded 09:12:00-09:13:00 black",
                    "unproven 09:13:00-09:14:00 nothing_moves",
                    "unproven 09:14:00-09:15:00 timeout", "unproven 09:15:00-09:16:00 unwatched",
                    "unknown 09:16:00-09:17:00 changed", "recorded 09:17:00-09:20:00",
                    "unknown 09:20:00-09:30:00 pending"));
    EXPECT_THAT(read(), IsEmpty()) << "told again after a restart";
}

TEST_F(Evidence, CAM_7_WhereNothingWasKnownWhatCanBeReadChangesNothing) {
    EXPECT_THAT(readable_entries(*day_.kernel, {"cam2", day_.time("09:00"), day_.time("09:10")}),
                IsEmpty());
    EXPECT_THAT(readable_entries(*day_.kernel, {"cam9", day_.time("09:00"), day_.time("09:10")}),
                IsEmpty());
}

TEST_F(Evidence, CAM_8_ALossLongerThanTheLimitOpensAnIncident) {
    const std::size_t before = day_.count("incident.announced");
    enter(lose("09:20", "09:25"));
    EXPECT_GT(day_.count("incident.announced"), before);
}

}  // namespace
}  // namespace labd::camera_link
