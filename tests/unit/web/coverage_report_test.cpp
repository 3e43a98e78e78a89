// The coverage report for print (CAM-7, CAM-8). With LABD_TEST_PRINTS set to a folder, the reports
// are written there, to be looked at.
#include <gmock/gmock.h>

#include <fstream>

#include "labd/web/coverage_document.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A day whose camera cam1 recorded from 08:30 on but for 19 minutes and half a second, and froze.
struct ReportDay : WebDay {
    ReportDay() {
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
        day.run_until("10:40");
        state("cam1", "recorded", "08:30");
        state("cam1", "gap", "10:12", "absent");
        state("cam1", "gap", "10:20", "deleted");
        state("cam1", "recorded", "10:31:00.25");
        state("cam1", "gap", "10:33:00.75", "absent");
        state("cam1", "recorded", "10:33:01.25");
        state("cam1", "degraded", "10:35", "frozen");
        state("cam1", "recorded", "10:39:30");
        state("cam2", "unproven", "08:30:01.630821", "learning");
        state("cam2", "recorded", "10:02:03.123457");
    }

    void state(const std::string& camera, const std::string& state, const std::string& since,
               const std::string& fault = "") {
        const std::string seen = fault.empty() ? "" : R"(,"fault":")" + fault + '"';
        const Told told =
            enter(R"({"enter":"camera.state","camera":")" + camera + R"(","state":")" + state +
                      R"(","since":")" + since + '"' + seen + "}",
                  "camera_service");
        EXPECT_EQ(told.status, 201) << told.text();
    }

    Told report(const std::string& ending, const std::string& language,
                const std::string& role = "proctor") {
        Told told =
            send({net::Method::get,
                  "/api/v1/sessions/day/coverage/report." + ending,
                  "",
                  {{"Authorization", "Bearer token-" + role}, {"Accept-Language", language}}});
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
        if (const char* folder = std::getenv("LABD_TEST_PRINTS")) {
            std::ofstream(std::string(folder) + "/coverage-" + language + '.' + ending)
                << told.text();
        }
        return told;
    }
};

TEST(CoverageReport, CAM_7_SaysStatesDurationsGapsAndWhatItRestsOn) {
    ReportDay web;
    const Told told = web.report("html", "en");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.response.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(told.header("Content-Language"), "en");
    const std::string size = std::to_string(web.day.kernel->state().size);
    EXPECT_THAT(told.text(), AllOf(HasSubstr("the first " + size), HasSubstr(size + " 00000000"),
                                   HasSubstr("by service:proctor (proctor)")));
    // The window of nine hours: recorded, degraded and gap, and what is not known yet.
    for (const char* length : {"1:46:29.25", "0:00:00", "0:04:30", "0:19:00.75", "6:50:00"}) {
        EXPECT_THAT(told.text(), HasSubstr(std::string(">") + length + "<"));
    }
    EXPECT_THAT(told.text(), HasSubstr("<td>10:12:00</td><td>10:31:00.25</td>"
                                       "<td class=\"right\">0:19:00.25</td>"
                                       "<td>no recording, deleted</td>"));
    EXPECT_THAT(told.text(), HasSubstr("Gaps shorter than a second: 1, together 0:00:00.5"));
    EXPECT_THAT(told.text(), HasSubstr("<td>frozen</td>"));
    EXPECT_THAT(told.text(), HasSubstr("<td>unknown</td><td>later than this report</td>"));
    EXPECT_THAT(told.text(), HasSubstr("<td>unknown</td><td>nothing was reported</td>"));
}

TEST(CoverageReport, ATableThatIsTooLongForPaperSaysHowManyRowsAreLeftOut) {
    domain::Camera camera{CameraId("cam1"), RoomId("main"), domain::CameraArea::exam_room};
    ReportDay web;
    const domain::DayLog* log = web.day.kernel->load_day(SessionId("day"));
    OpenedDay day;
    day.session = SessionId("day");
    day.log = log;
    day.at = web.day.time("10:40");
    rules::Coverage coverage;
    coverage.window = {web.day.time("08:30"), web.day.time("17:30")};
    coverage.cameras.emplace_back();
    coverage.cameras.front().camera = camera;
    for (int i = 0; i < 3'007; ++i) {
        const Instant from = coverage.window.from + seconds(2 * i);
        coverage.cameras.front().intervals.push_back(
            {{from, from + seconds(1)}, domain::Footage::gap, "absent", EntryId("@1")});
        coverage.cameras.front().intervals.push_back(
            {{from + seconds(1), from + seconds(2)}, domain::Footage::recorded, "", EntryId("@2")});
    }
    const print::Document document =
        coverage_document(day, coverage, ReportOrigin{}, codec::Language::en);
    std::string text;
    for (const print::Block& block : document.blocks) {
        if (const auto* paragraph = std::get_if<print::Paragraph>(&block)) {
            text += paragraph->text + '\n';
        }
    }
    EXPECT_THAT(text, HasSubstr("7 more are not printed"));
}

TEST(CoverageReport, CAM_8_ListsTheIncidentsWithTheSeatsTheyConcern) {
    ReportDay web;
    const std::string page = web.report("html", "en").text();
    EXPECT_THAT(page, HasSubstr("gap:cam1:2026-03-03T01:12:00Z</td><td>10:12:00</td>"
                                "<td>10:31:00.25</td><td>S01, S02, S03</td>"));
}

TEST(CoverageReport, CAM_4_ListsTheRootsOfTheRecordings) {
    ReportDay web;
    EXPECT_THAT(web.report("html", "en").text(), HasSubstr("No digests of this window"));
    const std::string root = std::string(32, '0') + std::string(32, 'a');
    const Told told = web.enter(R"({"enter":"recordings.digested","camera":"cam1","from":"10:00",)"
                                R"("to":"10:10","segments":10,"bytes":150000000,"root":")" +
                                    root + "\"}",
                                "camera_service");
    ASSERT_EQ(told.status, 201) << told.text();
    EXPECT_THAT(web.report("html", "ja").text(), HasSubstr("<td>" + root + "</td>"));
    EXPECT_THAT(web.report("pdf", "ja").text(), HasSubstr("%PDF"));
    const Told coverage = web.get("/api/v1/sessions/day/coverage");
    const json::value& kept = coverage.body().at("manifests").at(0);
    EXPECT_EQ(kept.at("root").as_string(), root);
    EXPECT_EQ(kept.at("from").as_string(), "2026-03-03T10:00:00+09:00");
    EXPECT_EQ(kept.at("segments").as_int64(), 10);
}

TEST(CoverageReport, CAM_3_IsForThoseWhoMayReadTheCoverage) {
    ReportDay web;
    for (const auto& [role, credential] : web.credentials) {
        const bool may = web.get("/api/v1/sessions/day/coverage", role).status == 200;
        EXPECT_EQ(web.report("html", "en", role).status, may ? 200 : 403) << role;
        EXPECT_EQ(web.report("pdf", "en", role).status, may ? 200 : 403) << role;
    }
    EXPECT_EQ(web.get("/api/v1/sessions/other/coverage/report.html").status, 404);
    EXPECT_EQ(web.get("/api/v1/sessions/day/coverage/report.doc").status, 404);
}

TEST(CoverageReport, IsInTheReadersLanguage) {
    ReportDay web;
    const Told told = web.report("html", "ja");
    EXPECT_EQ(told.header("Content-Language"), "ja");
    EXPECT_THAT(told.text(), AllOf(HasSubstr("<html lang=\"ja\">"), HasSubstr("録画状況報告書"),
                                   HasSubstr("映像が固まっている"), Not(HasSubstr("report."))));
}

TEST(CoverageReport, ThePageBringsItsOwnPolicyAndNoOther) {
    ReportDay web;
    const Told told = web.report("html", "en");
    EXPECT_THAT(told.header("Content-Security-Policy"), HasSubstr("style-src 'sha256-"));
    const std::string_view common = told.response.common_headers;
    EXPECT_EQ(common.find("Content-Security-Policy"), std::string_view::npos);
    EXPECT_NE(common.find("X-Content-Type-Options: nosniff\r\n"), std::string_view::npos);
    const Told other = web.get("/api/v1/sessions/day/coverage");
    EXPECT_NE(other.response.common_headers.find("Content-Security-Policy: default-src 'none';"),
              std::string_view::npos);
}

TEST(CoverageReport, ThePdfIsMadeByTheWorker) {
    ReportDay web;
    for (const char* language : {"en", "ja"}) {
        const Told told = web.report("pdf", language);
        ASSERT_EQ(told.status, 200) << told.text();
        EXPECT_EQ(told.response.content_type, "application/pdf");
        EXPECT_TRUE(told.text().starts_with("%PDF-"));
        EXPECT_EQ(told.header("Content-Disposition"), "inline; filename=\"coverage-day.pdf\"");
    }
    const auto inbox = web.start({net::Method::get,
                                  "/api/v1/sessions/day/coverage/report.pdf",
                                  "",
                                  {{"Authorization", "Bearer token-proctor"}}});
    web.day.loop.run_posted();
    EXPECT_FALSE(inbox->answer.has_value()) << "made on the loop";
    web.worker.run_all();
    EXPECT_TRUE(inbox->answer.has_value());
}

TEST(CoverageReport, ManyAtOnceAreToldToComeAgain) {
    ReportDay web;
    const Ask ask{net::Method::get,
                  "/api/v1/sessions/day/coverage/report.pdf",
                  "",
                  {{"Authorization", "Bearer token-proctor"}}};
    const auto first = web.start(ask);
    const auto second = web.start(ask);
    const auto third = web.start(ask);
    ASSERT_TRUE(third->answer.has_value());
    EXPECT_EQ(third->answer->status, 503);
    web.worker.run_all();
    EXPECT_EQ(first->answer->status, 200);
    EXPECT_EQ(second->answer->status, 200);
    web.worker.full = true;
    const auto full = web.start(ask);
    ASSERT_TRUE(full->answer.has_value());
    EXPECT_EQ(full->answer->status, 503);
    web.worker.full = false;
    EXPECT_EQ(web.report("pdf", "en").status, 200);
}

}  // namespace
}  // namespace labd::web::test
