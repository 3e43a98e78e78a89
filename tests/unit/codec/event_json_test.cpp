#include "labd/codec/event_json.h"

#include <gtest/gtest.h>

namespace labd::codec {
namespace {

TEST(EventJson, TheIdNamesTheLifeInWhichTheEntryWasWritten) {
    const EventSource source{"tyo", "j", Epochs({5}), false};
    EXPECT_EQ(event_id(source, 4), "j-0-4");
    EXPECT_EQ(event_id(source, 5), "j-1-5");
}

}  // namespace
}  // namespace labd::codec
