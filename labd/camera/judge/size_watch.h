// Packet sizes as the cheapest sign of life: a picture that stands still costs next to nothing, so
// when packets shrink it is worth decoding more of them. Sizes alone prove nothing.
#pragma once

#include "labd/camera/judge/observation.h"

namespace labd::camera {

class SizeWatch {
public:
    void on_packet(const PacketSeen& packet);

    /// Packets became much smaller than is usual.
    bool shrunk() const;
    /// The smaller packets were looked into and are well: they are the usual ones from now on.
    void accept();

private:
    // Bytes of packets that are no key frames: of the last second or two, and of the last minutes.
    double now_ = 0;
    double usual_ = 0;
    int seen_ = 0;
};

}  // namespace labd::camera
