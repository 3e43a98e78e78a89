// Whatever is entered about cameras, in whatever order: five states part the window, second by
// second as CAM-7 says it, and nothing is recorded without an entry that says so.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "labd/rules/coverage.h"
#include "tests/property/random_day.h"

namespace labd::test {
namespace {

using domain::Footage;

constexpr int minutes_of_day = 12 * 60;

/// A state of a camera from so many minutes after 08:00 on.
struct Seen {
    int camera = 0;
    Footage state = Footage::unknown;
    int since_minute = 0;
};

std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << "cam" << seen.camera << ' ' << boost::describe::enum_to_string(seen.state, "")
               << " from minute " << seen.since_minute;
}

rc::Gen<std::vector<Seen>> sightings() {
    return rc::gen::container<std::vector<Seen>>(rc::gen::build<Seen>(
        rc::gen::set(&Seen::camera, rc::gen::inRange(1, 3)),
        rc::gen::set(&Seen::state,
                     rc::gen::element(Footage::recorded, Footage::unproven, Footage::degraded,
                                      Footage::gap, Footage::unknown)),
        rc::gen::set(&Seen::since_minute, rc::gen::inRange(0, minutes_of_day))));
}

/// A day with two cameras whose one sitting ends at `end_minute`; then everything is entered.
struct Played {
    Played(const std::vector<Seen>& all, int end_minute) : day(setup()) {
        day.book("A", "S01");
        day.check_in("08:50", "A");
        day.must(at(end_minute), domain::SittingFinished{SittingId("A")});
        for (const Seen& seen : all) {
            const CameraId camera("cam" + std::to_string(seen.camera));
            day.must("20:30",
                     domain::CameraStateReported{
                         camera, seen.state, day.time(at(seen.since_minute)), {}},
                     {.role = domain::Role::camera_service});
        }
    }

    static SiteSetup setup() {
        SiteSetup setup;
        setup.cameras = {{CameraId("cam1"), RoomId("main"), domain::CameraArea::exam_room},
                         {CameraId("cam2"), RoomId("main"), domain::CameraArea::belongings}};
        return setup;
    }

    static std::string at(int minute) { return format_time_of_day({hours(8) + minutes(minute)}); }

    rules::Coverage coverage(int asked_minute) const {
        return *rules::session_coverage({day.log(), day.log().now}, SessionId("day"),
                                        day.time(at(asked_minute)));
    }

    TestDay day;
};

/// What CAM-7 and the scenario format say of one minute, by going through all that was entered.
Footage state_of(const std::vector<Seen>& all, int camera, int minute, int asked_minute) {
    Footage state = Footage::unknown;
    int since = -1;
    for (const Seen& seen : all) {
        if (seen.camera == camera && seen.since_minute <= minute && seen.since_minute >= since) {
            state = seen.state;
            since = seen.since_minute;
        }
    }
    return minute < asked_minute ? state : Footage::unknown;
}

Duration sum_of(const rules::FootageSums& sums, Footage state) {
    switch (state) {
        case Footage::recorded: return sums.recorded;
        case Footage::unproven: return sums.unproven;
        case Footage::degraded: return sums.degraded;
        case Footage::gap: return sums.gap;
        case Footage::unknown: break;
    }
    return sums.unknown;
}

constexpr std::array every_state{Footage::recorded, Footage::unproven, Footage::degraded,
                                 Footage::gap, Footage::unknown};

RC_GTEST_PROP(Coverage, CAM_7_FiveStatesPartTheWindowMinuteByMinute, ()) {
    const std::vector<Seen> all = *sightings();
    const int end = *rc::gen::inRange(61, 9 * 60);
    const int asked = *rc::gen::inRange(end, minutes_of_day);
    const Played played(all, end);
    const rules::Coverage coverage = played.coverage(asked);
    for (int camera = 1; camera <= 2; ++camera) {
        const rules::CameraCoverage& one = coverage.cameras[static_cast<std::size_t>(camera - 1)];
        std::map<Footage, Duration> expected;
        for (int minute = 30; minute < end + 30; ++minute) {
            expected[state_of(all, camera, minute, asked)] += minutes(1);
        }
        Duration sum;
        for (const Footage state : every_state) {
            RC_ASSERT(sum_of(one.sums, state) == expected[state]);
            sum += sum_of(one.sums, state);
        }
        RC_ASSERT(sum == coverage.window.length());
        RC_ASSERT(one.sums.window == sum);
        Instant reached = coverage.window.from;
        for (const rules::FootageInterval& part : one.intervals) {
            RC_ASSERT(part.interval.from == reached);
            RC_ASSERT(!part.interval.empty());
            reached = part.interval.to;
        }
        RC_ASSERT(reached == coverage.window.to);
    }
}

RC_GTEST_PROP(Coverage, CAM_7_NothingIsRecordedWithoutEvidence, ()) {
    std::vector<Seen> all = *sightings();
    std::erase_if(all, [](const Seen& seen) { return seen.state == Footage::recorded; });
    const rules::Coverage coverage = Played(all, 8 * 60).coverage(minutes_of_day - 1);
    RC_ASSERT(coverage.sums.recorded == Duration{});
    RC_ASSERT(coverage.sums.uptime() == 0.0);
}

RC_GTEST_PROP(Coverage, CAM_7_TheOrderOfRecordingChangesNothing, ()) {
    std::vector<Seen> all = *sightings();
    // Of two states of one instant the later recorded holds, so each instant is used once.
    std::ranges::stable_sort(
        all, {}, [](const Seen& seen) { return std::pair(seen.camera, seen.since_minute); });
    const auto same = std::ranges::unique(all, [](const Seen& a, const Seen& b) {
        return a.camera == b.camera && a.since_minute == b.since_minute;
    });
    all.erase(same.begin(), same.end());
    std::vector<Seen> turned = all;
    std::ranges::reverse(turned);
    const rules::Coverage one = Played(all, 8 * 60).coverage(10 * 60);
    const rules::Coverage other = Played(turned, 8 * 60).coverage(10 * 60);
    for (const Footage state : every_state) {
        RC_ASSERT(sum_of(one.sums, state) == sum_of(other.sums, state));
    }
}

RC_GTEST_PROP(Coverage, CAM_2_MovingTheSessionsEndMovesTheWindow, ()) {
    const std::vector<Seen> all = *sightings();
    const int end = *rc::gen::inRange(61, 8 * 60);
    const int later = *rc::gen::inRange(1, 60);
    const rules::Coverage before = Played(all, end).coverage(minutes_of_day - 1);
    const rules::Coverage after = Played(all, end + later).coverage(minutes_of_day - 1);
    RC_ASSERT(after.window.from == before.window.from);
    RC_ASSERT(after.window.to == before.window.to + minutes(later));
    for (const Footage state : every_state) {
        RC_ASSERT(sum_of(after.sums, state) >= sum_of(before.sums, state));
    }
}

}  // namespace
}  // namespace labd::test
