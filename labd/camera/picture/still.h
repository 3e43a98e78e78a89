// Stills for people: a small picture in colour, with the camera's name and the picture's age drawn
// into it, so that an old picture can never be taken for a live one.
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "labd/camera/stream/decoder.h"

namespace labd::camera {

/// 640 wide, full range, colours at half size.
struct Still {
    cv::Mat luma;
    cv::Mat blue;
    cv::Mat red;
};

/// Nothing when the picture's format is not known.
std::optional<Still> take_still(const Picture& picture);

/// Draws `camera`, `taken` (the time of day) and the age. Letters other than ASCII become `?`.
void draw_caption(Still& still, const std::string& camera, const std::string& taken, Duration age);

/// A JPEG file's bytes; empty when the encoder fails.
std::vector<std::uint8_t> encode_jpeg(const Still& still);

}  // namespace labd::camera
