// What a restart asks, and the two answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "labd/codec/json.h"
#include "tests/unit/console/support.h"

namespace labd::console {

namespace {

using testing::answered;
using testing::Ended;
using testing::fake_day;
using testing::FakeLabd;
using ::testing::HasSubstr;
using testing::run_console;
using testing::split;

/// A day on which labd was down from 12:10 to 12:12.
FakeLabd restarted() {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/restart"] = {200, R"({
        "alive_until": "2026-03-03T12:10:00+09:00", "started_at": "2026-03-03T12:12:00+09:00",
        "session": "day", "alarm": "OUT-1:daemon:@20",
        "entry": {"enter": "outage.reported", "session": "day",
                  "happened": "2026-03-03T12:10:00+09:00", "scope": {"site": true},
                  "cause": "lab"},
        "effects": [{"sitting": "A", "ends_before": "2026-03-03T17:00:00+09:00"}]})"};
    return labd;
}

boost::json::value parsed(std::string_view text) { return codec::parse_json(text).value(); }

TEST(Restart, ShowsTheQuestionAndWhatYesWouldDo) {
    FakeLabd labd = restarted();
    const Ended ended = run_console(labd, {"restart", "show"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("from 2026-03-03 12:10:00 to 2026-03-03 12:12:00"));
    EXPECT_THAT(ended.out, HasSubstr("A: ends 17:00:00 -> open"));
    EXPECT_THAT(ended.out, HasSubstr("restart accept"));
    EXPECT_TRUE(labd.sent().empty());
}

TEST(Restart, IsAcceptedWithTheOutageThatLabdProposes) {
    FakeLabd labd = restarted();
    EXPECT_EQ(run_console(labd, {"restart", "accept"}).code, ExitCode::done);
    EXPECT_EQ(labd.body(), parsed(R"({"enter": "outage.reported", "session": "day",
        "happened": "2026-03-03T12:10:00+09:00", "scope": {"site": true}, "cause": "lab",
        "reason": "labd was down"})"));
}

TEST(Restart, IsPreviewedWithTheTimeAndReasonThatPeopleKnow) {
    FakeLabd labd = restarted();
    run_console(labd, split("restart accept --at 12:10:30 --reason power --id o1 --preview"));
    EXPECT_EQ(labd.sent().at(0).target, "/api/v1/entries?preview=true");
    EXPECT_EQ(labd.body(), parsed(R"({"enter": "outage.reported", "session": "day",
        "happened": "12:10:30", "scope": {"site": true}, "cause": "lab", "reason": "power",
        "id": "o1"})"));
}

TEST(Restart, IsDismissedByAcknowledgingItsAlarm) {
    FakeLabd labd = restarted();
    EXPECT_EQ(run_console(labd, {"restart", "dismiss"}).code, ExitCode::done);
    EXPECT_EQ(labd.body(), parsed(R"({"enter": "alarm.acknowledged", "session": "day",
                                      "alarm": "OUT-1:daemon:@20"})"));
}

TEST(Restart, ThatAsksNothingIsNothingToAnswer) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/restart"] = {204, ""};
    EXPECT_EQ(run_console(labd, {"restart", "show"}).code, ExitCode::done);
    const Ended ended = run_console(labd, {"restart", "accept"});
    EXPECT_EQ(ended.code, ExitCode::not_found);
    EXPECT_THAT(ended.err, HasSubstr("No restart"));
    EXPECT_EQ(run_console(labd, {"restart", "dismiss"}).code, ExitCode::not_found);
    EXPECT_TRUE(labd.sent().empty());
}

TEST(Board, NamesWhoIsOnDutyAndWhoIsFullyCheckedIn) {
    FakeLabd labd = fake_day();
    const Ended ended = run_console(labd, {"board"});
    EXPECT_THAT(ended.out, HasSubstr("On duty: sato (lead proctor) since 08:30:00"));
    EXPECT_THAT(ended.out, HasSubstr("Fully checked in, 1 of 2: S08"));
}

}  // namespace

}  // namespace labd::console
