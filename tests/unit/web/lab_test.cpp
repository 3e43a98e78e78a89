// What lab operations look at over HTTP, and the list of vouchers.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A failure of the printer and an outage of S01 with an investigation.
class LabWebDay : public WebDay {
public:
    LabWebDay() {
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
        day.must("10:00", domain::EquipmentFailed{EquipmentId("R02"), domain::Text("secret smoke")},
                 {.id = "f"});
        day.must("10:01", domain::EquipmentAssessed{EntryId("f"), "Mori", domain::Text("secret")});
        day.must("10:10", day.outage("S01"), {.id = "o"});
        day.must("10:11", domain::InvestigationOpened{EntryId("o"), "Sato", day.time("11:00")},
                 {.id = "q"});
        day.must("10:12",
                 domain::InvestigationNoted{EntryId("q"), domain::Text("secret log"), {}, {}});
        day.must("10:30", domain::OutageEnded{EntryId("o")});
    }
};

TEST(Lab, TellsRacksFailuresInvestigationsAndSpareSeats) {
    LabWebDay web;
    const Told told = web.get("/api/v1/sessions/day/equipment", "lab_ops");
    ASSERT_EQ(told.status, 200) << told.text();
    const json::value& body = told.body();
    EXPECT_EQ(body.at("racks").at(0).at("use"), "taken");
    EXPECT_EQ(body.at("racks").at(1).at("use"), "failed");
    EXPECT_EQ(body.at("racks").at(1).at("because").as_array(), json::array{"f"});
    EXPECT_EQ(body.at("devices").at(0).at("item"), "printer");
    EXPECT_TRUE(body.at("devices").at(0).at("failure").is_null());
    EXPECT_EQ(body.at("failures").at(0).at("owner"), "Mori");
    EXPECT_EQ(body.at("failures").at(0).at("cause"), "secret");
    EXPECT_EQ(body.at("investigations").at(0).at("overdue"), false);
    EXPECT_EQ(body.at("spares").as_array(), json::array());
    const Told then = web.get("/api/v1/sessions/day/equipment?at=09:59", "lab_ops");
    EXPECT_TRUE(then.body().at("failures").as_array().empty());
    EXPECT_EQ(then.body().at("spares").as_array(), json::array{"S03"});
    EXPECT_EQ(web.get("/api/v1/sessions/never/equipment", "lab_ops").status, 404);
    EXPECT_EQ(web.get("/api/v1/sessions/day/equipment", "scheduling").status, 403);
}

TEST(Lab, WhatPeopleWroteIsNotForTheAuditor) {
    LabWebDay web;
    for (const std::string path : {"/api/v1/sessions/day/equipment", "/api/v1/investigations",
                                   "/api/v1/journal?limit=1000"}) {
        const Told told = web.get(path, "auditor");
        EXPECT_EQ(told.status, 200);
        EXPECT_THAT(told.text(), Not(HasSubstr("secret"))) << path;
        EXPECT_THAT(web.get(path, "lead_proctor").text(), HasSubstr("secret")) << path;
    }
}

TEST(Lab, OUT_6_OpenInvestigationsAreListedUntilTheyAreClosed) {
    LabWebDay web;
    web.day.run_until("11:00");
    const Told told = web.get("/api/v1/investigations", "lab_ops");
    ASSERT_EQ(told.body().at("investigations").as_array().size(), 1U);
    EXPECT_EQ(told.body().at("investigations").at(0).at("overdue"), true);
    EXPECT_EQ(told.body().at("investigations").at(0).at("date"), "2026-03-03");
    ASSERT_EQ(web.enter(R"({"enter":"investigation.closed","investigation":"q","cause":"lab",
                            "finding":"a fan"})",
                        "lab_ops")
                  .status,
              201);
    EXPECT_TRUE(web.get("/api/v1/investigations", "lab_ops")
                    .body()
                    .at("investigations")
                    .as_array()
                    .empty());
}

TEST(Lab, AddsUpAMonthByRack) {
    LabWebDay web;
    web.day.run_until("10:40");
    const Told told = web.get("/api/v1/racks/report?month=2026-03", "lab_ops");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.body().at("days"), 1);
    EXPECT_EQ(told.body().at("racks").at(0).at("lost_s"), 1200);
    EXPECT_EQ(told.body().at("racks").at(1).at("failures"), 1);
    EXPECT_EQ(told.body().at("racks").at(1).at("out_of_order_s"), 2400);
    EXPECT_TRUE(web.get("/api/v1/racks/report?month=2026-04", "lab_ops")
                    .body()
                    .at("racks")
                    .as_array()
                    .empty());
    for (const std::string month : {"", "2026", "2026-13", "2026-03-03"}) {
        const Told bad = web.get("/api/v1/racks/report?month=" + month, "lab_ops");
        EXPECT_EQ(bad.status, 400) << month;
        EXPECT_EQ(bad.body().at("place"), "month");
    }
}

TEST(Lab, AnOutageOfASeatOffersOthersAndARackOutOfServiceNamesWhoIsBooked) {
    WebDay web;
    const Told outage = web.enter(
        R"({"enter":"outage.reported","session":"day","scope":{"seat":"S01"},"cause":"lab"})");
    ASSERT_EQ(outage.status, 201) << outage.text();
    EXPECT_EQ(outage.body().at("spares").as_array(), json::array{"S03"});
    const Told taken = web.enter(R"({"enter":"rack.taken_out","rack":"R01","first":"2026-03-03",
                                     "last":"2026-03-04","reason":"new switch","id":"x"})",
                                 "lab_ops");
    ASSERT_EQ(taken.status, 201) << taken.text();
    EXPECT_EQ(taken.body().at("touches").as_array(), (json::array{"A", "B"}));
    const Told shown = web.get("/api/v1/sessions/day/equipment", "lab_ops");
    EXPECT_EQ(shown.body().at("holds").at(0).at("hold"), "x");
    EXPECT_TRUE(shown.body().at("holds").at(0).at("reread").is_null());
    EXPECT_EQ(web.enter(R"({"enter":"rack.put_back","outing":"x"})", "proctor").status, 403);
    EXPECT_EQ(web.enter(R"({"enter":"rack.put_back","outing":"x"})", "lab_ops").status, 201);
}

TEST(Vouchers, AreListedByCandidateSessionAndState) {
    WebDay web;
    const auto issue = [&web](const std::string& candidate, const std::string& id,
                              const std::string& more = "") {
        const Told told = web.post(
            "/api/v1/vouchers",
            R"({"candidate":")" + candidate + R"(","id":")" + id + "\"" + more + "}", "scheduling");
        EXPECT_EQ(told.status, 201) << told.text();
        return std::string(told.body().at("code").as_string());
    };
    const std::string code = issue("C-A", "v1");
    issue("C-B", "v2");
    issue("C-A", "v3");
    ASSERT_EQ(
        web.post("/api/v1/vouchers/redeem",
                 R"({"code":")" + code + R"(","candidate":"C-A","booking":"b"})", "scheduling")
            .status,
        201);
    const auto listed = [&web](const std::string& query) {
        const Told told = web.get("/api/v1/vouchers" + query, "scheduling");
        EXPECT_EQ(told.status, 200) << told.text();
        EXPECT_THAT(told.text(), Not(HasSubstr("digest")));
        std::string ids;
        for (const json::value& one : told.body().at("vouchers").as_array()) {
            ids += (ids.empty() ? "" : " ") + std::string(one.at("voucher").as_string());
        }
        return ids;
    };
    EXPECT_EQ(listed(""), "v1 v2 v3");
    EXPECT_EQ(listed("?candidate=C-A"), "v1 v3");
    EXPECT_EQ(listed("?candidate=C-A&state=issued"), "v3");
    EXPECT_EQ(listed("?state=redeemed"), "v1");
    EXPECT_EQ(listed("?session=day"), "") << "none of them is a remedy";
    const Told page = web.get("/api/v1/vouchers?limit=1", "auditor");
    EXPECT_EQ(page.body().at("vouchers").at(0).at("last_four").as_string(),
              code.substr(code.size() - 4));
    EXPECT_THAT(page.text(), Not(HasSubstr(code)));
    EXPECT_EQ(listed("?after=" + std::to_string(page.body().at("next").to_number<int>())), "v2 v3");
    EXPECT_EQ(web.get("/api/v1/vouchers?state=lost", "scheduling").status, 400);
    EXPECT_EQ(web.get("/api/v1/vouchers", "lab_ops").status, 403);
}

}  // namespace
}  // namespace labd::web::test
