// What is read: boards, sittings, explanations, journal, and how much of it each role sees.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::HasSubstr;
using testing::Not;

void busy_day(WebDay& web) {
    web.day.check_in("08:30", "A");
    web.day.start_module("09:00", "A");
    domain::BreakStarted pause;
    pause.sitting = SittingId("A");
    pause.kind = domain::Text("SECRET-KIND");
    pause.place = domain::Text("SECRET-PLACE");
    web.day.must("09:10", pause, {.id = "b1"});
    web.day.must("09:10", domain::NoteAdded{domain::Text("SECRET-NOTE"), SittingId("A")},
                 {.reason = "SECRET-REASON"});
    domain::OutageReported outage = web.day.outage("S02");
    outage.description = domain::Text("OPEN-DESCRIPTION");
    web.day.must("09:15", outage, {.id = "o1"});
}

const domain::SittingBooked& booking_of_a(const WebDay& web) {
    return web.day.kernel->state()
        .day_of(SessionId("day"))
        ->now.sittings.at(SittingId("A"))
        .booking;
}

TEST(Board, IsSerialisedOnceAndAnswers304UntilAnEntryOfTheDay) {
    WebDay web;
    const Told first = web.get("/api/v1/sessions/day/board");
    ASSERT_EQ(first.status, 200) << first.text();
    const Told second = web.get("/api/v1/sessions/day/board", "lead_proctor");
    EXPECT_EQ(first.response.body, second.response.body) << "computed twice for the same sight";
    Ask ask{net::Method::get,
            "/api/v1/sessions/day/board",
            "",
            {{"Authorization", "Bearer token-proctor"}, {"If-None-Match", first.header("ETag")}}};
    EXPECT_EQ(web.send(ask).status, 304);
    web.enter(R"({"enter":"note.added","session":"day","text":"x"})");
    const Told changed = web.send(ask);
    EXPECT_EQ(changed.status, 200);
    EXPECT_NE(changed.header("ETag"), first.header("ETag"));
}

TEST(Board, IsComputedAnewWhenItChangesByItself) {
    WebDay web;
    web.day.run_until("08:00");
    const Told early = web.get("/api/v1/sessions/day/board");
    const Instant changes_at =
        *parse_instant(std::string(early.body().at("changes_at").as_string()));
    web.day.loop.run_until(changes_at - microseconds(1));
    EXPECT_EQ(web.get("/api/v1/sessions/day/board").response.body, early.response.body);
    web.day.loop.run_until(changes_at);
    EXPECT_NE(web.get("/api/v1/sessions/day/board").response.body, early.response.body);
}

TEST(Board, ShowsEachRoleWhatItMaySeeAndNothingElse) {
    WebDay web;
    busy_day(web);
    const std::string name = booking_of_a(web).name.value;
    const std::string candidate = booking_of_a(web).candidate.value;
    ASSERT_FALSE(name.empty());
    const auto board = [&](const std::string& role) {
        return web.get("/api/v1/sessions/day/board", role).text();
    };
    for (const char* role : {"proctor", "lead_proctor", "exam_security"}) {
        EXPECT_THAT(board(role), HasSubstr(name)) << role;
        EXPECT_THAT(board(role), HasSubstr("SECRET-KIND")) << role;
    }
    EXPECT_THAT(board("auditor"), HasSubstr(name));
    EXPECT_THAT(board("auditor"), Not(HasSubstr("SECRET")));
    EXPECT_THAT(board("auditor"), Not(HasSubstr("OPEN-DESCRIPTION")));
    EXPECT_THAT(board("lab_ops"), Not(HasSubstr(name)));
    EXPECT_THAT(board("lab_ops"), Not(HasSubstr(candidate)));
    EXPECT_THAT(board("lab_ops"), Not(HasSubstr("SECRET")));
    EXPECT_THAT(board("lab_ops"), HasSubstr("OPEN-DESCRIPTION"));
    EXPECT_THAT(board("lab_ops"), HasSubstr("\"seat\":\"S01\""));
    EXPECT_THAT(board("display"), HasSubstr("\"seat\":\"S01\""));
    for (const std::string& hidden : {name, candidate, std::string("SECRET"),
                                      std::string("\"sitting\""), std::string("OPEN")}) {
        EXPECT_THAT(board("display"), Not(HasSubstr(hidden)));
    }
}

TEST(Journal, IsTheSameForARoleWhateverItDoesNotSee) {
    // Two days that differ only in what lab ops may not see give it the same bytes.
    std::vector<std::string> seen;
    for (const char* secret : {"one", "two"}) {
        WebDay web;
        web.day.check_in("08:30", "A");
        domain::BreakStarted pause;
        pause.sitting = SittingId("A");
        pause.kind = domain::Text(secret);
        pause.place = domain::Text(secret);
        web.day.must("08:40", domain::NoteAdded{domain::Text(secret), SittingId("A")},
                     {.reason = secret});
        web.day.start_module("09:00", "A");
        web.day.must("09:10", pause, {.id = "b1", .reason = secret});
        web.day.must("09:11", domain::BreakEnded{EntryId("b1"), domain::Text(secret)});
        seen.push_back(web.get("/api/v1/journal", "lab_ops").text() +
                       web.get("/api/v1/sessions/day/board", "lab_ops").text() +
                       web.get("/api/v1/sittings/A", "lab_ops").text());
    }
    EXPECT_EQ(seen[0], seen[1]);
}

TEST(Journal, HidesEntriesAsTheirSequenceAlone) {
    WebDay web;
    busy_day(web);
    const std::string name = booking_of_a(web).name.value;
    for (const char* role : {"examiner", "scheduling", "admin", "lab_ops"}) {
        const std::string text = web.get("/api/v1/journal", role).text();
        EXPECT_THAT(text, Not(HasSubstr("SECRET"))) << role;
        if (std::string_view(role) != "scheduling") {
            EXPECT_THAT(text, Not(HasSubstr(name))) << role;
        }
    }
    const json::value body = web.get("/api/v1/journal", "examiner").body();
    for (const json::value& entry : body.at("entries").as_array()) {
        EXPECT_EQ(entry.as_object().size(), 1U);
    }
    EXPECT_THAT(web.get("/api/v1/journal", "auditor").text(), Not(HasSubstr("SECRET")));
    EXPECT_THAT(web.get("/api/v1/journal", "auditor").text(), HasSubstr(name));
    EXPECT_THAT(web.get("/api/v1/journal", "proctor").text(), HasSubstr("SECRET-REASON"));
}

TEST(Journal, SEC_5_SchedulingSeesOutcomesAndWhatItBooked) {
    WebDay web;
    web.day.run_until("12:00");
    const json::value body = web.get("/api/v1/journal", "scheduling").body();
    std::map<std::string, int> types;
    for (const json::value& entry : body.at("entries").as_array()) {
        if (const json::value* type = entry.as_object().if_contains("enter")) {
            ++types[std::string(type->as_string())];
        }
    }
    EXPECT_EQ(types["outcome.announced"], 2) << "two no-shows";
    EXPECT_EQ(types["sitting.booked"], 2);
    EXPECT_EQ(types["site.configured"], 0);
}

TEST(Journal, PagesGoOnWhereTheLastOneEnded) {
    WebDay web;
    busy_day(web);
    const Seq size = web.day.kernel->state().size;
    Seq next = 0;
    std::vector<Seq> seen;
    while (next < size) {
        const json::value page =
            web.get("/api/v1/journal?limit=3&after=" + std::to_string(next)).body();
        for (const json::value& entry : page.at("entries").as_array()) {
            seen.push_back(entry.at("seq").to_number<Seq>());
        }
        ASSERT_GT(page.at("next").to_number<Seq>(), next);
        next = page.at("next").to_number<Seq>();
    }
    ASSERT_EQ(seen.size(), size);
    for (Seq seq = 0; seq < size; ++seq) {
        EXPECT_EQ(seen[seq], seq);
    }
}

TEST(Journal, FiltersFindEntriesBySittingAlsoThroughABreak) {
    WebDay web;
    busy_day(web);
    web.day.must("09:20", domain::BreakEnded{EntryId("b1"), std::nullopt});
    const json::value body = web.get("/api/v1/journal?sitting=A&type=break.ended").body();
    ASSERT_EQ(body.at("entries").as_array().size(), 1U);
    EXPECT_EQ(web.get("/api/v1/journal?sitting=B&type=break.ended").body().at("entries"),
              json::array());
    EXPECT_EQ(web.get("/api/v1/journal?by=nobody").body().at("entries"), json::array());
}

TEST(Sitting, IsAnsweredNowAtAnInstantAndAsItWasKnown) {
    WebDay web;
    busy_day(web);
    web.day.must("09:18", domain::BreakEnded{EntryId("b1"), std::nullopt});
    const Seq before = web.day.kernel->state().size;
    web.day.must("09:20", web.day.outage("S01"), {.id = "o2"});
    EXPECT_EQ(web.get("/api/v1/sittings/A").body().at("clock").as_string(), "stopped");
    const std::string known = "?as_of=" + std::to_string(before);
    EXPECT_EQ(web.get("/api/v1/sittings/A" + known).body().at("clock").as_string(), "running");
    EXPECT_EQ(web.get("/api/v1/sittings/A?at=08:59").body().at("phase").as_string(), "arrived");
    const Told why = web.get("/api/v1/sittings/A/explanation?at=09:20");
    ASSERT_EQ(why.status, 200) << why.text();
    double length_s = 0;
    for (const json::value& interval : why.body().at("intervals").as_array()) {
        length_s += interval.at("length_s").to_number<double>();
    }
    EXPECT_EQ(length_s, 1200);
}

TEST(Outages, TellHowFarTwoHoursAre) {
    WebDay web;
    busy_day(web);
    web.day.run_until("09:45");
    const json::value outage = web.get("/api/v1/sessions/day/outages").body().at("outages").at(0);
    EXPECT_EQ(outage.at("limit_at").as_string(), "2026-03-03T11:15:00+09:00");
    EXPECT_EQ(outage.at("to_limit_s").to_number<double>(), 5400);
    EXPECT_EQ(outage.at("description").as_string(), "OPEN-DESCRIPTION");
}

TEST(Sessions, OfEarlierDaysAreForThoseWhoMayCorrectOrAuditThem) {
    WebDay web;
    web.day.loop.run_until(web.day.time("17:30"));
    web.day.must("17:31", domain::SessionClosed{},
                 {.role = domain::Role::lead_proctor, .session = "day"});
    EXPECT_EQ(web.get("/api/v1/sessions/day").status, 200);
    web.day.loop.run_until(web.day.time("08:00", "2026-03-04"));
    EXPECT_EQ(web.get("/api/v1/sessions/day").status, 403);
    EXPECT_EQ(web.get("/api/v1/sessions/day/board").status, 403);
    EXPECT_EQ(web.get("/api/v1/sessions").body().at("sessions"), json::array());
    EXPECT_EQ(web.get("/api/v1/sessions/day/board", "auditor").status, 200);
    EXPECT_EQ(web.get("/api/v1/sessions/day", "lead_proctor").status, 200);
    EXPECT_THAT(web.get("/api/v1/journal").text(), Not(HasSubstr("sitting.booked")));
}

TEST(Clock, IsSetByTheAdminOfATrainingDayOnly) {
    WebDay web;
    const Told set = web.post("/api/v1/training/clock",
                              R"({"now":"2026-03-03T08:00:00+09:00","rate":10})", "admin");
    ASSERT_EQ(set.status, 200) << set.text();
    EXPECT_EQ(set.body().at("now").as_string(), "2026-03-03T08:00:00+09:00");
    EXPECT_EQ(set.body().at("rate").to_number<double>(), 10);
    EXPECT_EQ(web.post("/api/v1/training/clock", R"({"rate":-1})", "admin").status, 400);
    EXPECT_EQ(web.post("/api/v1/training/clock", R"({"rate":"fast"})", "admin").status, 400);
    EXPECT_EQ(web.post("/api/v1/training/clock", R"({"now":"07:00"})", "admin").status, 409);
    EXPECT_EQ(web.post("/api/v1/training/clock", R"({"rate":1})", "lead_proctor").status, 403);
}

TEST(Restart, ShowsWhatAnOutageSinceTheLastSignOfLifeWouldDo) {
    WebDay web;
    EXPECT_EQ(web.get("/api/v1/restart").status, 204);
    domain::DaemonStarted started;
    started.version = "0.1.0";
    web.day.check_in("08:30", "A");
    web.day.start_module("09:00", "A");
    started.alive_until = web.day.time("09:30");
    web.day.run_until("09:40");
    web.day.must("09:40", started, {.role = domain::Role::labd, .by = "labd"});
    const Told told = web.get("/api/v1/restart");
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.body().at("alive_until").as_string(), "2026-03-03T09:30:00+09:00");
    EXPECT_EQ(told.body().at("effects").at(0).at("sitting").as_string(), "A");
    // What is proposed can be posted as it is, with a reason.
    json::object proposed = told.body().at("entry").as_object();
    proposed["reason"] = "power cut";
    EXPECT_EQ(web.post("/api/v1/entries?preview=true", json::serialize(proposed)).status, 200);
    web.day.must("09:41", [&] {
        domain::OutageReported outage;
        outage.scope = labd::test::site_scope();
        outage.cause = domain::Cause::lab;
        return outage;
    }());
    EXPECT_EQ(web.get("/api/v1/restart").status, 204);
}

TEST(Restart, AsksNoLongerWhenItsAlarmIsAcknowledged) {
    WebDay web;
    domain::DaemonStarted started;
    started.version = "0.1.0";
    started.alive_until = web.day.time("09:30");
    web.day.run_until("09:40");
    web.day.must("09:40", started, {.role = domain::Role::labd, .by = "labd"});
    const Told asked = web.get("/api/v1/restart");
    ASSERT_EQ(asked.status, 200) << asked.text();
    web.enter(R"({"enter":"alarm.acknowledged","alarm":")" +
              std::string(asked.body().at("alarm").as_string()) + "\"}");
    EXPECT_EQ(web.get("/api/v1/restart").status, 204);
}

TEST(Board, SaysWhoHasBeenFullyCheckedIn) {
    WebDay web;
    const auto checked_in = [&] {
        const Told told = web.get("/api/v1/sessions/day/board");
        for (const json::value& sitting : told.body().at("sittings").as_array()) {
            if (sitting.at("sitting") == "A") {
                return sitting.at("checked_in").as_bool();
            }
        }
        return false;
    };
    EXPECT_FALSE(checked_in());
    web.day.check_in("08:30", "A");
    EXPECT_TRUE(checked_in());
}

TEST(Reference, IsAnsweredInFull) {
    WebDay web;
    EXPECT_EQ(web.get("/api/v1/site", "display").body().at("site").as_string(), "tyo");
    EXPECT_EQ(
        web.get("/api/v1/policy").body().at("parameters").at("entry.backdate_limit").as_string(),
        "15m");
    EXPECT_TRUE(web.get("/api/v1/tracks").body().at("tracks").as_object().contains("ccde"));
    EXPECT_EQ(web.get("/api/v1/entry-types").body().at("entry_types").as_array().size(),
              codec::entry_types().size());
    EXPECT_EQ(web.send({net::Method::get, "/api/v1/messages/ja", "", {}}).status, 200);
    EXPECT_EQ(web.send({net::Method::get, "/api/v1/messages/de", "", {}}).status, 404);
    EXPECT_THAT(web.send({net::Method::get, "/api/v1/openapi.yaml", "", {}}).text(),
                testing::StartsWith("openapi: 3.1.0"));
    const Told head = web.get("/api/v1/head", "auditor");
    EXPECT_EQ(head.body().at("root").as_string().size(), 64U);
}

TEST(Metrics, CountWhatHappenedWithoutNames) {
    WebDay web;
    web.enter(R"({"enter":"note.added","sitting":"A","text":"x"})");
    web.enter(R"({"enter":"module.started","sitting":"A","module":"design"})");
    web.get("/api/v1/nothing");
    const std::string text = web.send({net::Method::get, "/metrics", "", {}}).text();
    EXPECT_THAT(text, HasSubstr("labd_commit_seconds_count 1\n"));
    EXPECT_THAT(text, HasSubstr("labd_refusals_total{rule=\"ADM-12\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("labd_http_responses_total{status=\"404\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("labd_entries_total " +
                                std::to_string(web.day.kernel->state().size) + "\n"));
    EXPECT_THAT(text, Not(HasSubstr("proctor")));
}

}  // namespace
}  // namespace labd::web::test
