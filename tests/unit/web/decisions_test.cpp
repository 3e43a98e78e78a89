// Questions about bookings over HTTP.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::HasSubstr;

Told post(WebDay& web, const std::string& name, const std::string& body,
          const std::string& role = "scheduling", const std::string& language = "en") {
    return web.send({net::Method::post,
                     "/api/v1/decisions/" + name,
                     body,
                     {{"Authorization", "Bearer token-" + role},
                      {"Content-Type", "application/json"},
                      {"Accept-Language", language}}});
}

/// Asked on 2 March 2026, the day on which the fakes begin.
const std::string lab_after_a_fail = R"({"candidate": "C-9", "track": "ccie-security",
    "date": "2026-04-02", "history": [
      {"exam": "ccie-security", "kind": "lab", "date": "2026-03-03", "result": "fail"},
      {"exam": "350-701", "kind": "written", "date": "2025-09-01", "result": "pass",
       "qualifies": "ccie-security"}]})";

std::string booking(const std::string& more, const std::string& today = "2026-05-02") {
    return R"({"today": ")" + today +
           R"(", "booking": {"candidate": "C-9", "track": "ccde", "exam_date": "2026-05-31")" +
           more + "}}";
}

TEST(Decisions, MayBookListsTheBarsWithTheirWords) {
    WebDay web;
    const Told told = post(web, "may-book", lab_after_a_fail);
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_FALSE(told.body().at("allowed").as_bool());
    ASSERT_EQ(told.body().at("bars").as_array().size(), 1U) << told.text();
    const json::object& bar = told.body().at("bars").at(0).as_object();
    EXPECT_EQ(bar.at("rule"), "ELG-1");
    EXPECT_EQ(bar.at("until"), "2026-04-03");
    EXPECT_EQ(bar.at("message"),
              "The same exam was failed on 2026-03-03. It can be taken again from 2026-04-03.");
    const Told japanese = post(web, "may-book", lab_after_a_fail, "scheduling", "ja");
    EXPECT_THAT(japanese.text(), HasSubstr("再受験できます"));
}

TEST(Decisions, NothingIsRecordedAndNothingIsAddedToTheHistory) {
    WebDay web;
    const Seq before = web.day.kernel->state().size;
    post(web, "may-book", lab_after_a_fail);
    EXPECT_EQ(web.day.kernel->state().size, before);
}

TEST(Decisions, QuotesTellWhatAChangeACancellationAndAnAbsenceCost) {
    WebDay web;
    const Told change = post(web, "change-quote", booking(R"(, "paid": true, "method": "card")"));
    ASSERT_EQ(change.status, 200) << change.text();
    EXPECT_EQ(change.body().at("fee_usd"), 500);
    EXPECT_EQ(change.body().at("how"), "reschedule");
    EXPECT_EQ(change.body().at("today"), "2026-05-02");
    const Told cancel = post(web, "cancel-quote", booking(R"(, "paid": true, "method": "card")"));
    EXPECT_TRUE(cancel.body().at("forfeits_all").as_bool()) << cancel.text();
    const Told absence = post(web, "absence-quote", booking(""));
    EXPECT_EQ(absence.body().at("until"), "2026-07-01") << absence.text();
}

TEST(Decisions, DuesSayWhatIsDueWhen) {
    WebDay web;
    const Told told = post(web, "dues", booking(R"(, "agreement_signed": "2026-01-01")"));
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.body().at("state"), "cancelled_unpaid");
    EXPECT_THAT(told.text(), HasSubstr(R"("what":"payment_received","from":null,"by":"2026-05-01")"
                                       R"(,"done":false,"over":true)"));
}

TEST(Decisions, AVoucherIsGoodForItsCandidateOnly) {
    WebDay web;
    const std::string voucher = R"({"voucher": {"candidate": "C-9", "expires": "2026-05-31",
                                   "official": true}, "candidate": ")";
    EXPECT_TRUE(post(web, "voucher-check", voucher + "C-9\"}").body().at("pays").as_bool());
    const Told told = post(web, "voucher-check", voucher + "C-8\"}");
    EXPECT_FALSE(told.body().at("pays").as_bool());
    EXPECT_EQ(told.body().at("bars").at(0).at("rule"), "VCH-1");
}

TEST(Decisions, AreForThoseWhoBookAndDecide) {
    WebDay web;
    for (const char* role : {"scheduling", "lead_proctor", "lab_ops", "exam_security", "admin"}) {
        EXPECT_EQ(post(web, "may-book", lab_after_a_fail, role).status, 200) << role;
    }
    for (const char* role : {"proctor", "examiner", "auditor", "display", "camera_service"}) {
        EXPECT_EQ(post(web, "may-book", lab_after_a_fail, role).status, 403) << role;
    }
}

TEST(Decisions, RefuseBadInputWithItsPlace) {
    WebDay web;
    const auto expect_place = [&](const std::string& name, const std::string& body,
                                  const std::string& place) {
        const Told told = post(web, name, body);
        EXPECT_EQ(told.status, 400) << body;
        EXPECT_EQ(told.problem(), "bad-input") << body;
        EXPECT_EQ(std::string(told.body().at("place").as_string()), place) << body;
    };
    expect_place("may-book", "{}", "/candidate");
    expect_place("may-book", R"({"candidate": "C", "track": "ccie", "date": "2026-04-03"})",
                 "/track");
    expect_place("may-book", "hello", "line 1, column 1");
    expect_place("change-quote", booking(R"(, "paid": true)"), "/booking/method");
    expect_place("dues", booking("", "2026-02-29"), "/today");
    expect_place("voucher-check", R"({"candidate": "C", "voucher": {"candidate": "C"}})",
                 "/voucher/expires");
    EXPECT_EQ(web.send({net::Method::post,
                        "/api/v1/decisions/dues",
                        "{}",
                        {{"Authorization", "Bearer token-scheduling"}}})
                  .status,
              415);
}

TEST(Decisions, WithoutADayTheyAreAboutTodayAtTheSite) {
    WebDay web;
    const Told told = post(web, "change-quote",
                           R"({"booking": {"candidate": "C-9", "track": "ccde",
                              "exam_date": "2026-05-31"}})");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.body().at("today"), "2026-03-02");
    EXPECT_EQ(told.body().at("how"), "drop");
}

}  // namespace
}  // namespace labd::web::test
