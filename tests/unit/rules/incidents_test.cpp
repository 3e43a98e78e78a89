// Incidents and footage: what may be entered about them, by whom, and what follows.
#include "labd/rules/incidents.h"

#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::IncidentFinding;
using domain::IncidentKind;
using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

How security(const std::string& by = "kato", const std::string& id = {}) {
    return {.id = id, .reason = "reviewed", .role = Role::exam_security, .by = by};
}

How by_role(Role role) { return {.reason = "seen", .role = role, .by = "somebody"}; }

domain::IncidentOpened opened(IncidentKind kind = IncidentKind::cheating) {
    domain::IncidentOpened fact;
    fact.kind = kind;
    fact.sittings = {SittingId("A")};
    fact.description = domain::Text("looked at a phone");
    return fact;
}

domain::IncidentNoted noted(const std::string& text = "more") {
    domain::IncidentNoted fact;
    fact.incident = EntryId("i");
    fact.text = domain::Text(text);
    return fact;
}

domain::IncidentDecided decided(IncidentFinding finding) { return {EntryId("i"), finding}; }

const domain::IncidentClosed closed{EntryId("i")};
const domain::CandidateBanned ban_of_a{CandidateId("C-A"), EntryId("i")};

class IncidentDay : public TestDay {
public:
    IncidentDay()
        : TestDay(
              {.cameras = {{CameraId("cam1"), RoomId("main"), domain::CameraArea::exam_room},
                           {CameraId("cam2"), RoomId("side"), domain::CameraArea::exam_room}}}) {
        book("A", "S01");
        book("B", "S02");
        check_in("08:50", "A");
        check_in("08:51", "B");
        authority = rules::Authority::daemon;
    }

    /// Opens `i` at 10:00.
    void open(IncidentKind kind = IncidentKind::cheating) {
        must("10:00", opened(kind), {.id = "i"});
    }

    const domain::Incident& incident(const std::string& id = "i") const {
        const domain::Incident* found = log().now.find_incident(EntryId(id));
        EXPECT_NE(found, nullptr) << id;
        static const domain::Incident none;
        return found == nullptr ? none : *found;
    }

    domain::FootageRequested request(const std::string& incident_id = "i") const {
        domain::FootageRequested fact;
        fact.incident = EntryId(incident_id);
        fact.cameras = {CameraId("cam1")};
        fact.from = time("09:50");
        fact.to = time("10:00");
        return fact;
    }

    std::vector<std::string> concerned() const {
        std::vector<std::string> texts;
        for (const rules::IncidentSitting& one :
             rules::sittings_of({log(), log().now}, incident())) {
            texts.push_back(one.sitting.value + " " + (one.seat ? one.seat->value : "-") +
                            (one.named ? " named" : ""));
        }
        return texts;
    }
};

TEST(Incidents, SEC_1_StaffOpenThemNoteDecideAndCloseThem) {
    IncidentDay day;
    day.open();
    EXPECT_EQ(rules::state_of(day.incident()), rules::IncidentState::open);
    EXPECT_EQ(day.incident().session, day.log().now.sittings.at(SittingId("A")).session);
    day.must("10:01", noted("the phone rang"));
    day.must("10:02", domain::IncidentAssigned{EntryId("i"), "kato"}, security());
    EXPECT_EQ(day.incident().owner, "kato");
    ASSERT_EQ(day.incident().notes.size(), 1U);
    EXPECT_THAT(day.judge("10:03", closed, security()), IsRefusedBy(rule::SEC_2));
    day.must("10:04", decided(IncidentFinding::warned), security());
    EXPECT_EQ(rules::state_of(day.incident()), rules::IncidentState::decided);
    EXPECT_THAT(day.judge("10:05", decided(IncidentFinding::dismissed), security()),
                IsRefusedBy(rule::CONFLICT));
    day.must("10:06", closed, security());
    EXPECT_EQ(rules::state_of(day.incident()), rules::IncidentState::closed);
    EXPECT_THAT(day.judge("10:07", noted()), IsRefusedBy(rule::SEC_2));
}

TEST(Incidents, SEC_1_WhatIsNamedHasToBeThere) {
    IncidentDay day;
    const auto refused = [&day](auto change, Rule by) {
        domain::IncidentOpened fact = opened();
        change(fact);
        EXPECT_THAT(day.judge("10:00", fact), IsRefusedBy(by));
    };
    refused([](auto& fact) { fact.description = domain::Text(); }, rule::SEC_1);
    refused([](auto& fact) { fact.sittings = {SittingId("never")}; }, rule::REFERENCE);
    refused([](auto& fact) { fact.sittings.push_back(SittingId("never")); }, rule::REFERENCE);
    refused([](auto& fact) { fact.seats = {SeatId("S99")}; }, rule::REFERENCE);
    refused([](auto& fact) { fact.cameras = {CameraId("cam9")}; }, rule::REFERENCE);
    refused([](auto& fact) { fact.links = {EntryId("nothing")}; }, rule::REFERENCE);
    refused([&](auto& fact) { fact.to = day.time("10:01"); }, rule::CLK_8);
    refused(
        [&](auto& fact) {
            fact.from = day.time("09:40");
            fact.to = day.time("09:40");
        },
        rule::SEC_2);
    for (const char* id : {"gap:x", "shortage:A"}) {
        EXPECT_THAT(day.judge("10:00", opened(), {.id = id}), IsRefusedBy(rule::CONFLICT));
    }
}

TEST(Incidents, SEC_1_EachEntryHasItsRoles) {
    IncidentDay day;
    day.open();
    day.must("10:00", day.request(), security("kato", "g"));
    const auto allowed = [&day](const domain::Body& body) {
        std::vector<Role> roles;
        for (const Role role :
             {Role::proctor, Role::lead_proctor, Role::lab_ops, Role::exam_security, Role::examiner,
              Role::scheduling, Role::auditor, Role::display, Role::admin, Role::camera_service}) {
            if (!day.judge("10:10", body, by_role(role)).names(rule::ROLE)) {
                roles.push_back(role);
            }
        }
        return roles;
    };
    EXPECT_THAT(allowed(opened()),
                ElementsAre(Role::proctor, Role::lead_proctor, Role::lab_ops, Role::exam_security));
    EXPECT_THAT(allowed(noted()),
                ElementsAre(Role::proctor, Role::lead_proctor, Role::lab_ops, Role::exam_security));
    EXPECT_THAT(allowed(domain::IncidentAssigned{EntryId("i"), "kato"}),
                ElementsAre(Role::lead_proctor, Role::lab_ops, Role::exam_security));
    EXPECT_THAT(allowed(decided(IncidentFinding::warned)), ElementsAre(Role::exam_security));
    EXPECT_THAT(allowed(ban_of_a), ElementsAre(Role::exam_security));
    EXPECT_THAT(allowed(day.request()), ElementsAre(Role::exam_security));
    for (const domain::Body& answer : {domain::Body(domain::FootageGranted{EntryId("g")}),
                                       domain::Body(domain::FootageRefused{EntryId("g")})}) {
        EXPECT_THAT(allowed(answer), ElementsAre(Role::lead_proctor, Role::exam_security));
    }
}

TEST(Incidents, SEC_2_FindingsAreExamSecuritysOwn) {
    IncidentDay day;
    day.open();
    domain::IncidentNoted finding = noted("nothing on it");
    finding.finding = true;
    EXPECT_THAT(day.judge("10:01", finding, by_role(Role::lead_proctor)), IsRefusedBy(rule::ROLE));
    day.must("10:01", finding, security("kato", "found"));
    ASSERT_EQ(day.incident().notes.size(), 1U);
    EXPECT_TRUE(day.incident().notes.front().finding);
    EXPECT_THAT(day.correct("10:02", TestDay::without("found"), by_role(Role::lead_proctor)),
                IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.correct("10:03", TestDay::without("found"), security()), IsAccepted());
    EXPECT_THAT(day.incident().notes, IsEmpty());
}

TEST(Incidents, SEC_2_FilesBelongToAnOpenIncidentAndAreFifty) {
    IncidentDay day;
    const domain::IncidentAttached file{EntryId("i"), domain::Text("seen.png"),
                                        domain::MediaType::png, 5, std::string(64, 'a')};
    EXPECT_THAT(day.judge("10:01", file, security()), IsRefusedBy(rule::REFERENCE));
    day.open();
    EXPECT_THAT(day.judge("10:01", file, by_role(Role::lab_ops)), IsRefusedBy(rule::REFERENCE));
    for (int i = 0; i < 50; ++i) {
        day.must("10:01", file, security("kato", "t" + std::to_string(i)));
    }
    EXPECT_EQ(day.incident().attachments.size(), 50U);
    EXPECT_THAT(day.judge("10:02", file, security()), IsRefusedBy(rule::SEC_2));
    const domain::IncidentAttachmentRead read{EntryId("i"), EntryId("t7")};
    EXPECT_THAT(day.judge("10:02", read, by_role(Role::lab_ops)), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(
        day.judge("10:02", domain::IncidentAttachmentRead{EntryId("i"), EntryId("i")}, security()),
        IsRefusedBy(rule::REFERENCE));
    day.must("10:02", decided(IncidentFinding::dismissed), security());
    day.must("10:03", closed, security());
    EXPECT_THAT(day.judge("10:04", file, security()), IsRefusedBy(rule::CONFLICT));
    day.must("10:04", read, security());
}

TEST(Incidents, TheLastOfThoseConcernedTakesTheFilesAlong) {
    IncidentDay day;
    domain::IncidentOpened fact = opened();
    fact.seats = {SeatId("S02")};
    day.must("10:00", fact, {.id = "i"});
    day.must("10:01",
             domain::IncidentAttached{EntryId("i"), domain::Text("seen.png"),
                                      domain::MediaType::png, 5, std::string(64, 'a')},
             security("kato", "t"));
    const rules::View view{day.log(), day.log().now};
    const CandidateId a("C-A");
    const CandidateId b("C-B");
    EXPECT_THAT(rules::files_of_erased(view, {}), IsEmpty());
    EXPECT_THAT(rules::files_of_erased(view, {a}), IsEmpty());
    EXPECT_THAT(rules::files_of_erased(view, {b}), IsEmpty());
    EXPECT_THAT(rules::files_of_erased(view, {a, b}), ElementsAre(EntryId("t")));
}

TEST(Incidents, SEC_2_ASeatAndATimeFindWhoSatThere) {
    IncidentDay day;
    day.must("09:30", domain::SeatChanged{SittingId("B"), SeatId("S03")});
    domain::IncidentOpened fact = opened();
    fact.sittings.clear();
    fact.seats = {SeatId("S02")};
    fact.from = day.time("09:20");
    fact.to = day.time("09:25");
    day.must("10:00", fact, {.id = "i"});
    EXPECT_THAT(day.concerned(), ElementsAre("B S02"));
    domain::IncidentNoted more = noted();
    more.sittings = {SittingId("A")};
    day.must("10:01", more);
    EXPECT_THAT(day.concerned(), ElementsAre("A S01 named", "B S02"));
    const std::vector<domain::Camera> cameras =
        rules::cameras_of({day.log(), day.log().now}, day.incident());
    ASSERT_EQ(cameras.size(), 1U);
    EXPECT_EQ(cameras.front().id, CameraId("cam1"));
}

TEST(Incidents, SEC_2_AnAppealCorrectsTheDecision) {
    IncidentDay day;
    day.open();
    day.must("10:01", decided(IncidentFinding::invalidated), security("kato", "d"));
    EXPECT_NE(rules::invalidation_of(day.log().now, SittingId("A")), nullptr);
    EXPECT_EQ(rules::invalidation_of(day.log().now, SittingId("B")), nullptr);
    const domain::Correction appeal = day.instead("d", decided(IncidentFinding::dismissed));
    for (const Role role : {Role::proctor, Role::lead_proctor}) {
        EXPECT_THAT(day.correct("11:00", appeal, by_role(role)), IsRefusedBy(rule::ROLE));
    }
    EXPECT_THAT(day.correct("11:00", appeal, by_role(Role::lab_ops)), IsRefusedBy(rule::REFERENCE))
        << "SEC-5: to them it is not there";
    EXPECT_THAT(day.correct("11:00", appeal, security("tan")), IsAccepted());
    EXPECT_EQ(rules::invalidation_of(day.log().now, SittingId("A")), nullptr);
    EXPECT_EQ(day.incident().decided->finding, IncidentFinding::dismissed);
    EXPECT_EQ(day.incident().decided->stamp.by.name, "tan");
}

TEST(Incidents, CLK_9_OneThatOthersRestOnIsNotTakenBackAlone) {
    IncidentDay day;
    day.open();
    day.must("10:01", noted(), {.id = "n"});
    const Answer alone = day.correct("10:02", TestDay::without("i"));
    EXPECT_THAT(alone, IsRefusedBy(rule::CLK_9));
    EXPECT_THAT(alone.actual, ::testing::HasSubstr("n (incident.noted)"));
    EXPECT_THAT(day.correct("10:02", TestDay::without("i"), {}, {TestDay::without("n")}),
                IsAccepted());
    EXPECT_EQ(rules::find_incident_row(day.world(), EntryId("i")), nullptr);
    EXPECT_THAT(day.judge("10:03", noted()), IsRefusedBy(rule::REFERENCE));
}

TEST(Incidents, SEC_3_ABanTakesASecondPerson) {
    IncidentDay day;
    day.open();
    EXPECT_THAT(day.judge("10:01", ban_of_a, security("tan")), IsRefusedBy(rule::SEC_3));
    day.must("10:01", decided(IncidentFinding::banned), security("kato", "d"));
    EXPECT_THAT(day.world().bans, IsEmpty()) << "decided is not confirmed";
    EXPECT_THAT(day.judge("10:02", closed, security("kato")), IsRefusedBy(rule::SEC_3));
    EXPECT_THAT(day.judge("10:02", ban_of_a, security("kato")), IsRefusedBy(rule::SEC_3));
    const domain::CandidateBanned other{CandidateId("C-B"), EntryId("i")};
    EXPECT_THAT(day.judge("10:02", other, security("tan")), IsRefusedBy(rule::SEC_3));
    EXPECT_THAT(
        day.judge("10:02", domain::CandidateBanned{CandidateId("C-A"), {}}, security("tan")),
        IsRefusedBy(rule::SEC_3));
    day.must("10:03", ban_of_a, security("tan"));
    EXPECT_EQ(day.world().bans.at(CandidateId("C-A")).incident, EntryId("i"));
    day.must("10:04", closed, security("kato"));
}

TEST(Incidents, SEC_3_AProgramConfirmsNoBanAndDecidesNone) {
    IncidentDay decides;
    decides.open();
    decides.must("10:01", decided(IncidentFinding::banned), security("service:pc-1"));
    EXPECT_THAT(decides.judge("10:02", ban_of_a, security("tan")), IsRefusedBy(rule::SEC_3));
    IncidentDay confirms;
    confirms.open();
    confirms.must("10:01", decided(IncidentFinding::banned), security("kato"));
    EXPECT_THAT(confirms.judge("10:02", ban_of_a, security("service:pc-1")),
                IsRefusedBy(rule::SEC_3));
}

TEST(Incidents, SEC_3_WhoCorrectsADecisionDoesNotConfirmIt) {
    IncidentDay day;
    day.open();
    day.must("10:01", decided(IncidentFinding::warned), security("kato", "d"));
    ASSERT_THAT(
        day.correct("10:02", day.instead("d", decided(IncidentFinding::banned)), security("tan")),
        IsAccepted());
    EXPECT_THAT(day.judge("10:03", ban_of_a, security("tan")), IsRefusedBy(rule::SEC_3));
    EXPECT_THAT(day.judge("10:03", ban_of_a, security("kato")), IsAccepted());
}

TEST(Incidents, SEC_3_ADecisionOnWhichABanRestsStandsUntilTheBanIsLifted) {
    IncidentDay day;
    day.open();
    day.must("10:01", decided(IncidentFinding::banned), security("kato", "d"));
    day.must("10:02", ban_of_a, security("tan"));
    const domain::Correction appeal = day.instead("d", decided(IncidentFinding::dismissed));
    EXPECT_THAT(day.correct("10:03", appeal, security()), IsRefusedBy(rule::SEC_3));
    EXPECT_THAT(day.correct("10:03", TestDay::without("i"), security()), IsRefusedBy(rule::SEC_3));
    day.must("10:04", domain::CandidateBanLifted{CandidateId("C-A")}, security());
    EXPECT_THAT(day.correct("10:05", appeal, security()), IsAccepted());
}

TEST(Incidents, SEC_3_ADecisionIsAboutPeopleWhoAreNamedBeforeIt) {
    IncidentDay day;
    domain::IncidentOpened fact = opened();
    fact.sittings.clear();
    day.must("10:00", fact, {.id = "i"});
    EXPECT_THAT(day.judge("10:01", decided(IncidentFinding::warned), security()),
                IsRefusedBy(rule::SEC_3));
    domain::IncidentNoted names = noted();
    names.sittings = {SittingId("A")};
    day.must("10:02", names);
    day.must("10:03", decided(IncidentFinding::warned), security());
    names.sittings = {SittingId("B")};
    EXPECT_THAT(day.judge("10:04", names), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.judge("10:04", noted()), IsAccepted());
}

TEST(Incidents, SEC_5_LabOpsKnowOfThoseAboutEquipmentOnly) {
    IncidentDay day;
    day.open();
    const How lab_ops = by_role(Role::lab_ops);
    domain::IncidentNoted unknown = noted();
    unknown.incident = EntryId("never");
    const Answer hidden = day.judge("10:01", noted(), lab_ops);
    const Answer none = day.judge("10:01", unknown, lab_ops);
    EXPECT_EQ(hidden.message, none.message);
    EXPECT_EQ(hidden.rules, none.rules);
    EXPECT_FALSE(hidden.accepted);
    EXPECT_THAT(day.correct("10:01", TestDay::without("i"), lab_ops), IsRefusedBy(rule::REFERENCE));
    domain::IncidentOpened linked = opened(IncidentKind::equipment);
    linked.links = {EntryId("i")};
    EXPECT_THAT(day.judge("10:01", linked, lab_ops), IsRefusedBy(rule::REFERENCE));
    EXPECT_THAT(day.judge("10:01", linked), IsAccepted());
    day.must("10:02", opened(IncidentKind::equipment), {.id = "e"});
    domain::IncidentNoted about = noted("a loose cable");
    about.incident = EntryId("e");
    day.must("10:03", about, lab_ops);
    day.must("10:04", domain::IncidentClosed{EntryId("e")}, lab_ops);
}

TEST(Incidents, CAM_5_FootageIsGivenForAnOpenSecurityIncidentOnly) {
    IncidentDay day;
    day.open();
    day.must("10:00", opened(IncidentKind::equipment), {.id = "e"});
    domain::FootageRequested without = day.request();
    without.incident.reset();
    for (const domain::FootageRequested& bad : {without, day.request("never"), day.request("e")}) {
        const Answer answer = day.enter("10:01", bad, security());
        EXPECT_TRUE(answer.accepted) << "that somebody asked is recorded";
        EXPECT_TRUE(answer.names(rule::CAM_5));
    }
    EXPECT_EQ(day.log().now.footage_requests.size(), 3U);
    const Answer good = day.enter("10:02", day.request(), security("kato", "g"));
    EXPECT_TRUE(good.accepted);
    EXPECT_FALSE(good.names(rule::CAM_5));
    day.must("10:03", decided(IncidentFinding::dismissed), security());
    day.must("10:04", closed, security());
    EXPECT_TRUE(day.enter("10:05", day.request(), security()).names(rule::CAM_5));
    EXPECT_THAT(
        day.judge("10:06", domain::FootageGranted{EntryId("g")}, by_role(Role::lead_proctor)),
        IsRefusedBy(rule::CAM_5));
    EXPECT_EQ(rules::judge_footage_request(day.log().now,
                                           *day.log().now.find_footage_request(EntryId("g"))),
              std::nullopt)
        << "what was asked before it was closed stays a good request";
}

TEST(Incidents, CAM_5_SomebodyElseGrantsItOnce) {
    IncidentDay day;
    day.open();
    day.must("10:01", day.request(), security("kato", "g"));
    const domain::FootageGranted grant{EntryId("g")};
    EXPECT_THAT(day.judge("10:02", grant, security("kato")), IsRefusedBy(rule::CAM_5));
    day.must("10:02", grant, {.id = "granted", .role = Role::lead_proctor, .by = "sato"});
    EXPECT_THAT(day.judge("10:03", domain::FootageRefused{EntryId("g")}, security("tan")),
                IsRefusedBy(rule::CONFLICT));
    for (const char* entry : {"g", "granted"}) {
        EXPECT_THAT(day.correct("10:04", TestDay::without(entry), security()),
                    IsRefusedBy(rule::CLK_9))
            << "who asked and who gave stays as it is";
    }
    How unsaid = security("tan");
    unsaid.reason.clear();
    day.must("10:05", day.request(), security("kato", "h"));
    EXPECT_THAT(day.judge("10:06", domain::FootageRefused{EntryId("h")}, unsaid),
                IsRefusedBy(rule::CAM_5));
    day.must("10:06", domain::FootageRefused{EntryId("h")}, security("tan"));
}

TEST(Incidents, CAM_5_ARequestNamesCamerasAndAnIntervalOfAtMostADay) {
    IncidentDay day;
    day.open();
    const auto refused = [&day](auto change, Rule by) {
        domain::FootageRequested fact = day.request();
        change(fact);
        EXPECT_THAT(day.judge("10:01", fact, security()), IsRefusedBy(by));
    };
    refused([](auto& fact) { fact.cameras.clear(); }, rule::CAM_5);
    refused([](auto& fact) { fact.cameras = {CameraId("cam9")}; }, rule::REFERENCE);
    refused([&](auto& fact) { fact.to = fact.from; }, rule::SEC_2);
    refused([&](auto& fact) { fact.to = day.time("10:02"); }, rule::CLK_8);
    refused([&](auto& fact) { fact.from = fact.to - hours(24) - microseconds(1); }, rule::CAM_5);
}

TEST(Incidents, SEC_2_TheyMoveNoClockAndSpoilNoDecision) {
    IncidentDay day;
    ASSERT_TRUE(day.start("09:00", "A", "design").accepted);
    const Seq seen = day.world().size;
    day.open();
    day.must("10:01", noted());
    EXPECT_EQ(day.log().shared_changed < seen, true);
    EXPECT_THAT(day.judge("10:02", domain::SittingFinished{SittingId("A")}, {.based_on = seen}),
                IsAccepted());
}

}  // namespace
}  // namespace labd::test
