#include "labd/camera/judge/freeze_watch.h"

#include <algorithm>
#include <cmath>

namespace labd::camera {

namespace {

constexpr Duration bin_length = seconds(1);
constexpr std::size_t bins_to_learn = 10;
constexpr double quiet_below = 0.3;
constexpr double quiet_largest_below = 0.6;
/// With residual noise, and with none but a picture that always moved.
constexpr Duration confirm_after = seconds(8);
constexpr Duration confirm_identical_after = seconds(20);
/// A second, however many of them are looked at: what is usual wanders with the daylight.
constexpr double floor_adapts = 0.02;
constexpr double light_adapts = 0.04;
constexpr double adapts_max = 0.4;

/// How much of what is seen now goes into what is usual, so long after the last time.
double part_of(double a_second, Duration since) {
    return std::min(adapts_max, a_second * static_cast<double>(since.us) / 1e6);
}

double quantile(std::vector<double> values, double share) {
    const auto at = values.begin() +
                    static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// The light or the scene as a whole changed between two looks.
bool changed(double mean_a, double mean_b, double spread_a, double spread_b) {
    return std::abs(mean_a - mean_b) > 6 + 0.08 * mean_b ||
           std::abs(spread_a - spread_b) > 3 + 0.2 * spread_b;
}

}  // namespace

void FreezeWatch::learn_anew() {
    learnt_ = false;
    always_moved_ = false;
    learning_.clear();
    learning_largest_.clear();
}

void FreezeWatch::on_look(const LookSeen& seen, bool faulty) {
    const Look& look = seen.look;
    if (!light_known_ || !learnt_) {
        light_known_ = true;
        light_mean_ = look.mean;
        light_spread_ = look.spread;
    }
    if (quiet_since_) {
        // A frozen picture is the last live one; one that changed as it fell still is another
        // fault.
        if (faulty || (before_ &&
                       changed(look.mean, before_->look.mean, look.spread, before_->look.spread))) {
            disproved_ = true;
        }
    } else {
        before_ = seen;
    }
    if (changed(look.mean, light_mean_, look.spread, light_spread_)) {
        if (!confirmed_ && seen.at > learn_until_) {
            learn_anew();
        }
        light_mean_ = look.mean;
        light_spread_ = look.spread;
    } else {
        const double part = part_of(light_adapts, seen.at - looked_);
        light_mean_ += part * (look.mean - light_mean_);
        light_spread_ += part * (look.spread - light_spread_);
    }
    looked_ = seen.at;
}

void FreezeWatch::on_motion(const MotionSeen& motion, std::vector<FaultInterval>& found) {
    while (motion.at >= bin_from_ + bin_length) {
        close_bin(found);
    }
    end_ = motion.at;
    if (motion.by_codec) {
        return;
    }
    double sum = 0;
    for (std::size_t block = 0; block < block_count; ++block) {
        bin_blocks_[block] += motion.blocks[block];
        sum += motion.blocks[block];
    }
    const double mean = sum / block_count;
    ++bin_frames_;
    bin_largest_ = std::max(bin_largest_, mean);
    const double active_from = floor_ >= floor_min ? quiet_below * floor_ : 0;
    if (mean > active_from) {
        bin_last_active_ = motion.at;
    }
}

void FreezeWatch::settle(std::vector<FaultInterval>& found) {
    if (bin_frames_ > 0) {
        close_bin(found);
    }
}

void FreezeWatch::close_bin(std::vector<FaultInterval>& found) {
    if (bin_frames_ > 0) {
        std::vector<double> blocks(bin_blocks_.begin(), bin_blocks_.end());
        const double background = quantile(std::move(blocks), 0.6) / bin_frames_;
        const bool identical = bin_largest_ == 0;
        if (!learnt_) {
            learn_bin(background, identical);
        } else {
            judge_bin(background, identical, found);
        }
        if (bin_last_active_) {
            last_active_ = bin_last_active_;
        }
    }
    bin_from_ += bin_length;
    bin_blocks_.fill(0);
    bin_frames_ = 0;
    bin_largest_ = 0;
    bin_last_active_.reset();
}

void FreezeWatch::learn_bin(double background, bool identical) {
    learning_.push_back(background);
    learning_largest_.push_back(bin_largest_);
    always_moved_ = always_moved_ && !identical;
    if (learning_.size() >= bins_to_learn && bin_from_ + bin_length >= learn_until_) {
        floor_ = quantile(learning_, 0.5);
        usual_largest_ = quantile(learning_largest_, 0.25);
        learnt_ = true;
        adapted_ = bin_from_ + bin_length;
    }
}

void FreezeWatch::judge_bin(double background, bool identical, std::vector<FaultInterval>& found) {
    const bool by_noise = floor_ >= floor_min;
    const bool quiet = by_noise ? background < quiet_below * floor_ &&
                                      bin_largest_ < quiet_largest_below * usual_largest_
                                : identical && always_moved_;
    if (!quiet) {
        end_run(found);
        // Less noise is a freeze that begins, or darker light: what moves tells them apart.
        if (by_noise && (background > 0.6 * floor_ || bin_largest_ >= usual_largest_)) {
            // Somebody right before the lens is not how the room is.
            floor_ += part_of(floor_adapts, bin_from_ + bin_length - adapted_) *
                      (std::min(background, 1.5 * floor_) - floor_);
        }
        adapted_ = bin_from_ + bin_length;
        return;
    }
    if (!quiet_since_) {
        quiet_since_ = bin_last_active_ ? *bin_last_active_ : bin_from_;
        // Where nobody looked in between, the freeze is not older than what was seen.
        if (!bin_last_active_ && last_active_ && bin_from_ - *last_active_ <= bin_length) {
            quiet_since_ = *last_active_;
        }
        disproved_ = false;
    }
    const Duration needed = by_noise ? confirm_after : confirm_identical_after;
    if (!disproved_ && bin_from_ + bin_length - *quiet_since_ >= needed) {
        confirmed_ = true;
    }
}

void FreezeWatch::end_run(std::vector<FaultInterval>& found) {
    if (confirmed_ && quiet_since_) {
        found.push_back({*quiet_since_, bin_from_, Fault::frozen});
    }
    quiet_since_.reset();
    confirmed_ = false;
    disproved_ = false;
}

void FreezeWatch::finish(Duration now, std::vector<FaultInterval>& found) {
    if (confirmed_ && quiet_since_) {
        found.push_back({*quiet_since_, now, Fault::frozen});
    }
    quiet_since_.reset();
    confirmed_ = false;
}

}  // namespace labd::camera
