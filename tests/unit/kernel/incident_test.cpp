// What labd says of missing footage: a recording-gap incident for each camera and episode, when it
// opens, when it is over, and again when a later entry changes it (CAM-8).
#include <gmock/gmock.h>

#include "labd/rules/intervals.h"
#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using domain::Footage;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Incident : public ::testing::Test {
protected:
    Incident() {
        day.journal.by_itself = true;
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
    }

    void state(std::string_view at, Footage footage, std::string_view since = {},
               const std::string& id = {}, const std::string& camera = "cam1") {
        domain::CameraStateReported fact{CameraId(camera), footage, {}, {}};
        if (!since.empty()) {
            fact.since = day.time(since);
        }
        day.must(at, fact, {.id = id, .role = Role::camera_service});
    }

    /// `gap:cam1:… 1 10:12:00-10:20:00 seats=3` and so on, in order.
    std::vector<std::string> told() const {
        std::vector<std::string> texts;
        const auto local = [&](Instant instant) {
            return format_time_of_day(day.zone.time_of_day_at(instant));
        };
        for (const domain::Entry& entry : day.entries()) {
            const auto* one = std::get_if<domain::IncidentAnnounced>(&entry.body);
            if (one != nullptr) {
                EXPECT_EQ(entry.by.role, Role::labd);
                EXPECT_EQ(entry.session, SessionId("day"));
                EXPECT_EQ(one->incident,
                          "gap:" + one->camera->value + ":" + format_instant_utc(one->since));
                texts.push_back(one->camera->value + ' ' + std::to_string(one->revision) + ' ' +
                                local(one->since) + '-' + (one->until ? local(*one->until) : "") +
                                " seats=" + std::to_string(one->seats.size()) +
                                (one->withdrawn ? " withdrawn" : ""));
            }
        }
        return texts;
    }

    KernelDay day;
};

TEST_F(Incident, CAM_8_OpensWhenTheGapIsLongerThanTheLimitAndNamesTheSeats) {
    state("10:12", Footage::gap);
    day.run_until("10:12:10");
    EXPECT_THAT(told(), IsEmpty());
    day.run_until("10:12:10.000001");
    EXPECT_THAT(told(), ElementsAre("cam1 1 10:12:00- seats=3"));
    day.run_until("10:19");
    state("10:20", Footage::recorded);
    EXPECT_THAT(told(),
                ElementsAre("cam1 1 10:12:00- seats=3", "cam1 2 10:12:00-10:20:00 seats=3"));
    day.run_until("16:00");
    EXPECT_EQ(told().size(), 2U) << "each is said once";
}

TEST_F(Incident, CAM_8_AnEpisodeThatIsOverWhenItIsFoundIsSaidAtOnce) {
    state("10:00", Footage::recorded, "08:30");
    state("11:00", Footage::recorded, "10:31");
    state("11:01", Footage::gap, "10:12", "g");
    EXPECT_THAT(told(), ElementsAre("cam1 1 10:12:00-10:31:00 seats=3"));
    day.must("11:10", day.correction("g"), {.reason = "other camera", .role = Role::lead_proctor});
    EXPECT_THAT(told(), ElementsAre("cam1 1 10:12:00-10:31:00 seats=3",
                                    "cam1 2 10:12:00-10:31:00 seats=3 withdrawn"));
}

TEST_F(Incident, CAM_8_ACorrectionThatMovesTheGapTakesOneBackAndOpensAnother) {
    state("10:31", Footage::recorded);
    state("10:32", Footage::gap, "10:12", "g");
    day.must("10:40",
             day.correction("g",
                            domain::CameraStateReported{
                                CameraId("cam1"), Footage::gap, day.time("10:20"), {}}),
             {.reason = "misread", .role = Role::lead_proctor});
    EXPECT_THAT(told(), ElementsAre("cam1 1 10:12:00-10:31:00 seats=3",
                                    "cam1 2 10:12:00-10:31:00 seats=3 withdrawn",
                                    "cam1 1 10:20:00-10:31:00 seats=3"));
}

TEST_F(Incident, CAM_2_WhenTheWindowMovesTheIncidentsFollow) {
    day.check_in("09:10", "B");
    day.must("10:00", domain::SittingFinished{SittingId("A")});
    state("16:40", Footage::gap);
    day.run_until("16:41");
    EXPECT_THAT(told(), ElementsAre("cam1 1 16:40:00- seats=3"));
    day.must("16:45", domain::SittingFinished{SittingId("B")},
             {.happened = "15:00", .reason = "forgotten"});
    EXPECT_THAT(told(),
                ElementsAre("cam1 1 16:40:00- seats=3", "cam1 2 16:40:00- seats=3 withdrawn"))
        << "the window ended at 15:30";
}

TEST_F(Incident, CAM_8_EndsWithTheWindow) {
    state("16:00", Footage::gap, {}, {}, "cam2");
    day.run_until("17:29:59");
    EXPECT_THAT(told(), ElementsAre("cam2 1 16:00:00- seats=0"));
    day.run_until("18:00");
    EXPECT_THAT(told(),
                ElementsAre("cam2 1 16:00:00- seats=0", "cam2 2 16:00:00-17:30:00 seats=0"));
}

TEST_F(Incident, CAM_8_ARestartSaysNothingTwice) {
    state("10:12", Footage::gap);
    day.run_until("10:13");
    ASSERT_EQ(told().size(), 1U);
    day.boot();
    EXPECT_EQ(told().size(), 1U);
    state("10:20", Footage::recorded);
    EXPECT_EQ(told().size(), 2U);
}

TEST_F(Incident, CAM_8_AnEpisodeBeforeARestartIsSaidAfterIt) {
    state("10:12", Footage::gap);
    day.kernel = nullptr;
    day.clock.set(day.time("10:15"));
    day.boot();
    EXPECT_THAT(told(), ElementsAre("cam1 1 10:12:00- seats=3"));
}

}  // namespace
}  // namespace labd::test
