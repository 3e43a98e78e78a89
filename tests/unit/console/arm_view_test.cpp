// `arm`: asked until every camera is ready, and what is told of each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::answered;
using testing::Ended;
using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_console;

constexpr const char* waiting = R"({"ready": false, "cameras": [
    {"camera": "cam1", "room": "main", "ready": true, "problems": [],
     "live": {"stream": "live", "reasons": []}},
    {"camera": "cam2", "room": "side", "ready": false, "live": {"stream": null},
     "problems": [{"key": "arming.not_watched", "text": "Nobody looks at the stream."},
                  {"key": "arming.recording", "text": "The recorder\u001b[2J is off."}]}]})";
constexpr const char* ready = R"({"ready": true, "cameras": [
    {"camera": "cam1", "room": "main", "ready": true, "problems": []},
    {"camera": "cam2", "room": "side", "ready": true, "problems": []}]})";

TEST(Arm, TellsWhatIsWrongWithEachCamera) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, waiting)};
    const Ended ended = run_console(labd, {"arm", "--wait", "0"});
    EXPECT_EQ(ended.code, ExitCode::failed);
    ASSERT_EQ(labd.sent().size(), 1U);
    EXPECT_EQ(labd.sent().front().target, "/api/v1/cameras/arming");
    EXPECT_THAT(ended.out, HasSubstr("Nobody looks at the stream."));
    EXPECT_THAT(ended.out, HasSubstr("is off."));
    EXPECT_THAT(ended.out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(ended.out, HasSubstr("Not every camera is ready."));
    EXPECT_THAT(ended.err, HasSubstr("Walk past each camera"));
}

TEST(Arm, AsksUntilEveryCameraIsReady) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, waiting)};
    labd.gets["/api/v1/cameras/arming"] = {200, ready};
    const Ended ended = run_console(labd, {"arm", "--lang", "ja"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("cam2"));
    EXPECT_THAT(ended.out, HasSubstr("すべてのカメラの準備が整いました。"));
}

TEST(Arm, GivesUpWhenTheWaitIsOver) {
    FakeLabd labd = fake_day();
    labd.posts = {answered(200, waiting)};
    labd.gets["/api/v1/cameras/arming"] = {200, waiting};
    EXPECT_EQ(run_console(labd, {"arm", "--wait", "7"}).code, ExitCode::failed);
    EXPECT_EQ(labd.requests.size(), 5U) << "begun, and asked after 2, 4, 6 and 8 s";
}

TEST(Arm, AWaitMustBeANumberAndARoleThatMayNotIsTold) {
    FakeLabd labd = fake_day();
    EXPECT_EQ(run_console(labd, {"arm", "--wait", "soon"}).code, ExitCode::usage);
    EXPECT_TRUE(labd.requests.empty());
    labd.posts = {answered(403, R"({"detail": "Your role may not do this"})")};
    EXPECT_EQ(run_console(labd, {"arm"}).code, ExitCode::not_allowed);
}

}  // namespace

}  // namespace labd::console
