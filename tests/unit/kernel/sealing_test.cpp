// From entries to leaves and back, for every entry type, and what of them can be read without keys.
#include "labd/kernel/sealing.h"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "labd/codec/writer.h"
#include "labd/kernel/response.h"
#include "tests/support/every_entry.h"
#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

class Leaves : public ::testing::Test {
protected:
    Leaves() {
        source.random = [](std::size_t size) { return std::string(size, '\x5c'); };
    }

    domain::Entry entry_of(const domain::Body& body) const {
        domain::Entry entry;
        entry.seq = 7;
        entry.id = EntryId("@7");
        entry.session = SessionId("day");
        entry.by = {"Mori", domain::Role::proctor};
        entry.happened = day.time("12:00:00.000001");
        entry.recorded = day.time("12:05");
        entry.reason = domain::Text("secret because");
        entry.based_on = 5;
        entry.body = body;
        return entry;
    }

    static std::string text_of(const domain::Entry& entry) {
        return boost::json::serialize(codec::entry_to_json(entry, TimeZone()));
    }

    kernel::LeafSource source{"tyo", "journal-1", 3, "boot-1", "real", {}};
    KernelDay day;
    FakeSealer sealer;
};

TEST_F(Leaves, AreReadBackAsTheyWereForEveryEntryType) {
    std::set<std::string_view> types;
    for (const domain::Body& body : every_entry()) {
        const domain::Entry entry = entry_of(body);
        types.insert(domain::type_name(body));
        const std::string leaf = kernel::make_leaf(source, day.kernel->state(), entry, sealer);
        EXPECT_EQ(kernel::leaf_size(source, day.kernel->state(), entry), leaf.size());
        const auto opened = kernel::open_leaf("journal-1", 7, leaf, sealer);
        ASSERT_TRUE(opened.has_value()) << opened.error().sentence();
        EXPECT_EQ(text_of(opened->entry), text_of(entry));
        EXPECT_EQ(opened->frame.site, "tyo");
        EXPECT_EQ(opened->frame.epoch, 3);
        EXPECT_EQ(opened->frame.clock, "real");
        EXPECT_EQ(opened->frame.salt.size(), 32U);
        // The same bytes again: what is stored is what is hashed.
        EXPECT_EQ(codec::leaf_of(opened->entry, opened->frame,
                                 [&](std::string_view plain, std::string_view place) {
                                     return sealer.seal(opened->frame.key_subject, plain,
                                                        "journal-1/7" + std::string(place));
                                 }),
                  leaf);
    }
    EXPECT_EQ(types.size(), codec::entry_types().size()) << "one of each type";
}

TEST_F(Leaves, HoldNoPersonalDataOrFreeTextInPlainText) {
    for (const domain::Body& body : every_entry()) {
        const std::string leaf =
            kernel::make_leaf(source, day.kernel->state(), entry_of(body), sealer);
        EXPECT_THAT(leaf, ::testing::Not(::testing::HasSubstr("secret"))) << leaf;
        EXPECT_THAT(leaf, ::testing::Not(::testing::HasSubstr("1991-05-02"))) << leaf;
    }
}

TEST_F(Leaves, AreReadAsErasedTextWhenTheKeyIsGone) {
    for (const domain::Body& body : every_entry()) {
        const domain::Entry entry = entry_of(body);
        const std::string leaf = kernel::make_leaf(source, day.kernel->state(), entry, sealer);
        FakeSealer gone;
        for (const std::string& subject : sealer.subjects()) {
            gone.erase(subject);
        }
        const auto opened = kernel::open_leaf("journal-1", 7, leaf, gone);
        ASSERT_TRUE(opened.has_value()) << opened.error().sentence();
        EXPECT_TRUE(opened->entry.reason.erased);
        EXPECT_THAT(text_of(opened->entry), ::testing::Not(::testing::HasSubstr("secret")));
        EXPECT_EQ(domain::type_name(opened->entry.body), domain::type_name(body));
    }
}

TEST_F(Leaves, CannotHaveTheirSealedMembersMoved) {
    const std::string leaf =
        kernel::make_leaf(source, day.kernel->state(), entry_of(every_entry().front()), sealer);
    const auto other_place = kernel::open_leaf("journal-1", 8, leaf, sealer);
    EXPECT_TRUE(other_place->entry.reason.erased);
    const auto other_journal = kernel::open_leaf("journal-2", 7, leaf, sealer);
    EXPECT_TRUE(other_journal->entry.reason.erased);
}

TEST_F(Leaves, AreSealedUnderThePersonElseTheSessionElseTheSite) {
    const auto subject_of = [&](const domain::Body& body, const How& how) {
        const Sent sent = day.send(body, how);
        day.journal.finish_all();
        return kernel::key_subject(day.kernel->state(), done(sent).entries[0].entry);
    };
    day.run_until("08:50");
    EXPECT_EQ(subject_of(domain::CandidateArrived{SittingId("A"), std::nullopt}, {.id = "in"}),
              "candidate:C-A");
    EXPECT_EQ(subject_of(domain::BreakStarted{SittingId("A"), domain::Text("toilet"),
                                              domain::Text("corridor")},
                         {.id = "p1"}),
              "candidate:C-A");
    EXPECT_EQ(subject_of(domain::BreakEnded{EntryId("p1"), std::nullopt}, {.id = "back"}),
              "candidate:C-A");
    EXPECT_EQ(subject_of(day.correction("back"), {.reason = "not yet"}), "candidate:C-A");
    EXPECT_EQ(subject_of(domain::NoteAdded{domain::Text("hot today"), std::nullopt}, {}),
              "session:day");
    EXPECT_EQ(subject_of(day.outage("S01"), {.id = "o1"}), "session:day");
    EXPECT_EQ(kernel::key_subject(day.kernel->state(), day.entries().front()), "site");
}

TEST_F(Leaves, ComeWithTheKeysThatTheyNeed) {
    day.send(domain::NoteAdded{domain::Text("n"), SittingId("A")});
    day.journal.finish_all();
    for (const std::string& subject : day.sealer.subjects()) {
        EXPECT_TRUE(day.journal.keys.contains(subject)) << subject;
    }
    EXPECT_TRUE(day.journal.keys.contains("candidate:C-B"));
}

TEST_F(Leaves, OfAWholeDayAndItsKeptAnswersHoldNoNames) {
    day.check_in("08:50", "A");
    day.run_until("09:00");
    day.send(domain::NoteAdded{domain::Text("very secret"), SittingId("A")}, {},
             kernel::Idempotency{"mori", "k1", "very secret"});
    day.journal.finish_all();
    std::string all;
    for (const std::string& leaf : day.journal.leaves) {
        all += leaf;
    }
    for (const ports::IdempotencyRow& row : day.journal.rows) {
        all += row.response;
    }
    ASSERT_EQ(day.journal.rows.size(), 1U);
    for (const char* text : {"Candidate A", "Candidate B", "1990-05-02", "secret", "passport"}) {
        EXPECT_THAT(all, ::testing::Not(::testing::HasSubstr(text)));
    }
}

TEST_F(Leaves, OfArrivalsThatLetNobodyInKeepAgeAndResidenceOutOfTheAnswer) {
    domain::SittingBooked child = TestDay::booking("K", "S03");
    child.track = TrackId("ccie-security");
    child.born = domain::PersonalDate(Date{2014, 1, 1});
    day.send(child, {.role = domain::Role::scheduling, .session = "day"});
    domain::SittingBooked barred = TestDay::booking("L", "S03");
    barred.seat = std::nullopt;
    barred.track = TrackId("ccie-security");
    barred.residence = domain::Text("KP");
    day.send(barred, {.role = domain::Role::scheduling, .session = "day"});
    day.run_until("08:50");
    for (const char* sitting : {"K", "L"}) {
        day.send(domain::CandidateArrived{SittingId(sitting), std::nullopt}, {},
                 kernel::Idempotency{"mori", sitting, "r"});
    }
    day.journal.finish_all();
    ASSERT_EQ(day.journal.rows.size(), 2U);
    EXPECT_THAT(day.journal.rows[0].response, ::testing::HasSubstr("ADM-8"));
    EXPECT_THAT(day.journal.rows[0].response, ::testing::Not(::testing::HasSubstr("12")));
    EXPECT_THAT(day.journal.rows[1].response, ::testing::HasSubstr("ADM-9"));
    EXPECT_THAT(day.journal.rows[1].response, ::testing::Not(::testing::HasSubstr("KP")));
}

}  // namespace
}  // namespace labd::test
