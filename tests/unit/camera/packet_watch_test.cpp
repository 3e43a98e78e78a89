#include "labd/camera/judge/packet_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace labd::camera {
namespace {

TEST(PacketWatch, WhatWaitedWhenTheStreamWasOpenedIsNoPartOfItsUsualRate) {
    PacketWatch watch(seconds(15));
    std::vector<FaultInterval> found;
    for (int waited = 0; waited < 15; ++waited) {
        watch.on_packet({.at = milliseconds(waited)}, found);
    }
    const auto send = [&](int from_s, int to_s, int spacing_ms) {
        for (int at_ms = from_s * 1000 + spacing_ms; at_ms <= to_s * 1000; at_ms += spacing_ms) {
            watch.on_packet({.at = milliseconds(at_ms)}, found);
        }
    };
    send(0, 30, 200);
    send(30, 60, 600);
    EXPECT_TRUE(watch.slow());
    send(60, 80, 200);
    EXPECT_FALSE(watch.slow());
    EXPECT_THAT(found, testing::SizeIs(1));
}

}  // namespace
}  // namespace labd::camera
