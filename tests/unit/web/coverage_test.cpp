// Which footage there is, as the API tells it, and to whom (CAM-3, CAM-6, CAM-7).
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

/// A day whose camera cam1 recorded from 08:00 on but for 19 minutes.
struct CameraWebDay : WebDay {
    CameraWebDay() {
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
        day.run_until("10:40");
        state("recorded", "08:30");
        state("gap", "10:12");
        state("recorded", "10:31");
    }

    Told state(const std::string& state, const std::string& since) {
        Told told = enter(R"({"enter":"camera.state","camera":"cam1","state":")" + state +
                              R"(","since":")" + since + R"("})",
                          "camera_service");
        EXPECT_EQ(told.status, 201) << told.text();
        return told;
    }
};

double number(const json::value& value) { return value.to_number<double>(); }

TEST(Coverage, CAM_7_OfASessionNamesEveryCameraAndAddsUp) {
    CameraWebDay web;
    const Told told = web.get("/api/v1/sessions/day/coverage");
    ASSERT_EQ(told.status, 200) << told.text();
    const json::value& body = told.body();
    EXPECT_EQ(body.at("window").at("from").as_string(), "2026-03-03T08:30:00+09:00");
    ASSERT_EQ(body.at("cameras").as_array().size(), 2U);
    const json::value& cam1 = body.at("cameras").at(0);
    EXPECT_EQ(number(cam1.at("gap_s")), 1140);
    EXPECT_EQ(number(cam1.at("window_s")), 9 * 3600);
    for (const json::value& camera : body.at("cameras").as_array()) {
        double sum = 0;
        for (const char* name : {"recorded_s", "unproven_s", "degraded_s", "gap_s", "unknown_s"}) {
            sum += number(camera.at(name));
        }
        EXPECT_EQ(sum, number(camera.at("window_s")));
    }
    EXPECT_EQ(number(body.at("window_s")), 2 * 9 * 3600);
    EXPECT_EQ(body.at("intervals").as_array().size(), 5U);
}

TEST(Coverage, CAM_7_OfASittingIsThatOfTheCamerasThatSeeItsSeat) {
    CameraWebDay web;
    const Told told = web.get("/api/v1/sittings/A/coverage?from=10:12&to=10:31");
    ASSERT_EQ(told.status, 200) << told.text();
    ASSERT_EQ(told.body().at("cameras").as_array().size(), 1U);
    EXPECT_EQ(number(told.body().at("gap_s")), 1140);
    EXPECT_EQ(number(told.body().at("uptime")), 0);
    EXPECT_EQ(told.body().at("sitting").as_string(), "A");
    EXPECT_EQ(web.get("/api/v1/sittings/X/coverage").status, 404);
}

TEST(Coverage, IsAnsweredAsItWasKnownAndForAnEarlierInstant) {
    CameraWebDay web;
    const Seq size = web.day.kernel->state().size;
    const auto gap = [&](const std::string& query) {
        return number(web.get("/api/v1/sessions/day/coverage?" + query).body().at("gap_s"));
    };
    EXPECT_EQ(gap("at=10:20"), 480);
    // Each of the two states is followed by what labd says about the gap (CAM-8).
    EXPECT_EQ(gap("as_of=" + std::to_string(size - 2)), 1680) << "to 10:40";
    EXPECT_EQ(gap("as_of=" + std::to_string(size - 4)), 0);
}

TEST(Coverage, OfOneCameraIsForAnyInterval) {
    CameraWebDay web;
    const Told told = web.get(
        "/api/v1/cameras/cam1/coverage?from=2026-03-03T10:00:00%2B09:00&to=2026-03-03T10:20:00%2B"
        "09:00");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(number(told.body().at("recorded_s")), 720);
    EXPECT_EQ(number(told.body().at("gap_s")), 480);
    EXPECT_EQ(web.get("/api/v1/cameras/cam9/coverage").status, 404);
    for (const char* query : {"from=10:00", "to=10:00", "from=10:00&to=10:00", "from=x&to=10:00",
                              "from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:01Z&session=day"}) {
        EXPECT_EQ(web.get(std::string("/api/v1/cameras/cam1/coverage?") + query).status, 400)
            << query;
    }
    EXPECT_EQ(web.get("/api/v1/cameras/cam1/coverage?at=2026-02-01T00:00:00Z").status, 404);
}

TEST(Coverage, CAM_3_LabStaffSeeTheCamerasAndNobodyElse) {
    CameraWebDay web;
    for (const auto& [role, credential] : web.credentials) {
        const bool staff = role == "proctor" || role == "lead_proctor" || role == "lab_ops" ||
                           role == "exam_security" || role == "auditor";
        for (const char* path : {"/api/v1/cameras", "/api/v1/sessions/day/coverage",
                                 "/api/v1/sittings/A/coverage", "/api/v1/cameras/cam1/coverage"}) {
            EXPECT_EQ(web.get(path, role).status, staff ? 200 : 403) << role << ' ' << path;
        }
    }
}

TEST(Coverage, EveryCameraIsListedWithWhatItsFootageIsWorth) {
    CameraWebDay web;
    const Told told = web.get("/api/v1/cameras?at=10:20");
    ASSERT_EQ(told.status, 200) << told.text();
    const json::value& cam1 = told.body().at("cameras").at(0);
    EXPECT_EQ(cam1.at("state").as_string(), "gap");
    EXPECT_EQ(cam1.at("since").as_string(), "2026-03-03T10:12:00+09:00");
    EXPECT_TRUE(cam1.at("required").as_bool());
    EXPECT_EQ(cam1.at("seats").as_array().size(), 3U);
    const json::value& cam2 = told.body().at("cameras").at(1);
    EXPECT_EQ(cam2.at("state").as_string(), "unknown");
    EXPECT_TRUE(cam2.at("since").is_null());
    EXPECT_TRUE(cam2.at("seats").as_array().empty());
}

TEST(Coverage, CAM_6_ARefusedRequestToStopACameraIsRecordedAndARetrySaysTheSame) {
    CameraWebDay web;
    const Seq size = web.day.kernel->state().size;
    const Ask ask{net::Method::post,
                  "/api/v1/entries",
                  R"({"enter":"camera.disable","camera":"cam1"})",
                  {{"Authorization", "Bearer token-lab_ops"},
                   {"Content-Type", "application/json"},
                   {"Idempotency-Key", "once"}}};
    const Told first = web.send(ask);
    EXPECT_EQ(first.status, 422) << first.text();
    EXPECT_EQ(first.body().at("rules").as_array(), json::array{"CAM-6"});
    EXPECT_TRUE(first.body().at("recorded").as_bool());
    EXPECT_EQ(web.day.kernel->state().size, size + 1);
    const Told again = web.send(ask);
    EXPECT_EQ(again.status, 422);
    EXPECT_EQ(again.text(), first.text());
    EXPECT_EQ(web.day.kernel->state().size, size + 1);
}

}  // namespace
}  // namespace labd::web::test
