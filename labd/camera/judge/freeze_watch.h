// Whether the picture is frozen or the room is only still: a sensor's noise never stands still, so
// each camera's own residual noise is the measure. Where none survives the codec, a still picture
// proves nothing either way.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "labd/camera/fault.h"
#include "labd/camera/judge/observation.h"

namespace labd::camera {

class FreezeWatch {
public:
    /// Up to `learn_until` the picture is taken as live.
    explicit FreezeWatch(Duration learn_until) : learn_until_(learn_until) {}

    void on_motion(const MotionSeen& motion, std::vector<FaultInterval>& found);
    /// Nothing follows soon: what was told so far is judged as it is.
    void settle(std::vector<FaultInterval>& found);
    /// `faulty`: the picture shows a fault of its own, so stillness is no proof of a freeze.
    void on_look(const LookSeen& seen, bool faulty);
    void finish(Duration now, std::vector<FaultInterval>& found);

    bool frozen() const { return confirmed_; }

    /// Nothing moves, not even noise; not for long enough yet to call it frozen.
    bool quiet() const { return quiet_since_.has_value(); }

    /// What the live picture is like in this light is known.
    bool learnt() const { return learnt_; }

    /// When the freeze began that is there now.
    std::optional<Duration> frozen_since() const {
        return confirmed_ ? quiet_since_ : std::nullopt;
    }

    /// A still picture would be told from a frozen one.
    bool can_tell() const { return learnt_ && (floor_ >= floor_min || always_moved_); }

private:
    static constexpr double floor_min = 0.002;

    void close_bin(std::vector<FaultInterval>& found);
    void learn_bin(double background, bool identical);
    void judge_bin(double background, bool identical, std::vector<FaultInterval>& found);
    void end_run(std::vector<FaultInterval>& found);
    void learn_anew();

    Duration learn_until_;
    // The second that is being filled.
    Duration bin_from_;
    std::array<double, block_count> bin_blocks_{};
    int bin_frames_ = 0;
    double bin_largest_ = 0;
    std::optional<Duration> bin_last_active_;

    // The live picture: its background activity a frame, and that of its busiest frame.
    bool learnt_ = false;
    std::vector<double> learning_;
    std::vector<double> learning_largest_;
    double floor_ = 0;
    /// When it was last judged by.
    Duration adapted_;
    double usual_largest_ = 0;
    /// No second of the good time was without any difference.
    bool always_moved_ = true;

    // The light that this holds for.
    bool light_known_ = false;
    double light_mean_ = 0;
    double light_spread_ = 0;
    Duration looked_;

    // The run of still seconds.
    std::optional<Duration> last_active_;
    std::optional<Duration> quiet_since_;
    bool disproved_ = false;
    bool confirmed_ = false;
    std::optional<LookSeen> before_;
    Duration end_;
};

}  // namespace labd::camera
