// Two journals of equally many entries that differ only in what a role may not see (same keys, same
// salts) answer that role in the same bytes: every endpoint, each of its queries, refusals, the
// live stream (architecture, idea 10). So nothing hidden is found out from counts, orders, lengths
// or the words of a refusal either.
#include <spdlog/spdlog.h>

#include <boost/describe/enum_from_string.hpp>

#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using domain::Role;
using domain::Text;
using labd::test::How;

struct Difference {
    std::string what;
    /// Who may not see it.
    std::vector<std::string> blind;
    /// Who sees it: without one the comparison would show nothing.
    std::string seeing;
    /// Enters one of the two versions.
    std::function<void(WebDay&, bool)> enter;
};

void PrintTo(const Difference& difference, std::ostream* out) { *out << difference.what; }

const How security{.role = Role::exam_security, .by = "kato"};

How called(const std::string& id, How how = {}) {
    how.id = id;
    return how;
}

/// What both versions of each day have: somebody who is examined, a break, an outage, a failure,
/// incidents of either sort.
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

/// What the placeholder of a path may stand for.
std::vector<std::string> names_for(std::string_view pattern) {
    if (pattern.find("/sessions/") != std::string_view::npos) {
        return {"day", "never"};
    }
    if (pattern.find("/sittings/") != std::string_view::npos) {
        return {"A", "B", "D", "never"};
    }
    if (pattern.find("/cameras/") != std::string_view::npos) {
        return {"cam1", "cam2", "never"};
    }
    if (pattern.find("/journal/") != std::string_view::npos) {
        std::vector<std::string> sequences;
        for (int seq = 0; seq < 60; ++seq) {
            sequences.push_back(std::to_string(seq));
        }
        return sequences;
    }
    if (pattern.find("/messages/") != std::string_view::npos) {
        return {"en"};
    }
    if (pattern.find("/webhooks/") != std::string_view::npos) {
        return {"hook", "never"};
    }
    return {"i1", "c1", "e1", "v1", "k1", "1", "kato", "never"};
}

/// Digests over everything, leaves with their salts: who has one finds nothing out, but no two
/// journals have the same (docs/decisions/0024).
bool is_commitment(const Route& route) {
    return route.action == Action::see_log || route.pattern == "/api/v1/head" ||
           route.action == Action::export_evidence;
}

std::vector<Ask> reads(const WebDay& web, Role role) {
    std::vector<Ask> asks;
    for (const Route& route : web.app->router().routes()) {
        const bool is_page = route.pattern.find("report.") != std::string_view::npos;
        const bool is_left_out = is_page || route.pattern == "/api/v1/live" ||
                                 (is_commitment(route) && may(role, Action::see_log));
        if (route.method != net::Method::get || is_left_out) {
            continue;
        }
        const std::size_t place = route.pattern.find("{}");
        const bool is_named = place != std::string_view::npos;
        for (const std::string& name :
             is_named ? names_for(route.pattern) : std::vector<std::string>{""}) {
            std::string path(route.pattern);
            if (is_named) {
                path.replace(place, 2, name);
            }
            const std::size_t file = path.find("{}");
            if (file != std::string::npos) {
                path.replace(file, 2, "t2");
                asks.push_back({net::Method::get, path, "", {}});
                path.replace(file, 2, "t1");
            }
            for (const char* query : {"", "?as_of=30", "?at=2026-03-03T09:20:00%2B09:00",
                                      "?limit=2", "?after=28", "?session=day"}) {
                asks.push_back({net::Method::get, path + query, "", {}});
            }
        }
    }
    return asks;
}

/// Every type of entry, about everything that may be hidden, without being recorded; and files.
std::vector<Ask> previews() {
    std::vector<Ask> asks;
    const auto preview = [&](const json::object& entry) {
        asks.push_back({net::Method::post,
                        "/api/v1/entries?preview=true",
                        json::serialize(entry),
                        {{"Content-Type", "application/json"}}});
    };
    for (const std::string_view type : codec::entry_types()) {
        json::object entry = sample_entry(type).as_object();
        entry["enter"] = type;
        preview(entry);
        for (const char* member : {"incident", "request", "voucher", "entry", "candidate", "break",
                                   "failure", "sitting"}) {
            if (!entry.contains(member)) {
                continue;
            }
            for (const char* name : {"i1", "g1", "v1", "n1", "ban1", "x1", "k1", "b1", "f1", "r1",
                                     "booked:D", "C-8", "C-A", "A", "D"}) {
                json::object about = entry;
                about[member] = name;
                preview(about);
            }
        }
    }
    for (const char* incident : {"i1", "never"}) {
        asks.push_back({net::Method::post,
                        "/api/v1/incidents/" + std::string(incident) + "/attachments?name=a.txt",
                        "a text",
                        {{"Content-Type", "text/plain"}, {"Idempotency-Key", "file"}}});
    }
    asks.push_back({net::Method::post,
                    "/api/v1/decisions/may-book",
                    R"({"candidate":"C-8","track":"ccie-security","date":"2026-04-02"})",
                    {{"Content-Type", "application/json"}}});
    return asks;
}

struct Exchange {
    std::string asked;
    std::string told;
};

/// All that a role can find out.
std::vector<Exchange> everything_told(WebDay& web, const std::string& role) {
    std::vector<Exchange> all;
    Role seen{};
    boost::describe::enum_from_string(role.c_str(), seen);
    std::vector<Ask> asks = reads(web, seen);
    const std::vector<Ask> more = previews();
    asks.insert(asks.end(), more.begin(), more.end());
    for (Ask& ask : asks) {
        ask.headers["Authorization"] = "Bearer token-" + role;
        const Told told = web.send(ask);
        std::string text = std::to_string(told.status) + " " + told.response.content_type + "\n";
        for (const auto& [name, value] : told.response.headers) {
            text += name + ": " + value + "\n";
        }
        all.push_back({ask.target + " " + ask.body, text + told.text()});
    }
    return all;
}

struct Version {
    WebDay web;
    std::map<std::string, std::shared_ptr<FakePeer>> peers;
};

std::unique_ptr<Version> play(const Difference& difference, bool second) {
    auto version = std::make_unique<Version>();
    common_day(version->web);
    for (const std::string& role : difference.blind) {
        // Three at a time may follow; those that see least are the last.
        if (version->peers.size() < 3) {
            version->peers[role] = version->web.follow(role);
        }
    }
    difference.enter(version->web, second);
    version->web.day.run_until("10:00");
    version->web.day.journal.finish_all();
    version->web.day.loop.run_posted();
    return version;
}

std::string streamed(const std::shared_ptr<FakePeer>& peer) {
    std::string all;
    for (const auto& text : peer->texts) {
        all += *text + "\n";
    }
    return all;
}

class NonInterference : public testing::TestWithParam<Difference> {
protected:
    // Ten thousand refusals a test are as many lines.
    NonInterference() : level_(spdlog::get_level()) { spdlog::set_level(spdlog::level::off); }

    ~NonInterference() override { spdlog::set_level(level_); }

private:
    spdlog::level::level_enum level_;
};

TEST_P(NonInterference, WhatARoleMayNotSeeChangesNothingThatItIsTold) {
    const Difference& difference = GetParam();
    const std::unique_ptr<Version> first = play(difference, false);
    const std::unique_ptr<Version> other = play(difference, true);
    ASSERT_EQ(first->web.day.kernel->state().size, other->web.day.kernel->state().size);
    for (const auto& [role, peer] : first->peers) {
        ASSERT_NE(peer, nullptr) << role;
        EXPECT_FALSE(peer->texts.empty()) << role;
        EXPECT_EQ(streamed(peer), streamed(other->peers.at(role))) << role;
    }
    for (const std::string& role : difference.blind) {
        const std::vector<Exchange> told = everything_told(first->web, role);
        const std::vector<Exchange> again = everything_told(other->web, role);
        ASSERT_EQ(told.size(), again.size());
        for (std::size_t i = 0; i < told.size(); ++i) {
            EXPECT_EQ(told[i].told, again[i].told) << role << ": " << told[i].asked;
        }
    }
    std::size_t seen = 0;
    const std::vector<Exchange> told = everything_told(first->web, difference.seeing);
    const std::vector<Exchange> again = everything_told(other->web, difference.seeing);
    for (std::size_t i = 0; i < told.size(); ++i) {
        seen += told[i].told == again[i].told ? 0 : 1;
    }
    EXPECT_GT(seen, 0U) << "not even " << difference.seeing << " sees a difference";
}

INSTANTIATE_TEST_SUITE_P(All, NonInterference, testing::ValuesIn(differences),
                         [](const auto& info) {
                             std::string name = info.param.what;
                             std::ranges::replace_if(
                                 name, [](char c) { return c == ' '; }, '_');
                             return name;
                         });

}  // namespace
}  // namespace labd::web::test
