// Racks that are kept from sittings: whatever is entered, and in whatever order, nobody sits or is
// booked at a rack on a day on which it is kept for a re-read.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "labd/rules/racks.h"
#include "tests/unit/rules/cases_day.h"

namespace labd::test {
namespace {

using domain::Role;

const EntryId reread("r");
const std::array<std::string, 2> seats{"S03", "S11"};
const std::array<std::string, 2> racks{"R02", "R11"};

/// The days after the exam, each with a session `d<n>`.
constexpr int days_ahead = 4;

Date day_ahead(int number) { return add_days({2026, 3, 3}, number); }

std::string anyone() { return std::string(1, static_cast<char>('K' + *rc::gen::inRange(0, 3))); }

std::string one_of(const std::array<std::string, 2>& names) {
    return names[*rc::gen::inRange<std::size_t>(0, 2)];
}

void enter_something(CasesDay& day) {
    const std::string number = std::to_string(*rc::gen::inRange(1, days_ahead));
    How in_session;
    in_session.session = "d" + number;
    switch (*rc::gen::inRange(0, 6)) {
        case 0: day.enter("18:10", TestDay::booking(anyone(), one_of(seats)), in_session); break;
        case 1: {
            domain::SittingAmended amended;
            amended.sitting = SittingId(anyone());
            amended.seat = SeatId(one_of(seats));
            day.enter("18:10", amended);
            break;
        }
        case 2: day.enter("18:10", domain::SittingWithdrawn{SittingId(anyone())}); break;
        case 3: {
            const int first = *rc::gen::inRange(0, days_ahead);
            const int last = *rc::gen::inRange(0, days_ahead);
            day.enter("18:10",
                      domain::RereadRackReserved{reread, RackId(one_of(racks)), day_ahead(first),
                                                 day_ahead(last)},
                      as(Role::lab_ops));
            break;
        }
        case 4: day.enter("18:10", domain::RereadRackReleased{reread}, as(Role::lab_ops)); break;
        default:
            day.enter("18:10", domain::SeatChanged{SittingId(anyone()), SeatId(one_of(seats))});
    }
}

RC_GTEST_PROP(RacksProperty, RRD_1_NoSittingHoldsARackThatIsKeptForAReread, ()) {
    CasesDay day;
    day.complete_exam();
    day.must("18:00", CasesDay::result(domain::Mark::fail), as(Role::examiner));
    day.must("18:05", domain::RereadRequested{day.a}, as(Role::proctor, "r"));
    day.must("18:06", domain::RereadPaid{reread, 1000, domain::PaymentMethod::card, {}});
    for (int i = 1; i < days_ahead; ++i) {
        How in_session;
        in_session.session = "d" + std::to_string(i);
        day.must("18:07", domain::SessionPlanned{day_ahead(i), {hours(9)}}, in_session);
    }
    const int steps = *rc::gen::inRange(1, 25);
    for (int i = 0; i < steps; ++i) {
        enter_something(day);
        RC_ASSERT(day.world().rack_holds.size() <= 1U);
        for (const auto& [date, log] : day.world().days) {
            for (const auto& [id, hold] : day.world().rack_holds) {
                const bool kept = hold.first <= date && date <= hold.last;
                RC_ASSERT(!kept ||
                          rules::sittings_on({log, log.now}, hold.rack, day.time("18:10")).empty());
            }
        }
    }
}

}  // namespace
}  // namespace labd::test
