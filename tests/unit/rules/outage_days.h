// Days in progress that an outage meets, for the tests of section 5 of the rulebook.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/test_day.h"

namespace labd::test {

/// A in S01 and B in S11 of the other room, both in Design since 09:00.
inline TestDay day_of_two() {
    TestDay day;
    day.book("A", "S01");
    day.book("B", "S11");
    day.check_in("08:50", "A");
    day.check_in("08:50", "B");
    EXPECT_THAT(day.start("09:00", "A", "design"), IsAccepted());
    EXPECT_THAT(day.start("09:00", "B", "design"), IsAccepted());
    return day;
}

inline bool must_cancel(const TestDay& day, const std::string& sitting, std::string_view at) {
    return !day.state(sitting, at).cancel_required_by.empty();
}

}  // namespace labd::test
