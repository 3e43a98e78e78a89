// Clips over HTTP: which there are, and that handing one out is entered before a byte is sent.
#include <fstream>

#include "tests/support/temporary_directory.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using domain::Role;
using labd::test::How;
using ::testing::HasSubstr;

const std::string sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

class FootageWebDay : public WebDay {
public:
    FootageWebDay() {
        add_person("kato", Role::exam_security);
        day.check_in("08:50", "A");
        domain::IncidentOpened opened;
        opened.kind = domain::IncidentKind::cheating;
        opened.sittings = {SittingId("A")};
        opened.description = domain::Text("a phone");
        day.must("10:00", opened, {.id = "i"});
        day.must("10:01",
                 domain::FootageRequested{
                     EntryId("i"), {CameraId("cam1")}, day.time("09:50"), day.time("10:00"), {}},
                 {.id = "g", .role = Role::exam_security, .by = "tan"});
        day.must("10:02", domain::FootageGranted{EntryId("g")},
                 {.role = Role::lead_proctor, .by = "sato"});
    }

    void cut() {
        domain::FootageCut fact;
        fact.request = EntryId("g");
        fact.camera = CameraId("cam1");
        fact.from = day.time("09:50");
        fact.to = day.time("09:54");
        fact.sha256 = sha256;
        fact.bytes = 4;
        fact.sources = {{"a.mp4", std::string(64, 'b'), 9, day.time("09:49"), day.time("09:59"),
                         milliseconds(500), false}};
        day.must("10:03", fact, {.id = "k", .role = Role::labd, .by = "labd"});
        put_file();
    }

    void put_file() {
        const std::filesystem::path file = folder.path() / "clip";
        std::ofstream(file) << "test";
        footage.files[sha256] = file;
    }

    labd::test::TemporaryDirectory folder;
};

TEST(FootageApi, TellsWhatWasCutAndWhatWaits) {
    FootageWebDay web;
    web.footage.troubles["g cam1"] = "still_written";
    const Told before = web.get("/api/v1/footage?incident=i", "kato");
    ASSERT_EQ(before.status, 200) << before.text();
    const json::value& waiting = before.body().at("requests").at(0).at("parts").at(0);
    EXPECT_EQ(waiting.at("state"), "waiting");
    EXPECT_EQ(waiting.at("trouble"), "still_written");
    web.cut();
    web.day.must(
        "10:04",
        domain::FootageHeld{
            EntryId("i"), {CameraId("cam2")}, web.day.time("09:50"), web.day.time("09:55")},
        {.id = "h", .reason = "r", .role = Role::exam_security, .by = "tan"});
    const Told told = web.get("/api/v1/footage?incident=i", "kato");
    const json::value& part = told.body().at("requests").at(0).at("parts").at(0);
    EXPECT_EQ(part.at("state"), "clip");
    EXPECT_EQ(part.at("clip"), "k");
    EXPECT_EQ(part.at("sha256").as_string(), sha256);
    EXPECT_EQ(part.at("sources").at(0).at("as_digested"), false);
    EXPECT_EQ(told.body().at("requests").at(0).at("parts").at(1).at("state"), "waiting");
    EXPECT_EQ(told.body().at("holds").at(0).at("parts").at(0).at("state"), "waiting");
    EXPECT_EQ(web.get("/api/v1/footage?incident=x", "kato").status, 404);
    EXPECT_EQ(web.get("/api/v1/footage", "kato").status, 400);
}

TEST(FootageApi, CAM_5_HandingAClipOutIsEnteredFirst) {
    FootageWebDay web;
    web.cut();
    const std::shared_ptr<Inbox> inbox = web.start(
        {net::Method::get, "/api/v1/footage/k", "", {{"Authorization", "Bearer token-kato"}}});
    EXPECT_EQ(web.day.count("footage.exported"), 0U);
    EXPECT_FALSE(inbox->answer) << "nothing is given before it is durable";
    web.day.loop.run_posted();
    ASSERT_TRUE(inbox->answer);
    EXPECT_EQ(web.day.count("footage.exported"), 1U);
    EXPECT_EQ(inbox->answer->status, 200);
    EXPECT_EQ(inbox->answer->content_type, "video/mp4");
    ASSERT_TRUE(inbox->answer->source);
    EXPECT_EQ(inbox->answer->source->read(100), "test");
    Told told;
    told.response = *inbox->answer;
    EXPECT_EQ(told.header("Repr-Digest"), "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:");
    const Told reach = web.get("/api/v1/erasures/C-A", "exam_security");
    EXPECT_EQ(reach.body().at("clips").at(0).at("clip"), "k");
    EXPECT_EQ(web.get("/api/v1/erasures/C-A", "admin").body().at("clips").as_array().size(), 0U)
        << "who sees no incidents learns nothing of them (SEC-5)";
}

TEST(FootageApi, CAM_5_NothingIsGivenToOthersOrOnceTheIncidentIsClosed) {
    FootageWebDay web;
    web.cut();
    for (const char* role : {"proctor", "lead_proctor", "lab_ops", "auditor", "admin"}) {
        EXPECT_EQ(web.get("/api/v1/footage/k", role).status, 403) << role;
        EXPECT_EQ(web.get("/api/v1/footage?incident=i", role).status, 403) << role;
    }
    EXPECT_EQ(web.get("/api/v1/footage/g", "kato").status, 404);
    web.footage.files.clear();
    EXPECT_EQ(web.get("/api/v1/footage/k", "kato").status, 503);
    EXPECT_EQ(web.day.count("footage.exported"), 0U);
    web.put_file();
    const How decided{.reason = "r", .role = Role::exam_security, .by = "kato"};
    web.day.must("10:20", domain::IncidentDecided{EntryId("i"), domain::IncidentFinding::dismissed},
                 decided);
    web.day.must("10:21", domain::IncidentClosed{EntryId("i")}, decided);
    const Told closed = web.get("/api/v1/footage/k", "kato");
    EXPECT_EQ(closed.status, 422);
    EXPECT_THAT(closed.text(), HasSubstr("CAM-5"));
    EXPECT_EQ(web.day.count("footage.exported"), 0U);
}

}  // namespace
}  // namespace labd::web::test
