#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

#include "labd/camera/picture/baseline.h"
#include "labd/camera/picture/classify.h"
#include "labd/camera/picture/still.h"

namespace labd::camera {
namespace {

using ::testing::Eq;
using ::testing::Optional;

/// A room of boxes and lines, 1280 x 720, with some noise of its own.
cv::Mat room(int seed = 1) {
    cv::Mat picture(720, 1280, CV_8UC1, cv::Scalar(120));
    cv::RNG dice(7);
    for (int i = 0; i < 60; ++i) {
        const cv::Point corner(dice.uniform(0, 1200), dice.uniform(0, 660));
        const cv::Size size(dice.uniform(20, 140), dice.uniform(20, 90));
        cv::rectangle(picture, cv::Rect(corner, size), dice.uniform(40, 220), cv::FILLED);
        cv::line(picture, corner, corner + cv::Point(60, 35), dice.uniform(40, 220), 3);
    }
    cv::Mat noise(picture.size(), CV_16SC1);
    cv::RNG(static_cast<std::uint64_t>(seed)).fill(noise, cv::RNG::NORMAL, 0, 4);
    cv::Mat noisy;
    cv::add(picture, noise, noisy, cv::noArray(), CV_8U);
    return noisy;
}

Look compare(const cv::Mat& luma) {
    Baseline baseline;
    Picture picture;
    picture.full_range = true;
    for (int seed = 1; seed <= 8; ++seed) {
        picture.luma = room(seed);
        baseline.learn(reduce(picture));
    }
    picture.luma = luma;
    return baseline.compare(reduce(picture));
}

cv::Mat transformed(const cv::Mat& picture, double angle, double scale, cv::Point2d shift) {
    cv::Mat matrix = cv::getRotationMatrix2D({640, 360}, angle, scale);
    matrix.at<double>(0, 2) += shift.x;
    matrix.at<double>(1, 2) += shift.y;
    cv::Mat result;
    cv::warpAffine(picture, result, matrix, picture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT);
    return result;
}

TEST(Picture, TheSameRoomWithOtherNoiseIsHealthy) {
    const Look look = compare(room(99));
    EXPECT_EQ(classify(look), std::nullopt);
    EXPECT_TRUE(is_healthy(look));
    EXPECT_GT(look.retention, 0.97);
    EXPECT_NEAR(look.sharpness_ratio, 1, 0.1);
    EXPECT_NEAR(look.correlation, 1, 0.01);
}

TEST(Picture, AQuarterOfTheLightIsNoFault) {
    const Look look = compare(room(99) / 4);
    EXPECT_EQ(classify(look), std::nullopt);
    EXPECT_NEAR(look.gain, 0.25, 0.03);
    EXPECT_GT(look.retention, 0.6);
}

TEST(Picture, ABlurIsDefocused) {
    cv::Mat blurred;
    cv::GaussianBlur(room(99), blurred, {}, 5);
    EXPECT_THAT(classify(compare(blurred)), Optional(Fault::defocused));
}

TEST(Picture, AClothOverTheLensIsCovered) {
    cv::Mat cloth(720, 1280, CV_8UC1);
    cv::RNG(3).fill(cloth, cv::RNG::NORMAL, 90, 4);
    EXPECT_THAT(classify(compare(cloth)), Optional(Fault::covered));
}

TEST(Picture, ACoverOfHalfTheViewLosesTheBlocksUnderIt) {
    cv::Mat half = room(99);
    half(cv::Rect(0, 0, 640, 720)).setTo(80);
    const Look look = compare(half);
    EXPECT_EQ(classify(look), std::nullopt);
    for (std::size_t block = 0; block < block_count; ++block) {
        const std::size_t column = block % block_columns;
        const bool under = column < block_columns / 2;
        // The cover's own rim is an edge.
        if (column == block_columns / 2 - 1) {
            continue;
        }
        EXPECT_EQ(look.lost[block], under && look.edged[block]) << block;
    }
}

TEST(Picture, AShiftOfOnePercentIsMovedByThatMuch) {
    const Look look = compare(transformed(room(99), 0, 1, {13, 0}));
    EXPECT_THAT(classify(look), Optional(Fault::moved));
    EXPECT_NEAR(look.shift_px, 6.5, 0.5);
}

TEST(Picture, ATurnIsMoved) {
    EXPECT_THAT(classify(compare(transformed(room(99), 4, 1, {}))), Optional(Fault::moved));
}

TEST(Picture, AZoomIsMoved) {
    EXPECT_THAT(classify(compare(transformed(room(99), 0, 1.2, {}))), Optional(Fault::moved));
}

TEST(Picture, StrongNoiseIsNoise) {
    cv::Mat noise(720, 1280, CV_16SC1);
    cv::RNG(5).fill(noise, cv::RNG::NORMAL, 0, 35);
    cv::Mat noisy;
    cv::add(room(99), noise, noisy, cv::noArray(), CV_8U);
    EXPECT_THAT(classify(compare(noisy)), Optional(Fault::noise));
}

TEST(Picture, NothingButDarkIsBlackWithAndWithoutAGoodPicture) {
    const cv::Mat dark(720, 1280, CV_8UC1, cv::Scalar(6));
    EXPECT_THAT(classify(compare(dark)), Optional(Fault::black));
    Picture picture;
    picture.luma = dark;
    picture.full_range = true;
    EXPECT_THAT(classify(look_at(reduce(picture))), Optional(Fault::black));
}

TEST(Picture, ADimRoomIsNotBlackWithoutAGoodPicture) {
    Picture picture;
    picture.luma = room(1) / 10;
    picture.full_range = true;
    EXPECT_EQ(classify(look_at(reduce(picture))), std::nullopt);
}

TEST(Picture, ASensorThatSeesOnlyWhiteIsOverexposed) {
    EXPECT_THAT(classify(compare(room(99) + 140)), Optional(Fault::overexposed));
}

TEST(Picture, ALampThatIsSwitchedOnIsNoFault) {
    EXPECT_EQ(classify(compare(room(99) * 1.3)), std::nullopt);
}

TEST(Picture, LimitedRangeIsSpreadToFullRange) {
    Picture picture;
    picture.luma = cv::Mat(360, 640, CV_8UC1, cv::Scalar(16));
    EXPECT_EQ(look_at(reduce(picture)).mean, 0);
    picture.luma.setTo(235);
    EXPECT_EQ(look_at(reduce(picture)).mean, 255);
}

TEST(Still, AnOldPictureSaysSoInItsMiddle) {
    Still fresh{cv::Mat(360, 640, CV_8UC1, cv::Scalar(100)),
                cv::Mat(180, 320, CV_8UC1, cv::Scalar(90)),
                cv::Mat(180, 320, CV_8UC1, cv::Scalar(90))};
    Still old{fresh.luma.clone(), fresh.blue.clone(), fresh.red.clone()};
    draw_caption(fresh, "front", "2026-03-03T09:00:00Z", seconds(1));
    draw_caption(old, "front", "2026-03-03T09:00:00Z", seconds(75));
    const cv::Rect middle(0, 120, 640, 120);
    EXPECT_EQ(cv::countNonZero(fresh.luma(middle) != 100), 0);
    EXPECT_GT(cv::countNonZero(old.luma(middle) != 100), 1000);
}

TEST(Still, IsWrittenAsAJpegFile) {
    const Still still{cv::Mat(360, 640, CV_8UC1, cv::Scalar(100)),
                      cv::Mat(180, 320, CV_8UC1, cv::Scalar(90)),
                      cv::Mat(180, 320, CV_8UC1, cv::Scalar(90))};
    const auto jpeg = encode_jpeg(still);
    ASSERT_GT(jpeg.size(), 100U);
    EXPECT_EQ(jpeg[0], 0xFF);
    EXPECT_EQ(jpeg[1], 0xD8);
}

}  // namespace
}  // namespace labd::camera
