// How far the webhooks are, and trying again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::Ended;
using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using testing::run_console;

TEST(Feed, ShowsEachWebhook) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/webhooks"] = {200, R"({"webhooks": [
        {"name": "scheduler", "url": "https://a/", "state": "failing", "delivered": 412,
         "waiting": 3, "failing": 1, "dead": 2, "next": 700, "size": 700,
         "next_try_at": "2026-03-03T14:05:10+09:00", "last_delivered_at": null,
         "why": "answered 500\u001b[2J"}]})"};
    const Ended ended = run_console(labd, {"feed"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    for (const char* part : {"scheduler", "failing", "412", "3", "2", "14:05:10", "answered 500"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
    EXPECT_THAT(run_console(labd, {"feed", "-o", "json"}).out, HasSubstr("\"scheduler\""));
}

TEST(Feed, SaysThatThereIsNone) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/webhooks"] = {200, R"({"webhooks": []})"};
    EXPECT_THAT(run_console(labd, {"feed"}).err, HasSubstr("No webhooks"));
}

TEST(Feed, ShowsWhatDidNotGetThrough) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/webhooks/a%20b/undelivered"] = {200, R"({"events": [
        {"seq": 417, "id": "x-0-417", "subject": "sittings/A", "state": "dead", "attempts": 10,
         "next_try_at": null, "why": "answered 400"}]})"};
    const Ended ended = run_console(labd, {"feed", "undelivered", "a b"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("417"));
    EXPECT_THAT(ended.out, HasSubstr("dead"));
}

TEST(Feed, HasEventsTriedAgain) {
    FakeLabd labd = fake_day();
    labd.posts = {testing::answered(200, R"({"retried": 3})")};
    const Ended ended = run_console(labd, {"feed", "retry", "scheduler", "--event", "417"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("scheduler: tried again: 3."));
    EXPECT_EQ(run_console(labd, {"feed", "retry", "scheduler", "--event", "1.5"}).code,
              ExitCode::usage);
    EXPECT_EQ(run_console(labd, {"feed", "retry"}).code, ExitCode::usage);
}

}  // namespace

}  // namespace labd::console
