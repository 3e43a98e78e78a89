// The fold: what stands about a day, and what stood on what was known before.
#include "labd/domain/day.h"

#include "tests/support/dump.h"
#include "tests/support/test_day.h"

namespace labd::test {
namespace {

TestDay day_with_history() {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S02");
    day.check_in("08:50", "A");
    EXPECT_THAT(day.start("09:00", "A", "design", {.id = "start"}), IsAccepted());
    EXPECT_THAT(day.leave("10:00", "A", "b"), IsAccepted());
    EXPECT_THAT(day.come_back("10:05", "b"), IsAccepted());
    EXPECT_THAT(day.outage("11:00", "o", seat_scope("S01")), IsAccepted());
    EXPECT_THAT(
        day.correct("11:05",
                    day.instead("start", domain::ModuleStarted{SittingId("A"), ModuleId("design")},
                                "09:01")),
        IsAccepted());
    return day;
}

TEST(Fold, TheSameEntriesGiveTheSameState) {
    const TestDay day = day_with_history();
    domain::State again;
    for (const domain::Entry& entry : day.entries()) {
        domain::evolve(again, entry);
    }
    EXPECT_EQ(dump(again), dump(day.world()));
}

TEST(Fold, ADayThatLeftMemoryComesBackFromItsEntries) {
    const TestDay day = day_with_history();
    domain::State emptied = day.world();
    const Date date = emptied.days.begin()->first;
    emptied.days.clear();
    for (const domain::Entry& entry : day.entries()) {
        if (domain::date_of(day.world(), entry) == date) {
            domain::restore(emptied, entry);
        }
    }
    EXPECT_EQ(dump(emptied), dump(day.world()));
}

TEST(Fold, OneSittingsDayHoldsItsEntriesAndWhatConcernsAll) {
    const TestDay day = day_with_history();
    const int owner = day.log().owner_of(SittingId("B"));
    const domain::Day only = domain::day_at(day.log(), day.log().now.site, {~Seq{0}, owner});
    EXPECT_TRUE(only.sittings.contains(SittingId("B")));
    EXPECT_FALSE(only.sittings.contains(SittingId("A")));
    EXPECT_EQ(only.outages.size(), 1U);
}

TEST(Fold, AnEntryTouchesItsSittingOnly) {
    TestDay day = day_with_history();
    const domain::DayLog before = day.log();
    EXPECT_THAT(day.arrive("11:10", "B"), IsAccepted());
    const auto a = static_cast<std::size_t>(day.log().owner_of(SittingId("A")));
    const auto b = static_cast<std::size_t>(day.log().owner_of(SittingId("B")));
    EXPECT_EQ(day.log().sitting_changed[a], before.sitting_changed[a]);
    EXPECT_EQ(day.log().shared_changed, before.shared_changed);
    EXPECT_EQ(day.log().sitting_changed[b], day.world().size - 1);
}

TEST(Fold, APolicyAdoptedLaterLeavesThePlannedSessionAlone) {
    TestDay day = day_with_history();
    domain::PolicyAdopted policy;
    policy.parameters = {{"entry.backdate_limit", "1m"}};
    policy.tracks[TrackId("t")].modules = {{ModuleId("one"), hours(1)}};
    day.must("11:10", policy);
    EXPECT_EQ(day.log().now.sessions.begin()->second.policy->parameters.entry_backdate_limit,
              minutes(15));
    EXPECT_EQ(day.world().policy_at()->parameters.entry_backdate_limit, minutes(1));
}

TEST(Fold, TheBookingOfAnInstantHasTheAmendmentsUntilThen) {
    TestDay day = day_with_history();
    domain::SittingAmended amended;
    amended.sitting = SittingId("B");
    amended.language = "ja";
    day.must("11:20", amended);
    const domain::SittingFacts& facts = day.log().now.sittings.at(SittingId("B"));
    EXPECT_EQ(domain::booking_at(facts, day.time("11:19:59.999999")).language, std::nullopt);
    EXPECT_EQ(domain::booking_at(facts, day.time("11:20")).language, "ja");
    EXPECT_EQ(facts.booking.language, "ja");
}

}  // namespace
}  // namespace labd::test
