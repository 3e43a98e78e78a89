// The tables of cameras and of which footage there is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "labd/codec/json.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::Ended;
using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_console;

constexpr const char* coverage = R"({
  "window": {"from": "2026-03-03T08:30:00+09:00", "to": "2026-03-03T17:30:00+09:00"},
  "recorded_s": 31260, "unproven_s": 0, "degraded_s": 0, "gap_s": 1140, "unknown_s": 0,
  "window_s": 32400, "uptime": 0.9648148,
  "cameras": [{"camera": "cam1", "recorded_s": 31260, "unproven_s": 0, "degraded_s": 0,
               "gap_s": 1140, "unknown_s": 0, "window_s": 32400, "uptime": 0.9648148,
               "intervals": []}],
  "intervals": [
    {"camera": "cam1", "from": "2026-03-03T08:30:00+09:00", "to": "2026-03-03T10:12:00+09:00",
     "state": "recorded", "length_s": 6120},
    {"camera": "cam1", "from": "2026-03-03T10:12:00+09:00", "to": "2026-03-03T10:31:00+09:00",
     "state": "gap", "length_s": 1140, "fault": "frozen"}]})";

FakeLabd camera_day() {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sessions/day/coverage"] = {200, coverage};
    labd.gets["/api/v1/sittings/A/coverage"] = {200, coverage};
    labd.gets["/api/v1/cameras"] = {200, R"({"cameras": [
        {"camera": "cam1", "room": "main", "state": "gap", "since": "2026-03-03T10:12:00+09:00",
         "fault": "unreachable", "seats": ["S07", "S08"],
         "live": {"stream": "degraded", "reasons": ["stalled"], "still_age_s": 71.5}},
        {"camera": "cam2\u001b[2J", "room": "main", "state": "unknown", "since": null,
         "seats": [], "live": {"has_address": true, "stream": null}},
        {"camera": "cam3", "room": "main", "state": "recorded", "since": null, "seats": [],
         "live": {"stream": "stalled", "reasons": ["stalled"], "still_age_s": 2}}]})"};
    labd.gets["/api/v1/cameras/cam1/still"] = {200, "the picture"};
    labd.gets["/api/v1/cameras/cam3/still"] = {404, "{}"};
    return labd;
}

TEST(Coverage, ShowsTheSumsAndWhatIsNotRecorded) {
    FakeLabd labd = camera_day();
    const Ended ended = run_console(labd, {"coverage"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("from 08:30:00 to 17:30:00"));
    EXPECT_THAT(ended.out, HasSubstr("96.48 %"));
    EXPECT_THAT(ended.out, HasSubstr("10:31:00"));
    EXPECT_THAT(ended.out, HasSubstr("frozen"));
    EXPECT_THAT(ended.out, Not(HasSubstr("1:42:00"))) << "good footage needs no line";
}

TEST(Coverage, AsksForTheSittingAndTheInterval) {
    FakeLabd labd = camera_day();
    const Ended ended =
        run_console(labd, {"coverage", "S07", "--from", "10:12", "--to", "10:31", "-o", "json"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.requests.back().target, "/api/v1/sittings/A/coverage?from=10%3A12&to=10%3A31");
    EXPECT_TRUE(codec::parse_json(ended.out).value().is_object());
    EXPECT_EQ(run_console(labd, {"coverage", "--from", "soon"}).code, ExitCode::usage);
}

TEST(Coverage, TheReportIsSavedAsItCame) {
    FakeLabd labd = camera_day();
    const std::string bytes("%PDF-1.7\n\x80\0\xff", 12);
    labd.gets["/api/v1/sessions/day/coverage/report.pdf"] = {200, bytes};
    const testing::Folder folder;
    const std::string file = folder.path("day.pdf");
    const Ended ended = run_console(labd, {"coverage", "--report", file, "--at", "18:00"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.requests.back().target, "/api/v1/sessions/day/coverage/report.pdf?at=18%3A00");
    std::ifstream saved(file, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(saved), {}), bytes);
}

TEST(Evidence, IsSavedAsItCameForItsOwnerAlone) {
    FakeLabd labd = camera_day();
    const std::string bytes("PK\x03\x04\x80\0\xff", 7);
    labd.gets["/api/v1/sittings/A/evidence"] = {200, bytes};
    const testing::Folder folder;
    const std::string file = folder.path("S07.zip");
    const Ended ended = run_console(labd, {"evidence", "S07", "--to", file});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_NE(ended.err.find("labd verify-pack " + file), std::string::npos) << ended.err;
    std::ifstream saved(file, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(saved), {}), bytes);
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
}

TEST(Evidence, ThatCannotBeHadLeavesNoFile) {
    FakeLabd labd = camera_day();
    labd.gets["/api/v1/sittings/A/evidence"] = {403, R"({"detail": "not you"})"};
    const testing::Folder folder;
    const std::string file = folder.path("S07.zip");
    EXPECT_EQ(run_console(labd, {"evidence", "S07", "--to", file}).code, ExitCode::not_allowed);
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_EQ(run_console(labd, {"evidence", "S07"}).code, ExitCode::usage);
    EXPECT_EQ(run_console(labd, {"evidence", "--to", file}).code, ExitCode::usage);
    labd.gets["/api/v1/sittings/A/evidence"] = {200, "PK"};
    EXPECT_EQ(run_console(labd, {"evidence", "S07", "--to", folder.path("no/S07.zip")}).code,
              ExitCode::failed);
}

TEST(Checkpoint, IsSavedAsTheNameOfItsFileSays) {
    FakeLabd labd = camera_day();
    labd.gets["/api/v1/log/checkpoint"] = {200, "note"};
    labd.gets["/api/v1/log/checkpoint.pdf"] = {200, "%PDF"};
    labd.gets["/api/v1/log/checkpoint.html"] = {200, "<!doctype html>"};
    const testing::Folder folder;
    for (const auto& [name, content] :
         {std::pair("friday.note", "note"), std::pair("friday.pdf", "%PDF"),
          std::pair("friday.html", "<!doctype html>")}) {
        const std::string file = folder.path(name);
        const Ended ended = run_console(labd, {"checkpoint", "--to", file});
        EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
        std::ifstream saved(file, std::ios::binary);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(saved), {}), content);
    }
    labd.gets["/api/v1/log/checkpoint"] = {404, R"({"detail": "nothing is signed"})"};
    EXPECT_EQ(run_console(labd, {"checkpoint", "--to", folder.path("x")}).code,
              ExitCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(folder.path("x")));
}

TEST(Coverage, AReportThatCannotBeHadLeavesNoFile) {
    FakeLabd labd = camera_day();
    labd.gets["/api/v1/sessions/day/coverage/report.html"] = {403, R"({"detail": "not you"})"};
    const testing::Folder folder;
    const std::string file = folder.path("day.html");
    EXPECT_EQ(run_console(labd, {"coverage", "--report", file}).code, ExitCode::not_allowed);
    EXPECT_FALSE(std::filesystem::exists(file));
    labd.gets["/api/v1/sessions/day/coverage/report.html"] = {200, "<p>"};
    EXPECT_EQ(run_console(labd, {"coverage", "--report", folder.path("no/day.html")}).code,
              ExitCode::failed);
    EXPECT_EQ(run_console(labd, {"coverage", "--report", "day.doc"}).code, ExitCode::usage);
    EXPECT_EQ(run_console(labd, {"coverage", "S07", "--report", file}).code, ExitCode::usage);
}

TEST(Cameras, ShowsACameraALineHarmlessly) {
    FakeLabd labd = camera_day();
    const Ended ended = run_console(labd, {"cameras", "--at", "10:20"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.requests.back().target, "/api/v1/cameras?at=10%3A20&session=day");
    EXPECT_THAT(ended.out, HasSubstr("unreachable"));
    EXPECT_THAT(ended.out, HasSubstr("S07, S08"));
    EXPECT_THAT(ended.out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(run_console(labd, {"cameras", "--lang", "ja"}).out, HasSubstr("録画なし"));
}

TEST(Cameras, ShowsWhatIsSeenNowAndHowOldTheStillIs) {
    FakeLabd labd = camera_day();
    const Ended ended = run_console(labd, {"cameras"});
    EXPECT_THAT(ended.out, HasSubstr("bad picture: stalled"));
    EXPECT_THAT(ended.out, HasSubstr("1:11"));
    EXPECT_THAT(ended.out, HasSubstr("not watched"));
    EXPECT_THAT(ended.out, Not(HasSubstr("stalled: stalled")));
}

TEST(Cameras, KeepsTheStillsThatThereAreInAFolder) {
    FakeLabd labd = camera_day();
    const testing::Folder folder;
    const Ended ended = run_console(labd, {"cameras", "--stills", folder.path("")});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    std::ifstream file(folder.path("cam1.jpg"));
    const std::string kept{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(kept, "the picture");
    EXPECT_THAT(ended.err, HasSubstr("cam3: no still of now."));
    EXPECT_FALSE(std::filesystem::exists(folder.path("cam3.jpg")));
    EXPECT_EQ(labd.requests.back().target, "/api/v1/cameras/cam3/still")
        << "what is no id of a camera is neither asked for nor written";
    EXPECT_EQ(run_console(labd, {"cameras", "--stills", folder.path("none")}).code,
              ExitCode::failed);
}

}  // namespace

}  // namespace labd::console
