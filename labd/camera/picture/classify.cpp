#include "labd/camera/picture/classify.h"

namespace labd::camera {

namespace {

// Thresholds: docs/camera/detection.md says what was measured for each.
constexpr double dark_share_min = 0.98;
constexpr double edges_gone = 0.1;
constexpr double flat_spread = 1.0;

bool is_black(const Look& look) {
    if (!look.compared) {
        // Without a good picture a dim room must not pass for black: then nothing at all may show.
        return look.dark_share >= dark_share_min && look.spread < flat_spread;
    }
    return (look.dark_share >= dark_share_min && look.retention < edges_gone) ||
           (look.dark_share >= 0.95 && look.retention < 0.4 && look.mean_rise < -20);
}

bool is_overexposed(const Look& look) {
    const bool glares = look.bright_share >= 0.6 || (look.mean > 200 && look.entropy < 2.5);
    if (!look.compared) {
        return glares;
    }
    // A lamp lights what is bright; only a sensor's fault lifts the darkest parts as well.
    const bool washed_out = look.mean >= 170 && look.mean_rise >= 60 && look.low_rise >= 70;
    const bool burnt_out = look.mean >= 190 && look.bright_rise >= 0.3;
    // A scene that is white by nature has its contrast still.
    return (glares && (look.bright_rise >= 0.2 || look.gain < 0.5)) || washed_out || burnt_out;
}

bool is_noisy(const Look& look) {
    // The gain says how much of it is a light that was switched on.
    const double by_light = look.gain > 1 ? look.gain : 1;
    return look.noise_ratio >= 3 * by_light && look.correlation >= 0.5;
}

bool is_moved(const Look& look) {
    constexpr double aligned_gain = 0.15;
    constexpr double move_min_px = 2;
    const bool shifted = look.shift_px > move_min_px && look.shift_response > 0.1;
    const bool explained = (shifted || look.corner_move_px > move_min_px) &&
                           look.in_place_aligned >= look.in_place + aligned_gain;
    // Elsewhere altogether: other edges, as many and as sharp, in another light and shade.
    const bool elsewhere = look.retention < 0.35 && look.edge_share_ratio > 0.6 &&
                           look.sharpness_ratio > 0.5 && look.correlation < 0.4;
    return explained || elsewhere;
}

bool is_defocused(const Look& look) {
    return look.sharpness_ratio < 0.4 && look.correlation >= 0.7 && look.noise_ratio < 3;
}

}  // namespace

std::optional<Fault> classify(const Look& look) {
    if (is_black(look)) {
        return Fault::black;
    }
    if (is_overexposed(look)) {
        return Fault::overexposed;
    }
    if (!look.compared) {
        return std::nullopt;
    }
    if (is_noisy(look)) {
        return Fault::noise;
    }
    if (is_moved(look)) {
        return Fault::moved;
    }
    if (is_defocused(look)) {
        return Fault::defocused;
    }
    if (look.retention < 0.35) {
        return Fault::covered;
    }
    return std::nullopt;
}

bool is_healthy(const Look& look) {
    return !classify(look) && look.retention > 0.7 && look.sharpness_ratio > 0.6 &&
           look.noise_ratio < 2 && look.lost.none();
}

}  // namespace labd::camera
