// Incidents over HTTP: who sees which, in the list, one by one, in the journal and live.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using domain::IncidentKind;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class IncidentWebDay : public WebDay {
public:
    IncidentWebDay() {
        add_person("kato", Role::exam_security);
        add_person("tan", Role::exam_security);
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
    }

    /// `id` at 10:00, by a proctor.
    void open(const std::string& id, IncidentKind kind, const std::string& text) {
        domain::IncidentOpened fact;
        fact.kind = kind;
        fact.sittings = {SittingId("A")};
        fact.from = day.time("09:50");
        fact.to = day.time("09:55");
        fact.description = domain::Text(text);
        day.must("10:00", fact, {.id = id});
    }

    std::vector<std::string> listed(const std::string& role, const std::string& query = "") {
        const Told told = get("/api/v1/incidents" + query, role);
        EXPECT_EQ(told.status, 200) << told.text();
        std::vector<std::string> ids;
        for (const json::value& one : told.body().at("incidents").as_array()) {
            ids.emplace_back(one.at("incident").as_string());
        }
        return ids;
    }
};

TEST(IncidentApi, SEC_5_EachRoleSeesItsOwn) {
    IncidentWebDay web;
    web.open("i", IncidentKind::cheating, "secret phone");
    web.open("e", IncidentKind::equipment, "loose cable");
    for (const char* role : {"proctor", "lead_proctor", "exam_security", "auditor"}) {
        EXPECT_THAT(web.listed(role), ElementsAre("i", "e")) << role;
        EXPECT_EQ(web.get("/api/v1/incidents/i", role).status, 200) << role;
    }
    EXPECT_THAT(web.listed("lab_ops"), ElementsAre("e"));
    EXPECT_EQ(web.get("/api/v1/incidents/e", "lab_ops").status, 200);
    EXPECT_THAT(web.get("/api/v1/incidents/e", "lab_ops").text(), HasSubstr("loose cable"));
    const Told hidden = web.get("/api/v1/incidents/i", "lab_ops");
    EXPECT_EQ(hidden.status, 404);
    EXPECT_THAT(web.get("/api/v1/incidents", "auditor").text(), Not(HasSubstr("secret")));
    EXPECT_THAT(web.get("/api/v1/incidents/i", "auditor").text(), Not(HasSubstr("secret")));
    for (const char* role : {"scheduling", "examiner", "display", "admin", "camera_service"}) {
        EXPECT_EQ(web.get("/api/v1/incidents", role).status, 403) << role;
        EXPECT_EQ(web.get("/api/v1/incidents/i", role).status, 403) << role;
    }
}

TEST(IncidentApi, TellsEverythingAroundOne) {
    IncidentWebDay web;
    web.day.must("09:40", domain::NoteAdded{domain::Text("asked for water"), SittingId("A")},
                 {.id = "n"});
    web.open("i", IncidentKind::cheating, "a phone");
    const Told note = web.enter(R"({"enter":"incident.noted","incident":"i","text":"in locker 7",
                                    "links":["n"],"seats":["S02"],"severity":"serious"})");
    ASSERT_EQ(note.status, 201) << note.text();
    const Told told = web.get("/api/v1/incidents/i", "exam_security");
    ASSERT_EQ(told.status, 200) << told.text();
    const json::value& body = told.body();
    EXPECT_EQ(body.at("state"), "open");
    EXPECT_EQ(body.at("severity"), "serious");
    EXPECT_EQ(body.at("session"), "day");
    EXPECT_EQ(body.at("description"), "a phone");
    EXPECT_EQ(body.at("sittings").as_array(),
              (json::array{json::object{{"sitting", "A"}, {"seat", "S01"}, {"named", true}},
                           json::object{{"sitting", "B"}, {"seat", "S02"}, {"named", false}}}));
    EXPECT_EQ(body.at("notes").at(0).at("text"), "in locker 7");
    ASSERT_EQ(body.at("coverage").as_array().size(), 2U) << "the cameras of the room";
    EXPECT_EQ(body.at("coverage").at(0).at("intervals").at(0).at("state"), "unknown");
    std::vector<std::string> types;
    for (const json::value& entry : body.at("entries").as_array()) {
        types.emplace_back(entry.at("enter").as_string());
    }
    EXPECT_THAT(types, ElementsAre("note.added", "incident.opened", "incident.noted"));
    EXPECT_THAT(web.listed("exam_security", "?sitting=B"), ElementsAre("i"));
}

TEST(IncidentApi, ListsByKindStateSessionAndPage) {
    IncidentWebDay web;
    web.open("i", IncidentKind::cheating, "x");
    web.open("j", IncidentKind::disruption, "x");
    ASSERT_EQ(web.enter(R"({"enter":"incident.decided","incident":"j","finding":"dismissed",
                            "reason":"a sneeze"})",
                        "kato")
                  .status,
              201);
    ASSERT_EQ(web.enter(R"({"enter":"incident.closed","incident":"j"})", "kato").status, 201);
    EXPECT_THAT(web.listed("proctor", "?kind=cheating"), ElementsAre("i"));
    EXPECT_THAT(web.listed("proctor", "?state=open"), ElementsAre("i"));
    EXPECT_THAT(web.listed("proctor", "?state=closed"), ElementsAre("j"));
    EXPECT_THAT(web.listed("proctor", "?session=day"), ElementsAre("i", "j"));
    EXPECT_THAT(web.listed("proctor", "?session=never"), IsEmpty());
    EXPECT_THAT(web.listed("proctor", "?sitting=B"), IsEmpty());
    const Told page = web.get("/api/v1/incidents?limit=1");
    const std::string next = std::to_string(page.body().at("next").to_number<int>());
    EXPECT_THAT(web.listed("proctor", "?after=" + next), ElementsAre("j"));
    EXPECT_TRUE(web.get("/api/v1/incidents").body().at("next").is_null());
    for (const char* query : {"?kind=x", "?state=x"}) {
        EXPECT_EQ(web.get(std::string("/api/v1/incidents") + query).status, 400) << query;
    }
}

TEST(IncidentApi, CAM_5_FootageWithoutAnIncidentIsRefusedAndRecorded) {
    IncidentWebDay web;
    web.open("i", IncidentKind::cheating, "x");
    const std::string rest = R"("cameras":["cam1"],"from":"09:50","to":"09:55"})";
    const Told without = web.enter(R"({"enter":"footage.requested",)" + rest, "kato");
    EXPECT_EQ(without.status, 422) << without.text();
    EXPECT_EQ(without.body().at("recorded"), true);
    EXPECT_EQ(without.body().at("rules").as_array(), json::array{"CAM-5"});
    EXPECT_EQ(web.day.count("footage.requested"), 1U);
    const Told asked =
        web.enter(R"({"enter":"footage.requested","incident":"i","id":"g",)" + rest, "kato");
    EXPECT_EQ(asked.status, 201) << asked.text();
    const std::string grant = R"({"enter":"footage.granted","request":"g"})";
    EXPECT_EQ(web.enter(grant, "kato-2").status, 422) << "the other session of the same person";
    EXPECT_EQ(web.enter(grant, "proctor").status, 403);
    EXPECT_EQ(web.get("/api/v1/incidents/i").body().at("footage_waiting"), 1);
    EXPECT_EQ(web.enter(grant, "lead_proctor").status, 201);
    EXPECT_EQ(web.get("/api/v1/incidents/i").body().at("footage_waiting"), 0);
    const Told told = web.get("/api/v1/incidents/i", "exam_security");
    EXPECT_EQ(told.body().at("footage").at(0).at("state"), "granted");
    EXPECT_EQ(told.body().at("footage").at(0).at("by"), "kato");
}

TEST(IncidentApi, CAM_5_ARetryOfARefusedRequestIsAnsweredAlike) {
    IncidentWebDay web;
    const Ask ask{net::Method::post,
                  "/api/v1/entries",
                  R"({"enter":"footage.requested","cameras":["cam1"],
                      "from":"2026-03-02T09:00:00+09:00","to":"2026-03-02T09:01:00+09:00"})",
                  {{"Authorization", "Bearer token-kato"},
                   {"Content-Type", "application/json"},
                   {"Idempotency-Key", "again"}}};
    const Told first = web.send(ask);
    const Told again = web.send(ask);
    EXPECT_EQ(first.status, 422);
    EXPECT_EQ(first.text(), again.text());
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(web.day.count("footage.requested"), 1U);
}

TEST(IncidentApi, SEC_3_OnePersonWithTwoSessionsIsNoSecondPerson) {
    IncidentWebDay web;
    web.open("i", IncidentKind::cheating, "x");
    ASSERT_EQ(web.enter(R"({"enter":"incident.decided","incident":"i","finding":"banned",
                            "reason":"r"})",
                        "kato")
                  .status,
              201);
    const std::string ban =
        R"({"enter":"candidate.banned","candidate":"C-A","incident":"i","reason":"r"})";
    for (const char* token : {"kato", "kato-2", "exam_security"}) {
        const Told told = web.enter(ban, token);
        EXPECT_EQ(told.status, 422) << token;
        EXPECT_EQ(told.body().at("rules").as_array(), json::array{"SEC-3"}) << token;
    }
    const auto decision = [&] {
        return web.get("/api/v1/incidents/i", "exam_security").body().at("decision");
    };
    EXPECT_EQ(decision().at("confirmed"), false);
    EXPECT_EQ(decision().at("unconfirmed").as_array(), json::array{"C-A"});
    EXPECT_EQ(web.enter(ban, "tan").status, 201);
    EXPECT_EQ(decision().at("confirmed"), true);
    EXPECT_THAT(decision().at("unconfirmed").as_array(), IsEmpty());
    for (const char* role : {"proctor", "lead_proctor", "auditor"}) {
        const Told told = web.get("/api/v1/incidents/i", role);
        EXPECT_FALSE(told.body().at("decision").as_object().contains("confirmed")) << role;
    }
}

/// Scheduling sees that an exam is void and when that is taken back, and nothing of the incident.
TEST(IncidentApi, SEC_5_SchedulingSeesOutcomesOnly) {
    IncidentWebDay web;
    web.open("i", IncidentKind::cheating, "secret phone");
    ASSERT_EQ(web.enter(R"({"enter":"incident.decided","incident":"i","finding":"invalidated",
                            "reason":"secret","id":"d"})",
                        "kato")
                  .status,
              201);
    ASSERT_EQ(web.enter(R"({"enter":"entry.corrected","entry":"d","reason":"secret appeal",
                            "replacement":{"enter":"incident.decided","incident":"i",
                                           "finding":"dismissed"}})",
                        "tan")
                  .status,
              201);
    const Told feed = web.get("/api/v1/feed", "scheduling");
    std::vector<std::string> told;
    for (const json::value& event : feed.body().at("events").as_array()) {
        const json::object& data = event.at("data").as_object();
        if (data.contains("case") && data.at("case").as_string().starts_with("conduct:")) {
            told.emplace_back(event.at("type").as_string());
            EXPECT_EQ(data.at("sitting"), "A");
        }
    }
    EXPECT_THAT(told, ElementsAre("labd.conduct.invalidated", "labd.conduct.withdrawn"));
    const Told journal = web.get("/api/v1/journal?limit=1000", "scheduling");
    EXPECT_THAT(journal.text(), HasSubstr("conduct:A"));
    for (const char* word : {"secret", "incident.opened", "incident.decided", "entry.corrected"}) {
        EXPECT_THAT(journal.text(), Not(HasSubstr(word))) << word;
        EXPECT_THAT(feed.text(), Not(HasSubstr(word))) << word;
    }
}

/// What somebody who may not see an incident can tell of it anywhere.
class Onlooker {
public:
    explicit Onlooker(std::string role) : role_(std::move(role)) { peer_ = web.follow(role_); }

    /// Everything the role can ask for, and what it is told unasked.
    std::vector<std::string> all() {
        std::vector<std::string> answers;
        for (const char* path : {"/api/v1/incidents",
                                 "/api/v1/incidents/i",
                                 "/api/v1/incidents/never",
                                 "/api/v1/incidents?kind=cheating",
                                 "/api/v1/incidents?sitting=A&limit=1",
                                 "/api/v1/journal?limit=1000",
                                 "/api/v1/journal?type=incident.opened",
                                 "/api/v1/journal?sitting=A",
                                 "/api/v1/journal/24",
                                 "/api/v1/sessions/day",
                                 "/api/v1/sessions/day/board",
                                 "/api/v1/sessions/day/alarms",
                                 "/api/v1/sessions/day/outages",
                                 "/api/v1/sessions/day/cases",
                                 "/api/v1/sessions/day/coverage",
                                 "/api/v1/sessions/day/equipment",
                                 "/api/v1/sittings/A",
                                 "/api/v1/sittings/A/explanation",
                                 "/api/v1/feed",
                                 "/api/v1/vouchers"}) {
            const Told told = web.get(path, role_);
            answers.push_back(std::string(path) + " " + std::to_string(told.status) + " " +
                              told.text());
        }
        for (const char* body : {R"({"enter":"incident.noted","incident":"i","text":"x"})",
                                 R"({"enter":"incident.closed","incident":"i"})",
                                 R"({"enter":"incident.opened","kind":"equipment","description":"d",
                  "sittings":["A"],"links":["i"]})",
                                 R"({"enter":"entry.corrected","entry":"i","reason":"r"})",
                                 R"({"enter":"entry.corrected","entry":"n","reason":"r"})"}) {
            const Told told = web.post("/api/v1/entries?preview=true", body, role_);
            answers.push_back(std::string(body) + " " + std::to_string(told.status) + " " +
                              told.text());
        }
        if (peer_ != nullptr) {
            for (const auto& text : peer_->texts) {
                answers.push_back(*text);
            }
        }
        return answers;
    }

    IncidentWebDay web;

private:
    std::string role_;
    std::shared_ptr<FakePeer> peer_;
};

/// The same number of entries with the same ids; all else is different.
void fill(IncidentWebDay& web, IncidentKind kind, const std::string& text,
          domain::IncidentFinding finding, const std::string& camera) {
    web.open("i", kind, text);
    domain::IncidentNoted noted;
    noted.incident = EntryId("i");
    noted.text = domain::Text(text);
    noted.severity = text.size() > 5 ? domain::Severity::minor : domain::Severity::critical;
    noted.cameras = {CameraId(camera)};
    web.day.must("10:01", noted, {.id = "n"});
    const labd::test::How security{.reason = text, .role = Role::exam_security, .by = "kato"};
    domain::FootageRequested request{EntryId("i"),
                                     {CameraId(camera)},
                                     web.day.time("09:50"),
                                     web.day.time("09:55"),
                                     domain::Text(text)};
    web.day.must("10:02", request, security);
    web.day.must("10:03", domain::IncidentDecided{EntryId("i"), finding}, security);
    web.day.must("10:04", web.day.correction("n"), security);
    web.day.must("10:05", domain::IncidentClosed{EntryId("i")}, security);
}

TEST(IncidentApi, SEC_5_WhoMayNotSeeThemIsToldTheSameWhateverIsInThem) {
    for (const char* role :
         {"lab_ops", "scheduling", "examiner", "display", "admin", "camera_service"}) {
        Onlooker one(role);
        Onlooker other(role);
        fill(one.web, IncidentKind::cheating, "a phone", domain::IncidentFinding::warned, "cam1");
        fill(other.web, IncidentKind::disruption, "shout", domain::IncidentFinding::dismissed,
             "cam2");
        const std::vector<std::string> here = one.all();
        const std::vector<std::string> there = other.all();
        ASSERT_EQ(here.size(), there.size()) << role;
        for (std::size_t i = 0; i < here.size(); ++i) {
            EXPECT_EQ(here[i], there[i]) << role;
        }
    }
    Onlooker one("proctor");
    Onlooker other("proctor");
    fill(one.web, IncidentKind::cheating, "a phone", domain::IncidentFinding::warned, "cam1");
    fill(other.web, IncidentKind::disruption, "shout", domain::IncidentFinding::dismissed, "cam2");
    EXPECT_NE(one.all(), other.all()) << "the comparison tells a difference where there is one";
}

TEST(IncidentApi, SEC_5_LabOpsCannotTellAHiddenOneFromNone) {
    IncidentWebDay web;
    web.open("i", IncidentKind::cheating, "x");
    const auto note = [&web](const std::string& id) {
        return web.enter(R"({"enter":"incident.noted","incident":")" + id + R"(","text":"x"})",
                         "lab_ops");
    };
    const Told hidden = note("i");
    const Told none = note("j");
    EXPECT_EQ(hidden.status, none.status);
    EXPECT_EQ(hidden.body().at("key"), none.body().at("key"));
    EXPECT_EQ(hidden.body().at("rules"), none.body().at("rules"));
    EXPECT_EQ(hidden.body().as_object().size(), none.body().as_object().size());
}

}  // namespace
}  // namespace labd::web::test
