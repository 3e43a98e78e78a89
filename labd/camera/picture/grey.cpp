#include "labd/camera/picture/grey.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace labd::camera {

namespace {

constexpr int small_width = 32;
constexpr int small_height = 18;
constexpr int dark_max = 24;
constexpr int bright_min = 250;

cv::Mat full_range_grey(const Picture& picture) {
    cv::Mat grey;
    const bool shrinks = picture.luma.cols > grey_width || picture.luma.rows > grey_height;
    cv::resize(picture.luma, grey, {grey_width, grey_height}, 0, 0,
               shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    if (!picture.full_range) {
        constexpr double scale = 255.0 / 219.0;
        grey.convertTo(grey, CV_8U, scale, -16 * scale);
    }
    return grey;
}

/// After Immerkaer: this mask answers to noise and hardly to lines and slopes. The quarter of the
/// picture that answers most is left out: texture.
double noise_of(const cv::Mat& pixels) {
    static const cv::Mat mask = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1);
    cv::Mat response;
    cv::filter2D(pixels, response, CV_16S, mask);
    constexpr int classes = 4096;
    std::vector<int> histogram(classes, 0);
    for (int y = 1; y + 1 < response.rows; ++y) {
        const auto* row = response.ptr<short>(y);
        for (int x = 1; x + 1 < response.cols; ++x) {
            ++histogram[std::min(std::abs(static_cast<int>(row[x])), classes - 1)];
        }
    }
    const std::int64_t kept_max =
        static_cast<std::int64_t>(response.rows - 2) * (response.cols - 2) * 3 / 4;
    std::int64_t kept = 0;
    double sum = 0;
    for (int value = 0; value < classes && kept < kept_max; ++value) {
        const std::int64_t taken = std::min<std::int64_t>(histogram[value], kept_max - kept);
        kept += taken;
        sum += static_cast<double>(taken) * value;
    }
    // The mean of the lower three quarters of |x| is 0.515 standard deviations of x; the mask's
    // answer to noise has six times its deviation.
    constexpr double mean_per_deviation = 0.515 * 6;
    return kept > 0 ? sum / static_cast<double>(kept) / mean_per_deviation : 0;
}

double threshold_of(double spread, double noise) {
    constexpr double least = 24;
    return std::max({least, 1.2 * spread, 5 * noise});
}

void find_edges(Grey& grey) {
    cv::Mat smooth;
    cv::GaussianBlur(grey.pixels, smooth, {5, 5}, 1.2);
    cv::Mat across;
    cv::Mat down;
    cv::Sobel(smooth, across, CV_16S, 1, 0);
    cv::Sobel(smooth, down, CV_16S, 0, 1);
    const cv::Mat strength = cv::abs(across) + cv::abs(down);
    const double threshold = threshold_of(grey.spread, grey.noise);
    cv::compare(strength, threshold, grey.edges, cv::CMP_GE);
    cv::compare(strength, threshold / 2, grey.tolerant_edges, cv::CMP_GE);
    cv::dilate(grey.tolerant_edges, grey.tolerant_edges, cv::Mat());
}

void find_detail(Grey& grey) {
    cv::Mat smooth;
    cv::GaussianBlur(grey.pixels, smooth, {3, 3}, 0.7);
    cv::Mat second;
    cv::Laplacian(smooth, second, CV_32F);
    constexpr double spread_min = 2;
    const double scale = std::max(grey.spread, spread_min);
    for (int block = 0; block < block_count; ++block) {
        const double norm = cv::norm(second(block_area(block)), cv::NORM_L2SQR);
        grey.detail[static_cast<std::size_t>(block)] =
            norm / block_area(block).area() / (scale * scale);
    }
}

}  // namespace

cv::Rect block_area(int block) {
    constexpr int width = grey_width / block_columns;
    constexpr int height = grey_height / block_rows;
    return {(block % block_columns) * width, (block / block_columns) * height, width, height};
}

Grey reduce(const Picture& picture) {
    Grey grey;
    grey.pixels = full_range_grey(picture);
    cv::resize(grey.pixels, grey.small, {small_width, small_height}, 0, 0, cv::INTER_AREA);
    grey.small.convertTo(grey.small, CV_32F);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(grey.small, mean, deviation);
    grey.spread = deviation[0];
    grey.noise = noise_of(grey.pixels);
    find_edges(grey);
    find_detail(grey);
    return grey;
}

Look look_at(const Grey& grey) {
    Look look;
    std::array<double, 256> histogram{};
    for (int y = 0; y < grey.pixels.rows; ++y) {
        const auto* row = grey.pixels.ptr<unsigned char>(y);
        for (int x = 0; x < grey.pixels.cols; ++x) {
            histogram[row[x]] += 1;
        }
    }
    const auto pixels = static_cast<double>(grey.pixels.total());
    double below = 0;
    for (int value = 0; value < 256; ++value) {
        const double share = histogram[static_cast<std::size_t>(value)] / pixels;
        look.low = below < 0.05 ? value : look.low;
        below += share;
        look.mean += share * value;
        look.dark_share += value <= dark_max ? share : 0;
        look.bright_share += value >= bright_min ? share : 0;
    }
    for (std::size_t value = 0; value < 256; value += 4) {
        const double share = (histogram[value] + histogram[value + 1] + histogram[value + 2] +
                              histogram[value + 3]) /
                             pixels;
        look.entropy -= share > 0 ? share * std::log2(share) : 0;
    }
    look.spread = grey.spread;
    look.noise = grey.noise;
    look.edge_share = cv::countNonZero(grey.edges) / pixels;
    return look;
}

}  // namespace labd::camera
