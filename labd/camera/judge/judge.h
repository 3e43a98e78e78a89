// The judge of one camera: a state machine that is told of packets, motion and looks with their
// times and says which faults there were when. It reads no clock and sees no pixel.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "labd/camera/fault.h"
#include "labd/camera/judge/damage_watch.h"
#include "labd/camera/judge/freeze_watch.h"
#include "labd/camera/judge/observation.h"
#include "labd/camera/judge/packet_watch.h"
#include "labd/camera/judge/picture_watch.h"
#include "labd/camera/judge/size_watch.h"

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

    /// A picture was mended by the decoder, or a packet could not be decoded.
    void on_damage(Duration at) { damage_.on_damage(at); }

    /// The small packets that made the judge attentive were looked into.
    void accept_sizes() { sizes_.accept(); }

    /// No more motion follows soon: what was told of it so far is judged as it is.
    void settle_motion() { freeze_.settle(found_); }

    /// The picture may be learnt from: nothing shows and nothing has begun to.
    bool calm() const { return pictures_.calm() && !freeze_.quiet(); }

    /// All that shows is a fault that lasts; nothing has begun to.
    bool decided() const { return pictures_.decided() && (!freeze_.quiet() || freeze_.frozen()); }

    /// Nothing moves, not even noise.
    bool still() const { return freeze_.quiet(); }

    /// Packets shrank: somebody should look at every picture.
    bool packets_shrunk() const { return sizes_.shrunk(); }

    bool learning(Duration now) const { return now <= settings_.learn_until; }

    /// In this light it is not known yet how a live picture moves.
    bool learning_motion() const { return !freeze_.learnt(); }

    /// A frozen picture would be told from a still one.
    bool can_tell_frozen() const { return freeze_.can_tell(); }

    /// Frames a second of the last seconds; 0 before there are enough.
    double rate() const { return packets_.rate(); }

    /// Faults that last now, in the order of the list. Stalls are the caller's to tell when it
    /// waits for packets.
    std::vector<Fault> lasting() const;

    /// When the first of these began to show.
    std::optional<Duration> lasting_since() const;

    /// What was found until `now`, every instant told once; the judge is of no use afterwards.
    std::vector<FaultInterval> finish(Duration now);

    /// Hands over the faults that ended since the last call, for a judge that never finishes.
    std::vector<FaultInterval> take_ended() { return std::exchange(found_, {}); }

private:
    JudgeSettings settings_;
    PacketWatch packets_;
    SizeWatch sizes_;
    DamageWatch damage_;
    FreezeWatch freeze_;
    PictureWatch pictures_;
    std::vector<FaultInterval> found_;
};

}  // namespace labd::camera
