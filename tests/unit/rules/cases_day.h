// Exam days with a result or a cancelled exam, for the tests of what follows an exam.
#pragma once

#include "labd/rules/remedy.h"
#include "labd/rules/reread.h"
#include "tests/support/test_day.h"

namespace labd::test {

inline How as(domain::Role role, std::string id = {}) {
    How how;
    how.role = role;
    how.id = std::move(id);
    return how;
}

/// A day with one sitting A on S01, on the track `ccie` unless said.
class CasesDay : public TestDay {
public:
    explicit CasesDay(const std::string& track = "ccie", const SiteSetup& setup = {})
        : TestDay(setup) {
        domain::SittingBooked booking = TestDay::booking("A", "S01");
        booking.track = TrackId(track);
        book(booking);
        check_in("08:50", "A");
    }

    /// Design handed in, then an outage of cause `unknown` in DOO from 13:00, and the exam
    /// cancelled at 15:00.
    void cancel_exam(const std::vector<ModuleId>& concerned = {}) {
        start("09:00", "A", "design");
        hand_in("11:40", "A", "design");
        start("11:40", "A", "doo");
        domain::OutageReported outage;
        outage.scope = seat_scope("S01");
        outage.modules = concerned;
        must("13:00", outage, as(domain::Role::proctor, "o"));
        must("15:00", domain::SittingCancelled{a, EntryId("o")}, as(domain::Role::proctor, "x"));
    }

    /// Both modules handed in; ended at 16:00.
    void complete_exam() {
        start("09:00", "A", "design");
        hand_in("11:40", "A", "design");
        start("11:40", "A", "doo");
        hand_in("16:00", "A", "doo");
    }

    static domain::ResultRecorded result(std::optional<domain::Mark> mark,
                                         std::map<ModuleId, domain::Mark> modules = {}) {
        domain::ResultRecorded result;
        result.sitting = SittingId("A");
        result.result = mark;
        result.modules = std::move(modules);
        result.examiner = "ex-1";
        return result;
    }

    std::vector<rules::RemedyCase> cases(std::string_view at) const {
        const rules::View view{log(), log().now};
        const auto sitting = rules::find_sitting(view, a);
        return rules::remedy_cases(*sitting, rules::timeline(*sitting), time(at));
    }

    rules::RemedyCase remedy(std::string_view at) const {
        const std::vector<rules::RemedyCase> all = cases(at);
        const rules::RemedyCase* found = rules::leading_case(all);
        return found == nullptr ? rules::RemedyCase{} : *found;
    }

    const SittingId a{"A"};
    const EntryId own{"remedy:A"};
};

}  // namespace labd::test
