// A picture reduced to what is compared: small, grey, full range, with its edges and detail.
#pragma once

#include <array>
#include <opencv2/core/mat.hpp>

#include "labd/camera/picture/look.h"
#include "labd/camera/stream/decoder.h"

namespace labd::camera {

inline constexpr int grey_width = 640;
inline constexpr int grey_height = 360;

struct Grey {
    /// 640 x 360 whatever the stream's shape, from 0 (black) to 255.
    cv::Mat pixels;
    /// 0 or 255: smoothed gradients above a threshold that follows contrast and noise.
    cv::Mat edges;
    /// Edges with half that threshold, widened by a pixel: what was an edge before and is still in
    /// here has not gone.
    cv::Mat tolerant_edges;
    /// 32 x 18.
    cv::Mat small;
    /// Fine detail of each block, whatever the light.
    std::array<double, block_count> detail{};
    /// Standard deviation of `small`.
    double spread = 0;
    double noise = 0;
};

Grey reduce(const Picture& picture);

/// What a picture shows on its own; nothing is compared.
Look look_at(const Grey& grey);

/// The block's part of a 640 x 360 picture.
cv::Rect block_area(int block);

}  // namespace labd::camera
