#include "labd/camera/fault.h"

#include <gmock/gmock.h>

namespace labd::camera {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Flatten, TheEarlierFaultInTheListKeepsTheOverlap) {
    EXPECT_THAT(flatten({{seconds(10), seconds(40), Fault::low_fps},
                         {seconds(20), seconds(30), Fault::stalled}}),
                ElementsAre(FaultInterval{seconds(10), seconds(20), Fault::low_fps},
                            FaultInterval{seconds(20), seconds(30), Fault::stalled},
                            FaultInterval{seconds(30), seconds(40), Fault::low_fps}));
}

TEST(Flatten, TouchingIntervalsOfOneFaultBecomeOne) {
    EXPECT_THAT(
        flatten({{seconds(5), seconds(9), Fault::black}, {seconds(1), seconds(5), Fault::black}}),
        ElementsAre(FaultInterval{seconds(1), seconds(9), Fault::black}));
}

TEST(Flatten, AnIntervalWithoutLengthIsNone) {
    EXPECT_THAT(flatten({{seconds(5), seconds(5), Fault::black}}), IsEmpty());
}

}  // namespace
}  // namespace labd::camera
