#include "labd/camera/judge/judge.h"

#include <algorithm>

#include "labd/camera/picture/classify.h"

namespace labd::camera {

void Judge::on_packet(const PacketSeen& packet) { packets_.on_packet(packet, found_); }

void Judge::on_motion(const MotionSeen& motion) { freeze_.on_motion(motion, found_); }

void Judge::on_look(const LookSeen& seen) {
    const std::optional<Fault> shown = pictures_.on_look(seen, found_);
    // Noise is no sign against a freeze: a codec draws noise that stands still in all its detail.
    const bool shows = shown && *shown != Fault::noise;
    const bool blurs = seen.look.compared && seen.look.sharpness_ratio < 0.7;
    freeze_.on_look(seen, shows || blurs);
}

std::vector<Fault> Judge::lasting(Duration now) const {
    std::vector<Fault> faults = pictures_.lasting();
    if (packets_.stalled(now)) {
        faults.push_back(Fault::stalled);
    }
    if (freeze_.frozen()) {
        faults.push_back(Fault::frozen);
    }
    if (packets_.slow()) {
        faults.push_back(Fault::low_fps);
    }
    std::sort(faults.begin(), faults.end());
    return faults;
}

std::vector<FaultInterval> Judge::finish(Duration now) {
    packets_.finish(now, found_);
    freeze_.finish(now, found_);
    pictures_.finish(now, found_);
    return flatten(std::move(found_));
}

}  // namespace labd::camera
