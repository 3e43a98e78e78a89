// The table of what followed the exams of a session.
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

FakeLabd day_with(const std::string& sittings) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/sessions/day/cases"] = {200, "{\"sittings\": [" + sittings + "]}"};
    return labd;
}

TEST(Cases, ShowMarksRemediesAndRereads) {
    FakeLabd labd = day_with(
        R"({"sitting": "A", "mark": null, "remedy": {"case": "remedy:A", "state": "pending",
            "missing": ["a", "c"], "as": null}, "reread": {"state": null, "outcome": null}},
           {"sitting": "B", "mark": "pass", "remedy": null,
            "reread": {"state": "decided", "outcome": "passed"}},
           {"sitting": "C", "mark": null, "remedy": {"case": "c\u001b[2J", "state": "granted",
            "missing": [], "as": "voucher"}, "reread": {"state": null, "outcome": null}})");
    const Ended ended = run_console(labd, {"cases"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("pending (a, c)"));
    EXPECT_THAT(ended.out, HasSubstr("decided: passed"));
    EXPECT_THAT(ended.out, HasSubstr("voucher"));
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
}

TEST(Cases, SaysThatThereAreNone) {
    FakeLabd labd = day_with("");
    EXPECT_THAT(run_console(labd, {"cases"}).err, HasSubstr("No results"));
}

TEST(Cases, PrintsJsonWhenAsked) {
    FakeLabd labd = day_with(R"({"sitting": "A"})");
    EXPECT_THAT(run_console(labd, {"cases", "-o", "json"}).out, HasSubstr("\"A\""));
}

TEST(Vouchers, AreListedWithoutTheirCodes) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/vouchers"] = {200, R"({"vouchers": [{"voucher": "v1", "state": "issued",
        "candidate": "C-1", "last_day": "2027-03-03", "last_four": "7QK2", "remedy": null,
        "booking": null}], "next": 17})"};
    const Ended ended = run_console(labd, {"vouchers", "--candidate", "C 1", "--state", "issued"});
    EXPECT_EQ(ended.code, ExitCode::done) << ended.err;
    EXPECT_EQ(labd.requests.back().target, "/api/v1/vouchers?candidate=C%201&state=issued");
    EXPECT_THAT(ended.out, HasSubstr("7QK2"));
    EXPECT_THAT(ended.err, HasSubstr("--after 17"));
}

TEST(Vouchers, SayThatThereAreNone) {
    FakeLabd labd = fake_day();
    labd.gets["/api/v1/vouchers"] = {200, R"({"vouchers": [], "next": null})"};
    EXPECT_THAT(run_console(labd, {"vouchers"}).err, HasSubstr("No vouchers"));
}

}  // namespace

}  // namespace labd::console
