// The good picture of one camera: learnt from its first samples, kept up to date while the camera
// is healthy, and what other pictures are compared with.
#pragma once

#include <array>
#include <opencv2/core/mat.hpp>

#include "labd/camera/picture/grey.h"
#include "labd/camera/picture/look.h"

namespace labd::camera {

class Baseline {
public:
    /// Takes a healthy picture in. The first ones count alike, later ones 2 % each: daylight moves
    /// the good picture, a fault must not.
    void learn(const Grey& grey);

    /// Samples taken in so far.
    int samples() const { return samples_; }

    /// Compares a picture with the good one. Needs at least one sample.
    Look compare(const Grey& grey) const;

private:
    void compare_blocks(const Grey& grey, Look& look) const;
    void compare_position(const Grey& grey, Look& look) const;

    int samples_ = 0;
    /// Mean pictures, 640 x 360 and 32 x 18.
    cv::Mat mean_;
    cv::Mat small_;
    /// Share of samples in which a pixel was an edge, and where that is most of them.
    cv::Mat edge_presence_;
    cv::Mat steady_edges_;
    int steady_count_ = 0;
    std::array<double, block_count> detail_{};
    double noise_ = 0;
    double level_ = 0;
    double low_ = 0;
    double bright_share_ = 0;
};

}  // namespace labd::camera
