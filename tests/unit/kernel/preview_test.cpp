// Previews answer what submitting would answer and change nothing (OUT-15).
#include <gmock/gmock.h>

#include "tests/support/kernel_day.h"

namespace labd::test {
namespace {

using kernel::Done;
using kernel::Effect;

class Preview : public ::testing::Test {
protected:
    Preview() {
        day.journal.by_itself = true;
        for (const char* sitting : {"A", "B"}) {
            day.check_in("08:50", sitting);
            day.start_module("09:00", sitting);
        }
        day.run_until("10:00");
    }

    /// Previews, sees that nothing changed, submits, and sees that the answer was the same.
    std::vector<Effect> try_and_do(const domain::Body& body, const How& how) {
        const std::string digest = day.kernel->state_digest();
        const std::size_t leaves = day.journal.leaves.size();
        const auto keys = day.sealer.subjects();
        const kernel::Outcome outcome = day.kernel->preview({day.proposed(body, how)});
        day.loop.run_posted();
        EXPECT_EQ(day.kernel->state_digest(), digest);
        EXPECT_EQ(day.journal.leaves.size(), leaves);
        EXPECT_EQ(day.sealer.subjects(), keys);
        if (!std::holds_alternative<Done>(outcome)) {
            ADD_FAILURE() << refusal_of(outcome);
            return {};
        }
        const Done tried = std::get<Done>(outcome);
        const Sent sent = day.send(body, how);
        day.loop.run_posted();
        const Done real = done(sent);
        EXPECT_EQ(tried.entries.size(), real.entries.size());
        EXPECT_EQ(tried.entries[0].entry.seq, real.entries[0].entry.seq);
        EXPECT_EQ(tried.effects.size(), real.effects.size());
        for (std::size_t i = 0; i < std::min(tried.effects.size(), real.effects.size()); ++i) {
            EXPECT_EQ(tried.effects[i].sitting, real.effects[i].sitting);
            EXPECT_EQ(tried.effects[i].ends_after, real.effects[i].ends_after);
            EXPECT_EQ(tried.effects[i].module_limit_after, real.effects[i].module_limit_after);
            EXPECT_EQ(tried.effects[i].ended_after, real.effects[i].ended_after);
        }
        return tried.effects;
    }

    KernelDay day;
};

TEST_F(Preview, ShowsOldAndNewLimitsThroughoutAnOutage_OUT_15) {
    std::vector<Effect> effects = try_and_do(day.outage("S01"), {.id = "o1"});
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].sitting, SittingId("A"));
    EXPECT_EQ(effects[0].ends_before, day.time("17:00"));
    EXPECT_EQ(effects[0].module_limit_before, day.time("12:00"));
    EXPECT_EQ(effects[0].ends_after, std::nullopt);
    EXPECT_EQ(effects[0].module_limit_after, std::nullopt);

    day.run_until("10:10");
    effects = try_and_do(domain::OutageEstimated{EntryId("o1"), day.time("12:00")}, {});
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_FALSE(effects[0].cancel_required_before);
    EXPECT_TRUE(effects[0].cancel_required_after);

    day.run_until("10:30");
    effects = try_and_do(domain::OutageEnded{EntryId("o1")}, {.id = "end"});
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].ends_after, day.time("17:30"));
    EXPECT_EQ(effects[0].module_limit_after, day.time("12:30"));
    EXPECT_FALSE(effects[0].cancel_required_after);

    day.run_until("10:40");
    effects = try_and_do(domain::OutageRuled{EntryId("o1"), domain::Cause::candidate}, {});
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].ends_before, day.time("17:30"));
    EXPECT_EQ(effects[0].ends_after, day.time("17:00"));
}

TEST_F(Preview, ShowsWhatACorrectionChanges_OUT_15) {
    try_and_do(day.outage("S01"), {.id = "o1"});
    day.run_until("10:30");
    try_and_do(domain::OutageEnded{EntryId("o1")}, {.id = "end"});
    day.run_until("10:40");
    const std::vector<Effect> effects = try_and_do(
        day.correction("end", domain::OutageEnded{EntryId("o1")}, "10:20"), {.reason = "earlier"});
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].ends_before, day.time("17:30"));
    EXPECT_EQ(effects[0].ends_after, day.time("17:20"));
}

TEST_F(Preview, ShowsThatARulingEndsAModuleWhoseLimitHasPassed_OUT_10) {
    try_and_do(day.outage("S01", domain::Cause::unknown), {.id = "o1"});
    day.run_until("10:30");
    try_and_do(domain::OutageEnded{EntryId("o1")}, {});
    day.run_until("12:10");
    const std::vector<Effect> effects =
        try_and_do(domain::OutageRuled{EntryId("o1"), domain::Cause::candidate}, {});
    ASSERT_EQ(effects.size(), 1U);
    EXPECT_EQ(effects[0].module_limit_before, day.time("12:30"));
    EXPECT_EQ(effects[0].module_limit_after, std::nullopt);
}

TEST_F(Preview, ShowsNothingForSittingsThatAreNotAffected) {
    EXPECT_TRUE(try_and_do(day.outage("S03"), {.id = "o1"}).empty());
}

TEST_F(Preview, RefusesWhatSubmittingWouldRefuse) {
    const std::string digest = day.kernel->state_digest();
    const domain::ModuleStarted start{SittingId("A"), ModuleId("doo")};
    EXPECT_EQ(refusal_of(day.kernel->preview({day.proposed(start)})),
              refusal_of(**day.send(start)));
    EXPECT_EQ(day.kernel->state_digest(), digest);
}

TEST_F(Preview, TriesABatchInItsOrder) {
    const kernel::Outcome outcome =
        day.kernel->preview({day.proposed(day.outage("S01"), {.id = "o1"}),
                             day.proposed(domain::OutageEnded{EntryId("o1")}),
                             day.proposed(domain::OutageEnded{EntryId("o1")})});
    ASSERT_TRUE(std::holds_alternative<kernel::Refused>(outcome));
    EXPECT_EQ(std::get<kernel::Refused>(outcome).index, 2U);
    EXPECT_EQ(refusal_of(outcome), "refusal.outage_already_ended");
}

}  // namespace
}  // namespace labd::test
