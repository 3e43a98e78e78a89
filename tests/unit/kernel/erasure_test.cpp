// After an erasure the person is gone from memory too, and the journal folded again gives the same.
#include <gmock/gmock.h>

#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using domain::Role;
using testing::ElementsAre;
using testing::IsEmpty;

class Erasure : public ::testing::Test {
protected:
    Erasure() {
        day.journal.by_itself = true;
        day.journal.on_destroyed = [this](const std::string& subject) {
            destroyed.push_back(subject);
            day.sealer.erase(subject);
        };
        day.check_in("08:50", "A");
        day.check_in("08:51", "B");
        day.must("09:00", domain::NoteAdded{domain::Text("fainted"), SittingId("A")},
                 {.id = "note"});
        day.must("18:00", domain::SessionClosed{}, {.reason = "over", .role = Role::lead_proctor});
    }

    void erase() {
        day.must("18:01", domain::ErasureRequested{CandidateId("C-A")},
                 {.reason = "letter", .role = Role::exam_security, .by = "Kato"});
        EXPECT_THAT(destroyed, IsEmpty());
        day.must("18:02", domain::ErasureConfirmed{CandidateId("C-A")},
                 {.role = Role::exam_security, .by = "Doi"});
    }

    const domain::SittingFacts& facts(const std::string& sitting) {
        return day.kernel->load_day(SessionId("day"))->now.sittings.at(SittingId(sitting));
    }

    /// The texts of all notes, as they are read now.
    std::vector<std::string> notes() {
        std::vector<std::string> found;
        day.kernel->read(0, day.kernel->state().size, [&](const domain::Entry& entry) {
            if (const auto* note = std::get_if<domain::NoteAdded>(&entry.body)) {
                found.push_back(note->text.erased ? "erased" : note->text.value);
            }
        });
        return found;
    }

    KernelDay day;
    std::vector<std::string> destroyed;
};

TEST_F(Erasure, DestroysTheKeyAndForgetsThePersonAtOnce) {
    ASSERT_FALSE(facts("A").booking.name.erased);
    ASSERT_THAT(notes(), ElementsAre("fainted"));
    erase();
    EXPECT_THAT(destroyed, ElementsAre("candidate:C-A"));
    EXPECT_THAT(day.sealer.forgotten, ElementsAre("candidate:C-A"));
    EXPECT_TRUE(facts("A").booking.name.erased);
    EXPECT_EQ(facts("A").booking.name.value, "");
    EXPECT_FALSE(facts("B").booking.name.erased);
    EXPECT_THAT(notes(), ElementsAre("erased"));
}

TEST_F(Erasure, LeavesWhatWaitsForTheDiskInItsPlace) {
    day.must("18:01", domain::ErasureRequested{CandidateId("C-A")},
             {.reason = "letter", .role = Role::exam_security, .by = "Kato"});
    day.journal.by_itself = false;
    const auto erased = day.send(domain::ErasureConfirmed{CandidateId("C-A")},
                                 {.role = Role::exam_security, .by = "Doi"});
    const auto later = day.send(domain::ErasureRequested{CandidateId("C-B")},
                                {.reason = "letter", .role = Role::exam_security, .by = "Kato"});
    day.journal.finish_one();
    EXPECT_TRUE(std::holds_alternative<kernel::Done>(**erased));
    EXPECT_FALSE(later->has_value());
    day.journal.finish_all();
    EXPECT_TRUE(facts("A").booking.name.erased);
    EXPECT_TRUE(std::holds_alternative<kernel::Done>(**later));
    EXPECT_TRUE(day.kernel->state().erasures.contains(CandidateId("C-B")));
}

TEST_F(Erasure, TheJournalFoldedAgainGivesTheSameAndDestroysTheKeyAgain) {
    erase();
    const std::string live = day.kernel->state_digest();
    const std::string snapshot = day.kernel->snapshot();
    destroyed.clear();
    for (const std::string& from : {std::string(), snapshot}) {
        FakeClock clock(day.clock.now());
        FakeLoop loop(clock);
        FakeJournal copy(loop);
        copy.on_destroyed = day.journal.on_destroyed;
        ports::Append all;
        all.leaves = day.journal.leaves;
        copy.recover(all);
        kernel::Kernel other(loop, clock, copy, day.sealer, day.config);
        EXPECT_EQ(other.start(copy.leaves.size(), from), std::nullopt);
        EXPECT_EQ(other.state_digest(), live);
        copy.finish_all();
    }
    EXPECT_THAT(destroyed, ElementsAre("candidate:C-A", "candidate:C-A"));
}

TEST_F(Erasure, AKeyThatWasRestoredShowsNobodyForLongerThanTheStart) {
    erase();
    FakeSealer restored;
    FakeClock clock(day.clock.now());
    FakeLoop loop(clock);
    FakeJournal copy(loop);
    copy.on_destroyed = [&](const std::string& subject) { restored.erase(subject); };
    ports::Append all;
    all.leaves = day.journal.leaves;
    copy.recover(all);
    kernel::Kernel other(loop, clock, copy, restored, day.config);
    ASSERT_EQ(other.start(copy.leaves.size(), ""), std::nullopt);
    const auto name = [&other] {
        return other.load_day(SessionId("day"))->now.sittings.at(SittingId("A")).booking.name;
    };
    ASSERT_FALSE(name().erased) << "the key is there again";
    copy.finish_all();
    EXPECT_TRUE(name().erased);
}

/// Files of an incident with A, and of one with A and B.
class ErasureOfFiles : public ::testing::Test {
protected:
    ErasureOfFiles() {
        day.journal.by_itself = true;
        day.journal.on_destroyed = [this](const std::string& subject) {
            destroyed.push_back(subject);
            day.sealer.erase(subject);
        };
        attach("alone", {SittingId("A")});
        attach("both", {SittingId("A"), SittingId("B")});
        attach("nobody", {});
        day.must("18:00", domain::SessionClosed{}, {.reason = "over", .role = Role::lead_proctor});
    }

    void attach(const std::string& incident, const std::vector<SittingId>& sittings) {
        domain::IncidentOpened opened;
        opened.kind = domain::IncidentKind::cheating;
        opened.sittings = sittings;
        opened.description = domain::Text("a phone");
        day.must("09:10", opened, {.id = incident, .session = "day"});
        domain::IncidentAttached attached;
        attached.incident = EntryId(incident);
        attached.name = domain::Text("a.txt");
        attached.sha256 = std::string(64, 'a');
        attached.bytes = 1;
        day.must("09:11", attached, {.id = "of-" + incident, .session = "day"});
    }

    void erase(const std::string& candidate) {
        day.must("18:01", domain::ErasureRequested{CandidateId(candidate)},
                 {.reason = "letter", .role = Role::exam_security, .by = "Kato"});
        day.must("18:02", domain::ErasureConfirmed{CandidateId(candidate)},
                 {.role = Role::exam_security, .by = "Doi"});
    }

    /// The name of an incident's file as a kernel has it.
    static domain::Text name(kernel::Kernel& kernel, const std::string& incident) {
        const domain::DayLog* log = kernel.load_case(EntryId(incident));
        return log->now.find_incident(EntryId(incident))->attachments.front().name;
    }

    KernelDay day;
    std::vector<std::string> destroyed;
};

TEST_F(ErasureOfFiles, TheLastWhomAnIncidentConcernsTakesItsFilesAlong) {
    erase("C-A");
    EXPECT_THAT(destroyed, ElementsAre("candidate:C-A", "attachment:of-alone"));
    EXPECT_EQ(day.kernel->file_key(EntryId("of-alone")), std::nullopt);
    EXPECT_TRUE(name(*day.kernel, "alone").erased);
    EXPECT_NE(day.kernel->file_key(EntryId("of-both")), std::nullopt);
    EXPECT_EQ(name(*day.kernel, "both").value, "a.txt");
    destroyed.clear();
    erase("C-B");
    EXPECT_THAT(destroyed, ::testing::UnorderedElementsAre("candidate:C-B", "attachment:of-alone",
                                                           "attachment:of-both"));
    EXPECT_TRUE(name(*day.kernel, "both").erased);
    EXPECT_EQ(name(*day.kernel, "nobody").value, "a.txt");
}

TEST_F(ErasureOfFiles, NoFileIsTakenAnyMoreOfPeopleWhoWereErased) {
    const auto refusal = [&](const std::string& incident) {
        domain::IncidentAttached attached;
        attached.incident = EntryId(incident);
        attached.name = domain::Text("b.txt");
        attached.sha256 = std::string(64, 'b');
        attached.bytes = 1;
        const auto sent = day.send(attached, {.session = "day"});
        // What is taken waits for the disk.
        return sent->has_value() ? refusal_of(**sent) : "taken";
    };
    EXPECT_EQ(refusal("alone"), "taken");
    erase("C-A");
    EXPECT_EQ(refusal("alone"), "refusal.attachment_of_erased");
    EXPECT_EQ(refusal("both"), "taken");
    EXPECT_EQ(refusal("nobody"), "taken");
}

TEST_F(ErasureOfFiles, AStartDestroysTheKeysOfFilesAgain) {
    erase("C-A");
    destroyed.clear();
    FakeSealer restored;
    FakeClock clock(day.clock.now());
    FakeLoop loop(clock);
    FakeJournal copy(loop);
    copy.on_destroyed = [&](const std::string& subject) {
        destroyed.push_back(subject);
        restored.erase(subject);
    };
    ports::Append all;
    all.leaves = day.journal.leaves;
    copy.recover(all);
    kernel::Kernel other(loop, clock, copy, restored, day.config);
    ASSERT_EQ(other.start(copy.leaves.size(), ""), std::nullopt);
    ASSERT_NE(other.file_key(EntryId("of-alone")), std::nullopt) << "the key is there again";
    copy.finish_all();
    EXPECT_THAT(destroyed, ElementsAre("candidate:C-A", "attachment:of-alone"));
    EXPECT_EQ(other.file_key(EntryId("of-alone")), std::nullopt);
    EXPECT_TRUE(name(other, "alone").erased);
    EXPECT_EQ(name(other, "both").value, "a.txt");
}

TEST_F(ErasureOfFiles, TheKeyOfAFileGoesIntoTheJournalWithItsEntry) {
    EXPECT_TRUE(day.journal.keys.contains("attachment:of-alone"));
    EXPECT_FALSE(day.journal.keys.contains("attachment:never"));
}

}  // namespace
}  // namespace labd::test
