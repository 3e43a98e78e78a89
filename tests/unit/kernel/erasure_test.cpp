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

}  // namespace
}  // namespace labd::test
