// The judge of one camera: a state machine that is told of packets, motion and looks with their
// times and says which faults there were when. It reads no clock and sees no pixel.
#pragma once

#include <vector>

#include "labd/camera/fault.h"
#include "labd/camera/judge/freeze_watch.h"
#include "labd/camera/judge/observation.h"
#include "labd/camera/judge/packet_watch.h"
#include "labd/camera/judge/picture_watch.h"

namespace labd::camera {

struct JudgeSettings {
    /// Up to here the camera is taken as good.
    Duration learn_until = seconds(15);
};

/// One thread. Times never go back.
class Judge {
public:
    explicit Judge(const JudgeSettings& settings)
        : settings_(settings), packets_(settings.learn_until), freeze_(settings.learn_until) {}

    void on_packet(const PacketSeen& packet);
    void on_motion(const MotionSeen& motion);
    void on_look(const LookSeen& seen);

    /// The picture may be learnt from: nothing shows and nothing has begun to.
    bool calm() const { return pictures_.calm() && !freeze_.frozen(); }

    bool learning(Duration now) const { return now <= settings_.learn_until; }

    /// A still picture would be told from a frozen one.
    bool can_tell_frozen() const { return freeze_.can_tell(); }

    /// Faults that last now, in the order of the list.
    std::vector<Fault> lasting(Duration now) const;

    /// What was found until `now`, every instant told once; the judge is of no use afterwards.
    std::vector<FaultInterval> finish(Duration now);

private:
    JudgeSettings settings_;
    PacketWatch packets_;
    FreezeWatch freeze_;
    PictureWatch pictures_;
    std::vector<FaultInterval> found_;
};

}  // namespace labd::camera
