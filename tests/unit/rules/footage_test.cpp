// Clips and recordings on hold: who may enter what about them, and what labd has yet to do.
#include "labd/rules/footage.h"

#include "labd/rules/incidents.h"
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

using domain::Role;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string digest(64, 'a');

How security(const std::string& id = {}) {
    return {.id = id, .reason = "reviewed", .role = Role::exam_security, .by = "kato"};
}

How by_labd(const std::string& id = {}) { return {.id = id, .role = Role::labd, .by = "labd"}; }

class FootageDay : public TestDay {
public:
    FootageDay()
        : TestDay(
              {.cameras = {{CameraId("cam1"), RoomId("main"), domain::CameraArea::exam_room},
                           {CameraId("cam2"), RoomId("main"), domain::CameraArea::exam_room}}}) {
        book("A", "S01");
        check_in("08:50", "A");
        authority = rules::Authority::daemon;
        open("i", domain::IncidentKind::cheating);
    }

    void open(const std::string& id, domain::IncidentKind kind) {
        domain::IncidentOpened fact;
        fact.kind = kind;
        fact.sittings = {SittingId("A")};
        fact.description = domain::Text("a phone");
        must("10:00", fact, {.id = id});
    }

    /// `g`, of both cameras from 09:50 to 10:00.
    void ask_and_grant() {
        must("10:01",
             domain::FootageRequested{EntryId("i"),
                                      {CameraId("cam1"), CameraId("cam2")},
                                      time("09:50"),
                                      time("10:00"),
                                      {}},
             security("g"));
        must("10:02", domain::FootageGranted{EntryId("g")},
             {.role = Role::lead_proctor, .by = "sato"});
    }

    domain::FootageCut cut(std::string_view from, std::string_view to, bool is_clip = true) const {
        domain::FootageCut fact;
        fact.request = EntryId("g");
        fact.camera = CameraId("cam1");
        fact.from = time(from);
        fact.to = time(to);
        if (is_clip) {
            fact.sha256 = digest;
            fact.bytes = 17;
        } else {
            fact.fault = "no_recording";
        }
        return fact;
    }

    domain::FootageHeld hold() const {
        return {EntryId("i"), {CameraId("cam1")}, time("09:50"), time("10:00")};
    }

    void close() {
        must("10:20", domain::IncidentDecided{EntryId("i"), domain::IncidentFinding::dismissed},
             security());
        must("10:21", domain::IncidentClosed{EntryId("i")}, security());
    }

    /// `g cam1 09:55`: what, of which camera, from when on.
    std::vector<std::string> tasks() const {
        std::vector<std::string> texts;
        for (const rules::FootageTask& task : rules::footage_tasks(log().now)) {
            texts.push_back(task.id.value + " " + task.camera.value + " " +
                            log().now.site->zone.format(task.left.from).substr(11, 5));
        }
        return texts;
    }
};

TEST(FootageClips, CAM_5_WhatIsGrantedIsCutPartByPart) {
    FootageDay day;
    EXPECT_THAT(day.tasks(), IsEmpty());
    day.ask_and_grant();
    EXPECT_THAT(day.tasks(), ElementsAre("g cam1 09:50", "g cam2 09:50"));
    day.must("10:03", day.cut("09:50", "09:54"), by_labd("k1"));
    day.must("10:03", day.cut("09:54", "09:56", false), by_labd("k2"));
    EXPECT_THAT(day.tasks(), ElementsAre("g cam1 09:56", "g cam2 09:50"));
    for (const auto& wrong :
         {day.cut("09:50", "09:54"), day.cut("09:57", "10:00"), day.cut("09:56", "10:01")}) {
        EXPECT_THAT(day.judge("10:04", wrong, by_labd()), IsRefusedBy(rule::CONFLICT))
            << "no part twice, none left out, none beyond";
    }
    domain::FootageCut unnamed = day.cut("09:56", "10:00");
    unnamed.sha256 = "abc";
    EXPECT_THAT(day.judge("10:04", unnamed, by_labd()), IsRefusedBy(rule::REFERENCE));
    domain::FootageCut elsewhere = day.cut("09:50", "10:00");
    elsewhere.camera = CameraId("cam3");
    EXPECT_THAT(day.judge("10:04", elsewhere, by_labd()), IsRefusedBy(rule::REFERENCE));
    day.must("10:05", day.cut("09:56", "10:00"), by_labd("k3"));
    EXPECT_THAT(day.tasks(), ElementsAre("g cam2 09:50"));
    std::vector<std::string> given;
    for (const rules::GivenClip& one : rules::clips_given(day.log().now, EntryId("i"))) {
        given.push_back(one.clip->stamp.id.value);
    }
    EXPECT_THAT(given, ElementsAre("k1", "k3"));
    EXPECT_THAT(rules::clips_given(day.log().now, EntryId("j")), IsEmpty());
    EXPECT_FALSE(rules::find_clip(day.log().now, EntryId("k2"))) << "a gap is no clip";
}

TEST(FootageClips, CAM_5_NothingIsCutOrGivenWithoutAnOpenIncident) {
    FootageDay day;
    day.ask_and_grant();
    const domain::FootageExported take{EntryId("k1")};
    EXPECT_THAT(day.judge("10:02", take, security()), IsRefusedBy(rule::REFERENCE));
    day.must("10:03", day.cut("09:50", "09:54"), by_labd("k1"));
    day.must("10:04", take, security("out"));
    EXPECT_THAT(day.judge("10:04", take, {.role = Role::lead_proctor, .by = "sato"}),
                IsRefusedBy(rule::ROLE));
    EXPECT_THAT(day.judge("10:05", domain::FootageExported{EntryId("k9")}, security()),
                IsRefusedBy(rule::REFERENCE));
    for (const char* entry : {"k1", "out"}) {
        EXPECT_FALSE(day.correct("10:05", TestDay::without(entry), security()).accepted)
            << "who was given what stays as it is";
    }
    day.close();
    EXPECT_THAT(day.tasks(), IsEmpty());
    EXPECT_THAT(day.judge("10:22", take, security()), IsRefusedBy(rule::CAM_5));
    EXPECT_THAT(day.judge("10:22", day.cut("09:54", "10:00"), by_labd()), IsRefusedBy(rule::CAM_5));
}

TEST(FootageHolds, CAM_4_AHoldStandsUntilItsIncidentIsClosed) {
    FootageDay day;
    How unsaid = security("h");
    unsaid.reason.clear();
    EXPECT_THAT(day.judge("10:01", day.hold(), unsaid), IsRefusedBy(rule::CAM_4));
    for (const Role role : {Role::proctor, Role::lead_proctor, Role::lab_ops}) {
        EXPECT_THAT(day.judge("10:01", day.hold(), {.reason = "r", .role = role, .by = "x"}),
                    IsRefusedBy(rule::ROLE));
    }
    day.must("10:01", day.hold(), security("h"));
    EXPECT_THAT(day.tasks(), ElementsAre("h cam1 09:50"));
    domain::FootageKept kept{
        EntryId("h"), CameraId("cam1"), day.time("09:50"), day.time("09:57"), {}};
    kept.segments.push_back({"a.mp4", digest, 5, day.time("09:49"), day.time("09:57"), {}, {}});
    day.must("10:02", kept, by_labd());
    EXPECT_THAT(day.judge("10:02", kept, by_labd()), IsRefusedBy(rule::CONFLICT));
    EXPECT_THAT(day.tasks(), ElementsAre("h cam1 09:57"));
    const domain::FootageReleased release{EntryId("h")};
    EXPECT_THAT(day.judge("10:03", release, security()), IsRefusedBy(rule::CAM_4));
    day.close();
    EXPECT_THAT(day.judge("10:22", day.hold(), security()), IsRefusedBy(rule::CAM_4));
    day.must("10:22", release, security());
    EXPECT_THAT(day.judge("10:23", release, security()), IsRefusedBy(rule::CONFLICT));
    EXPECT_TRUE(day.log().now.find_footage_hold(EntryId("h"))->released);
}

TEST(FootageHolds, CAM_4_OnlyForIncidentsOfConductAndOfCamerasThatAreThere) {
    FootageDay day;
    day.open("e", domain::IncidentKind::equipment);
    domain::FootageHeld wrong = day.hold();
    wrong.incident = EntryId("e");
    EXPECT_THAT(day.judge("10:01", wrong, security()), IsRefusedBy(rule::CAM_4));
    wrong = day.hold();
    wrong.cameras = {CameraId("cam9")};
    EXPECT_THAT(day.judge("10:01", wrong, security()), IsRefusedBy(rule::REFERENCE));
    wrong = day.hold();
    wrong.to = wrong.from;
    EXPECT_FALSE(day.judge("10:01", wrong, security()).accepted);
    wrong = day.hold();
    wrong.from = wrong.to - days(2);
    EXPECT_THAT(day.judge("10:01", wrong, security()), IsRefusedBy(rule::CAM_5));
}

}  // namespace
}  // namespace labd::test
