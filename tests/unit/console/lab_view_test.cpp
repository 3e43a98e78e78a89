// What lab operations look at: equipment of a session, open investigations, racks over a month.
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

TEST(Equipment, ShowsRacksFailuresInvestigationsAndSpareSeats) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sessions/day/equipment"] = {
        200, R"({"racks": [{"rack": "R01", "room": "main", "seats": ["S01", "S02"],
                 "use": "out_of_service", "because": ["x1"], "sittings": []}],
             "failures": [{"failure": "f1", "item": "R01", "rack": "R01", "length_s": 600,
                 "since": "2026-03-03T10:00:00+09:00", "until": null, "owner": "mori",
                 "cause": "f\u001b[2Jan"}],
             "investigations": [{"investigation": "q1", "about": "o1", "owner": "sato",
                 "due": "2026-03-05T18:00:00+09:00", "overdue": true, "closed_at": null,
                 "cause": null}],
             "spares": ["S03"]})"};
    const Ended ended = run_console(labd, {"equipment", "show"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    for (const char* part : {"out of service", "x1", "10:00", "mori", "q1", "sato", "S03"}) {
        EXPECT_THAT(ended.out, HasSubstr(part));
    }
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
    EXPECT_THAT(run_console(labd, {"equipment", "show", "-o", "json"}).out, HasSubstr("spares"));
}

TEST(Equipment, ListsOpenInvestigations) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/investigations"] = {200, R"({"investigations": []})"};
    EXPECT_THAT(run_console(labd, {"investigation", "list"}).err, HasSubstr("No open"));
}

TEST(Equipment, AddsUpAMonth) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/racks/report"] = {
        200, R"({"month": "2026-03", "days": 4, "racks": [{"rack": "R01", "failures": 3,
                 "out_of_order_s": 3725, "outages": 1, "lost_s": 1200}]})"};
    const Ended ended = run_console(labd, {"rack", "report", "2026-03"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.requests.back().target, "/api/v1/racks/report?month=2026-03");
    EXPECT_THAT(ended.out, HasSubstr("1:02:05"));
}

}  // namespace

}  // namespace labd::console
