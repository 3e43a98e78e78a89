// The evidence pack of an incident: the sittings that it names, its own entries, its clips, and
// nobody else. With LABD_TEST_PRINTS set to a folder, its reports are written there.
#include <gmock/gmock.h>

#include <fstream>

#include "labd/evidence/archive.h"
#include "labd/evidence/file_seal.h"
#include "labd/evidence/pack.h"
#include "labd/web/evidence_attachments.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using domain::Role;
using labd::test::How;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

const std::string clip_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const How security{.role = Role::exam_security, .by = "kato"};

/// Ito at S01 had a phone; Suzuki at S02 had nothing to do with it.
class IncidentDay : public WebDay {
public:
    IncidentDay() {
        add_person("kato", Role::exam_security);
        day.check_in("08:50", "A");
        day.check_in("08:52", "B");
        day.start_module("09:00", "A");
        day.must("09:20", domain::NoteAdded{domain::Text("asked for water"), SittingId("A")},
                 {.id = "n1"});
        day.must("09:21", domain::NoteAdded{domain::Text("calm"), SittingId("B")}, {.id = "n2"});
        domain::IncidentOpened opened;
        opened.kind = domain::IncidentKind::cheating;
        opened.severity = domain::Severity::serious;
        opened.sittings = {SittingId("A")};
        opened.from = day.time("09:10");
        opened.to = day.time("09:20");
        opened.description = domain::Text("a phone under the desk");
        opened.links = {EntryId("n2")};
        day.must("09:30", opened, {.id = "i1"});
        domain::IncidentNoted noted;
        noted.incident = EntryId("i1");
        noted.text = domain::Text("it rang");
        day.must("09:31", noted, {.id = "in"});
        day.must("09:32",
                 domain::FootageRequested{
                     EntryId("i1"), {CameraId("cam1")}, day.time("09:10"), day.time("09:20"), {}},
                 named("g1"));
        day.must("09:33", domain::FootageGranted{EntryId("g1")},
                 {.role = Role::lead_proctor, .by = "mori"});
    }

    static How named(const std::string& id) {
        How how = security;
        how.id = id;
        return how;
    }

    void cut(std::int64_t bytes = 4) {
        domain::FootageCut fact;
        fact.request = EntryId("g1");
        fact.camera = CameraId("cam1");
        fact.from = day.time("09:10");
        fact.to = day.time("09:20");
        fact.sha256 = clip_sha256;
        fact.bytes = bytes;
        fact.sources = {{"a.mp4", std::string(64, 'b'), 9, day.time("09:09"), day.time("09:21"),
                         milliseconds(500), true}};
        day.must("09:34", fact, {.id = "k1", .role = Role::labd, .by = "labd"});
        put_file("test");
    }

    void put_file(const std::string& bytes) {
        const std::filesystem::path file = folder.path() / "clip";
        std::ofstream(file, std::ios::binary) << bytes;
        footage.files[clip_sha256] = file;
    }

    /// Gives the id of its entry.
    std::string attach(const std::string& name, const std::string& media,
                       const std::string& content, const std::string& incident = "i1") {
        const Told told = send({net::Method::post,
                                "/api/v1/incidents/" + incident + "/attachments?name=" + name,
                                content,
                                {{"Authorization", "Bearer token-kato"},
                                 {"Content-Type", media},
                                 {"Idempotency-Key", "file-" + name}}});
        EXPECT_EQ(told.status, 201) << told.text();
        const Told after = get("/api/v1/incidents/" + incident, "kato");
        const json::array& files = after.body().at("attachments").as_array();
        return std::string(files.back().at("attachment").as_string());
    }

    Told pack(const std::string& role = "kato", const std::string& incident = "i1") {
        Told told = get("/api/v1/incidents/" + incident + "/evidence", role);
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread.
        if (const char* prints = std::getenv("LABD_TEST_PRINTS"); prints != nullptr) {
            const std::string bytes = told.text();
            for (const evidence::ArchivePart& part : evidence::read_archive(bytes).parts) {
                if (part.path.starts_with("report.")) {
                    std::ofstream(std::string(prints) + "/incident-" + std::string(part.path),
                                  std::ios::binary)
                        << part.bytes;
                }
            }
        }
        return told;
    }

    labd::test::TemporaryDirectory folder;
};

std::map<std::string, std::string> parts_of(const Told& told) {
    const std::string bytes = told.text();
    const evidence::OpenedArchive archive = evidence::read_archive(bytes);
    EXPECT_EQ(archive.fault, "");
    std::map<std::string, std::string> parts;
    for (const evidence::ArchivePart& part : archive.parts) {
        parts[std::string(part.path)] = part.bytes;
    }
    return parts;
}

/// With `*` where only the hash of the leaf is there.
std::vector<std::string> types_in(const std::map<std::string, std::string>& parts) {
    std::vector<std::string> types;
    for (const auto& [path, bytes] : parts) {
        if (path.starts_with("entries/") && path.ends_with(".json")) {
            const json::value told = json::parse(bytes);
            types.push_back(std::string(told.at("entry").at("enter").as_string()) +
                            (told.at("leaf_withheld").as_bool() ? "*" : ""));
        }
    }
    return types;
}

TEST(IncidentEvidence, IsWholeAndHoldsWhatBelongsToIt) {
    IncidentDay web;
    web.cut();
    const Told told = web.pack();
    ASSERT_EQ(told.status, 200) << told.text();
    EXPECT_EQ(told.header("Content-Disposition"), "attachment; filename=\"evidence-i1.zip\"");
    const evidence::PackReport report = evidence::check_pack(told.text(), web.log.note_key());
    EXPECT_EQ(report.fault, "");
    EXPECT_EQ(report.subject.about, "incident i1");
    const auto parts = parts_of(told);
    EXPECT_THAT(types_in(parts),
                IsSupersetOf({"incident.opened", "incident.noted", "footage.requested",
                              "footage.granted", "footage.cut", "incident.exported",
                              "candidate.arrived", "module.started", "note.added"}));
    EXPECT_EQ(json::parse(parts.at("clocks.json")).at("sittings").at(0).at("sitting"), "A");
    EXPECT_EQ(json::parse(parts.at("incident.json")).at("notes").at(0).at("text"), "it rang");
    EXPECT_TRUE(parts.contains("coverage.json"));
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr("a phone under the desk"));
    EXPECT_THAT(parts.at("report.ja.html"), HasSubstr("インシデントの証拠"));
}

TEST(IncidentEvidence, HoldsTheClipsAndItsFirstPageSaysSo) {
    IncidentDay web;
    const auto before = parts_of(web.pack());
    EXPECT_FALSE(before.contains("clips.json"));
    EXPECT_THAT(before.at("report.en.html"), HasSubstr("This pack holds no pictures"));
    web.cut();
    const auto parts = parts_of(web.pack());
    EXPECT_EQ(parts.at("clips/" + clip_sha256 + ".mp4"), "test");
    const json::value clip = json::parse(parts.at("clips.json")).at("clips").at(0);
    EXPECT_EQ(clip.at("sha256").as_string(), clip_sha256);
    EXPECT_EQ(clip.at("camera"), "cam1");
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr("This pack holds clips of cameras"));
    EXPECT_THAT(parts.at("report.en.html"), Not(HasSubstr("This pack holds no pictures")));
}

TEST(IncidentEvidence, HoldsTheFilesAndLinksThemToTheirEntries) {
    IncidentDay web;
    const std::string id = web.attach("phone.pdf", "application/pdf", "%PDF-1.7 it was mine\n");
    const std::string path = "attachments/" + id + ".pdf";
    const Told told = web.pack();
    const auto parts = parts_of(told);
    EXPECT_EQ(parts.at(path), "%PDF-1.7 it was mine\n");
    const evidence::PackReport report = evidence::check_pack(told.text(), web.log.note_key());
    EXPECT_EQ(report.fault, "");
    EXPECT_EQ(report.files, 1U);
    const auto seal = evidence::parse_file_seal(parts.at(path + ".seal"));
    ASSERT_TRUE(seal.has_value());
    const std::string leaf = parts.at(evidence::entry_path(seal->entry, evidence::leaf_ending));
    EXPECT_THAT(leaf, HasSubstr(*evidence::encrypted_digest(*seal, parts.at(path))));
    const json::value file = json::parse(parts.at("attachments.json")).at("attachments").at(0);
    EXPECT_EQ(file.at("name"), "phone.pdf");
    EXPECT_EQ(file.at("part").as_string(), path);
    EXPECT_TRUE(file.at("missing").is_null());
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr("This pack holds files"));
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr(path));
    EXPECT_THAT(parts.at("report.ja.html"), HasSubstr("phone.pdf"));
}

TEST(IncidentEvidence, AFileThatIsGoneIsToldAndTheRestIsHandedOut) {
    IncidentDay web;
    web.attach("gone.pdf", "application/pdf", "%PDF-1.7 a\n");
    web.attachments.files.clear();
    web.attach("here.pdf", "application/pdf", "%PDF-1.7 b\n");
    const Told told = web.pack();
    EXPECT_EQ(evidence::check_pack(told.text(), web.log.note_key()).files, 1U);
    const auto parts = parts_of(told);
    const json::value files = json::parse(parts.at("attachments.json")).at("attachments");
    EXPECT_EQ(files.at(0).at("missing"), "lost");
    EXPECT_TRUE(files.at(0).at("part").is_null());
    EXPECT_TRUE(files.at(1).at("missing").is_null());
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr("damaged or not there any more"));
}

TEST(IncidentEvidence, ATextThatNamesOthersIsWithheld) {
    IncidentDay web;
    const domain::DayLog& log = *web.day.kernel->state().day_of(SessionId("day"));
    const std::string name = log.now.sittings.at(SittingId("B")).booking.name.value;
    web.attach("said.txt", "text/plain", "beside him sat " + name + "\n");
    web.attach("calm.txt", "text/plain", "he was calm\n");
    const auto parts = parts_of(web.pack());
    const json::value files = json::parse(parts.at("attachments.json")).at("attachments");
    EXPECT_EQ(files.at(0).at("missing"), "withheld");
    EXPECT_TRUE(files.at(1).at("missing").is_null());
    for (const auto& [path, bytes] : parts) {
        EXPECT_THAT(bytes, Not(HasSubstr("beside him"))) << path;
    }
}

TEST(IncidentEvidence, WhatIsErasedWhileItIsReadStaysOut) {
    IncidentDay web;
    const std::string id = web.attach("mine.pdf", "application/pdf", "%PDF-1.7 secret\n");
    web.attachments.on_get = [&] {
        web.attachments.on_get = nullptr;
        web.day.sealer.erase("attachment:" + id);
    };
    const auto parts = parts_of(web.pack());
    const json::value files = json::parse(parts.at("attachments.json")).at("attachments");
    EXPECT_EQ(files.at(0).at("missing"), "erased");
    for (const auto& [path, bytes] : parts) {
        EXPECT_THAT(bytes, Not(HasSubstr("1.7 secret"))) << path;
    }
}

TEST(IncidentEvidence, FilesBeyondWhatAPackHoldsAreNamed) {
    IncidentDay web;
    domain::IncidentAttached attached;
    attached.incident = EntryId("i1");
    attached.name = domain::Text("film.mp4");
    attached.media = domain::MediaType::mp4;
    attached.bytes = pack_files_bytes_max + 1;
    attached.sha256 = std::string(64, 'a');
    web.day.must("09:40", attached, IncidentDay::named("f1"));
    const auto parts = parts_of(web.pack());
    EXPECT_EQ(json::parse(parts.at("attachments.json")).at("attachments").at(0).at("missing"),
              "too_large");
}

TEST(IncidentEvidence, ClipsHaveTheRoomThatFilesLeave) {
    const auto has_clip = [](std::int64_t file_bytes) {
        IncidentDay web;
        web.cut(4);
        domain::IncidentAttached attached;
        attached.incident = EntryId("i1");
        attached.name = domain::Text("film.mp4");
        attached.media = domain::MediaType::mp4;
        attached.bytes = file_bytes;
        attached.sha256 = std::string(64, 'a');
        web.day.must("09:40", attached, IncidentDay::named("f1"));
        return parts_of(web.pack()).contains("clips/" + clip_sha256 + ".mp4");
    };
    EXPECT_TRUE(has_clip(pack_files_bytes_max - 4));
    EXPECT_FALSE(has_clip(pack_files_bytes_max - 3));
}

TEST(IncidentEvidence, AClipThatIsNotThereOrTooLargeIsNamedWithItsDigest) {
    IncidentDay web;
    constexpr std::int64_t too_large = 129LL * 1024 * 1024;
    web.cut(too_large);
    const auto parts = parts_of(web.pack());
    EXPECT_FALSE(parts.contains("clips/" + clip_sha256 + ".mp4"));
    const json::value clip = json::parse(parts.at("clips.json")).at("clips").at(0);
    EXPECT_TRUE(clip.at("part").is_null());
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr(clip_sha256));
    EXPECT_THAT(parts.at("report.en.html"), HasSubstr("This pack holds no pictures"));
    web.footage.files.clear();
    EXPECT_EQ(web.pack().status, 200);
}

TEST(IncidentEvidence, ClipsGoToExamSecurityAloneWhileTheIncidentIsOpen) {
    IncidentDay web;
    web.cut();
    const std::string clip = "clips/" + clip_sha256 + ".mp4";
    const auto of_lead = parts_of(web.pack("lead_proctor"));
    EXPECT_FALSE(of_lead.contains(clip));
    EXPECT_THAT(of_lead.at("report.en.html"), HasSubstr("not given to whom the pack was (CAM-5)"));
    EXPECT_EQ(web.day.count("footage.exported"), 0U);
    const auto of_security = parts_of(web.pack());
    EXPECT_TRUE(of_security.contains(clip));
    EXPECT_THAT(types_in(of_security), Contains("footage.exported")) << "entered before";
    EXPECT_EQ(web.day.count("footage.exported"), 1U);
    How decided = security;
    decided.reason = "nothing was seen";
    web.day.must("09:50",
                 domain::IncidentDecided{EntryId("i1"), domain::IncidentFinding::dismissed},
                 decided);
    web.day.must("09:51", domain::IncidentClosed{EntryId("i1")}, security);
    EXPECT_FALSE(parts_of(web.pack()).contains(clip)) << "no open incident, no footage";
    EXPECT_EQ(web.day.count("footage.exported"), 1U);
}

TEST(IncidentEvidence, AClipThatIsNotTheOneOfTheJournalIsNotHandedOn) {
    IncidentDay web;
    web.cut();
    web.put_file("tost");
    const Told told = web.pack();
    EXPECT_EQ(told.status, 503);
    EXPECT_THAT(told.text(), HasSubstr("not the one that the journal names"));
}

TEST(IncidentEvidence, SaysNothingOfOthersButOfThoseWhomItNames) {
    IncidentDay web;
    web.cut();
    const auto parts = parts_of(web.pack());
    const domain::DayLog& log = *web.day.kernel->state().day_of(SessionId("day"));
    const domain::SittingBooked& other = log.now.sittings.at(SittingId("B")).booking;
    for (const auto& [path, bytes] : parts) {
        if (!path.ends_with(".pdf") && !path.ends_with(".note") && !path.ends_with(".py")) {
            EXPECT_THAT(bytes, Not(HasSubstr(other.name.value))) << path;
            EXPECT_THAT(bytes, Not(HasSubstr(other.candidate.value))) << path;
            EXPECT_THAT(bytes, Not(HasSubstr("calm"))) << path;
        }
    }
    // The note about the other one was linked: it stays out.
    const std::vector<std::string> types = types_in(parts);
    EXPECT_EQ(std::ranges::count(types, "note.added"), 1);
    EXPECT_THAT(types, Not(Contains("note.added*")));
}

TEST(IncidentEvidence, ThatItWasHandedOutIsEnteredBefore) {
    IncidentDay web;
    const Seq before = web.day.kernel->state().size;
    const auto parts = parts_of(web.pack());
    EXPECT_EQ(web.day.kernel->state().size, before + 1);
    EXPECT_EQ(web.day.count("incident.exported"), 1U);
    EXPECT_THAT(types_in(parts), Contains("incident.exported"));
    const Told correction = web.enter(
        R"({"enter":"entry.corrected","entry":"@)" + std::to_string(before) + R"("})", "kato");
    EXPECT_NE(correction.status, 201) << "who was given what stays as it is";
}

TEST(IncidentEvidence, IsForThoseWhoSeeTheIncident) {
    IncidentDay web;
    for (const char* role : {"proctor", "lab_ops", "scheduling", "examiner", "display", "admin",
                             "auditor", "camera_service"}) {
        EXPECT_EQ(web.pack(role).status, 403) << role;
    }
    EXPECT_EQ(web.pack("lead_proctor").status, 200);
    EXPECT_EQ(web.pack("kato", "never").status, 404);
    EXPECT_EQ(web.day.count("incident.exported"), 1U) << "by the lead proctor";
}

TEST(IncidentEvidence, OfOneThatNamesNobodyTellsWhatTheCamerasSaw) {
    IncidentDay web;
    domain::IncidentOpened opened;
    opened.kind = domain::IncidentKind::belongings;
    opened.cameras = {CameraId("cam1")};
    opened.from = web.day.time("09:40");
    opened.to = web.day.time("09:45");
    opened.description = domain::Text("a bag is gone");
    web.day.must("09:50", opened, {.id = "i2"});
    const auto parts = parts_of(web.pack("kato", "i2"));
    EXPECT_FALSE(parts.contains("clocks.json"));
    EXPECT_EQ(json::parse(parts.at("coverage.json")).at("cameras").as_array().size(), 1U);
    EXPECT_THAT(types_in(parts), Not(Contains("candidate.arrived")));
}

TEST(IncidentEvidence, ABanByASecondPersonIsInIt) {
    IncidentDay web;
    How decided = security;
    decided.reason = "seen on camera";
    web.day.must("09:40", domain::IncidentDecided{EntryId("i1"), domain::IncidentFinding::banned},
                 decided);
    const domain::DayLog& log = *web.day.kernel->state().day_of(SessionId("day"));
    const CandidateId candidate = log.now.sittings.at(SittingId("A")).booking.candidate;
    decided.by = "tan";
    decided.id = "ban1";
    web.day.must("09:41", domain::CandidateBanned{candidate, EntryId("i1")}, decided);
    EXPECT_THAT(types_in(parts_of(web.pack())),
                IsSupersetOf({"incident.decided", "candidate.banned"}));
}

TEST(IncidentEvidence, IsAmongWhatAnErasureDoesNotReach) {
    IncidentDay web;
    web.pack();
    const Told reach = web.get("/api/v1/erasures/C-A", "kato");
    ASSERT_EQ(reach.status, 200) << reach.text();
    EXPECT_THAT(reach.text(), HasSubstr(R"("incident":"i1")"));
    EXPECT_EQ(json::parse(web.get("/api/v1/erasures/C-B", "kato").text()).at("packs"),
              json::array());
}

}  // namespace
}  // namespace labd::web::test
