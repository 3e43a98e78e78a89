// Whether the camera now looks elsewhere: the shift between two pictures, and turns and zooms.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <optional>

namespace labd::camera {

struct Shift {
    cv::Point2d pixels;
    /// Height of the correlation's peak, 0 to 1.
    double response = 0;
};

/// Shift of `picture` against `reference` (32-bit grey, same size), at half their size.
Shift find_shift(const cv::Mat& reference, const cv::Mat& picture);

/// Share of the edges of `reference_edges`, moved by `transform` (2 x 3), that `edges` has; edges
/// that leave the picture do not count.
double moved_retention(const cv::Mat& reference_edges, const cv::Mat& transform,
                       const cv::Mat& edges);

/// The turn, zoom and shift (2 x 3) that takes `reference` to `picture` (8-bit grey), by matching
/// points; nothing when too few of them agree.
std::optional<cv::Mat> find_transform(const cv::Mat& reference, const cv::Mat& picture);

/// How far a transform moves the corner that it moves most, in pixels.
double largest_move_px(const cv::Mat& transform, cv::Size size);

}  // namespace labd::camera
