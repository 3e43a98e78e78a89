#include "labd/camera/picture/alignment.h"

#include <algorithm>
#include <cmath>
#include <opencv2/calib3d.hpp>
#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace labd::camera {

namespace {

constexpr int points_max = 400;
constexpr int agreeing_min = 20;
constexpr double agreeing_share_min = 0.3;

}  // namespace

Shift find_shift(const cv::Mat& reference, const cv::Mat& picture) {
    const cv::Size half(reference.cols / 2, reference.rows / 2);
    // Copies on purpose: OpenCV 4.6 writes over its inputs at sizes that suit its transform.
    cv::Mat small_reference;
    cv::Mat small_picture;
    cv::resize(reference, small_reference, half, 0, 0, cv::INTER_AREA);
    cv::resize(picture, small_picture, half, 0, 0, cv::INTER_AREA);
    cv::Mat window;
    cv::createHanningWindow(window, half, CV_32F);
    Shift shift;
    shift.pixels = cv::phaseCorrelate(small_reference, small_picture, window, &shift.response) * 2;
    return shift;
}

double moved_retention(const cv::Mat& reference_edges, const cv::Mat& transform,
                       const cv::Mat& edges) {
    cv::Mat moved;
    cv::warpAffine(reference_edges, moved, transform, reference_edges.size(), cv::INTER_NEAREST);
    const int count = cv::countNonZero(moved);
    // A shift that pushes most of the scene out of the picture proves nothing.
    if (count == 0 || count * 3 < cv::countNonZero(reference_edges)) {
        return 0;
    }
    cv::Mat kept;
    cv::bitwise_and(moved, edges, kept);
    return static_cast<double>(cv::countNonZero(kept)) / count;
}

std::optional<cv::Mat> find_transform(const cv::Mat& reference, const cv::Mat& picture) {
    const cv::Ptr<cv::ORB> orb = cv::ORB::create(points_max);
    std::vector<cv::KeyPoint> from_points;
    std::vector<cv::KeyPoint> to_points;
    cv::Mat from_features;
    cv::Mat to_features;
    orb->detectAndCompute(reference, cv::noArray(), from_points, from_features);
    orb->detectAndCompute(picture, cv::noArray(), to_points, to_features);
    if (from_features.rows < agreeing_min || to_features.rows < agreeing_min) {
        return std::nullopt;
    }
    std::vector<cv::DMatch> matches;
    cv::BFMatcher(cv::NORM_HAMMING, true).match(from_features, to_features, matches);
    std::vector<cv::Point2f> from;
    std::vector<cv::Point2f> to;
    for (const cv::DMatch& match : matches) {
        from.push_back(from_points[static_cast<std::size_t>(match.queryIdx)].pt);
        to.push_back(to_points[static_cast<std::size_t>(match.trainIdx)].pt);
    }
    if (from.size() < agreeing_min) {
        return std::nullopt;
    }
    std::vector<unsigned char> agreeing;
    cv::Mat transform = cv::estimateAffinePartial2D(from, to, agreeing, cv::RANSAC, 3.0);
    const auto count = std::count(agreeing.begin(), agreeing.end(), 1);
    if (transform.empty() || count < agreeing_min ||
        static_cast<double>(count) < agreeing_share_min * static_cast<double>(from.size())) {
        return std::nullopt;
    }
    return transform;
}

double largest_move_px(const cv::Mat& transform, cv::Size size) {
    double largest = 0;
    for (const double x : {0.0, static_cast<double>(size.width)}) {
        for (const double y : {0.0, static_cast<double>(size.height)}) {
            const auto* row = transform.ptr<double>(0);
            const auto* next = transform.ptr<double>(1);
            largest = std::max(largest, std::hypot(row[0] * x + row[1] * y + row[2] - x,
                                                   next[0] * x + next[1] * y + next[2] - y));
        }
    }
    return largest;
}

}  // namespace labd::camera
