// The evidence pack of a sitting: what is in it, what is not, and who is given it. With
// LABD_TEST_PRINTS set to a folder, a pack and its reports are written there, to be looked at.
#include <gmock/gmock.h>

#include <fstream>

#include "labd/evidence/archive.h"
#include "labd/evidence/pack.h"
#include "labd/web/others.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view own_name = "Ito Ken";
constexpr std::string_view own_name_local = "伊藤 健";
constexpr std::string_view other_name = "Suzuki Hanako";
constexpr std::string_view other_name_local = "鈴木 花子";

/// The exam of X-18 on seat S03, cancelled because of an outage that X-17 had, too.
class EvidenceDay : public WebDay {
public:
    EvidenceDay() {
        book("X-17", "C-2001", other_name, other_name_local, "");
        book("X-18", "C-2002", own_name, own_name_local, "S03");
        camera("08:30", "recorded");
        day.check_in("08:50", "A");
        day.check_in("08:52", "X-18");
        day.start_module("09:00", "X-18");
        note("09:20", "X-18", "Asked for another pen.");
        note("09:25", "X-18", "Talked with Suzuki in the corridor.");
        note("09:26", "A", "Not about anybody else.");
        camera("09:30", "gap");
        camera("09:31", "recorded");
        domain::OutageReported outage;
        outage.scope.sittings = {SittingId("X-17"), SittingId("X-18")};
        outage.cause = domain::Cause::lab;
        outage.description = domain::Text("The lab of 鈴木花子 and one more is down.");
        day.must("10:00", outage, {.id = "o1"});
        day.must("10:30", day.outage("S01"), {.id = "elsewhere"});
        day.must("12:00", domain::SittingCancelled{SittingId("X-18"), EntryId("o1")});
        EXPECT_EQ(enter(R"({"enter":"remedy.judged","remedy":"remedy:X-18","inoperable":true})",
                        "lab_ops")
                      .status,
                  201);
    }

    Told pack(const std::string& role = "exam_security", const std::string& sitting = "X-18") {
        Told told = get("/api/v1/sittings/" + sitting + "/evidence", role);
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
        if (const char* folder = std::getenv("LABD_TEST_PRINTS"); folder != nullptr) {
            const std::string bytes = told.text();
            write(std::string(folder) + "/evidence.zip", bytes);
            for (const evidence::ArchivePart& part : evidence::read_archive(bytes).parts) {
                if (part.path.starts_with("report.")) {
                    write(std::string(folder) + '/' + std::string(part.path), part.bytes);
                }
            }
        }
        return told;
    }

    static void write(const std::string& file, std::string_view bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
    }

    std::size_t exports() const { return day.count("evidence.exported"); }

private:
    void book(const std::string& sitting, const std::string& candidate, std::string_view name,
              std::string_view name_local, const std::string& seat) {
        domain::SittingBooked booked = labd::test::TestDay::booking(sitting, seat);
        booked.candidate = CandidateId(candidate);
        booked.name = domain::Text(std::string(name));
        booked.name_local = domain::Text(std::string(name_local));
        booked.track = TrackId("ccie-security");
        if (seat.empty()) {
            booked.seat.reset();
        }
        const auto sent = day.send(
            booked,
            {.id = "booked:" + sitting, .role = domain::Role::scheduling, .session = "day"});
        day.journal.finish_all();
        labd::test::done(sent);
    }

    void camera(std::string_view at, const std::string& state) {
        day.run_until(std::string(at));
        EXPECT_EQ(enter(R"({"enter":"camera.state","camera":"cam1","state":")" + state + "\"}",
                        "camera_service")
                      .status,
                  201);
    }

    void note(std::string_view at, const std::string& sitting, const std::string& text) {
        day.must(at, domain::NoteAdded{domain::Text(text), SittingId(sitting)});
    }
};

/// A pack's part; empty when it is not there.
std::string part_of(const std::string& pack, std::string_view path) {
    const evidence::OpenedArchive opened = evidence::read_archive(pack);
    for (const evidence::ArchivePart& part : opened.parts) {
        if (part.path == path) {
            return std::string(part.bytes);
        }
    }
    return "";
}

/// The types of the entries in it, in order, with `*` where the leaf is withheld.
std::vector<std::string> types_in(const std::string& pack) {
    std::vector<std::string> types;
    for (const evidence::ArchivePart& part : evidence::read_archive(pack).parts) {
        if (part.path.starts_with("entries/") && part.path.ends_with(".json")) {
            const json::value value = json::parse(part.bytes);
            types.push_back(std::string(value.at("entry").at("enter").as_string()) +
                            (value.at("leaf_withheld").as_bool() ? "*" : ""));
        }
    }
    return types;
}

TEST(Evidence, IsWholeAndProvesItself) {
    EvidenceDay web;
    const Told told = web.pack();
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.response.content_type, "application/zip");
    EXPECT_EQ(told.header("Content-Disposition"), "attachment; filename=\"evidence-X-18.zip\"");
    const evidence::PackReport report = evidence::check_pack(told.text(), web.log.note_key());
    EXPECT_EQ(report.fault, "");
    EXPECT_EQ(report.subject.about, "sitting X-18");
    EXPECT_EQ(report.subject.origin, "labd/tyo/journal-1/0");
    EXPECT_EQ(report.head.size, web.day.kernel->state().size);
    EXPECT_EQ(report.entries, types_in(told.text()).size());
    EXPECT_EQ(report.withheld, 1U);
}

TEST(Evidence, HoldsWhatConcernsTheSittingAndNothingElse) {
    EvidenceDay web;
    EXPECT_THAT(types_in(web.pack().text()),
                testing::ElementsAre(
                    "site.configured", "policy.adopted", "session.planned", "sitting.booked",
                    "camera.state", "candidate.arrived", "case.announced", "checkin.done",
                    "checkin.done", "checkin.done", "checkin.done", "checkin.done",
                    "module.started", "case.announced", "note.added", "note.added", "camera.state",
                    "camera.state", "outage.reported*", "sitting.cancelled", "outcome.announced",
                    "case.announced", "remedy.judged", "evidence.exported"));
}

TEST(Evidence, ThatItWasHandedOutIsEnteredBeforeAndIsInThePack) {
    EvidenceDay web;
    const std::string pack = web.pack("lead_proctor").text();
    EXPECT_EQ(web.exports(), 1U);
    const Seq last = web.day.kernel->state().size - 1;
    const json::value entry = json::parse(part_of(pack, evidence::entry_path(last, ".json")));
    EXPECT_EQ(entry.at("entry").at("enter").as_string(), "evidence.exported");
    EXPECT_EQ(entry.at("entry").at("by").at("role").as_string(), "lead_proctor");
    EXPECT_EQ(part_of(pack, evidence::entry_path(last, ".leaf")), web.day.journal.leaves[last]);
}

TEST(Evidence, HasNoNameAndNoIdOfAnotherCandidate) {
    EvidenceDay web;
    const std::string pack = web.pack().text();
    for (const evidence::ArchivePart& part : evidence::read_archive(pack).parts) {
        for (const char* word : {"X-17", "C-2001", "Suzuki", "Hanako", "鈴木", "花子", "C-A", "C-B",
                                 "Candidate A", "Candidate B", "booked:A", "booked:B"}) {
            EXPECT_THAT(std::string(part.bytes), Not(HasSubstr(word))) << part.path;
        }
    }
    EXPECT_THAT(part_of(pack, "report.en.html"),
                AllOf(HasSubstr(std::string(own_name)), HasSubstr("Asked for another pen."),
                      HasSubstr("[withheld]")));
}

TEST(Evidence, TellsTheClockTheCaseAndTheFootage) {
    EvidenceDay web;
    const std::string pack = web.pack().text();
    const json::value clock = json::parse(part_of(pack, "clock.json"));
    EXPECT_EQ(clock.at("ended_at").as_string(), "2026-03-03T12:00:00+09:00");
    EXPECT_EQ(clock.at("sum").at("lost_s").to_number<double>(), 7200);
    const json::value remedy = json::parse(part_of(pack, "remedy.json"));
    EXPECT_EQ(remedy.at("cases").at(0).at("case").as_string(), "remedy:X-18");
    const json::value coverage = json::parse(part_of(pack, "coverage.json"));
    EXPECT_EQ(coverage.at("gap_s").to_number<double>(), 60);
    const std::string english = part_of(pack, "report.en.html");
    EXPECT_THAT(english, AllOf(HasSubstr("It says nothing about other candidates"),
                               HasSubstr("This pack holds no pictures"), HasSubstr("lost time"),
                               HasSubstr("<td>2:00:00</td>"), HasSubstr("0:01:00")));
    EXPECT_THAT(part_of(pack, "report.ja.html"),
                AllOf(HasSubstr("受験の証拠"), HasSubstr("映像や画像は入っていません"),
                      HasSubstr("lang=\"ja\"")));
    for (const char* path : {"report.en.pdf", "report.ja.pdf"}) {
        EXPECT_TRUE(part_of(pack, path).starts_with("%PDF-")) << path;
    }
    EXPECT_THAT(part_of(pack, "README.txt"), HasSubstr("sha256sum --check --strict MANIFEST.txt"));
}

TEST(Evidence, IsForExamSecurityAndLeadProctorsOnly) {
    EvidenceDay web;
    for (const auto& [role, credential] : web.credentials) {
        const bool may = role == "lead_proctor" || role == "exam_security";
        EXPECT_EQ(web.pack(role).status, may ? 200 : 403) << role;
    }
    EXPECT_EQ(web.exports(), 2U);
    EXPECT_EQ(web.pack("exam_security", "nobody").status, 404);
    EXPECT_EQ(web.exports(), 2U);
}

TEST(Evidence, IsNotGivenWhenItCannotBeSignedOrMade) {
    EvidenceDay web;
    web.log.is_broken = true;
    EXPECT_EQ(web.pack().status, 503);
    web.log.is_broken = false;
    web.worker.full = true;
    const Told busy = web.pack();
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(busy.header("Retry-After"), "2");
    web.worker.full = false;
    EXPECT_EQ(web.pack().status, 200) << "a place is free again";
}

TEST(Evidence, OnlyTwoAreMadeAtATime) {
    EvidenceDay web;
    const Ask ask{net::Method::get,
                  "/api/v1/sittings/X-18/evidence",
                  "",
                  {{"Authorization", "Bearer token-exam_security"}}};
    std::vector<std::shared_ptr<Inbox>> inboxes{web.start(ask), web.start(ask), web.start(ask)};
    ASSERT_TRUE(inboxes[2]->answer.has_value());
    EXPECT_EQ(inboxes[2]->answer->status, 503);
    web.day.loop.run_posted();
    web.worker.run_all();
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(inboxes[i]->answer.has_value());
        EXPECT_EQ(inboxes[i]->answer->status, 200);
    }
    EXPECT_EQ(web.exports(), 2U);
}

TEST(Evidence, OfAClosedSessionIsGivenWeeksLater) {
    EvidenceDay web;
    web.day.must("12:30", domain::OutageEnded{EntryId("elsewhere")});
    web.day.must("20:01", domain::SessionClosed{},
                 {.role = domain::Role::lead_proctor, .session = "day"});
    web.day.clock.set(web.day.time("09:00", "2026-03-24"));
    const Told told = web.pack();
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(evidence::check_pack(told.text(), std::nullopt).fault, "");
    EXPECT_THAT(types_in(told.text()), testing::Contains("session.closed"));
}

TEST(Evidence, OfACandidateWhoWasErasedHoldsTheSameLeaves) {
    EvidenceDay web;
    const std::string before = web.pack().text();
    web.day.sealer.erase("candidate:C-2002");
    const std::string after = web.pack().text();
    EXPECT_EQ(evidence::check_pack(after, std::nullopt).fault, "");
    const auto path = evidence::entry_path(6, ".leaf");
    EXPECT_EQ(part_of(before, path), part_of(after, path));
}

domain::DayLog log_with(const std::string& name, const std::string& name_local) {
    domain::DayLog log;
    const auto add = [&](const std::string& sitting, const std::string& given,
                         const std::string& local) {
        domain::SittingBooked booked = labd::test::TestDay::booking(sitting, "S01");
        booked.name = domain::Text(given);
        booked.name_local = domain::Text(local);
        log.now.sittings[SittingId(sitting)].booking = booked;
        domain::Item item;
        item.fact = std::make_shared<const domain::Fact>(booked);
        log.items.push_back(item);
    };
    add("X-18", std::string(own_name), std::string(own_name_local));
    add("X-1", name, name_local);
    return log;
}

TEST(Others, AreFoundByIdNameAndPartOfAName) {
    const Others others(log_with("Suzuki Hanako", "鈴木 花子"), Own{{SittingId("X-18")}, {}});
    for (const char* text :
         {"X-1", "seat of X-1.", "(C-X-1)", "suzuki hanako", "Suzuki", "see Hanako!",
          "鈴木花子さん", "鈴木さんの隣", "鈴木　花子", "X-18 and X-1"}) {
        EXPECT_TRUE(others.told_in(text)) << text;
    }
    for (const char* text : {"", "X-18", "X-10", "the X-18-1", "Suzukis", "Ito Ken", "伊藤健", "@1",
                             "木", "a suzuki", "booked:X-18"}) {
        EXPECT_FALSE(others.told_in(text)) << text;
    }
    EXPECT_TRUE(others.named_in("booked:X-1"));
    EXPECT_FALSE(others.named_in("Suzuki"));
}

TEST(Others, WhoSharesANameWithTheCandidateIsFoundByTheRestOfIt) {
    const Others others(log_with("Ito Hanako", "伊藤 花子"), Own{{SittingId("X-18")}, {}});
    EXPECT_FALSE(others.told_in("Ito was here"));
    EXPECT_FALSE(others.told_in("伊藤さん"));
    EXPECT_TRUE(others.told_in("Hanako was here"));
    EXPECT_TRUE(others.told_in("花子さん"));
}

TEST(Others, AreTakenOutOfCorrectionsToo) {
    const Others others(log_with("Suzuki Hanako", ""), Own{{SittingId("X-18")}, {}});
    domain::EntryCorrected correction;
    correction.entry = EntryId("arrived:X-1");
    domain::Replacement replacement;
    replacement.fact = domain::Fact(domain::NoteAdded{domain::Text("Suzuki"), SittingId("X-1")});
    correction.also = {{EntryId("n"), replacement}};
    domain::Entry entry;
    entry.body = correction;
    entry.reason = domain::Text("it was Hanako");
    const Withheld withheld = others.take_out(entry);
    EXPECT_TRUE(withheld.in_clear);
    EXPECT_TRUE(withheld.in_text);
    EXPECT_EQ(entry.reason.value, withheld_word);
    const auto& taken = std::get<domain::EntryCorrected>(entry.body);
    EXPECT_EQ(taken.entry.value, withheld_word);
    const auto& note = std::get<domain::NoteAdded>(taken.also[0].replacement->fact);
    EXPECT_EQ(note.text.value, withheld_word);
    EXPECT_EQ(note.sitting->value, withheld_word);
}

}  // namespace
}  // namespace labd::web::test
