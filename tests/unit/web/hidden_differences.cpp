#include "tests/unit/web/hidden_differences.h"

#include <ostream>

namespace labd::web::test {

using domain::Role;
using domain::Text;
using labd::test::How;

namespace {

const How security{.role = Role::exam_security, .by = "kato"};

How called(const std::string& id, How how = {}) {
    how.id = id;
    return how;
}

void book_other(WebDay& web, bool second) {
    domain::SittingBooked booked = labd::test::TestDay::booking("D", "S03");
    booked.track = TrackId("ccie-security");
    booked.candidate = CandidateId(second ? "C-77" : "C-5");
    booked.name = Text(second ? "Anna-Lena Weiss" : "Bo Ek");
    booked.born = domain::PersonalDate(second ? Date{1970, 1, 2} : Date{1991, 12, 30});
    const How how{.id = "booked:D", .role = Role::lead_proctor, .by = "mori", .session = "day"};
    web.day.must("09:30", booked, how);
}

void leave(WebDay& web, bool second) {
    web.day.must("09:30",
                 domain::BreakStarted{SittingId("A"), Text(second ? "telephone" : "fresh air"),
                                      Text(second ? "lobby" : "the garden behind")},
                 {.id = "b1"});
    web.day.must("09:34", domain::BreakEnded{EntryId("b1"), Text(second ? "mother ill" : "no")});
}

/// A file of `i1` that is kept, with its entry.
void attach(WebDay& web, const char* time, const EntryId& id, bool second) {
    const std::string content = second ? "seven b" : std::string(70'000, 'x');
    domain::IncidentAttached attached;
    attached.incident = EntryId("i1");
    attached.name = Text(second ? "a.png" : "a longer name of a paper.pdf");
    attached.media = second ? domain::MediaType::png : domain::MediaType::pdf;
    attached.bytes = static_cast<std::int64_t>(content.size());
    attached.sha256 = std::get<std::string>(
        web.attachments.put(content, web.day.kernel->file_key(id).value(), id.value));
    web.day.must(time, attached, called(id.value, security));
}

/// One file that was read, or two that nobody read, of an incident that is hidden as a whole.
void attach_files(WebDay& web, bool second) {
    domain::IncidentOpened opened;
    opened.kind = domain::IncidentKind::cheating;
    opened.sittings = {SittingId("A")};
    opened.description = Text("a phone");
    web.day.must("09:30", opened, called("i1", security));
    attach(web, "09:35", EntryId("t1"), second);
    domain::IncidentNoted noted;
    noted.incident = EntryId("i1");
    noted.text = Text("nothing more");
    if (second) {
        web.day.must("09:40", noted, called("t2", security));
        web.day.must("09:41", domain::IncidentAttachmentRead{EntryId("i1"), EntryId("t1")},
                     security);
    } else {
        attach(web, "09:40", EntryId("t2"), second);
        web.day.must("09:41", noted, security);
    }
}

void follow_incident(WebDay& web, bool second) {
    domain::IncidentOpened opened;
    opened.kind = second ? domain::IncidentKind::disclosure : domain::IncidentKind::cheating;
    opened.severity = second ? domain::Severity::critical : domain::Severity::minor;
    opened.sittings = {SittingId(second ? "A" : "B")};
    opened.description = Text(second ? "a phone" : "notes under the keyboard, in pencil");
    web.day.must("09:30", opened, called("i1"));
    attach(web, "09:35", EntryId("t1"), second);
    domain::FootageRequested asked;
    asked.incident = EntryId("i1");
    asked.cameras = {CameraId(second ? "cam1" : "cam2")};
    asked.from = web.day.time("09:10");
    asked.to = web.day.time(second ? "09:30" : "09:20");
    asked.purpose = Text(second ? "who" : "where from");
    web.day.must("09:40", asked, called("g1", security));
    if (second) {
        web.day.must("09:41", domain::FootageGranted{EntryId("g1")},
                     {.role = Role::lead_proctor, .by = "mori"});
        web.day.must("09:42", domain::IncidentAssigned{EntryId("i1"), "tan"}, security);
        domain::FootageCut cut;
        cut.request = EntryId("g1");
        cut.camera = CameraId("cam1");
        cut.from = asked.from;
        cut.to = asked.to;
        cut.sha256 = std::string(64, 'a');
        web.day.must("09:43", cut, {.id = "k1", .role = Role::labd, .by = "labd"});
        web.day.must("09:44", domain::FootageExported{EntryId("k1")}, security);
    } else {
        How refused{.reason = "too long", .role = Role::lead_proctor, .by = "mori"};
        web.day.must("09:41", domain::FootageRefused{EntryId("g1")}, refused);
        How decided = security;
        decided.reason = "a misunderstanding";
        web.day.must("09:42",
                     domain::IncidentDecided{EntryId("i1"), domain::IncidentFinding::dismissed},
                     decided);
        for (const char* time : {"09:43", "09:44"}) {
            domain::IncidentNoted noted;
            noted.incident = EntryId("i1");
            noted.text = Text("nothing more");
            web.day.must(time, noted, security);
        }
    }
}

void ban_one(WebDay& web, bool second) {
    How decided = security;
    decided.reason = "seen on camera";
    web.day.must("09:30", domain::IncidentDecided{EntryId("c1"), domain::IncidentFinding::banned},
                 decided);
    decided.by = "tan";
    decided.id = "ban1";
    web.day.must("09:31",
                 domain::CandidateBanned{CandidateId(second ? "C-8" : "C-9"), EntryId("c1")},
                 decided);
    ports::UndeliveredEvent event;
    event.seq = web.day.kernel->state().size - 1;
    event.subject = second ? "candidates/C-8" : "candidates/C-9";
    web.webhooks.events["hook"] = {event};
}

void issue_voucher(WebDay& web, bool second) {
    domain::VoucherIssued voucher;
    voucher.candidate = CandidateId(second ? "C-8" : "C-9");
    voucher.expires = Date{2026, 4, second ? 30U : 29U};
    voucher.code =
        domain::VoucherCode{std::string(64, second ? 'a' : 'b'), second ? "9ABC" : "7BCD"};
    web.day.must("09:30", voucher, {.id = "v1", .role = Role::lead_proctor, .by = "mori"});
}

void note_result(WebDay& web, bool second) {
    domain::ResultRecorded result;
    result.sitting = SittingId("A");
    result.result = domain::Mark::fail;
    result.examiner = second ? "ex-2" : "ex-1";
    result.topics = {second ? "routing" : "switching and more"};
    web.day.must("09:50", domain::SittingFinished{SittingId("A")});
    web.day.must("09:55", result, {.id = "r1", .role = Role::examiner, .by = "ex"});
}

const std::vector<Difference> differences = {
    {"the words of a note",
     {"lab_ops", "scheduling", "examiner", "display", "admin", "auditor"},
     "proctor",
     [](WebDay& web, bool second) {
         web.day.must(
             "09:30",
             domain::NoteAdded{Text(second ? "asked twice for water" : "calm"), SittingId("A")},
             called("n1"));
     }},
    {"who is booked",
     {"lab_ops", "scheduling", "examiner", "display", "admin"},
     "auditor",
     book_other},
    {"what a break was for",
     {"lab_ops", "scheduling", "examiner", "display", "admin", "auditor"},
     "proctor",
     leave},
    {"an incident of conduct and all that followed",
     {"lab_ops", "scheduling", "examiner", "display", "admin"},
     "exam_security",
     follow_incident},
    {"the files of an incident of conduct",
     {"lab_ops", "scheduling", "examiner", "display", "admin"},
     "proctor",
     attach_files},
    {"who of two was banned",
     {"proctor", "lead_proctor", "lab_ops", "examiner", "display", "admin", "auditor"},
     "exam_security",
     ban_one},
    {"who asked to be erased",
     {"proctor", "lead_proctor", "lab_ops", "scheduling", "examiner", "display"},
     "exam_security",
     [](WebDay& web, bool second) {
         web.day.must(
             "09:30", domain::ErasureRequested{CandidateId(second ? "C-8" : "C-9")},
             {.id = "x1", .reason = "asked to", .role = Role::exam_security, .by = "kato"});
     }},
    {"whose voucher", {"lab_ops", "examiner", "display", "admin"}, "scheduling", issue_voucher},
    {"a result", {"lab_ops", "scheduling", "display", "admin"}, "lead_proctor", note_result},
    {"whose evidence was asked for",
     {"lab_ops", "scheduling", "examiner", "display", "admin"},
     "proctor",
     [](WebDay& web, bool second) {
         web.day.must("09:30", domain::EvidenceExported{SittingId(second ? "A" : "B")},
                      {.role = Role::lead_proctor, .by = "mori"});
     }},
    {"what was wrong with a rack",
     {"scheduling", "examiner", "display", "admin", "auditor"},
     "lab_ops",
     [](WebDay& web, bool second) {
         const Text text(second ? "fan" : "power supply, the second one");
         web.day.must("09:30", domain::EquipmentFailed{EquipmentId("printer"), text},
                      called("f1", {.role = Role::lab_ops, .by = "abe"}));
     }},
    {"why something was corrected",
     {"lab_ops", "scheduling", "examiner", "display", "admin", "auditor"},
     "proctor",
     [](WebDay& web, bool second) {
         web.day.must(
             "09:30",
             web.day.correction("design:A",
                                domain::ModuleStarted{SittingId("A"), ModuleId("design")}, "09:01"),
             {.id = "k1", .reason = second ? "typed wrongly" : "late: slow lift"});
     }},
};

}  // namespace

void PrintTo(const Difference& difference, std::ostream* out) { *out << difference.what; }

void common_day(WebDay& web) {
    web.add_person("kato", Role::exam_security);
    web.add_person("tan", Role::exam_security);
    web.day.check_in("08:50", "A");
    web.day.start_module("09:00", "A");
    web.day.must("09:10", web.day.outage("S01"), {.id = "o1", .reason = "smoke"});
    domain::IncidentOpened loose;
    loose.kind = domain::IncidentKind::equipment;
    loose.sittings = {SittingId("A")};
    loose.description = Text("loose cable");
    web.day.must("09:20", loose, {.id = "e1"});
    domain::IncidentOpened seen;
    seen.candidates = {CandidateId("C-8"), CandidateId("C-9")};
    seen.sittings = {SittingId("A")};
    seen.description = Text("whispers");
    web.day.must("09:25", seen, {.id = "c1"});
}

const std::vector<Difference>& hidden_differences() { return differences; }

}  // namespace labd::web::test
