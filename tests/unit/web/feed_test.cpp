// The feed over HTTP, and what became of the webhooks.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class FeedWebDay : public WebDay {
public:
    FeedWebDay() {
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
        day.must("11:01", domain::NoteAdded{domain::Text("nothing to tell"), SittingId("A")});
    }

    std::vector<std::string> types(const json::value& page) const {
        std::vector<std::string> all;
        for (const json::value& event : page.at("events").as_array()) {
            all.emplace_back(event.at("type").as_string());
        }
        return all;
    }
};

TEST(Feed, TellsWhatWasAnnouncedPageByPage) {
    FeedWebDay web;
    const Told all = web.get("/api/v1/feed", "scheduling");
    ASSERT_EQ(all.status, 200) << all.text();
    EXPECT_THAT(web.types(all.body()), ElementsAre("labd.sitting.arrived", "labd.sitting.started",
                                                   "labd.sitting.no_show"));
    EXPECT_EQ(all.body().at("next"), all.body().at("size"));
    json::array events;
    std::int64_t after = 0;
    int pages = 0;
    while (after < all.body().at("size").as_int64()) {
        const Told page =
            web.get("/api/v1/feed?limit=1&after=" + std::to_string(after), "scheduling");
        for (const json::value& event : page.body().at("events").as_array()) {
            events.push_back(event);
        }
        EXPECT_GT(page.body().at("next").as_int64(), after);
        after = page.body().at("next").as_int64();
        ++pages;
    }
    EXPECT_EQ(events, all.body().at("events").as_array());
    EXPECT_GE(pages, 3);
    EXPECT_EQ(web.get("/api/v1/feed?after=99999", "scheduling").status, 400);
    EXPECT_EQ(web.get("/api/v1/feed?limit=501", "scheduling").status, 400);
}

TEST(Feed, NamesCandidatesOnlyToWhoSeesEverybody) {
    FeedWebDay web;
    EXPECT_THAT(web.get("/api/v1/feed", "scheduling").text(), Not(HasSubstr("\"name\"")));
    EXPECT_THAT(web.get("/api/v1/feed", "lead_proctor").text(), HasSubstr("\"name\":\""));
    EXPECT_EQ(web.get("/api/v1/feed", "proctor").status, 403);
    EXPECT_EQ(web.get("/api/v1/feed", "display").status, 403);
}

TEST(Feed, TellsVouchersAndWhatWasTakenBack) {
    WebDay web;
    web.day.must("09:10", domain::CandidateArrived{SittingId("A"), {}}, {.id = "came"});
    web.day.must("09:11", web.day.correction("came"), {.reason = "somebody else"});
    EXPECT_EQ(
        web.post("/api/v1/vouchers", R"({"candidate": "C-A", "id": "v"})", "scheduling").status,
        201);
    EXPECT_EQ(
        web.enter(R"({"enter": "voucher.voided", "voucher": "v", "reason": "twice"})", "scheduling")
            .status,
        201);
    const Told told = web.get("/api/v1/feed", "scheduling");
    const json::array& events = told.body().at("events").as_array();
    ASSERT_EQ(events.size(), 4U) << told.text();
    EXPECT_EQ(events[1].at("type"), "labd.sitting.withdrawn");
    EXPECT_EQ(events[1].at("data").at("withdrawn"), true);
    EXPECT_EQ(events[1].at("data").at("revision"), 2);
    EXPECT_EQ(events[2].at("type"), "labd.voucher.issued");
    EXPECT_EQ(events[2].at("subject"), "vouchers/v");
    EXPECT_EQ(events[2].at("data").at("last_day"), "2027-03-03");
    EXPECT_EQ(events[2].at("data").at("last_four").as_string().size(), 4U);
    EXPECT_EQ(events[3].at("type"), "labd.voucher.voided");
    EXPECT_EQ(events[3].at("data").at("candidate"), "C-A");
    EXPECT_THAT(told.text(), Not(HasSubstr("digest")));
}

/// Exam security reviewed something after the exam: what came of it is told, and nothing of why.
TEST(Feed, SEC_2_SEC_3_SEC_5_TellsThatACandidateIsBannedAndNotWhy) {
    WebDay web;
    web.add_person("tan", domain::Role::exam_security);
    domain::IncidentOpened opened;
    opened.sittings = {SittingId("A")};
    opened.description = domain::Text("secret glance");
    web.day.must("10:00", opened, {.id = "i"});
    web.day.must("10:01", domain::IncidentDecided{EntryId("i"), domain::IncidentFinding::banned},
                 {.reason = "secret", .role = domain::Role::exam_security, .by = "kato"});
    const std::string banned =
        R"({"enter":"candidate.banned","candidate":"C-A","incident":"i",
            "reason":"secret footage"})";
    EXPECT_EQ(web.enter(banned, "lead_proctor").status, 403);
    EXPECT_EQ(web.enter(banned, "exam_security").status, 422) << "a program is not a person";
    const Told entered = web.enter(banned, "tan");
    ASSERT_EQ(entered.status, 201) << entered.text();
    ASSERT_EQ(web.enter(R"({"enter":"candidate.ban_lifted","candidate":"C-A",
                            "reason":"secret twin"})",
                        "exam_security")
                  .status,
              201);
    const Told told = web.get("/api/v1/feed", "scheduling");
    const json::array& events = told.body().at("events").as_array();
    ASSERT_EQ(events.size(), 2U) << told.text();
    EXPECT_EQ(events[0].at("type"), "labd.candidate.banned");
    EXPECT_EQ(events[0].at("subject"), "candidates/C-A");
    EXPECT_EQ(events[0].at("data").as_object(), (json::object{{"candidate", "C-A"}}));
    EXPECT_EQ(events[1].at("type"), "labd.candidate.ban_lifted");
    const std::string path =
        "/api/v1/journal/" +
        std::to_string(entered.body().at("entries").at(0).at("seq").to_number<int>());
    EXPECT_THAT(web.get(path, "scheduling").text(), HasSubstr("C-A"));
    EXPECT_THAT(web.get(path, "scheduling").text(), Not(HasSubstr("secret")));
    EXPECT_THAT(web.get(path, "scheduling").text(), Not(HasSubstr("incident")));
    EXPECT_THAT(web.get(path, "exam_security").text(), HasSubstr("secret footage"));
    for (const char* role : {"proctor", "lead_proctor", "lab_ops", "admin", "auditor"}) {
        EXPECT_THAT(web.get(path, role).text(), Not(HasSubstr("C-A"))) << role;
    }
}

TEST(Webhooks, AreShownWithWhatIsWrong) {
    WebDay web;
    EXPECT_EQ(web.get("/api/v1/webhooks", "scheduling").body().at("webhooks"), json::array());
    ports::WebhookStatus status;
    status.name = "scheduler";
    status.url = "https://booking.example:443/";
    status.state = ports::WebhookState::failing;
    status.dead = 2;
    status.next_try_at = web.day.time("14:05");
    status.why = "answered 500";
    web.webhooks.all = {status};
    web.webhooks.events["scheduler"] = {
        {417, "journal-1-0-417", "sittings/A", 10, true, std::nullopt, "answered 500"}};
    const Told told = web.get("/api/v1/webhooks", "lab_ops");
    ASSERT_EQ(told.status, 200);
    const json::value& shown = told.body().at("webhooks").at(0);
    EXPECT_EQ(shown.at("state"), "failing");
    EXPECT_EQ(shown.at("dead"), 2);
    EXPECT_EQ(shown.at("next_try_at"), "2026-03-03T14:05:00+09:00");
    EXPECT_EQ(shown.at("last_delivered_at"), nullptr);
    const Told undelivered = web.get("/api/v1/webhooks/scheduler/undelivered", "scheduling");
    EXPECT_EQ(undelivered.body().at("events").at(0).at("state"), "dead");
    EXPECT_EQ(web.get("/api/v1/webhooks/other/undelivered", "scheduling").status, 404);
    EXPECT_EQ(web.get("/api/v1/webhooks", "proctor").status, 403);
}

TEST(Webhooks, AreTriedAgainByWhoMay) {
    WebDay web;
    web.webhooks.events["scheduler"] = {{417, "a", "sittings/A", 10, true, {}, ""}};
    const std::string target = "/api/v1/webhooks/scheduler/retry";
    const Told told = web.post(target, "{}", "scheduling");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.body().at("retried"), 1);
    EXPECT_EQ(web.post(target, R"({"seq": 417})", "admin").status, 200);
    EXPECT_THAT(web.webhooks.retried,
                ElementsAre(::testing::Pair("scheduler", std::nullopt),
                            ::testing::Pair("scheduler", std::optional<Seq>(417))));
    EXPECT_EQ(web.post(target, R"({"seq": -1})", "admin").status, 400);
    EXPECT_EQ(web.post(target, R"({"all": true})", "admin").status, 400);
    EXPECT_EQ(web.post(target, "{}", "lab_ops").status, 403);
    EXPECT_EQ(web.post("/api/v1/webhooks/other/retry", "{}", "admin").status, 404);
    EXPECT_EQ(web.webhooks.retried.size(), 3U);
}

TEST(Webhooks, AreLookedAtAgainWhenTheTrainingClockMoves) {
    WebDay web;
    EXPECT_EQ(web.post("/api/v1/training/clock", R"({"rate": 1})", "admin").status, 200);
    EXPECT_EQ(web.webhooks.moves, 1);
}

}  // namespace
}  // namespace labd::web::test
