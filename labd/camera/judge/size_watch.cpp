#include "labd/camera/judge/size_watch.h"

#include <algorithm>

namespace labd::camera {

namespace {

constexpr double shrunk_below = 0.5;
constexpr int settle_packets = 50;
constexpr double now_weight = 0.05;
constexpr double usual_weight = 0.0005;

}  // namespace

void SizeWatch::on_packet(const PacketSeen& packet) {
    if (packet.key) {
        return;
    }
    ++seen_;
    const auto size = static_cast<double>(packet.size_bytes);
    now_ += std::max(now_weight, 1.0 / seen_) * (size - now_);
    usual_ += std::max(usual_weight, 1.0 / seen_) * (size - usual_);
}

bool SizeWatch::shrunk() const { return seen_ > settle_packets && now_ < shrunk_below * usual_; }

void SizeWatch::accept() { usual_ = now_; }

}  // namespace labd::camera
