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
    EXPECT_EQ(live.at("readable_age_s").to_number<double>(), 3);
    EXPECT_EQ(live.at("recorder_behind_s").to_number<double>(), -0.5);
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

/// Who is in the journal to have seen which camera.
std::vector<std::string> looks(WebDay& web) {
    std::vector<std::string> found;
    const Told told = web.get("/api/v1/journal?limit=1000");
    for (const json::value& entry : told.body().at("entries").as_array()) {
        if (entry.at("enter").as_string() == "footage.viewed") {
            found.push_back(std::string(entry.at("by").at("role").as_string()) + " " +
                            std::string(entry.at("camera").as_string()));
        }
    }
    return found;
}

TEST(Cameras, CAM_5_WhoLooksStandsInTheJournalOnceInTenMinutes) {
    LiveWebDay web;
    web.cameras.stills["cam2"] = "another";
    EXPECT_EQ(web.get(still).status, 200);
    EXPECT_EQ(web.get(still).status, 200);
    EXPECT_THAT(looks(web), testing::ElementsAre("proctor cam1"));
    EXPECT_EQ(web.get(still, "lab_ops").status, 200);
    EXPECT_EQ(web.get("/api/v1/cameras/cam2/still").status, 200);
    EXPECT_THAT(looks(web), testing::ElementsAre("proctor cam1", "lab_ops cam1", "proctor cam2"));
    web.cameras.now += minutes(10) - microseconds(1);
    EXPECT_EQ(web.get(still).status, 200);
    EXPECT_EQ(looks(web).size(), 3U);
    web.cameras.now += microseconds(1);
    EXPECT_EQ(web.get(still).status, 200);
    EXPECT_EQ(looks(web).size(), 4U);
}

TEST(Cameras, CAM_5_WhatWasNotSeenIsNoLook) {
    LiveWebDay web;
    EXPECT_EQ(web.get("/api/v1/cameras/cam2/still").status, 404);
    EXPECT_EQ(web.get(still, "exam_security").status, 403);
    EXPECT_THAT(looks(web), testing::IsEmpty());
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

// --- Arming ---------------------------------------------------------------------------------

std::vector<std::string> keys_of(const std::vector<Message>& problems) {
    std::vector<std::string> keys;
    for (const Message& problem : problems) {
        keys.push_back(problem.key);
    }
    return keys;
}

class ArmedCamera : public testing::Test {
protected:
    std::vector<std::string> problems() const { return keys_of(arming_problems(live, armed_for)); }

    ports::LiveCamera live = FakeCameras::well(Instant{hours(1'000'000).us});
    std::optional<Duration> armed_for = seconds(120);
};

TEST_F(ArmedCamera, CAM_7_IsReadyWhenItIsRecordedAndSomebodyHasWalkedPast) {
    EXPECT_THAT(problems(), testing::IsEmpty());
    live.recording = "pending";
    EXPECT_THAT(problems(), testing::IsEmpty());
}

TEST_F(ArmedCamera, CAM_7_AWalkBeforeArmingProvesNothing) {
    armed_for = *live.motion_age;
    EXPECT_THAT(problems(), testing::ElementsAre("arming.not_walked"));
    live.motion_age.reset();
    EXPECT_THAT(problems(), testing::ElementsAre("arming.not_walked"));
    armed_for.reset();
    EXPECT_THAT(problems(), testing::ElementsAre("arming.not_begun"));
}

TEST_F(ArmedCamera, CAM_7_WhatNoNoiseTellsTheWalkTells) {
    live.stream = "unproven";
    live.reasons = {"nothing_moves"};
    EXPECT_THAT(problems(), testing::IsEmpty()) << "moved 90 s ago, armed 120 s ago";
    live.motion_age = seconds(500);
    EXPECT_THAT(problems(), testing::ElementsAre("arming.not_walked"));
}

TEST_F(ArmedCamera, SaysEachThingThatIsWrongTheWorstFirst) {
    live.stream = "degraded";
    live.reasons = {"frozen", "low_fps"};
    live.recording = "absent";
    EXPECT_THAT(problems(),
                testing::ElementsAre("arming.picture", "arming.picture", "arming.recording"));
    live.stream = "unreachable";
    live.reasons = {"unauthorised"};
    live.recording = "unsure";
    EXPECT_THAT(problems(), testing::ElementsAre("arming.unreachable", "arming.recording_unsure"));
    live.stream = "stalled";
    live.reasons = {"stalled"};
    live.recording = "readable";
    EXPECT_THAT(problems(), testing::ElementsAre("arming.stalled"));
    live.stream = "unproven";
    live.reasons = {"learning"};
    EXPECT_THAT(problems(), testing::ElementsAre("arming.learning"));
    live.stream.clear();
    EXPECT_THAT(problems(), testing::ElementsAre("arming.not_watched"));
    live.has_address = false;
    EXPECT_THAT(problems(), testing::ElementsAre("arming.no_address"));
    EXPECT_THAT(keys_of(arming_problems(std::nullopt, armed_for)),
                testing::ElementsAre("arming.no_address"));
}

struct ArmingWebDay : LiveWebDay {
    Told arm(const std::string& role, const std::string& body = "{}") {
        return send({net::Method::post,
                     "/api/v1/cameras/arming",
                     body,
                     {{"Authorization", "Bearer token-" + role},
                      {"Content-Type", "application/json"},
                      {"Accept-Language", "ja"}}});
    }
};

TEST(Arming, TellsOfEveryCameraWhatIsWrongAndWhenAllAreReady) {
    ArmingWebDay web;
    Told told = web.arm("proctor");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_FALSE(told.body().at("ready").as_bool());
    EXPECT_EQ(told.body().at("by").as_string(), "service:proctor");
    const json::value& cam1 = told.body().at("cameras").at(0);
    EXPECT_FALSE(cam1.at("walked").as_bool());
    EXPECT_EQ(cam1.at("problems").at(0).at("key").as_string(), "arming.not_walked");
    EXPECT_NE(cam1.at("problems").at(0).at("text").as_string().find("歩く"), json::string::npos);
    EXPECT_EQ(told.body().at("cameras").at(1).at("problems").at(0).at("key").as_string(),
              "arming.no_address");
    web.cameras.cameras["cam2"] = web.cameras.cameras["cam1"];
    web.cameras.now += seconds(91);
    told = web.get("/api/v1/cameras/arming");
    EXPECT_TRUE(told.body().at("ready").as_bool()) << told.text();
    EXPECT_TRUE(told.body().at("cameras").at(0).at("walked").as_bool());
    EXPECT_FALSE(web.arm("proctor").body().at("ready").as_bool()) << "begun anew";
    const Told journal = web.get("/api/v1/journal?limit=1000");
    const json::array& entries = journal.body().at("entries").as_array();
    EXPECT_EQ(
        std::ranges::count_if(
            entries, [](const json::value& entry) { return entry.at("enter") == "cameras.armed"; }),
        2);
}

TEST(Arming, BeforeItHasBegunNothingIsReady) {
    ArmingWebDay web;
    const Told told = web.get("/api/v1/cameras/arming");
    EXPECT_FALSE(told.body().at("ready").as_bool());
    EXPECT_TRUE(told.body().at("begun_at").is_null());
}

TEST(Arming, LabStaffArmAndNobodyElse) {
    ArmingWebDay web;
    for (const auto& [role, credential] : web.credentials) {
        const bool staff = role == "proctor" || role == "lead_proctor" || role == "lab_ops";
        EXPECT_EQ(web.arm(role).status, staff ? 200 : 403) << role;
        EXPECT_EQ(web.get("/api/v1/cameras/arming", role).status, staff ? 200 : 403) << role;
    }
}

TEST(Arming, ABodyWithSomethingInItIsNotUnderstood) {
    ArmingWebDay web;
    EXPECT_EQ(web.arm("proctor", R"({"camera": "cam1"})").status, 400);
    EXPECT_EQ(web.arm("proctor", "[]").status, 400);
    EXPECT_EQ(web.arm("proctor", "{").status, 400);
}

TEST(Arming, CAM_3_WhoArmsSeesThePicturesForAnHour) {
    ArmingWebDay web;
    web.day.run_until("21:00");
    EXPECT_EQ(web.get(still).status, 422);
    web.arm("proctor");
    EXPECT_EQ(web.get(still).status, 200);
    web.cameras.now += hours(1);
    EXPECT_EQ(web.get(still).status, 422);
}

}  // namespace
}  // namespace labd::web::test
