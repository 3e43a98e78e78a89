// The cameras as they are right now: what is seen of them, and their stills (CAM-3).
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using labd::test::FakeCameras;

const std::string still = "/api/v1/cameras/cam1/still";

struct LiveWebDay : WebDay {
    LiveWebDay() {
        day.run_until("09:00");
        cameras.cameras["cam1"] = FakeCameras::well(day.clock.now());
        cameras.stills["cam1"] = "the picture";
    }
};

TEST(Cameras, WhatIsSeenNowStandsBesideWhatTheJournalSays) {
    LiveWebDay web;
    const Told told = web.get("/api/v1/cameras");
    ASSERT_EQ(told.status, 200) << told.text();
    const json::value& cam1 = told.body().at("cameras").at(0);
    EXPECT_EQ(cam1.at("state").as_string(), "unknown");
    const json::value& live = cam1.at("live");
    EXPECT_EQ(live.at("state").as_string(), "recorded");
    EXPECT_EQ(live.at("since").as_string(), "2026-03-03T08:00:00+09:00");
    EXPECT_EQ(live.at("stream").as_string(), "live");
    EXPECT_EQ(live.at("still_age_s").to_number<double>(), 1.2);
    EXPECT_FALSE(live.as_object().contains("alarm"));
    EXPECT_FALSE(told.body().at("cameras").at(1).as_object().contains("live"));
    const Told before = web.get("/api/v1/cameras?at=08:45");
    EXPECT_FALSE(before.body().at("cameras").at(0).as_object().contains("live"))
        << "now is not then";
}

TEST(Cameras, AnAlarmIsOneWhenItHasLasted) {
    LiveWebDay web;
    ports::LiveCamera& live = web.cameras.cameras["cam1"];
    live.alarm = "stream_lost";
    live.since = web.day.clock.now() - seconds(10) + microseconds(1);
    EXPECT_FALSE(web.get("/api/v1/cameras")
                     .body()
                     .at("cameras")
                     .at(0)
                     .at("live")
                     .as_object()
                     .contains("alarm"));
    live.since = web.day.clock.now() - seconds(10);
    const Told told = web.get("/api/v1/cameras");
    EXPECT_EQ(told.body().at("cameras").at(0).at("live").at("alarm").as_string(), "stream_lost");
}

TEST(Cameras, OfOneThatNobodyLooksAtOnlyThatIsSaid) {
    LiveWebDay web;
    web.cameras.cameras["cam1"] = {};
    const Told told = web.get("/api/v1/cameras");
    const json::object& live = told.body().at("cameras").at(0).at("live").as_object();
    EXPECT_TRUE(live.at("stream").is_null());
    EXPECT_TRUE(live.at("since").is_null());
    EXPECT_FALSE(live.contains("width"));
}

TEST(Cameras, CAM_3_LabStaffSeeStillsAndNobodyElse) {
    LiveWebDay web;
    for (const auto& [role, credential] : web.credentials) {
        const bool staff = role == "proctor" || role == "lead_proctor" || role == "lab_ops";
        EXPECT_EQ(web.get(still, role).status, staff ? 200 : 403) << role;
    }
    EXPECT_EQ(web.send({net::Method::get, still, "", {}}).status, 401);
}

TEST(Cameras, AStillIsAPictureThatIsNotKept) {
    LiveWebDay web;
    const Told told = web.get(still);
    EXPECT_EQ(told.response.content_type, "image/jpeg");
    EXPECT_EQ(told.text(), "the picture");
    EXPECT_NE(told.response.common_headers.find("no-store"), std::string_view::npos);
}

TEST(Cameras, CAM_3_OutsideTheRequiredWindowNobodyLooks) {
    LiveWebDay web;
    web.day.run_until("21:00");
    const Told told = web.get(still);
    EXPECT_EQ(told.status, 422);
    EXPECT_EQ(told.body().at("key").as_string(), "refusal.no_pictures_now");
    EXPECT_EQ(told.body().at("rules").at(0).as_string(), "CAM-3");
}

TEST(Cameras, WhyThereIsNoStill) {
    LiveWebDay web;
    EXPECT_EQ(web.get("/api/v1/cameras/cam9/still").status, 404);
    EXPECT_EQ(web.get("/api/v1/cameras/cam2/still").problem(), "not-found");
    web.cameras.is_busy = true;
    const Told busy = web.get(still);
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(busy.problem(), "busy");
}

}  // namespace
}  // namespace labd::web::test
