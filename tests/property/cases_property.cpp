// Remedies and re-reads: whatever the order in which findings arrive, and on every date.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

#include "tests/unit/rules/cases_day.h"

namespace labd::test {
namespace {

using domain::Cause;
using domain::Mark;
using domain::Role;
using rules::CaseState;

const EntryId own("remedy:A");

/// The finding about one condition; there are two ways for (a) and for (b).
void enter_finding(CasesDay& day, char condition, bool holds, bool other_way) {
    const std::string at = "15:10";
    if (condition == 'a') {
        const Cause cause = holds ? Cause::lab : Cause::candidate;
        if (other_way) {
            day.must(at, domain::OutageRuled{EntryId("o"), cause});
        } else {
            day.must(at, domain::RemedyInvestigated{own, cause});
        }
    } else if (condition == 'b') {
        if (other_way && holds) {
            day.estimate(at, "o", "15:00", as(Role::lab_ops));
        } else {
            day.must(at, domain::RemedyJudged{own, holds}, as(Role::lab_ops));
        }
    } else {
        day.must(at, CasesDay::result({}, {{ModuleId("design"), holds ? Mark::pass : Mark::fail}}));
    }
}

RC_GTEST_PROP(CasesProperty, REM_4_GrantingNeedsAllThreeConditionsInAnyOrder, ()) {
    CasesDay day;
    day.cancel_exam();
    std::array<char, 3> order{'a', 'b', 'c'};
    for (std::size_t i = 2; i > 0; --i) {
        std::swap(order[i], order[*rc::gen::inRange<std::size_t>(0, i + 1)]);
    }
    bool failed = false;
    std::size_t settled = 0;
    for (const char condition : order) {
        RC_ASSERT(day.remedy("15:10").state == (failed ? CaseState::denied : CaseState::pending));
        RC_ASSERT(!day.judge("15:10", domain::RemedyDecided{own, {}}).accepted);
        const bool holds = *rc::gen::inRange(0, 4) != 0;
        enter_finding(day, condition, holds, *rc::gen::arbitrary<bool>());
        failed = failed || !holds;
        ++settled;
    }
    RC_ASSERT(settled == 3U);
    const rules::RemedyCase found = day.remedy("15:10");
    RC_ASSERT(found.state == (failed ? CaseState::denied : CaseState::granted));
    RC_ASSERT(found.missing().empty() == !failed);
    RC_ASSERT(day.judge("15:11", domain::RemedyDecided{own, {}}).accepted == !failed);
}

RC_GTEST_PROP(CasesProperty, RRD_3_TheLastInstantIsInTimeAndTheNextIsNot, ()) {
    static constexpr std::array<const char*, 4> zones{"Asia/Tokyo", "America/New_York",
                                                      "Europe/Brussels", "Australia/Sydney"};
    const Date date = add_days({2026, 2, 1}, *rc::gen::inRange(0, 366 * 3));
    CasesDay day("ccie", {.time_zone = *rc::gen::elementOf(zones), .date = format_date(date)});
    day.complete_exam();
    day.must("16:30", CasesDay::result(Mark::fail));
    const rules::View view{day.log(), day.log().now};
    const auto sitting = rules::find_sitting(view, day.a);
    const rules::Timeline line = rules::timeline(*sitting);
    const Instant until = rules::reread_at(*sitting, line, line.end + hours(1)).until;
    const TimeZone& zone = view.day.site->zone;
    RC_ASSERT(rules::reread_at(*sitting, line, until - microseconds(1)).may_request());
    RC_ASSERT(zone.date_at(until - microseconds(1)) == add_days(date, 14));
    const rules::RereadAnswer late = rules::reread_at(*sitting, line, until);
    RC_ASSERT(!late.may_request());
    RC_ASSERT(late.bars.front().rule == rule::RRD_3);
}

}  // namespace
}  // namespace labd::test
