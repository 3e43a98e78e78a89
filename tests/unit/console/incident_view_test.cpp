// What the terminal shows of incidents.
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

constexpr const char* one = R"("incident": "i1", "kind": "cheating", "severity": "critical",
    "state": "decided", "session": "day", "opened_at": "2026-03-03T10:00:00+09:00",
    "description": "a ph\u001b[2Jone", "owner": "kato",
    "sittings": [{"sitting": "A", "seat": "S01", "named": true}],
    "decision": {"finding": "banned", "at": "2026-03-03T11:00:00+09:00", "by": "kato",
                 "confirmed": false})";

TEST(Incidents, SEC_5_ListsThoseThatTheServerTells) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/incidents"] = {
        200, std::string(R"({"incidents": [{)") + one + R"(}], "next": 31})"};
    const Ended ended = run_console(labd, {"incidents", "--state", "decided", "--sitting", "A"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(labd.requests.back().target, HasSubstr("state=decided"));
    for (const char* part :
         {"i1", "cheating", "critical", "decided", "A (S01)", "kato", "banned"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_THAT(ended.err, HasSubstr("--after 31"));
    EXPECT_THAT(run_console(labd, {"incidents", "-o", "json"}).out, HasSubstr("confirmed"));
    EXPECT_THAT(run_console(labd, {"incidents", "--lang", "ja"}).out, HasSubstr("不正行為"));
}

TEST(Incidents, SaysThatThereIsNone) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/incidents"] = {200, R"({"incidents": [], "next": null})"};
    EXPECT_THAT(run_console(labd, {"incidents"}).err, HasSubstr("No incidents"));
}

TEST(Incidents, SEC_3_ShowsOneAndThatABanWaitsForASecondPerson) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/incidents/i1"] = {
        200, std::string("{") + one + R"(, "notes": [{"at": "2026-03-03T10:05:00+09:00",
            "by": "mori", "finding": false, "text": "in locker 7"}],
            "footage": [{"request": "g1", "cameras": ["cam1"], "state": "granted",
                "from": "2026-03-03T09:50:00+09:00", "to": "2026-03-03T10:00:00+09:00"}],
            "coverage": [{"camera": "cam1", "intervals": [{"state": "gap",
                "from": "2026-03-03T09:50:00+09:00", "to": "2026-03-03T10:00:00+09:00"}]}],
            "entries": [{"seq": 31}]})"};
    const Ended ended = run_console(labd, {"incident", "show", "i1"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    for (const char* part : {"in locker 7", "mori", "g1", "granted", "cam1", "09:50"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
    EXPECT_THAT(ended.err, HasSubstr("ban add CANDIDATE --incident i1"));
}

}  // namespace

}  // namespace labd::console
