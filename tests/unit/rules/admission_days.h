// Days with one candidate on the way in, for the tests of section 2 of the rulebook.
#pragma once

#include <vector>

#include "tests/support/test_day.h"

namespace labd::test {

/// Books A into a session with one member of the booking changed.
template <class Change>
TestDay day_with_booking(Change change, SiteSetup setup = {}) {
    TestDay day(std::move(setup));
    domain::SittingBooked booking = TestDay::booking("A", "S01");
    change(booking);
    day.book(booking);
    return day;
}

inline TestDay day_arrived(SiteSetup setup = {}) {
    TestDay day = day_with_booking([](auto&) {}, std::move(setup));
    EXPECT_THAT(day.arrive("08:40", "A"), IsAccepted());
    return day;
}

inline Answer identify(const TestDay& day, std::vector<domain::Document> documents) {
    domain::CheckinDone done;
    done.sitting = SittingId("A");
    done.step = domain::CheckinStep::identification;
    done.documents = std::move(documents);
    return day.judge("08:45", done);
}

}  // namespace labd::test
