// Files of incidents over HTTP: kept before their entry, given out after one, and only by the two
// doors and to whom the incident is shown.
#include "tests/support/web_day.h"

namespace labd::web::test {
namespace {

using domain::Role;
using labd::test::How;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AttachmentDay : public WebDay {
public:
    AttachmentDay() {
        open("conduct", domain::IncidentKind::cheating, {"A"});
        open("both", domain::IncidentKind::cheating, {"A", "B"});
    }

    void open(const std::string& id, domain::IncidentKind kind,
              const std::vector<std::string>& sittings) {
        domain::IncidentOpened opened;
        opened.kind = kind;
        opened.description = domain::Text("a phone");
        for (const std::string& sitting : sittings) {
            opened.sittings.emplace_back(sitting);
        }
        day.must("09:10", opened, {.id = id});
    }

    Ask upload(const std::string& incident, const std::string& key,
               const std::string& content = "a text", const std::string& name = "a.txt") const {
        return {net::Method::post,
                "/api/v1/incidents/" + incident + "/attachments?name=" + name,
                content,
                {{"Authorization", "Bearer token-exam_security"},
                 {"Content-Type", "text/plain"},
                 {"Idempotency-Key", key}}};
    }

    /// The id of a file that is kept.
    std::string attach(const std::string& incident) {
        const Told told = send(upload(incident, "attach-" + incident));
        EXPECT_EQ(told.status, 201) << told.text();
        const json::value body = get("/api/v1/incidents/" + incident, "exam_security").body();
        return std::string(body.at("attachments").as_array().back().at("attachment").as_string());
    }

    Told read(const std::string& incident, const std::string& file,
              const std::string& role = "exam_security") {
        return get("/api/v1/incidents/" + incident + "/attachments/" + file, role);
    }

    void erase(const std::string& candidate) {
        day.must("19:00", domain::ErasureRequested{CandidateId(candidate)},
                 {.reason = "asked to", .role = Role::exam_security, .by = "kato"});
        day.must("19:00", domain::ErasureConfirmed{CandidateId(candidate)},
                 {.role = Role::admin, .by = "root"});
    }
};

TEST(AttachmentsApi, SEC_5_TheFileIsKeptBeforeItsEntryAndReadAfterOne) {
    AttachmentDay web;
    const std::shared_ptr<Inbox> inbox = web.start(web.upload("conduct", "k"));
    EXPECT_THAT(web.attachments.files, IsEmpty());
    web.worker.run_all();
    EXPECT_THAT(web.attachments.files, SizeIs(1));
    EXPECT_FALSE(inbox->answer) << "nothing is acknowledged before it is durable";
    web.day.loop.run_posted();
    ASSERT_TRUE(inbox->answer);
    EXPECT_EQ(inbox->answer->status, 201);
    const std::string file = web.attachments.files.begin()->second.context;

    const std::shared_ptr<Inbox> reader =
        web.start({net::Method::get,
                   "/api/v1/incidents/conduct/attachments/" + file,
                   "",
                   {{"Authorization", "Bearer token-proctor"}}});
    web.worker.run_all();
    EXPECT_FALSE(reader->answer) << "nothing is given before it is durable";
    web.day.loop.run_posted();
    ASSERT_TRUE(reader->answer);
    EXPECT_EQ(*reader->answer->body, "a text");
    EXPECT_EQ(web.day.count("incident.attachment_read"), 1U);
}

TEST(AttachmentsApi, ARetryIsOneEntryAndOneFile) {
    AttachmentDay web;
    const Told first = web.send(web.upload("conduct", "k"));
    const Told again = web.send(web.upload("conduct", "k"));
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(again.text(), first.text());
    EXPECT_EQ(web.day.count("incident.attached"), 1U);
    EXPECT_THAT(web.attachments.files, SizeIs(1)) << "the copy was taken back";
    const Told other = web.send(web.upload("conduct", "k", "another text"));
    EXPECT_EQ(other.status, 422) << other.text();
    EXPECT_THAT(web.attachments.files, SizeIs(1));
}

TEST(AttachmentsApi, WhatIsRefusedLeavesNoFile) {
    AttachmentDay web;
    EXPECT_EQ(web.send(web.upload("conduct", "a",
                                  "\x7f"
                                  "ELF"))
                  .status,
              415);
    EXPECT_EQ(web.send(web.upload("conduct", "b", "a text", "a%2Fb")).status, 400);
    EXPECT_EQ(web.send(web.upload("never", "c")).status, 404);
    web.open("cable", domain::IncidentKind::equipment, {"A"});
    web.day.must("09:20", domain::IncidentClosed{EntryId("cable")},
                 {.role = Role::lead_proctor, .by = "mori"});
    EXPECT_EQ(web.send(web.upload("cable", "d")).status, 409);
    web.attachments.fault = ports::AttachmentFault::no_room;
    EXPECT_EQ(web.send(web.upload("both", "e")).status, 507);
    web.attachments.fault = ports::AttachmentFault::unwritable;
    EXPECT_EQ(web.send(web.upload("both", "f")).status, 503);
    EXPECT_THAT(web.attachments.files, IsEmpty());
    EXPECT_EQ(web.day.count("incident.attached"), 0U);
    web.attachments.fault.reset();
    EXPECT_EQ(web.send(web.upload("both", "f")).status, 201) << "the same key, with room again";
}

TEST(AttachmentsApi, OnlyAFileWhoseEntryMayBeThereStays) {
    AttachmentDay web;
    web.day.journal.by_itself = false;
    const auto first = web.start(web.upload("conduct", "a"));
    const auto twin = web.start(web.upload("conduct", "a"));
    web.worker.run_all();
    web.day.loop.run_posted();
    ASSERT_TRUE(twin->answer);
    EXPECT_EQ(twin->answer->status, 409) << "the first is on its way";
    EXPECT_THAT(web.attachments.files, SizeIs(1));
    web.day.journal.finish_one(ports::AppendOutcome::disk_full);
    web.day.loop.run_posted();
    ASSERT_TRUE(first->answer);
    EXPECT_EQ(first->answer->status, 507);
    EXPECT_THAT(web.attachments.files, IsEmpty()) << "on a full disk of all places";
    const auto again = web.start(web.upload("conduct", "a"));
    web.worker.run_all();
    web.day.journal.finish_one(ports::AppendOutcome::outcome_unknown);
    web.day.loop.run_posted();
    ASSERT_TRUE(again->answer);
    EXPECT_EQ(again->answer->status, 503);
    EXPECT_THAT(web.attachments.files, SizeIs(1));
}

TEST(AttachmentsApi, MoreThanTwoAtATimeWaitForTheirTurn) {
    AttachmentDay web;
    const auto first = web.start(web.upload("conduct", "a"));
    const auto second = web.start(web.upload("conduct", "b"));
    const auto third = web.start(web.upload("conduct", "c"));
    ASSERT_TRUE(third->answer);
    EXPECT_EQ(third->answer->status, 503);
    web.worker.run_all();
    web.day.loop.run_posted();
    ASSERT_TRUE(first->answer && second->answer);
    EXPECT_EQ(first->answer->status, 201);
    EXPECT_EQ(second->answer->status, 201);
    EXPECT_EQ(web.send(web.upload("conduct", "c")).status, 201);
}

TEST(AttachmentsApi, SEC_5_AHiddenIncidentAnswersLikeNone) {
    AttachmentDay web;
    const std::string file = web.attach("conduct");
    for (const char* name : {"conduct", "never"}) {
        EXPECT_EQ(web.read(name, file, "lab_ops").status, 404);
    }
    std::string hidden = web.read("conduct", file, "lab_ops").text();
    hidden.replace(hidden.find("conduct"), 7, "never");
    hidden.replace(hidden.find("conduct"), 7, "never");
    EXPECT_EQ(hidden, web.read("never", file, "lab_ops").text());
    Ask ask = web.upload("conduct", "k");
    ask.headers["Authorization"] = "Bearer token-lab_ops";
    std::string refused = web.send(ask).text();
    ask.target.replace(ask.target.find("conduct"), 7, "never");
    refused.replace(refused.find("conduct"), 7, "never");
    refused.replace(refused.find("conduct"), 7, "never");
    EXPECT_EQ(refused, web.send(ask).text());
    EXPECT_THAT(web.attachments.files, SizeIs(1));
    EXPECT_EQ(web.read("both", file).status, 404) << "of another incident";
    EXPECT_EQ(web.read("conduct", "never").status, 404);
    EXPECT_EQ(web.day.count("incident.attachment_read"), 0U);
    EXPECT_EQ(web.read("conduct", file, "proctor").status, 200);
}

TEST(AttachmentsApi, AFileThatIsNotAsItWasIsNotGivenOut) {
    AttachmentDay web;
    const std::string file = web.attach("conduct");
    web.attachments.files.begin()->second.key = {};
    const Told told = web.read("conduct", file);
    EXPECT_EQ(told.status, 503);
    EXPECT_EQ(web.day.count("incident.attachment_read"), 0U);
}

TEST(AttachmentsApi, OfTwoPeopleTheLastTakesTheFileAlong) {
    AttachmentDay web;
    const std::string alone = web.attach("conduct");
    const std::string both = web.attach("both");
    web.day.must("18:30", domain::SessionClosed{},
                 {.role = Role::lead_proctor, .by = "mori", .session = "day"});
    web.erase("C-A");
    const Told gone = web.read("conduct", alone);
    EXPECT_EQ(gone.status, 404);
    EXPECT_THAT(gone.text(), HasSubstr("The file was erased"));
    EXPECT_EQ(web.read("both", both).status, 200);
    web.erase("C-B");
    EXPECT_THAT(web.read("both", both).text(), HasSubstr("The file was erased"));
    EXPECT_THAT(web.read("both", "never").text(), Not(HasSubstr("erased")));
}

}  // namespace
}  // namespace labd::web::test
