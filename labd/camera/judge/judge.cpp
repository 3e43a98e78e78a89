#include "labd/camera/judge/judge.h"

#include <algorithm>

namespace labd::camera {

void Judge::on_packet(const PacketSeen& packet) {
    packets_.on_packet(packet, found_);
    sizes_.on_packet(packet);
    if (packet.damaged) {
        damage_.on_damage(packet.at);
    }
    damage_.on_time(packet.at, found_);
}

void Judge::on_motion(const MotionSeen& motion) { freeze_.on_motion(motion, found_); }

void Judge::on_look(const LookSeen& seen) {
    const std::optional<Fault> shown = pictures_.on_look(seen, found_);
    // Noise is no sign against a freeze: a codec draws noise that stands still in all its detail.
    const bool shows = shown && *shown != Fault::noise;
    const bool blurs = seen.look.compared && seen.look.sharpness_ratio < 0.7;
    freeze_.on_look(seen, shows || blurs);
}

std::vector<Fault> Judge::lasting() const {
    std::vector<Fault> faults = pictures_.lasting();
    if (freeze_.frozen()) {
        faults.push_back(Fault::frozen);
    }
    if (damage_.damaged()) {
        faults.push_back(Fault::noise);
    }
    if (packets_.slow()) {
        faults.push_back(Fault::low_fps);
    }
    std::sort(faults.begin(), faults.end());
    faults.erase(std::unique(faults.begin(), faults.end()), faults.end());
    return faults;
}

std::optional<Duration> Judge::lasting_since() const {
    std::optional<Duration> first;
    for (const std::optional<Duration> since : {pictures_.lasting_since(), freeze_.frozen_since(),
                                                damage_.damaged_since(), packets_.slow_since()}) {
        if (since && (!first || *since < *first)) {
            first = since;
        }
    }
    return first;
}

std::vector<FaultInterval> Judge::finish(Duration now) {
    packets_.finish(now, found_);
    damage_.finish(now, found_);
    freeze_.finish(now, found_);
    pictures_.finish(now, found_);
    return flatten(std::move(found_));
}

}  // namespace labd::camera
