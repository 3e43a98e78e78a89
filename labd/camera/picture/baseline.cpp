#include "labd/camera/picture/baseline.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "labd/camera/picture/alignment.h"

namespace labd::camera {

namespace {

/// The weight of one more sample.
double weight(int samples) { return std::max(1.0 / (samples + 1), 0.02); }

void blend(double& mean, double value, double part) { mean += part * (value - mean); }

void blend(cv::Mat& mean, const cv::Mat& value, double part) {
    if (mean.empty()) {
        value.convertTo(mean, CV_32F);
    } else {
        cv::accumulateWeighted(value, mean, part);
    }
}

constexpr double presence_min = 0.7;
/// Fewer edges than this in a block say nothing about it.
constexpr double edged_share_min = 0.008;
constexpr double kept_min = 0.3;
constexpr double flat_max = 0.5;
constexpr double noise_floor = 0.7;
/// With so many edges where they were nothing has moved.
constexpr double retention_unmoved = 0.97;
constexpr double in_place_unmoved = 0.75;
/// A shift that puts so many back explains all; else a turn is looked for.
constexpr double in_place_explained = 0.6;

}  // namespace

void Baseline::learn(const Grey& grey) {
    const double part = weight(samples_);
    blend(mean_, grey.pixels, part);
    blend(small_, grey.small, part);
    blend(edge_presence_, grey.edges, part);
    cv::compare(edge_presence_, 255 * presence_min, steady_edges_, cv::CMP_GE);
    steady_count_ = cv::countNonZero(steady_edges_);
    for (std::size_t block = 0; block < block_count; ++block) {
        blend(detail_[block], grey.detail[block], part);
    }
    blend(noise_, grey.noise, part);
    const Look look = look_at(grey);
    blend(level_, look.mean, part);
    blend(low_, look.low, part);
    blend(bright_share_, look.bright_share, part);
    ++samples_;
}

Look Baseline::compare(const Grey& grey) const {
    Look look = look_at(grey);
    look.compared = true;
    look.mean_rise = look.mean - level_;
    look.low_rise = look.low - low_;
    look.bright_rise = look.bright_share - bright_share_;
    look.noise_ratio = grey.noise / std::max(noise_, noise_floor);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(small_, mean, deviation);
    const double together =
        (grey.small - look.mean).dot(small_ - mean[0]) / static_cast<double>(small_.total());
    const double scale = std::max(deviation[0], 1.0);
    look.gain = together / (scale * scale);
    look.correlation = together / (scale * std::max(grey.spread, 1.0));
    look.edge_share_ratio =
        steady_count_ > 0 ? cv::countNonZero(grey.edges) / static_cast<double>(steady_count_) : 1;
    compare_blocks(grey, look);
    compare_position(grey, look);
    return look;
}

void Baseline::compare_blocks(const Grey& grey, Look& look) const {
    cv::Mat kept;
    cv::bitwise_and(steady_edges_, grey.tolerant_edges, kept);
    look.retention =
        steady_count_ > 0 ? cv::countNonZero(kept) / static_cast<double>(steady_count_) : 1;
    std::vector<double> ratios;
    for (int block = 0; block < block_count; ++block) {
        const cv::Rect area = block_area(block);
        const double steady = cv::countNonZero(steady_edges_(area));
        if (steady < edged_share_min * area.area()) {
            continue;
        }
        const auto index = static_cast<std::size_t>(block);
        look.edged.set(index);
        const bool gone = cv::countNonZero(kept(area)) < kept_min * steady;
        const bool flat = cv::countNonZero(grey.edges(area)) < flat_max * steady;
        look.lost.set(index, gone && flat);
        if (detail_[index] > 0) {
            ratios.push_back(grey.detail[index] / detail_[index]);
        }
    }
    if (!ratios.empty()) {
        // The sharpest fifth: a cover that leaves part of the view free is no blur.
        const auto at = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() * 4 / 5);
        std::nth_element(ratios.begin(), at, ratios.end());
        look.sharpness_ratio = *at;
    }
}

void Baseline::compare_position(const Grey& grey, Look& look) const {
    if (steady_count_ == 0) {
        return;
    }
    cv::Mat same;
    cv::bitwise_and(steady_edges_, grey.edges, same);
    look.in_place = cv::countNonZero(same) / static_cast<double>(steady_count_);
    look.in_place_aligned = look.in_place;
    if (look.retention >= retention_unmoved && look.in_place >= in_place_unmoved) {
        return;
    }
    cv::Mat picture;
    grey.pixels.convertTo(picture, CV_32F);
    const Shift shift = find_shift(mean_, picture);
    look.shift_px = std::hypot(shift.pixels.x, shift.pixels.y);
    look.shift_response = shift.response;
    const cv::Mat by_shift = (cv::Mat_<double>(2, 3) << 1, 0, shift.pixels.x, 0, 1, shift.pixels.y);
    look.in_place_aligned = moved_retention(steady_edges_, by_shift, grey.edges);
    if (look.in_place >= in_place_unmoved || look.in_place_aligned >= in_place_explained) {
        return;
    }
    cv::Mat good;
    mean_.convertTo(good, CV_8U);
    if (const auto transform = find_transform(good, grey.pixels)) {
        look.corner_move_px = largest_move_px(*transform, grey.pixels.size());
        look.in_place_aligned =
            std::max(look.in_place_aligned, moved_retention(steady_edges_, *transform, grey.edges));
    }
}

}  // namespace labd::camera
