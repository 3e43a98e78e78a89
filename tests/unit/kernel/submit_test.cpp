// What a request meets on its way: the pending and the durable state, the disk, and its retries.
#include <gmock/gmock.h>

#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using kernel::Done;
using kernel::Refused;
using kernel::Replayed;
using kernel::Unavailable;
using ports::AppendOutcome;
using ::testing::ElementsAre;

kernel::Idempotency key(const std::string& name, const std::string& request = "the request") {
    return {"mori POST /entries", name, request};
}

domain::NoteAdded note(const std::string& text) {
    domain::NoteAdded added;
    added.text = domain::Text(text);
    return added;
}

/// What labd itself says of an arrival, in the same group.
constexpr Seq announced_of_arrival = 1;

class Submit : public ::testing::Test {
protected:
    Submit() { day.run_until("08:00"); }

    Sent arrive(const std::string& sitting = "A", std::optional<kernel::Idempotency> key = {}) {
        return day.send(domain::CandidateArrived{SittingId(sitting), std::nullopt}, {},
                        std::move(key));
    }

    KernelDay day;
};

TEST_F(Submit, AnswersOnlyWhenTheEntryIsDurable) {
    const Sent sent = arrive();
    day.loop.run_posted();
    EXPECT_FALSE(sent->has_value());
    EXPECT_EQ(day.journal.waiting(), 1U);
    day.journal.finish_one();
    EXPECT_EQ(done(sent).entries.size(), 1U);
    EXPECT_EQ(done(sent).size, day.journal.leaves.size());
}

TEST_F(Submit, SaysWhenEverythingSentSoFarIsDurableOrKnownNotToBe) {
    int settled = 0;
    const auto count = [&] { ++settled; };
    day.kernel->when_settled(count);
    EXPECT_EQ(settled, 1) << "nothing waits";
    const Sent first = arrive("A");
    const Sent second = arrive("B");
    day.kernel->when_settled(count);
    const Sent third = day.send(note("x"));
    day.journal.finish_one();
    EXPECT_EQ(settled, 1);
    day.journal.finish_one();
    EXPECT_EQ(settled, 2);
    EXPECT_TRUE(second->has_value()) << "who sent it is told too";
    EXPECT_FALSE(third->has_value());
    day.kernel->when_settled(count);
    day.journal.finish_one(AppendOutcome::disk_full);
    EXPECT_EQ(settled, 3);
}

TEST_F(Submit, DecidesOnThePendingStateAndReadsTheDurableOne) {
    const Seq before = day.kernel->state().size;
    arrive();
    const Sent second = day.send(
        domain::BreakStarted{SittingId("A"), domain::Text("toilet"), domain::Text("corridor")},
        {.id = "p1"});
    const Sent ended = day.send(domain::BreakEnded{EntryId("p1"), std::nullopt});
    EXPECT_EQ(day.kernel->state().size, before);
    EXPECT_EQ(day.sitting("A").phase, rules::Phase::booked);
    // The break is known where entries are decided, but not to previews and readers.
    EXPECT_EQ(refusal_of(day.kernel->preview(
                  {day.proposed(domain::BreakEnded{EntryId("p1"), std::nullopt})})),
              "refusal.break_not_there");
    day.journal.finish_all();
    done(second);
    done(ended);
    EXPECT_EQ(day.sitting("A").phase, rules::Phase::arrived);
}

TEST_F(Submit, KeepsTheOrderInWhichRequestsCame) {
    std::vector<int> answered;
    for (int i = 0; i < 3; ++i) {
        day.kernel->submit({{day.proposed(note("n" + std::to_string(i)))}, std::nullopt},
                           [&answered, i](const kernel::Outcome&) { answered.push_back(i); });
    }
    const Seq first = day.kernel->state().size;
    day.journal.finish_all();
    EXPECT_THAT(answered, ElementsAre(0, 1, 2));
    const std::vector<domain::Entry> entries = day.entries();
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(std::get<domain::NoteAdded>(entries[first + i].body).text.value,
                  "n" + std::to_string(i));
        EXPECT_EQ(entries[first + i].seq, first + i);
    }
}

TEST_F(Submit, RecordsABatchAsAWholeAndDecidesEachEntryAfterTheOneBeforeIt) {
    const Sent sent =
        day.send({day.proposed(domain::CandidateArrived{SittingId("A"), std::nullopt}),
                  day.proposed(domain::BreakStarted{SittingId("A"), domain::Text("toilet"),
                                                    domain::Text("corridor")},
                               {.id = "p1"}),
                  day.proposed(domain::BreakEnded{EntryId("p1"), std::nullopt})});
    EXPECT_EQ(day.journal.waiting(), 1U);
    EXPECT_EQ(day.journal.group(0).leaves.size(), 3U + announced_of_arrival);
    day.journal.finish_all();
    EXPECT_EQ(done(sent).entries.size(), 3U);
}

TEST_F(Submit, RefusesTheWholeBatchAndNamesTheEntryThatIsAtFault) {
    const Sent sent =
        day.send({day.proposed(domain::CandidateArrived{SittingId("A"), std::nullopt}),
                  day.proposed(domain::CandidateArrived{SittingId("nobody"), std::nullopt})});
    ASSERT_TRUE(is<Refused>(sent));
    EXPECT_EQ(std::get<Refused>(**sent).index, 1U);
    EXPECT_EQ(day.journal.waiting(), 0U);
    // The first entry left nothing behind, not in the pending state either.
    const Sent again = day.send(
        domain::BreakStarted{SittingId("A"), domain::Text("toilet"), domain::Text("corridor")});
    EXPECT_TRUE(is<Refused>(again));
}

TEST_F(Submit, IsBusyWhenTheJournalTakesNoMoreAndForgetsWhatItDecided) {
    day.journal.capacity = 1;
    const Sent first = arrive("A");
    const Sent second = arrive("B");
    EXPECT_TRUE(is(second, Unavailable::busy));
    day.journal.capacity = 10;
    const Sent third = arrive("B");
    day.journal.finish_all();
    EXPECT_EQ(done(first).entries[0].entry.seq + 1 + announced_of_arrival,
              done(third).entries[0].entry.seq);
    EXPECT_EQ(day.count("candidate.arrived"), 2U);
}

TEST_F(Submit, IsBusyWhenItsOwnQueueIsFull) {
    day.config.in_flight_max = 2;
    day.boot();
    arrive("A");
    day.send(note("one"));
    EXPECT_TRUE(is(day.send(note("two")), Unavailable::busy));
    day.journal.finish_one();
    const Sent after = day.send(note("three"));
    day.journal.finish_all();
    done(after);
}

TEST_F(Submit, FailsTheWholeTailOnAFullDiskAndNumbersWhatComesLaterAnew) {
    const Seq before = day.kernel->state().size;
    const Sent first = arrive("A");
    const Sent second = day.send(
        domain::BreakStarted{SittingId("A"), domain::Text("toilet"), domain::Text("corridor")},
        {.id = "p1"});
    // Sent from within the answer: after the failure, before the rest of the tail is told.
    Sent retry;
    const auto third = std::make_shared<std::optional<kernel::Outcome>>();
    day.kernel->submit(
        {{day.proposed(domain::CandidateArrived{SittingId("B"), std::nullopt})}, std::nullopt},
        [&](kernel::Outcome outcome) {
            *third = std::move(outcome);
            retry = arrive("A");
        });
    day.journal.finish_one(AppendOutcome::disk_full);
    EXPECT_TRUE(is(first, Unavailable::disk_full));
    EXPECT_TRUE(is(second, Unavailable::disk_full));
    EXPECT_TRUE(is(third, Unavailable::disk_full));
    EXPECT_TRUE(day.kernel->is_writable());
    EXPECT_EQ(day.kernel->state().size, before);
    const Sent later = arrive("B");
    day.journal.finish_all();
    EXPECT_EQ(done(retry).entries[0].entry.seq, before);
    EXPECT_EQ(done(later).entries[0].entry.seq, before + 1 + announced_of_arrival);
    EXPECT_EQ(day.count("break.started"), 0U);
}

TEST_F(Submit, NumbersAnewWhileTheTailIsStillBeingTold) {
    // The first of a tail of three sends something: two are still to fail.
    Sent retry;
    day.kernel->submit(
        {{day.proposed(domain::CandidateArrived{SittingId("A"), std::nullopt})}, std::nullopt},
        [&](const kernel::Outcome&) { retry = arrive("A"); });
    const Sent second = arrive("B");
    const Sent third = day.send(note("lost"));
    day.journal.finish_one(AppendOutcome::disk_full);
    EXPECT_TRUE(is(third, Unavailable::disk_full));
    EXPECT_TRUE(is(second, Unavailable::disk_full));
    // What is sent now is numbered behind the retry.
    const Sent fourth = arrive("B");
    day.journal.finish_one();
    EXPECT_TRUE(is<Done>(retry));
    // A second failure behind the first one.
    day.journal.finish_one(AppendOutcome::disk_full);
    EXPECT_TRUE(is(fourth, Unavailable::disk_full));
    const Sent last = arrive("B");
    day.journal.finish_all();
    done(last);
    EXPECT_EQ(day.kernel->state().size, day.journal.leaves.size());
    EXPECT_EQ(day.count("candidate.arrived"), 2U);
}

TEST_F(Submit, WritesNothingMoreWhenACommitsOutcomeIsUnknownAndGoesOnReading) {
    const Sent first = arrive("A");
    const Sent second = arrive("B");
    day.journal.finish_one(AppendOutcome::outcome_unknown);
    EXPECT_TRUE(is(first, Unavailable::outcome_unknown));
    EXPECT_TRUE(is(second, Unavailable::outcome_unknown));
    EXPECT_FALSE(day.kernel->is_writable());
    EXPECT_TRUE(is(arrive("A"), Unavailable::outcome_unknown));
    // No-shows are due: nothing is appended, and the clock runs on.
    day.run_until("13:00");
    EXPECT_EQ(day.journal.waiting(), 0U);
    EXPECT_EQ(day.sitting("A").phase, rules::Phase::ended);
    EXPECT_TRUE(std::holds_alternative<Done>(day.kernel->preview({day.proposed(note("n"))})));
}

TEST_F(Submit, SaysThatTheSameKeyIsBeingWorkedOnAndRecordsItOnce) {
    const Sent first = arrive("A", key("k1"));
    EXPECT_TRUE(is(arrive("A", key("k1")), Unavailable::in_flight));
    EXPECT_TRUE(is(arrive("A", key("k1", "another")), Unavailable::key_reused));
    day.journal.finish_all();
    done(first);
    EXPECT_EQ(day.count("candidate.arrived"), 1U);
}

TEST_F(Submit, AnswersARetryWithTheIdenticalResponseAlsoAfterARestart) {
    const Sent first = arrive("A", key("k1"));
    day.journal.finish_all();
    const std::string answer = kernel::FormatResponse(day.config.format)(done(first));
    for (int restart = 0; restart < 2; ++restart) {
        const Sent again = arrive("A", key("k1"));
        ASSERT_TRUE(is<Replayed>(again));
        EXPECT_EQ(std::get<Replayed>(**again).response, answer);
        EXPECT_TRUE(is(arrive("A", key("k1", "another")), Unavailable::key_reused));
        day.boot();
    }
    EXPECT_EQ(day.count("candidate.arrived"), 1U);
}

TEST_F(Submit, AnswersARetryAfterAnUnknownOutcomeWithExactlyOneEntry) {
    // The commit failed, yet the row is there after the restart.
    arrive("A", key("k1"));
    const ports::Append lost = day.journal.group(0);
    day.journal.finish_one(AppendOutcome::outcome_unknown);
    day.kernel = nullptr;
    day.journal.recover(lost);
    day.boot();
    EXPECT_TRUE(is<Replayed>(arrive("A", key("k1"))));
    EXPECT_EQ(day.count("candidate.arrived"), 1U);
}

TEST_F(Submit, DoesNotRememberRefusalsAndFailures) {
    EXPECT_TRUE(is<Refused>(arrive("nobody", key("k1"))));
    const Sent full = arrive("A", key("k1"));
    day.journal.finish_one(AppendOutcome::disk_full);
    EXPECT_TRUE(is(full, Unavailable::disk_full));
    const Sent again = arrive("A", key("k1", "another"));
    day.journal.finish_all();
    done(again);
    EXPECT_EQ(day.count("candidate.arrived"), 1U);
}

TEST_F(Submit, KeepsScopesOfKeysApart) {
    const Sent first = arrive("A", key("k1"));
    const Sent second = arrive("B", kernel::Idempotency{"sato POST /entries", "k1", "other"});
    day.journal.finish_all();
    done(first);
    done(second);
}

TEST_F(Submit, TellsReadersOfEachCommitOnceAndInOrder) {
    std::vector<std::pair<Seq, Seq>> told;
    auto subscription =
        day.kernel->on_durable([&](Seq from, Seq to) { told.emplace_back(from, to); });
    const Seq size = day.kernel->state().size;
    day.send({day.proposed(note("one")), day.proposed(note("two"))});
    day.send(note("three"));
    EXPECT_TRUE(told.empty());
    day.journal.finish_all();
    EXPECT_THAT(told, ElementsAre(std::pair(size, size + 2), std::pair(size + 2, size + 3)));
    subscription.reset();
    day.send(note("four"));
    day.journal.finish_all();
    EXPECT_EQ(told.size(), 2U);
}

TEST_F(Submit, ReadsOldEntriesFromTheJournalAndRecentOnesFromMemory) {
    day.config.recent_max = 2;
    day.boot();
    for (const char* text : {"one", "two", "three"}) {
        day.send(note(text));
    }
    day.journal.finish_all();
    const Seq size = day.kernel->state().size;
    EXPECT_EQ(day.kernel->recent(size - 3), nullptr);
    ASSERT_NE(day.kernel->recent(size - 1), nullptr);
    EXPECT_EQ(day.kernel->recent(size), nullptr);
    std::vector<Seq> seqs;
    day.kernel->read(size - 3, ~Seq{0},
                     [&](const domain::Entry& entry) { seqs.push_back(entry.seq); });
    EXPECT_THAT(seqs, ElementsAre(size - 3, size - 2, size - 1));
}

TEST_F(Submit, DoesNothingWithAnOutcomeThatArrivesWhenTheKernelIsGone) {
    const Sent sent = arrive();
    day.kernel = nullptr;
    day.journal.finish_one();
    EXPECT_FALSE(sent->has_value());
}

domain::CheckinDone identification(std::size_t documents) {
    domain::CheckinDone checked;
    checked.sitting = SittingId("A");
    checked.step = domain::CheckinStep::identification;
    checked.documents = good_documents();
    domain::Document long_one = good_documents()[0];
    long_one.kind = domain::Text(std::string(4'000, 'p'));
    checked.documents.insert(checked.documents.end(), documents, long_one);
    return checked;
}

TEST_F(Submit, RefusesAnEntryWhoseLeafWouldBeTooLong) {
    arrive("A");
    day.journal.finish_all();
    const std::string digest = day.kernel->state_digest();
    const domain::Proposed too_long = day.proposed(identification(16));
    EXPECT_EQ(refusal_of(day.kernel->preview({too_long})), "refusal.too_large");
    const Sent other = arrive("B");
    const Sent sent = day.send({day.proposed(note("n")), too_long});
    ASSERT_TRUE(is<Refused>(sent));
    EXPECT_EQ(refusal_of(**sent), "refusal.too_large");
    EXPECT_EQ(std::get<Refused>(**sent).index, 1U);
    EXPECT_TRUE(std::get<Refused>(**sent).refusal.rules.empty());
    EXPECT_EQ(day.kernel->state_digest(), digest);
    // What was in flight stands, and what comes later is decided without the refused entry.
    const Sent fits = day.send(identification(10));
    day.journal.finish_all();
    done(other);
    EXPECT_EQ(done(fits).entries[0].entry.seq,
              done(other).entries[0].entry.seq + 1 + announced_of_arrival);
}

TEST_F(Submit, RefusesACorrectionWhoseLeafWouldBeTooLong) {
    arrive("A");
    day.send(identification(0), {.id = "papers"});
    day.journal.finish_all();
    const domain::EntryCorrected correction =
        day.correction("papers", domain::Fact(identification(16)));
    const Sent sent = day.send(correction, {.reason = "more papers"});
    ASSERT_TRUE(is<Refused>(sent));
    EXPECT_EQ(refusal_of(**sent), "refusal.too_large");
}

}  // namespace
}  // namespace labd::test
