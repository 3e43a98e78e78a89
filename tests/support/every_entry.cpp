#include "tests/support/every_entry.h"

namespace labd::test {

namespace {

using domain::Text;

const Instant noon{1'772'506'800'000'000};
const domain::FootageSource source{"cam1/12-00.mp4",  std::string(64, 'b'), 1234, noon,
                                   noon + minutes(5), milliseconds(3),      true};

domain::Accommodation accommodation() {
    domain::Accommodation accommodation;
    accommodation.modules = {{ModuleId("design"), minutes(30), std::nullopt},
                             {ModuleId("doo"), std::nullopt, 25}};
    accommodation.rest_breaks = true;
    return accommodation;
}

domain::SiteConfigured site() {
    domain::SiteConfigured site;
    site.site = SiteId("tyo");
    site.time_zone = "Asia/Tokyo";
    site.country = "JP";
    site.kind = domain::SiteKind::byod;
    site.rooms = {{RoomId("main"), {{SeatId("S01"), RackId("R01")}, {SeatId("S02"), {}}}}};
    site.cameras = {{CameraId("cam1"), RoomId("main"), domain::CameraArea::belongings}};
    site.equipment = {{EquipmentId("printer"), RackId("R01"), "printer"}};
    return site;
}

domain::PolicyAdopted policy() {
    domain::PolicyAdopted adopted;
    adopted.parameters = {{"cctv.before", "30m"}, {"site.embargo", "KP,SY"}};
    domain::Track track;
    track.modules = {{ModuleId("design"), hours(3)}, {ModuleId("doo"), minutes(301)}};
    track.reread = true;
    track.scheduled_breaks = {{ModuleId("design"), hours(1)}};
    track.unconfirmed = true;
    adopted.tracks[TrackId("t")] = track;
    return adopted;
}

domain::SittingBooked booked() {
    domain::SittingBooked booked;
    booked.sitting = SittingId("A");
    booked.candidate = CandidateId("C-A");
    booked.name = Text("secret name");
    booked.name_local = Text("secret 名前");
    booked.born = domain::PersonalDate(Date{1991, 5, 2});
    booked.residence = Text("secret country");
    booked.track = TrackId("t");
    booked.seat = SeatId("S01");
    booked.agreement_signed = Date{2026, 1, 10};
    booked.guardian_consent = Date{2026, 1, 11};
    booked.language = "ja";
    booked.accommodation = accommodation();
    booked.payment = domain::PaymentState::voucher;
    booked.paid_on = Date{2026, 1, 12};
    booked.currency = "USD";
    booked.voucher = EntryId("v1");
    return booked;
}

domain::SittingAmended amended() {
    const domain::SittingBooked from = booked();
    return {from.sitting,          from.name,     from.name_local,    from.born,
            from.residence,        from.track,    from.seat,          from.agreement_signed,
            from.guardian_consent, from.language, from.accommodation, from.payment,
            from.paid_on,          from.currency, from.voucher};
}

domain::CheckinDone checked() {
    domain::CheckinDone checked;
    checked.sitting = SittingId("A");
    checked.step = domain::CheckinStep::identification;
    checked.documents = {{Text("secret passport"), true, true, true, true, Text("secret JP")},
                         {Text("secret card"), false, false, false, false, std::nullopt}};
    checked.items = {{"pen", 2}, {"paper", 0}};
    checked.inspected = true;
    return checked;
}

domain::OutageReported outage(domain::Scope scope) {
    domain::OutageReported outage;
    outage.scope = std::move(scope);
    outage.cause = domain::Cause::unknown;
    outage.description = Text("secret \"smoke\"\n\tand 煙");
    outage.modules = {ModuleId("design")};
    outage.failure = EntryId("f1");
    return outage;
}

domain::EntryCorrected correction() {
    domain::EntryCorrected corrected;
    corrected.entry = EntryId("@3");
    corrected.replacement = domain::Replacement{noon, Text("secret first"), booked()};
    corrected.also = {{EntryId("b1"),
                       domain::Replacement{std::nullopt, Text("secret second"),
                                           domain::BreakStarted{SittingId("A"), Text("secret kind"),
                                                                Text("secret place")}}},
                      {EntryId("b2"), domain::Replacement{noon, std::nullopt, checked()}},
                      {EntryId("b3"), std::nullopt}};
    return corrected;
}

}  // namespace

std::vector<domain::Body> every_entry() {
    const SittingId a("A");
    domain::Scope seat;
    seat.seat = SeatId("S01");
    domain::Scope rack;
    rack.rack = RackId("R01");
    domain::Scope room;
    room.room = RoomId("main");
    domain::Scope whole;
    whole.site = true;
    domain::Scope sittings;
    sittings.sittings = {a, SittingId("B")};
    domain::OutcomeAnnounced announced{a, "time_up", noon, 3, 17, true};
    return {
        site(),
        policy(),
        domain::SessionPlanned{{2026, 3, 3}, {hours(9) + microseconds(1)}},
        domain::SessionDelayed{noon},
        domain::SessionClosed{},
        booked(),
        amended(),
        domain::SittingWithdrawn{a},
        domain::DaemonStarted{"0.1.0", noon},
        domain::ClockStepped{noon, -(hours(1) + microseconds(1))},
        domain::ClockStepped{noon, days(12'345) + microseconds(999'999)},
        announced,
        domain::DutyStarted{},
        domain::DutyEnded{},
        domain::HandoverAccepted{"Sato"},
        domain::NoteAdded{Text("secret note"), a},
        domain::NoteAdded{Text("secret note"), std::nullopt},
        domain::AlarmAcknowledged{"OUT-1:o1:o1"},
        domain::AlarmShelved{"OUT-1:o1:o1", noon},
        domain::CandidateArrived{a, domain::ResidenceShown{true, Text("secret country")}},
        domain::CandidateArrived{a, domain::ResidenceShown{true, std::nullopt}},
        domain::CandidateArrived{a, domain::ResidenceShown{false, std::nullopt}},
        checked(),
        domain::CheckinRefused{a, domain::CheckinStep::device},
        domain::MaterialsReturned{a, {{"pen", 1}}},
        domain::ModuleStarted{a, ModuleId("design")},
        domain::ModuleHandedIn{a, ModuleId("design")},
        domain::SittingFinished{a},
        domain::SittingTerminated{a},
        domain::SeatChanged{a, SeatId("S02")},
        domain::BreakStarted{a, Text("secret kind"), Text("secret place")},
        domain::BreakEnded{EntryId("b1"), Text("secret justification")},
        domain::BreakJustified{EntryId("b1"), Text("secret justification")},
        outage(seat),
        outage(rack),
        outage(room),
        outage(whole),
        outage(sittings),
        domain::OutageEstimated{EntryId("o1"), noon},
        domain::OutageEnded{EntryId("o1")},
        domain::OutageRuled{EntryId("o1"), domain::Cause::candidate},
        domain::SittingCancelled{a, EntryId("o1")},
        domain::EquipmentFailed{EquipmentId("printer"), Text("secret jam")},
        domain::EquipmentRestored{EntryId("f1")},
        domain::CameraStateReported{CameraId("cam1"), domain::Footage::gap, noon, "unreachable"},
        domain::CameraDisableRequested{CameraId("cam1"), domain::CameraStop::mask},
        domain::FootageViewed{CameraId("cam1")},
        domain::CamerasArmed{},
        domain::EvidenceExported{a},
        domain::RecordingsDigested{CameraId("cam1"), noon, noon + minutes(10), 10, 1'500'000,
                                   std::string(64, 'a')},
        domain::IncidentAnnounced{"gap:cam1:2026-03-03T03:00:00Z",
                                  CameraId("cam1"),
                                  noon,
                                  noon + minutes(1),
                                  {SeatId("S01")},
                                  2,
                                  17,
                                  true,
                                  std::nullopt},
        domain::IncidentAnnounced{
            "shortage:A", std::nullopt, noon, std::nullopt, {SeatId("S01")}, 1, 17, false, a},
        domain::ResultRecorded{a,
                               domain::Mark::fail,
                               {{ModuleId("design"), domain::Mark::pass}},
                               "ex-1",
                               false,
                               {"routing"}},
        domain::ResultRecorded{a, std::nullopt, {}, "ex-1", true, {}},
        domain::RemedyRequested{a, domain::Ground::B, {Text("secret report"), Text("secret 2")}},
        domain::RemedyInvestigated{EntryId("remedy:A"), domain::Cause::lab},
        domain::RemedyJudged{EntryId("remedy:A"), true},
        domain::RemedyJudged{EntryId("remedy:A"), false},
        domain::RemedyDecided{EntryId("remedy:A"), domain::RemedyForm::voucher},
        domain::VoucherIssued{CandidateId("C-A"), Date{2026, 4, 30}, EntryId("remedy:A"),
                              domain::VoucherCode{std::string(64, 'a'), "9ABC"}},
        domain::VoucherRedeemed{EntryId("v1"), CandidateId("C-A"), "bk-1"},
        domain::VoucherVoided{EntryId("v1")},
        domain::RereadRequested{a},
        domain::RereadPaid{EntryId("rr1"), 1000, domain::PaymentMethod::card, "USD"},
        domain::RereadRackReserved{EntryId("rr1"), RackId("R01"), Date{2026, 3, 9},
                                   Date{2026, 3, 10}},
        domain::RereadRackReleased{EntryId("rr1")},
        domain::RereadCancelled{EntryId("rr1")},
        domain::RereadDecided{EntryId("rr1"), "ex-2", domain::RereadOutcome::passed},
        domain::RereadRefunded{EntryId("rr1")},
        domain::CaseAnnounced{a, "remedy:A", "granted", noon, 2, 17, true},
        domain::CandidateBanned{CandidateId("C-A"), EntryId("i1")},
        domain::CandidateBanLifted{CandidateId("C-A")},
        domain::ErasureRequested{CandidateId("C-A")},
        domain::ErasureWithdrawn{CandidateId("C-A")},
        domain::ErasureConfirmed{CandidateId("C-A")},
        domain::RackTakenOut{RackId("R01"), Date{2026, 3, 9}, Date{2026, 3, 10}},
        domain::RackPutBack{EntryId("x1")},
        domain::EquipmentAssessed{EntryId("f1"), "Mori", Text("secret fan")},
        domain::InvestigationOpened{EntryId("o1"), "Mori", noon},
        domain::InvestigationNoted{EntryId("q1"), Text("secret log"), "Sato", noon},
        domain::InvestigationClosed{EntryId("q1"), domain::Cause::lab, Text("secret power")},
        domain::IncidentOpened{domain::IncidentKind::materials_shortage,
                               domain::Severity::serious,
                               {a},
                               {CandidateId("C-9")},
                               {SeatId("S01")},
                               noon,
                               noon + minutes(5),
                               Text("secret glance"),
                               {EntryId("b1")},
                               {CameraId("cam1")}},
        domain::IncidentNoted{EntryId("i1"),
                              Text("secret note"),
                              true,
                              domain::Severity::critical,
                              {a},
                              {SeatId("S02")},
                              {EntryId("b1")},
                              {CameraId("cam1")}},
        domain::IncidentAssigned{EntryId("i1"), "Kato"},
        domain::IncidentDecided{EntryId("i1"), domain::IncidentFinding::invalidated},
        domain::IncidentClosed{EntryId("i1")},
        domain::IncidentAttached{EntryId("i1"), Text("secret file"), domain::MediaType::png, 5,
                                 std::string(64, 'a')},
        domain::IncidentAttachmentRead{EntryId("i1"), EntryId("t1")},
        domain::FootageRequested{
            EntryId("i1"), {CameraId("cam1")}, noon, noon + minutes(5), Text("secret purpose")},
        domain::FootageGranted{EntryId("g1")},
        domain::FootageRefused{EntryId("g1")},
        domain::FootageCut{EntryId("g1"),
                           CameraId("cam1"),
                           noon,
                           noon + minutes(5),
                           std::string(64, 'a'),
                           4711,
                           noon - seconds(1),
                           std::nullopt,
                           {source}},
        domain::FootageExported{EntryId("@77")},
        domain::FootageHeld{EntryId("i1"), {CameraId("cam1")}, noon, noon + minutes(5)},
        domain::FootageKept{EntryId("h1"), CameraId("cam1"), noon, noon + minutes(5), {source}},
        domain::FootageReleased{EntryId("h1")},
        domain::IncidentExported{EntryId("i1")},
        correction()};
}

}  // namespace labd::test
