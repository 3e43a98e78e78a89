// What one picture shows, in numbers: on its own and against the camera's good picture. Everything
// that decides about faults is in these numbers, so deciding needs no pixels.
#pragma once

#include <bitset>

namespace labd::camera {

/// The picture is judged in 8 x 6 blocks.
inline constexpr int block_columns = 8;
inline constexpr int block_rows = 6;
inline constexpr int block_count = block_columns * block_rows;

using Blocks = std::bitset<block_count>;

/// Grey values count from 0 (black) to 255 whatever the stream's range is.
struct Look {
    double mean = 0;
    /// Standard deviation of the picture reduced to 32 x 18: neither noise nor sharpness count.
    double spread = 0;
    /// Share of pixels up to 24, and from 250 on.
    double dark_share = 0;
    double bright_share = 0;
    /// The grey that a twentieth of the pixels is darker than.
    double low = 0;
    /// Of 64 grey classes, in bits.
    double entropy = 0;
    /// Standard deviation of the noise (after Immerkaer, flat areas only).
    double noise = 0;
    /// Share of pixels that are edges.
    double edge_share = 0;

    // Against the good picture; without one (`compared` false) they mean nothing.
    bool compared = false;
    double noise_ratio = 1;
    /// How far `mean`, `low` and `bright_share` rose.
    double mean_rise = 0;
    double low_rise = 0;
    double bright_rise = 0;
    /// Share of the good picture's edges that are still there.
    double retention = 1;
    /// Share of them that are exactly where they were, and the same after undoing the shift or the
    /// turn that was found.
    double in_place = 1;
    double in_place_aligned = 1;
    double edge_share_ratio = 1;
    /// Fine detail of the sharpest fifth of blocks against the good picture's, whatever the light.
    double sharpness_ratio = 1;
    /// Of the 32 x 18 pictures: 1 the same scene in any light, 0 unrelated.
    double correlation = 1;
    /// Contrast against the good picture.
    double gain = 1;
    /// In pixels of a picture 640 wide, and how sure that is, 0 to 1.
    double shift_px = 0;
    double shift_response = 0;
    /// How far the corners went by a turn or zoom found by matching points, in the same pixels.
    double corner_move_px = 0;
    /// Blocks with edges in the good picture, and those of them that lost most edges and are flat.
    Blocks edged;
    Blocks lost;
};

}  // namespace labd::camera
