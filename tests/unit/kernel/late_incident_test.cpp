// Incidents whose day has left memory (SEC-2), and those that open because material is missing
// (ADM-10).
#include <gmock/gmock.h>

#include "labd/rules/incidents.h"
#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using domain::CheckinStep;
using domain::IncidentFinding;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LateIncident : public ::testing::Test {
protected:
    LateIncident() {
        day.journal.by_itself = true;
        day.config.authority = rules::Authority::daemon;
        day.boot();
        day.check_in("08:50", "A");
        day.start_module("09:00", "A");
    }

    /// The exam's day leaves memory.
    void let_weeks_pass() {
        day.plan("2026-04-20", "later");
        day.kernel = nullptr;
        day.clock.set(day.time("10:00", "2026-04-20"));
        day.boot();
        send(domain::NoteAdded{domain::Text("weeks later"), {}}, {.session = "later"});
        day.boot(day.kernel->snapshot());
        ASSERT_FALSE(day.kernel->state().days.contains(*parse_date("2026-03-03")));
    }

    std::string send(domain::Body body, const How& how) {
        const Sent sent = day.send(std::move(body), how);
        day.journal.finish_all();
        return is<kernel::Done>(sent) ? std::string("done") : refusal_of(**sent);
    }

    static How security(const std::string& by = "kato") {
        return {.reason = "reported by e-mail", .role = Role::exam_security, .by = by};
    }

    /// Somebody tells weeks later what was seen at a seat on 3 March.
    domain::Proposed report(const std::string& id) const {
        domain::IncidentOpened opened;
        opened.kind = domain::IncidentKind::cheating;
        opened.seats = {SeatId("S01")};
        opened.from = day.time("09:10");
        opened.to = day.time("09:20");
        opened.description = domain::Text("a second screen");
        domain::Proposed proposed = day.proposed(opened, security());
        proposed.id = EntryId(id);
        proposed.happened = day.time("09:20");
        return proposed;
    }

    std::vector<std::string> told(std::string_view prefix) const {
        std::vector<std::string> all;
        for (const domain::Entry& entry : day.entries()) {
            if (const auto* one = std::get_if<domain::IncidentAnnounced>(&entry.body)) {
                if (one->incident.starts_with(prefix)) {
                    all.push_back(one->incident + (one->withdrawn ? " withdrawn " : " ") +
                                  std::to_string(one->revision) + " " + entry.session.value);
                }
            }
        }
        return all;
    }

    KernelDay day;
};

TEST_F(LateIncident, SEC_2_AReportWeeksLaterFindsTheSessionAndWhoSatThere) {
    let_weeks_pass();
    day.send({report("late")});
    day.journal.finish_all();
    const domain::IncidentRow* row = rules::find_incident_row(day.kernel->state(), EntryId("late"));
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->day, *parse_date("2026-03-03"));
    EXPECT_EQ(row->session, SessionId("day"));
    const domain::DayLog* log = day.kernel->load_case(EntryId("late"));
    ASSERT_NE(log, nullptr);
    const auto sittings =
        rules::sittings_of({*log, log->now}, *log->now.find_incident(EntryId("late")));
    ASSERT_EQ(sittings.size(), 1U);
    EXPECT_EQ(sittings.front().sitting, SittingId("A"));
}

TEST_F(LateIncident, SEC_2_OneThatNamesASittingFindsItsDayByItself) {
    let_weeks_pass();
    domain::IncidentOpened opened;
    opened.sittings = {SittingId("A")};
    opened.description = domain::Text("the questions are on the net");
    EXPECT_EQ(send(opened, security()), "done");
    EXPECT_EQ(day.kernel->state().incidents.begin()->second.session, SessionId("day"));
}

TEST_F(LateIncident, SEC_2_ItGoesOnAfterItsDayHasLeftMemoryAgain) {
    domain::IncidentOpened opened;
    opened.sittings = {SittingId("A")};
    opened.description = domain::Text("a phone");
    day.must("10:00", opened, {.id = "i"});
    let_weeks_pass();
    domain::FootageRequested request{
        EntryId("i"), {CameraId("cam1")}, day.time("09:50"), day.time("09:55"), {}};
    EXPECT_EQ(send(request, {.id = "g", .role = Role::exam_security, .by = "kato"}), "done");
    EXPECT_EQ(send(domain::FootageGranted{EntryId("g")}, {.role = Role::lead_proctor}), "done");
    EXPECT_EQ(send(domain::IncidentDecided{EntryId("i"), IncidentFinding::banned}, security()),
              "done");
    const domain::CandidateBanned ban{CandidateId("C-A"), EntryId("i")};
    day.boot(day.kernel->snapshot());
    EXPECT_EQ(send(ban, security()), "refusal.ban_second_person");
    EXPECT_EQ(send(ban, security("tan")), "done");
    day.boot(day.kernel->snapshot());
    const domain::State& state = day.kernel->state();
    EXPECT_EQ(state.bans.at(CandidateId("C-A")).incident, EntryId("i"));
    EXPECT_TRUE(
        rules::is_hidden_incident(state, Role::lab_ops, *parse_date("2026-03-03"), EntryId("i")));
    EXPECT_EQ(send(domain::IncidentClosed{EntryId("i")}, security()), "done");
    EXPECT_TRUE(day.kernel->state().incidents.at(EntryId("i")).closed);
}

TEST_F(LateIncident, ASnapshotKeepsWhatIsKnownOfAll) {
    domain::IncidentOpened opened;
    opened.kind = domain::IncidentKind::equipment;
    opened.sittings = {SittingId("A")};
    opened.description = domain::Text("a cable");
    day.must("10:00", opened, {.id = "i"});
    day.must("10:01", domain::IncidentClosed{EntryId("i")}, {.role = Role::lab_ops, .by = "mori"});
    day.ban("10:02", "C-9");
    const std::string snapshot = day.kernel->snapshot();
    day.boot(snapshot);
    const domain::State from_snapshot = day.kernel->state();
    day.boot();
    const domain::State& refolded = day.kernel->state();
    ASSERT_EQ(from_snapshot.incidents.size(), refolded.incidents.size());
    for (const auto& [id, row] : refolded.incidents) {
        const domain::IncidentRow& kept = from_snapshot.incidents.at(id);
        EXPECT_EQ(kept.day, row.day);
        EXPECT_EQ(kept.session, row.session);
        EXPECT_EQ(kept.kind, row.kind);
        EXPECT_EQ(kept.order, row.order);
        EXPECT_EQ(kept.closed, row.closed);
    }
    EXPECT_EQ(from_snapshot.incident_entries, refolded.incident_entries);
    EXPECT_EQ(from_snapshot.bans.at(CandidateId("C-9")).incident, EntryId("ban-C-9"));
}

TEST_F(LateIncident, ADM_10_MaterialThatDoesNotComeBackOpensOne) {
    domain::CheckinDone materials;
    materials.sitting = SittingId("B");
    materials.step = CheckinStep::materials;
    materials.items = {{"pen", 2}};
    day.must("09:10", domain::CandidateArrived{SittingId("B"), {}});
    day.must("09:11", materials);
    EXPECT_THAT(told("shortage:"), IsEmpty());
    day.must("09:30", domain::MaterialsReturned{SittingId("B"), {{"pen", 1}}});
    EXPECT_THAT(told("shortage:"), ElementsAre("shortage:B 1 day"));
    domain::IncidentNoted noted;
    noted.incident = EntryId("shortage:B");
    noted.text = domain::Text("it fell behind the desk");
    day.must("09:31", noted);
    const domain::Day& now = day.kernel->state().days.at(*parse_date("2026-03-03")).now;
    EXPECT_EQ(now.find_incident(EntryId("shortage:B"))->kind,
              domain::IncidentKind::materials_shortage);
    EXPECT_EQ(now.find_incident(EntryId("shortage:B"))->notes.size(), 1U);
    day.must("09:32", domain::MaterialsReturned{SittingId("B"), {{"pen", 1}}});
    EXPECT_THAT(told("shortage:"), ElementsAre("shortage:B 1 day", "shortage:B withdrawn 2 day"));
    day.boot();
    EXPECT_EQ(told("shortage:").size(), 2U) << "a restart says nothing twice";
}

TEST_F(LateIncident, CAM_8_ARecordingGapIsAnIncidentThatLabOpsMayClose) {
    day.must("09:10", domain::CameraStateReported{CameraId("cam1"), domain::Footage::gap, {}, {}},
             {.role = Role::camera_service});
    day.run_until("09:12");
    day.journal.finish_all();
    ASSERT_EQ(told("gap:").size(), 1U);
    const domain::Day& now = day.kernel->state().days.at(*parse_date("2026-03-03")).now;
    ASSERT_EQ(now.incidents.size(), 1U);
    const EntryId id = now.incidents.front().id;
    EXPECT_EQ(now.incidents.front().kind, domain::IncidentKind::recording_gap);
    EXPECT_EQ(send(domain::IncidentClosed{id}, {.role = Role::lab_ops}), "done");
    EXPECT_TRUE(day.kernel->state().incidents.at(id).closed);
}

}  // namespace
}  // namespace labd::test
