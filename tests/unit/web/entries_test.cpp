// POST /api/v1/entries: recorded, refused, previewed, retried.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::HasSubstr;

const std::string note = R"({"enter":"note.added","sitting":"A","text":"asked for water"})";

Ask with_key(const std::string& body, const std::string& key, const std::string& role = "proctor") {
    return {net::Method::post,
            "/api/v1/entries",
            body,
            {{"Authorization", "Bearer token-" + role},
             {"Content-Type", "application/json"},
             {"Idempotency-Key", key}}};
}

TEST(Entries, AnEntryIsRecordedAndAnsweredWithItsSequence) {
    WebDay web;
    const Seq before = web.day.kernel->state().size;
    const Told told = web.enter(note);
    ASSERT_EQ(told.status, 201) << told.text();
    EXPECT_EQ(told.body().at("entries").at(0).at("seq").to_number<Seq>(), before);
    EXPECT_EQ(told.body().at("entries").at(0).at("session").as_string(), "day");
    EXPECT_EQ(told.body().at("size").to_number<Seq>(), before + 1);
    EXPECT_EQ(web.day.entries().back().by.name, "service:proctor");
}

TEST(Entries, ARetryGetsTheSameAnswerAndRecordsNothing) {
    WebDay web;
    const Told first = web.send(with_key(note, "\"one\""));
    const Told again = web.send(with_key(note, "one"));
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.text(), first.text());
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(web.day.count("note.added"), 1U);
}

TEST(Entries, AKeyOfAnotherRequestIsRefusedAndOneOfAnotherPersonIsNot) {
    WebDay web;
    web.send(with_key(note, "one"));
    const Told reused = web.send(with_key(R"({"enter":"duty.started"})", "one"));
    EXPECT_EQ(reused.status, 422);
    EXPECT_EQ(reused.problem(), "idempotency-key-reused");
    const Told other = web.send(with_key(note, "one", "lead_proctor"));
    EXPECT_EQ(other.status, 201);
    EXPECT_EQ(other.header("Idempotency-Replayed"), "");
    EXPECT_EQ(web.day.count("note.added"), 2U);
}

TEST(Entries, TheSameKeyTwiceAtOnceIsAConflict) {
    WebDay web;
    web.day.journal.by_itself = false;
    const std::shared_ptr<Inbox> first = web.start(with_key(note, "one"));
    const Told second = web.send(with_key(note, "one"));
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(second.problem(), "in-flight");
    web.day.journal.finish_all();
    EXPECT_EQ(first->answer.value().status, 201);
}

TEST(Entries, NothingIsAnsweredBeforeItIsDurable) {
    WebDay web;
    web.day.journal.by_itself = false;
    const std::shared_ptr<Inbox> inbox = web.start(with_key(note, "one"));
    web.day.loop.run_posted();
    EXPECT_FALSE(inbox->answer.has_value());
    web.day.journal.finish_one();
    EXPECT_TRUE(inbox->answer.has_value());
}

TEST(Entries, AFullDiskAndAFailedOneAreDifferentProblems) {
    WebDay web;
    web.day.journal.by_itself = false;
    const std::shared_ptr<Inbox> full = web.start(with_key(note, "one"));
    web.day.journal.finish_one(ports::AppendOutcome::disk_full);
    EXPECT_EQ(full->answer.value().status, 507);
    const std::shared_ptr<Inbox> failed = web.start(with_key(note, "two"));
    web.day.journal.finish_one(ports::AppendOutcome::outcome_unknown);
    EXPECT_EQ(failed->answer.value().status, 503);
    EXPECT_EQ(json::parse(*failed->answer->body).at("type").as_string(),
              "/problems/outcome-unknown");
    EXPECT_EQ(web.get("/readyz").status, 503);
    EXPECT_EQ(web.get("/api/v1/sessions/day/board").status, 200) << "reading goes on";
}

TEST(Entries, AFullQueueSaysWhenToTryAgain) {
    WebDay web;
    web.day.journal.by_itself = false;
    web.day.journal.capacity = 0;
    const Told told = web.enter(note);
    EXPECT_EQ(told.status, 503);
    EXPECT_EQ(told.problem(), "busy");
    EXPECT_EQ(told.header("Retry-After"), "1");
}

TEST(Entries, APreviewTellsTheEffectAndRecordsNothing) {
    WebDay web;
    web.day.check_in("08:30", "A");
    web.day.start_module("09:00", "A");
    web.day.run_until("09:30");
    const Seq size = web.day.kernel->state().size;
    const Told told = web.send(
        {net::Method::post,
         "/api/v1/entries?preview=true",
         R"({"enter":"outage.reported","scope":{"seat":"S01"},"cause":"lab"})",
         {{"Authorization", "Bearer token-proctor"}, {"Content-Type", "application/json"}}});
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_TRUE(told.body().at("preview").as_bool());
    EXPECT_EQ(told.body().at("effects").at(0).at("sitting").as_string(), "A");
    EXPECT_EQ(web.day.kernel->state().size, size);
}

TEST(Entries, ABatchIsRecordedAsOneOrNotAtAll) {
    WebDay web;
    const Seq size = web.day.kernel->state().size;
    const Told refused = web.enter(
        R"({"batch":[{"enter":"duty.started","session":"day"},
                     {"enter":"duty.started","session":"day"}]})");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.body().at("index").to_number<int>(), 1);
    EXPECT_EQ(web.day.kernel->state().size, size);
    EXPECT_EQ(web.enter(
                     R"({"batch":[{"enter":"duty.started","session":"day"},
                     {"enter":"duty.ended","session":"day"}]})")
                  .status,
              201);
}

TEST(Entries, ARefusalNamesTheRuleInTheLanguageAskedFor) {
    WebDay web;
    web.day.run_until("09:00");
    Ask ask = with_key(R"({"enter":"module.started","sitting":"A","module":"design"})", "one");
    const Told english = web.send(ask);
    ASSERT_EQ(english.status, 422) << english.text();
    EXPECT_EQ(english.body().at("rules").at(0).as_string(), "ADM-12");
    EXPECT_FALSE(english.body().at("recorded").as_bool());
    ask.headers["Accept-Language"] = "ja-JP, en;q=0.5";
    const Told japanese = web.send(ask);
    EXPECT_EQ(japanese.header("Content-Language"), "ja");
    EXPECT_EQ(japanese.body().at("key"), english.body().at("key"));
    EXPECT_NE(japanese.body().at("detail"), english.body().at("detail"));
}

TEST(Entries, AnArrivalThatLetsNobodyInIsRecordedAndRefusedAlsoForARetry) {
    WebDay web;
    web.day.run_until("11:30");
    const Ask ask = with_key(R"({"enter":"candidate.arrived","sitting":"A"})", "one");
    for (const Told& told : {web.send(ask), web.send(ask)}) {
        ASSERT_EQ(told.status, 422) << told.text();
        EXPECT_EQ(told.problem(), "refused");
        EXPECT_TRUE(told.body().at("recorded").as_bool());
        EXPECT_EQ(told.body().at("entries").at(0).at("enter").as_string(), "candidate.arrived");
        EXPECT_EQ(told.body().at("rules").at(0).as_string(), "ADM-1");
        EXPECT_TRUE(told.body().at("values").as_object().contains("limit_at"));
    }
    EXPECT_EQ(web.day.count("candidate.arrived"), 1U);
}

TEST(Entries, CivilTimeMeansTheDayOfTheSessionThatIsMeant) {
    WebDay web;
    web.day.run_until("12:00");
    const Told told =
        web.enter(R"({"enter":"note.added","sitting":"A","text":"x","happened":"11:50:30"})");
    ASSERT_EQ(told.status, 201) << told.text();
    EXPECT_EQ(told.body().at("entries").at(0).at("happened").as_string(),
              "2026-03-03T11:50:30+09:00");
}

TEST(Entries, WhatWasDecidedOnOldGroundsIsAConflict) {
    WebDay web;
    web.day.check_in("08:30", "A");
    const Told told =
        web.enter(R"({"enter":"module.started","sitting":"A","module":"design","based_on":1})");
    EXPECT_EQ(told.status, 409) << told.text();
    EXPECT_EQ(told.problem(), "changed-since");
}

TEST(Entries, OnlyInReplayOthersActAsNamed) {
    const std::string body =
        R"({"enter":"duty.started","session":"day","by":{"name":"Mori","role":"lab_ops"}})";
    WebDay real;
    EXPECT_EQ(real.enter(body).status, 400);
    WebDay replay(true);
    ASSERT_EQ(replay.enter(body).status, 201);
    EXPECT_EQ(replay.day.entries().back().by.name, "Mori");
}

TEST(Entries, EveryTypeIsForThoseInTheTableAndForNobodyElse) {
    WebDay web;
    for (const std::string_view type : codec::entry_types()) {
        const std::vector<domain::Role> allowed = rules::roles_for(type);
        for (const auto& [name, credential] : web.credentials) {
            const bool may_enter = std::ranges::any_of(
                allowed, [&](domain::Role role) { return codec::enum_name(role) == name; });
            // Only the role is judged here: the members are made up, and refused one way or
            // another.
            const Told told =
                web.post("/api/v1/entries?preview=true", json::serialize(sample_entry(type)), name);
            const bool role_problem = told.status == 403 && told.problem() == "not-allowed";
            // Made by doors of their own.
            const bool is_made_elsewhere =
                type == "incident.attached" || type == "incident.attachment_read";
            EXPECT_EQ(role_problem, !may_enter || name == "labd" || is_made_elsewhere)
                << type << " by " << name << ": " << told.status << " " << told.text();
        }
    }
}

}  // namespace
}  // namespace labd::web::test
