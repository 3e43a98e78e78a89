#include "labd/core/epochs.h"

#include <gtest/gtest.h>

namespace labd {
namespace {

TEST(Epochs, AnEntryIsOfTheEpochInWhichItWasWritten) {
    const Epochs none;
    EXPECT_EQ(none.at(0), 0);
    EXPECT_EQ(none.at(9), 0);
    EXPECT_EQ(none.current(), 0);
    const Epochs two({5, 5, 8});
    EXPECT_EQ(two.at(4), 0);
    EXPECT_EQ(two.at(5), 2);
    EXPECT_EQ(two.at(7), 2);
    EXPECT_EQ(two.at(8), 3);
    EXPECT_EQ(two.current(), 3);
    EXPECT_EQ(two.begin(), 8U);
}

}  // namespace
}  // namespace labd
