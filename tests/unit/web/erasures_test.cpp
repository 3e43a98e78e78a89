// Who is due to be erased by the policy, and what an erasure would not reach.
#include "labd/codec/policy_file.h"
#include "labd/domain/parameters.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using domain::Role;
using labd::test::How;
using ::testing::IsEmpty;

json::array due(WebDay& web) {
    return web.get("/api/v1/erasures", "exam_security").body().at("due").as_array();
}

/// A site that keeps people two days.
void keep_two_days(WebDay& web) {
    domain::PolicyAdopted policy;
    policy.parameters = domain::all_parameters(codec::shipped_policy().parameters);
    policy.parameters["person.retention"] = "2d";
    policy.tracks = codec::shipped_policy().tracks;
    web.day.must("08:00", policy, {.role = Role::admin, .by = "root"});
}

TEST(Erasures, TheirTimeComesWithThePolicyAfterTheLastExam) {
    WebDay web;
    keep_two_days(web);
    web.day.plan("2026-03-04", "later");
    domain::SittingBooked again = labd::test::TestDay::booking("A2", "S01");
    again.track = TrackId("ccie-enterprise-wireless");
    again.candidate = CandidateId("C-A");
    web.day.must("08:30", again,
                 {.id = "booked:A2", .role = Role::scheduling, .by = "x", .session = "later"});
    web.day.clock.set(web.day.time("23:59", "2026-03-05"));
    EXPECT_THAT(due(web), IsEmpty()) << "two days later";
    web.day.clock.set(web.day.time("00:00", "2026-03-06"));
    const json::object b{{"candidate", "C-B"}, {"last_exam_on", "2026-03-03"}};
    EXPECT_EQ(due(web), (json::array{b})) << "C-A was there once more";
    web.day.clock.set(web.day.time("00:00", "2026-03-07"));
    const json::object a{{"candidate", "C-A"}, {"last_exam_on", "2026-03-04"}};
    EXPECT_EQ(due(web), (json::array{a, b}));
    const auto before = web.day.kernel->state().candidate_days;
    web.day.boot(web.day.kernel->snapshot());
    EXPECT_EQ(web.day.kernel->state().candidate_days, before) << "from a snapshot";
}

TEST(Erasures, WhoIsToBeErasedIsNotDueAnyMore) {
    WebDay web;
    keep_two_days(web);
    web.day.must("11:30", domain::SessionClosed{},
                 {.role = Role::lead_proctor, .by = "mori", .session = "day"});
    web.day.clock.set(web.day.time("00:00", "2026-03-06"));
    ASSERT_EQ(due(web).size(), 2U);
    const Told asked = web.enter(R"({"enter":"erasure.requested","candidate":"C-B","reason":"r"})",
                                 "exam_security");
    ASSERT_EQ(asked.status, 201) << asked.text();
    ASSERT_EQ(due(web).size(), 1U);
    EXPECT_EQ(due(web).at(0).at("candidate"), "C-A");
}

TEST(Erasures, TellWhatWentOutAboutACandidate) {
    WebDay web;
    web.day.check_in("08:50", "A");
    const How lead{.role = Role::lead_proctor, .by = "mori"};
    web.day.must("09:10", domain::EvidenceExported{SittingId("A")}, lead);
    web.day.must("09:11", domain::EvidenceExported{SittingId("B")}, lead);
    const Told told = web.get("/api/v1/erasures/C-A", "exam_security");
    ASSERT_EQ(told.status, 200) << told.text();
    ASSERT_EQ(told.body().at("packs").as_array().size(), 1U) << told.text();
    EXPECT_EQ(told.body().at("packs").at(0).at("sitting"), "A");
    EXPECT_EQ(told.body().at("packs").at(0).at("by"), "mori");
    EXPECT_EQ(told.body().at("days").as_array(), json::array{"2026-03-03"});
    std::int64_t events = 0;
    const Told feed = web.get("/api/v1/feed", "exam_security");
    for (const json::value& event : feed.body().at("events").as_array()) {
        events += event.at("subject") == "sittings/A" ? 1 : 0;
    }
    EXPECT_GT(events, 0);
    EXPECT_EQ(told.body().at("events"), events);
    EXPECT_EQ(web.get("/api/v1/erasures/C-Z", "exam_security").status, 404);
    EXPECT_EQ(web.get("/api/v1/erasures/C-A", "lead_proctor").status, 403);
}

/// Files of an incident with A, and of one with A and B.
void attach_files(WebDay& web) {
    domain::IncidentOpened opened;
    opened.kind = domain::IncidentKind::cheating;
    opened.description = domain::Text("a phone");
    for (const char* id : {"alone", "both"}) {
        opened.sittings = {SittingId("A")};
        if (id == std::string("both")) {
            opened.sittings.emplace_back("B");
        }
        web.day.must("09:10", opened, {.id = id});
        domain::IncidentAttached attached;
        attached.incident = EntryId(id);
        attached.name = domain::Text("a.txt");
        attached.sha256 = std::string(64, 'a');
        attached.bytes = 1;
        web.day.must("09:11", attached, {.id = "file-" + std::string(id)});
    }
}

void erase(WebDay& web, const std::string& candidate) {
    web.day.must("19:00", domain::ErasureRequested{CandidateId(candidate)},
                 {.reason = "asked to", .role = Role::exam_security, .by = "kato"});
    web.day.must("19:00", domain::ErasureConfirmed{CandidateId(candidate)},
                 {.role = Role::admin, .by = "root"});
}

TEST(Erasures, TellWhichFilesAnotherPersonKeeps) {
    WebDay web;
    attach_files(web);
    const auto kept = [&web](const char* candidate, const char* role) {
        return web.get("/api/v1/erasures/" + std::string(candidate), role)
            .body()
            .at("files")
            .as_array();
    };
    ASSERT_EQ(kept("C-A", "exam_security").size(), 1U) << "before, too";
    const json::object file = kept("C-A", "exam_security").at(0).as_object();
    EXPECT_EQ(file.at("incident"), "both");
    EXPECT_EQ(file.at("attachment"), "file-both");
    EXPECT_EQ(file.at("at"), "2026-03-03T09:11:00+09:00");
    EXPECT_EQ(kept("C-B", "exam_security").size(), 1U);
    EXPECT_EQ(kept("C-A", "auditor").size(), 1U);
    EXPECT_THAT(kept("C-A", "admin"), IsEmpty()) << "SEC-5";
    web.day.must("18:30", domain::SessionClosed{},
                 {.role = Role::lead_proctor, .by = "mori", .session = "day"});
    erase(web, "C-A");
    ASSERT_EQ(kept("C-A", "exam_security").size(), 1U);
    EXPECT_THAT(kept("C-B", "exam_security"), IsEmpty()) << "B is the last";
    erase(web, "C-B");
    EXPECT_THAT(kept("C-A", "exam_security"), IsEmpty());
}

}  // namespace
}  // namespace labd::web::test
