#include "labd/web/throttle.h"

#include <gtest/gtest.h>

namespace labd::web {
namespace {

constexpr Instant start{1'000'000'000'000};
constexpr ThrottleLimits limits{3, seconds(1), seconds(10), minutes(15), 4};

void fail(Throttle& throttle, std::string_view key, int times, Instant at = start) {
    for (int i = 0; i < times; ++i) {
        throttle.begin(key, at);
    }
}

TEST(Throttle, TheFirstFailuresCostNothing) {
    Throttle throttle(limits);
    EXPECT_EQ(throttle.wait("sato", start), Duration{});
    fail(throttle, "sato", 3);
    EXPECT_EQ(throttle.wait("sato", start), Duration{});
}

TEST(Throttle, EachFurtherFailureDoublesTheWaitUpToTheLongest) {
    Throttle throttle(limits);
    fail(throttle, "sato", 3);
    for (const int expected_s : {1, 2, 4, 8, 10, 10}) {
        fail(throttle, "sato", 1);
        EXPECT_EQ(throttle.wait("sato", start), seconds(expected_s));
    }
}

TEST(Throttle, AThousandFailuresDoNotOverflow) {
    Throttle throttle(limits);
    fail(throttle, "sato", 1'000);
    EXPECT_EQ(throttle.wait("sato", start), seconds(10));
}

TEST(Throttle, TheWaitIsOverAtItsInstant) {
    Throttle throttle(limits);
    fail(throttle, "sato", 5);
    EXPECT_EQ(throttle.wait("sato", start + seconds(2) - microseconds(1)), microseconds(1));
    EXPECT_EQ(throttle.wait("sato", start + seconds(2)), Duration{});
}

TEST(Throttle, KeysDoNotMix) {
    Throttle throttle(limits);
    fail(throttle, "sato", 9);
    EXPECT_EQ(throttle.wait("abe", start), Duration{});
}

TEST(Throttle, SuccessForgetsAndTakingBackUndoesOne) {
    Throttle throttle(limits);
    fail(throttle, "sato", 9);
    throttle.clear("sato");
    EXPECT_EQ(throttle.wait("sato", start), Duration{});
    EXPECT_EQ(throttle.size(), 0U);
    fail(throttle, "abe", 5);
    throttle.take_back("abe");
    EXPECT_EQ(throttle.wait("abe", start), seconds(1));
    for (int i = 0; i < 5; ++i) {
        throttle.take_back("abe");
    }
    EXPECT_EQ(throttle.size(), 0U);
}

TEST(Throttle, AfterAQuietTimeTheCountBeginsAnew) {
    Throttle throttle(limits);
    fail(throttle, "sato", 9);
    const Instant later = start + minutes(15);
    EXPECT_EQ(throttle.wait("sato", later), Duration{});
    fail(throttle, "sato", 3, later);
    EXPECT_EQ(throttle.wait("sato", later), Duration{});
    fail(throttle, "sato", 1, later);
    EXPECT_EQ(throttle.wait("sato", later), seconds(1));
}

TEST(Throttle, JustBeforeThatItGoesOn) {
    Throttle throttle(limits);
    fail(throttle, "sato", 4);
    fail(throttle, "sato", 1, start + minutes(15) - microseconds(1));
    EXPECT_EQ(throttle.wait("sato", start + minutes(15) - microseconds(1)), seconds(2));
}

TEST(Throttle, AClockSetBackMakesNobodyWaitLonger) {
    Throttle throttle(limits);
    fail(throttle, "sato", 5);
    EXPECT_EQ(throttle.wait("sato", start - days(1)), seconds(2));
}

TEST(Throttle, MemoryIsBoundedAndTheWorstAreRemembered) {
    Throttle throttle(limits);
    fail(throttle, "sato", 9);
    for (int i = 0; i < 1'000; ++i) {
        fail(throttle, "name" + std::to_string(i), 1, start + microseconds(i));
        EXPECT_LE(throttle.size(), 4U);
    }
    EXPECT_EQ(throttle.wait("sato", start), seconds(10));
}

TEST(Throttle, OldKeysMakeRoomFirst) {
    Throttle throttle(limits);
    fail(throttle, "sato", 9);
    fail(throttle, "abe", 9);
    const Instant later = start + minutes(15);
    fail(throttle, "ito", 1, later);
    fail(throttle, "mori", 1, later);
    fail(throttle, "kato", 1, later);
    EXPECT_EQ(throttle.size(), 3U);
}

TEST(Throttle, ALongKeyIsCut) {
    Throttle throttle(limits);
    const std::string name(64, 'x');
    fail(throttle, name + "a", 5);
    EXPECT_EQ(throttle.wait(name + "b", start), seconds(2));
}

}  // namespace
}  // namespace labd::web
