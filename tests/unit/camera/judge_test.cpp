#include "labd/camera/judge/judge.h"

#include <gmock/gmock.h>

#include <functional>

namespace labd::camera {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Duration packet_spacing = milliseconds(100);
constexpr Duration look_spacing = milliseconds(500);

Look healthy_look() {
    Look look;
    look.mean = 110;
    look.spread = 40;
    look.compared = true;
    look.edged.set();
    return look;
}

Look look_of(Fault fault) {
    Look look = healthy_look();
    switch (fault) {
        case Fault::black:
            look.mean = 2;
            look.spread = 1;
            look.dark_share = 1;
            look.retention = 0;
            break;
        case Fault::overexposed:
            look.bright_share = look.bright_rise = 0.9;
            look.mean = 250;
            break;
        case Fault::covered:
            look.retention = look.correlation = 0.1;
            look.edge_share_ratio = 0.1;
            look.sharpness_ratio = 0.1;
            break;
        case Fault::defocused: look.sharpness_ratio = 0.1; break;
        case Fault::moved:
            look.shift_px = 12;
            look.shift_response = 0.5;
            look.in_place = 0.3;
            look.in_place_aligned = 0.95;
            break;
        case Fault::noise: look.noise_ratio = 8; break;
        case Fault::stalled:
        case Fault::frozen:
        case Fault::low_fps: break;
    }
    return look;
}

/// A camera at 10 frames a second whose picture has noise, until a test makes it do otherwise.
class Camera {
public:
    std::function<bool(int)> sends = [](int) { return true; };
    std::function<float(int)> noise = [](int) { return 0.5F; };
    std::function<Look(Duration)> look = [](Duration) { return healthy_look(); };

    void run_until(Duration end) {
        for (; now_ < end; now_ += packet_spacing, ++number_) {
            if (!sends(number_)) {
                continue;
            }
            judge_.on_packet({.at = now_, .size_bytes = 1000, .key = number_ % 20 == 0});
            MotionSeen motion;
            motion.at = now_;
            motion.blocks.fill(noise(number_));
            motion.by_codec = number_ % 20 <= 3;
            judge_.on_motion(motion);
            if (now_.us % look_spacing.us == 0) {
                judge_.on_look({now_, look(now_)});
            }
        }
    }

    std::vector<FaultInterval> faults(Duration end = seconds(60)) {
        run_until(end);
        return judge_.finish(end);
    }

    Judge& judge() { return judge_; }

private:
    Judge judge_{{}};
    Duration now_;
    int number_ = 0;
};

/// Frames are numbered; ten make a second.
bool within(int number, int from_s, int to_s) {
    return number >= from_s * 10 && number < to_s * 10;
}

TEST(Judge, AHealthyCameraHasNoFault) {
    Camera camera;
    EXPECT_THAT(camera.faults(), IsEmpty());
}

TEST(Judge, NoPacketForALongTimeIsAStallFromWhereTheNextOneWasDue) {
    Camera camera;
    camera.sends = [](int number) { return !within(number, 20, 50); };
    EXPECT_THAT(camera.faults(),
                ElementsAre(FaultInterval{seconds(20), seconds(50), Fault::stalled}));
}

TEST(Judge, AStallThatGoesOnAtTheEndIsToldUpToTheEnd) {
    Camera camera;
    camera.sends = [](int number) { return number < 200; };
    EXPECT_THAT(camera.faults(),
                ElementsAre(FaultInterval{seconds(20), seconds(60), Fault::stalled}));
}

TEST(Judge, AMissingSecondIsNoStall) {
    Camera camera;
    camera.sends = [](int number) { return !within(number, 20, 21); };
    EXPECT_THAT(camera.faults(), IsEmpty());
}

TEST(Judge, HalfTheFramesIsALowRateWhileItLasts) {
    Camera camera;
    camera.sends = [](int number) { return !within(number, 20, 50) || number % 2 == 0; };
    const auto faults = camera.faults();
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].fault, Fault::low_fps);
    EXPECT_NEAR(static_cast<double>(faults[0].from.us), 20e6, 3e5);
    EXPECT_NEAR(static_cast<double>(faults[0].to.us), 50e6, 3e5);
}

TEST(Judge, NineTenthsOfTheFramesIsNoLowRate) {
    Camera camera;
    camera.sends = [](int number) { return number < 200 || number % 10 != 0; };
    EXPECT_THAT(camera.faults(), IsEmpty());
}

TEST(Judge, EveryPictureFaultIsToldFromWhereItBeganToWhereItEnded) {
    for (const Fault fault : {Fault::black, Fault::overexposed, Fault::covered, Fault::defocused,
                              Fault::moved, Fault::noise}) {
        Camera camera;
        camera.look = [fault](Duration at) {
            return at >= seconds(20) && at < seconds(40) ? look_of(fault) : healthy_look();
        };
        EXPECT_THAT(camera.faults(), ElementsAre(FaultInterval{seconds(20), seconds(40), fault}))
            << name(fault);
    }
}

TEST(Judge, WhatPassesWithinFiveSecondsIsNoFault) {
    for (const Fault fault : {Fault::black, Fault::covered, Fault::defocused, Fault::moved}) {
        Camera camera;
        camera.look = [fault](Duration at) {
            return at >= seconds(20) && at < milliseconds(24'600) ? look_of(fault) : healthy_look();
        };
        EXPECT_THAT(camera.faults(), IsEmpty()) << name(fault);
    }
}

TEST(Judge, ASampleThatLooksWellDoesNotEndAFault) {
    Camera camera;
    camera.look = [](Duration at) {
        return at >= seconds(20) && at != seconds(30) ? look_of(Fault::defocused) : healthy_look();
    };
    EXPECT_THAT(camera.faults(),
                ElementsAre(FaultInterval{seconds(20), seconds(60), Fault::defocused}));
}

TEST(Judge, BlocksThatStayLostAreACover) {
    Camera camera;
    camera.look = [](Duration at) {
        Look look = healthy_look();
        for (std::size_t block = 0; at >= seconds(20) && block < 12; ++block) {
            look.lost.set(block);
        }
        return look;
    };
    EXPECT_THAT(camera.faults(),
                ElementsAre(FaultInterval{seconds(20), seconds(60), Fault::covered}));
}

TEST(Judge, SomebodyWhoCrossesThePictureCoversEachBlockOnlyForAWhile) {
    Camera camera;
    camera.look = [](Duration at) {
        Look look = healthy_look();
        // A third of the picture, moving on by a column of blocks a second.
        const auto column = static_cast<std::size_t>(at.us / 1'000'000 % block_columns);
        for (std::size_t block = 0; block < block_count; ++block) {
            look.lost.set(block,
                          block % block_columns >= column && block % block_columns < column + 3);
        }
        return look;
    };
    EXPECT_THAT(camera.faults(), IsEmpty());
}

TEST(Judge, APictureWithoutItsNoiseIsFrozen) {
    Camera camera;
    camera.noise = [](int number) { return within(number, 20, 50) ? 0.01F : 0.5F; };
    const auto faults = camera.faults();
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].fault, Fault::frozen);
    EXPECT_NEAR(static_cast<double>(faults[0].from.us), 20e6, 1e6);
    EXPECT_NEAR(static_cast<double>(faults[0].to.us), 50e6, 1e6);
}

TEST(Judge, ARoomWhereNobodyMovesKeepsItsNoiseAndIsNotFrozen) {
    Camera camera;
    // People move in the first 15 s; then noise alone is left, a little less of it.
    camera.noise = [](int number) { return number < 150 ? 0.5F : 0.35F; };
    EXPECT_THAT(camera.faults(seconds(120)), IsEmpty());
    EXPECT_TRUE(camera.judge().can_tell_frozen());
}

TEST(Judge, AStillPictureThatNeverHadNoiseProvesNothing) {
    Camera camera;
    camera.noise = [](int) { return 0.0F; };
    EXPECT_THAT(camera.faults(seconds(120)), IsEmpty());
    EXPECT_FALSE(camera.judge().can_tell_frozen());
}

TEST(Judge, APictureThatAlwaysMovedAndNowIsTheSameToTheBitIsFrozen) {
    Camera camera;
    camera.noise = [](int number) { return number < 200 ? 0.0015F : 0.0F; };
    const auto faults = camera.faults();
    EXPECT_THAT(faults, ElementsAre(Field(&FaultInterval::fault, Fault::frozen)));
}

TEST(Judge, ABlackPictureIsBlackAndNotFrozen) {
    Camera camera;
    camera.noise = [](int number) { return number < 200 ? 0.5F : 0.0F; };
    camera.look = [](Duration at) {
        return at >= seconds(20) ? look_of(Fault::black) : healthy_look();
    };
    EXPECT_THAT(camera.faults(), ElementsAre(Field(&FaultInterval::fault, Fault::black)));
}

TEST(Judge, LightsThatGoOutTakeTheNoiseWithThemAndFreezeNothing) {
    Camera camera;
    camera.noise = [](int number) { return number < 200 ? 0.5F : 0.01F; };
    camera.look = [](Duration at) {
        Look look = healthy_look();
        if (at >= seconds(20)) {
            look.mean = 40;
            look.spread = 15;
        }
        return look;
    };
    EXPECT_THAT(camera.faults(seconds(120)), IsEmpty());
}

TEST(Judge, DamageThatGoesOnIsNoise) {
    Camera camera;
    for (int second = 20; second < 40; ++second) {
        camera.run_until(seconds(second));
        camera.judge().on_damage(seconds(second));
    }
    EXPECT_THAT(camera.faults(),
                ElementsAre(FaultInterval{seconds(20), seconds(39), Fault::noise}));
}

TEST(Judge, ADamagedPictureNowAndThenIsNoFault) {
    Camera camera;
    for (int second = 20; second < 60; second += 8) {
        camera.run_until(seconds(second));
        camera.judge().on_damage(seconds(second));
    }
    EXPECT_THAT(camera.faults(), IsEmpty());
}

TEST(Judge, WhatLastsIsToldWhileItLasts) {
    Camera camera;
    camera.look = [](Duration at) {
        return at >= seconds(20) ? look_of(Fault::covered) : healthy_look();
    };
    camera.run_until(seconds(20));
    EXPECT_THAT(camera.judge().lasting(), IsEmpty());
    EXPECT_EQ(camera.judge().lasting_since(), std::nullopt);
    camera.run_until(seconds(23));
    EXPECT_FALSE(camera.judge().calm());
    EXPECT_FALSE(camera.judge().decided());
    camera.run_until(seconds(26));
    EXPECT_THAT(camera.judge().lasting(), ElementsAre(Fault::covered));
    EXPECT_EQ(camera.judge().lasting_since(), seconds(20));
    EXPECT_FALSE(camera.judge().calm());
    EXPECT_TRUE(camera.judge().decided());
}

TEST(SizeWatch, NoticesPacketsThatShrinkAndAcceptsThemAsUsual) {
    SizeWatch sizes;
    for (int i = 0; i < 500; ++i) {
        sizes.on_packet({.at = {}, .size_bytes = 1000});
    }
    EXPECT_FALSE(sizes.shrunk());
    for (int i = 0; i < 50; ++i) {
        sizes.on_packet({.at = {}, .size_bytes = 100});
    }
    EXPECT_TRUE(sizes.shrunk());
    sizes.accept();
    EXPECT_FALSE(sizes.shrunk());
}

TEST(SizeWatch, KeyFramesDoNotCount) {
    SizeWatch sizes;
    for (int i = 0; i < 500; ++i) {
        sizes.on_packet({.at = {}, .size_bytes = 1000});
    }
    for (int i = 0; i < 50; ++i) {
        sizes.on_packet({.at = {}, .size_bytes = 10, .key = true});
    }
    EXPECT_FALSE(sizes.shrunk());
}

}  // namespace
}  // namespace labd::camera
