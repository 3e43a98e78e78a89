// What followed an exam, over HTTP: remedies, re-reads, vouchers by their codes, and who sees what.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The exam of A cancelled at 12:00, with ground B asked for on B.
class CasesWebDay : public WebDay {
public:
    CasesWebDay() {
        day.check_in("08:50", "A");
        day.check_in("08:50", "B");
        day.start_module("09:00", "A");
        day.must("10:00", day.outage("S01"), {.id = "o"});
        day.must("12:00", domain::SittingCancelled{SittingId("A"), EntryId("o")});
        day.must("12:01",
                 domain::RemedyRequested{
                     SittingId("B"), domain::Ground::B, {domain::Text("secret report 12")}},
                 {.id = "b", .role = domain::Role::lead_proctor});
    }

    /// The case of A decided as a voucher.
    void decide() {
        EXPECT_EQ(enter(R"({"enter":"outage.ruled","outage":"o","cause":"lab"})", "lab_ops").status,
                  201);
        EXPECT_EQ(
            enter(R"({"enter":"remedy.judged","remedy":"remedy:A","inoperable":true})", "lab_ops")
                .status,
            201);
        EXPECT_EQ(enter(R"({"enter":"remedy.decided","remedy":"remedy:A","as":"voucher"})",
                        "lead_proctor")
                      .status,
                  201);
    }

    /// An entry as a role reads it.
    std::string entry(Seq seq, const std::string& role) {
        return get("/api/v1/journal/" + std::to_string(seq), role).text();
    }
};

TEST(Cases, TellWhatARemedyWaitsFor) {
    CasesWebDay web;
    const Told told = web.get("/api/v1/sittings/A/remedy", "scheduling");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.body().at("case"), "remedy:A");
    EXPECT_EQ(told.body().at("state"), "pending");
    EXPECT_EQ(told.body().at("missing").as_array(), (json::array{"a", "b"}));
    web.decide();
    const Told decided = web.get("/api/v1/sittings/A/remedy", "lab_ops");
    EXPECT_EQ(decided.body().at("state"), "granted");
    EXPECT_EQ(decided.body().at("as"), "voucher");
    // As it was known before the ruling.
    const Told before = web.get("/api/v1/sittings/A/remedy?as_of=" +
                                    std::to_string(told.body().at("size").to_number<int>()),
                                "lab_ops");
    EXPECT_EQ(before.body().at("state"), "pending");
    EXPECT_EQ(web.get("/api/v1/sittings/nobody/remedy", "lab_ops").status, 404);
    EXPECT_EQ(web.get("/api/v1/sittings/A/remedy", "display").status, 403);
}

TEST(Cases, NamesOfDocumentsAreForThoseWhoSeeFreeText) {
    CasesWebDay web;
    for (const std::string role : {"lead_proctor", "exam_security"}) {
        EXPECT_THAT(web.get("/api/v1/sittings/B/remedy", role).text(), HasSubstr("secret"));
    }
    for (const std::string role : {"lab_ops", "scheduling", "examiner", "auditor"}) {
        const Told told = web.get("/api/v1/sittings/B/remedy", role);
        EXPECT_EQ(told.status, 200) << role;
        EXPECT_THAT(told.text(), Not(HasSubstr("secret"))) << role;
        EXPECT_THAT(web.get("/api/v1/journal?limit=1000", role).text(), Not(HasSubstr("secret")))
            << role;
    }
}

TEST(Cases, ASessionListsThoseOfItsSittings) {
    CasesWebDay web;
    const Told told = web.get("/api/v1/sessions/day/cases", "scheduling");
    ASSERT_EQ(told.status, 200) << told.text();
    ASSERT_EQ(told.body().at("sittings").as_array().size(), 2U);
    EXPECT_EQ(told.body().at("sittings").at(0).at("sitting"), "A");
    EXPECT_TRUE(told.body().at("sittings").at(0).at("mark").is_null());
    EXPECT_EQ(told.body().at("sittings").at(1).at("remedy").at("ground"), "B");
}

TEST(Cases, RES_2_ResultsAreNotForTheFloorOfOthers) {
    CasesWebDay web;
    web.day.must("12:10", domain::SittingFinished{SittingId("B")});
    ASSERT_EQ(web.enter(R"({"enter":"result.recorded","sitting":"B","result":"fail",
                            "examiner":"ex-1"})",
                        "examiner")
                  .status,
              201);
    const Seq seq = web.day.kernel->state().size - 2;
    EXPECT_THAT(web.entry(seq, "examiner"), HasSubstr("fail"));
    EXPECT_THAT(web.entry(seq, "lab_ops"), Not(HasSubstr("fail")));
    EXPECT_THAT(web.entry(seq, "scheduling"), Not(HasSubstr("examiner")));
    // What labd announces of it.
    EXPECT_THAT(web.entry(seq + 1, "scheduling"), HasSubstr("result:B"));
    EXPECT_THAT(web.entry(seq + 1, "lab_ops"), Not(HasSubstr("result:B")));
    const Told reread = web.get("/api/v1/sittings/B/reread", "scheduling");
    ASSERT_EQ(reread.status, 200) << reread.text();
    EXPECT_THAT(reread.text(), Not(HasSubstr("ex-1")));
}

struct BadInput {
    std::string body;
    std::string role;
    std::string rule;
};

/// A is on a track with re-reads and failed, C is on the CCDE practical and failed, B goes on.
TEST(Cases, BadInputIsRefusedWithItsRuleAndNothingIsHalfDone) {
    WebDay web;
    domain::SittingBooked practical = labd::test::TestDay::booking("C", "S03");
    practical.track = TrackId("ccde");
    web.day.must("08:00", practical, {.role = domain::Role::scheduling, .session = "day"});
    for (const std::string sitting : {"A", "C"}) {
        web.day.check_in("08:50", sitting);
        web.day.start_module("09:00", sitting, sitting == "A" ? "design" : "scenario_1");
        web.day.must("10:00", domain::SittingFinished{SittingId(sitting)});
    }
    const auto result = [](const std::string& sitting, const std::string& more = "") {
        return R"({"enter":"result.recorded","sitting":")" + sitting +
               R"(","result":"fail","examiner":"ex-1")" + more + "}";
    };
    ASSERT_EQ(web.enter(result("A"), "examiner").status, 201);
    ASSERT_EQ(web.enter(result("C"), "examiner").status, 201);
    const std::string ask = R"({"enter":"reread.requested","sitting":"A","id":"rr"})";
    ASSERT_EQ(web.enter(ask, "scheduling").status, 201);
    const Seq size = web.day.kernel->state().size;
    for (const BadInput& bad : std::vector<BadInput>{
             {result("C", R"(,"modules":{"design":"pass"})"), "examiner", "MOD-1"},
             {result("A"), "examiner", "RES-2"},
             {result("B"), "examiner", "RES-1"},
             {R"({"enter":"reread.requested","sitting":"C"})", "scheduling", "RRD-2"},
             {ask.substr(0, ask.find(",\"id\"")) + "}", "scheduling", "RRD-7"},
             {R"({"enter":"reread.paid","reread":"rr","amount_usd":1000,"method":"card",
                  "currency":"EUR"})",
              "scheduling", "RRD-4"},
             {R"({"batch":[{"enter":"reread.paid","reread":"rr","amount_usd":1000,
                             "method":"card"},
                           {"enter":"reread.paid","reread":"rr","amount_usd":1000,
                             "method":"card"}]})",
              "scheduling", "RRD-4"},
             {R"({"enter":"voucher.redeemed","voucher":"v","candidate":"C-A","booking":"b"})",
              "scheduling", "VCH-4"},
             {R"({"enter":"remedy.requested","sitting":"B","ground":"B"})", "scheduling", "REM-3"},
         }) {
        const Told told = web.enter(bad.body, bad.role);
        EXPECT_GE(told.status, 400) << bad.body;
        EXPECT_THAT(told.text(), HasSubstr("\"" + bad.rule + "\"")) << bad.body;
        EXPECT_EQ(web.day.kernel->state().size, size) << bad.body;
    }
    EXPECT_EQ(web.get("/api/v1/sittings/A/reread", "scheduling").body().at("state"), "requested");
}

/// Overlapping bookings of one track, and a candidate who is banned.
TEST(Cases, BKG_1_SEC_3_BarsAreToldBeforeABookingIsMade) {
    WebDay web;
    const auto bars = [&web](const std::string& record) {
        const Told told = web.post("/api/v1/decisions/may-book",
                                   R"({"candidate":"C-9","track":"ccie-security",
                                       "date":"2026-06-01","history":[)" +
                                       record +
                                       R"(,{"exam":"350-701","kind":"written","date":"2025-09-01",
                                       "result":"pass","qualifies":"ccie-security"}]})",
                                   "scheduling");
        EXPECT_EQ(told.status, 200) << told.text();
        EXPECT_FALSE(told.body().at("allowed").as_bool());
        return std::string(told.body().at("bars").at(0).at("rule").as_string());
    };
    EXPECT_EQ(bars(R"({"exam":"ccie-security","kind":"booking","date":"2026-05-20"})"), "BKG-1");
    EXPECT_EQ(bars(R"({"kind":"ban","date":"2026-01-01"})"), "SEC-3");
}

TEST(Vouchers, VCH_5_ACodeIsToldOnceAndItsDigestNever) {
    CasesWebDay web;
    const Ask ask{net::Method::post,
                  "/api/v1/vouchers",
                  R"({"candidate":"C-A","id":"v"})",
                  {{"Authorization", "Bearer token-scheduling"},
                   {"Content-Type", "application/json"},
                   {"Idempotency-Key", "once"}}};
    const Told first = web.send(ask);
    ASSERT_EQ(first.status, 201) << first.text();
    const std::string code(first.body().at("code").as_string());
    EXPECT_EQ(first.body().at("last_four").as_string(), code.substr(code.size() - 4));
    EXPECT_EQ(first.body().at("last_day"), "2027-03-03");
    const Told again = web.send(ask);
    EXPECT_EQ(again.status, 201);
    EXPECT_TRUE(again.body().at("code").is_null());
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    const Seq seq = web.day.kernel->state().size - 1;
    for (const std::string role : {"lead_proctor", "scheduling", "exam_security", "auditor"}) {
        EXPECT_THAT(web.entry(seq, role), HasSubstr("last_four"));
        EXPECT_THAT(web.entry(seq, role), Not(HasSubstr("digest"))) << role;
    }
    EXPECT_THAT(web.entry(seq, "lab_ops"), Not(HasSubstr("last_four")));
    EXPECT_EQ(web.get("/api/v1/vouchers/v", "auditor").body().at("state"), "issued");
    EXPECT_EQ(web.get("/api/v1/vouchers/o", "auditor").status, 404);
}

TEST(Vouchers, VCH_1_VCH_4_AreCheckedAndRedeemedByTheirCode) {
    CasesWebDay web;
    const Told issued = web.post("/api/v1/vouchers", R"({"candidate":"C-A"})", "lead_proctor");
    const std::string code(issued.body().at("code").as_string());
    const auto body = [&](const std::string& candidate, const std::string& more = "") {
        return R"({"code":")" + code + R"(","candidate":")" + candidate + "\"" + more + "}";
    };
    const std::string redeem = "/api/v1/vouchers/redeem";
    EXPECT_TRUE(
        web.post("/api/v1/vouchers/check", body("C-A"), "scheduling").body().at("pays").as_bool());
    const Told other = web.post(redeem, body("C-B", R"(,"booking":"b1")"), "scheduling");
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.body().at("rules").as_array(), json::array{"VCH-1"});
    const Told paid = web.post(redeem, body("C-A", R"(,"booking":"b1")"), "scheduling");
    EXPECT_EQ(paid.status, 201) << paid.text();
    EXPECT_EQ(paid.body().at("booking"), "b1");
    EXPECT_FALSE(paid.body().as_object().contains("code"));
    const Told twice = web.post(redeem, body("C-A", R"(,"booking":"b2")"), "scheduling");
    EXPECT_EQ(twice.status, 422);
    EXPECT_EQ(twice.body().at("rules").as_array(), (json::array{"VCH-4", "VCH-5"}));
    const Told checked = web.post("/api/v1/vouchers/check", body("C-A"), "scheduling");
    EXPECT_TRUE(checked.body().at("conduct").as_bool());
    EXPECT_EQ(web.post(redeem, body("C-A", R"(,"booking":"b2")"), "proctor").status, 403);
    const std::string forged =
        R"({"code":"0000-0000-0000-0000-0000-0000","candidate":"C-A","booking":"b"})";
    EXPECT_EQ(web.post(redeem, forged, "scheduling").body().at("rules").as_array(),
              json::array{"VCH-4"});
    const std::string misread = R"({"code":"7","candidate":"C-A","booking":"b"})";
    EXPECT_EQ(web.post(redeem, misread, "scheduling").body().at("place"), "/code");
}

TEST(Vouchers, REM_5_OneIsIssuedForARemedyThatBecameAVoucher) {
    CasesWebDay web;
    const std::string body = R"({"candidate":"C-A","remedy":"remedy:A"})";
    EXPECT_EQ(web.post("/api/v1/vouchers", body, "lead_proctor").status, 422);
    web.decide();
    const std::string wrong = R"({"candidate":"C-B","remedy":"remedy:A"})";
    EXPECT_EQ(web.post("/api/v1/vouchers", wrong, "lead_proctor").body().at("rules").as_array(),
              json::array{"VCH-1"});
    const Told issued = web.post("/api/v1/vouchers", body, "lead_proctor");
    ASSERT_EQ(issued.status, 201) << issued.text();
    EXPECT_EQ(issued.body().at("remedy"), "remedy:A");
    EXPECT_EQ(web.post("/api/v1/vouchers", body, "lead_proctor").status, 409);
    const std::string voided = R"({"enter":"voucher.voided","voucher":")" +
                               std::string(issued.body().at("voucher").as_string()) + "\"";
    EXPECT_EQ(web.enter(voided + "}", "lead_proctor").status, 422) << "without a reason";
    EXPECT_EQ(web.enter(voided + R"(,"reason":"wrong mail"})", "lead_proctor").status, 201);
    EXPECT_EQ(web.post("/api/v1/vouchers", body, "lead_proctor").status, 201);
}

TEST(Vouchers, ACodeOfOnesOwnIsNotTaken) {
    WebDay web;
    const Told told = web.enter(R"({"enter":"voucher.issued","candidate":"C-A",
        "code":{"digest":"x","last_four":"ABCD"}})",
                                "lead_proctor");
    EXPECT_EQ(told.status, 400);
    EXPECT_EQ(told.body().at("place"), "/code");
}

}  // namespace
}  // namespace labd::web::test
