#include "labd/camera/judge/packet_watch.h"

#include <algorithm>

namespace labd::camera {

namespace {

constexpr Duration stall_min = seconds(4);
constexpr std::int64_t stall_spacings = 5;
constexpr Duration rate_window = seconds(3);
constexpr std::size_t rate_spacings_min = 6;
/// Under this share of the usual rate a stream is slow, from this share on it is well again.
constexpr double slow_below = 0.78;
constexpr double well_from = 0.85;
constexpr Duration slow_min = seconds(4);
constexpr double long_spacing = 1.2;
/// What was waiting when a stream was opened comes at once and says nothing about its rate.
constexpr Duration settling = seconds(4);

}  // namespace

Duration PacketWatch::stall_limit() const {
    return std::max(stall_min, microseconds(usual_us_ * stall_spacings));
}

bool PacketWatch::stalled(Duration now) const { return last_ && now - *last_ >= stall_limit(); }

void PacketWatch::on_packet(const PacketSeen& packet, std::vector<FaultInterval>& found) {
    if (!last_) {
        first_ = last_ = packet.at;
        return;
    }
    const Duration spacing = packet.at - *last_;
    if (spacing.us <= 0) {
        return;
    }
    if (spacing >= stall_limit()) {
        found.push_back({*last_ + microseconds(usual_us_), packet.at, Fault::stalled});
        end_slow(*last_, found);
        recent_.clear();
    } else if (packet.at <= learn_until_ && packet.at - *first_ > settling) {
        learnt_us_ += spacing.us;
        ++learnt_count_;
    }
    last_ = packet.at;
    recent_.push_back(packet.at);
    while (recent_.size() > rate_spacings_min + 1 && packet.at - recent_[1] >= rate_window) {
        recent_.pop_front();
    }
    if (packet.at > learn_until_) {
        learn();
        judge_rate(found);
    }
}

void PacketWatch::learn() {
    if (usual_us_ == 0 && learnt_count_ > 0) {
        usual_us_ = learnt_us_ / learnt_count_;
    }
}

double PacketWatch::rate() const {
    if (recent_.size() <= rate_spacings_min) {
        return 0;
    }
    return static_cast<double>(recent_.size() - 1) * 1e6 /
           static_cast<double>((recent_.back() - recent_.front()).us);
}

void PacketWatch::judge_rate(std::vector<FaultInterval>& found) {
    if (usual_us_ == 0 || recent_.size() <= rate_spacings_min) {
        return;
    }
    const double share = rate() * static_cast<double>(usual_us_) / 1e6;
    if (!slow_since_ && share < slow_below) {
        slow_since_ = recent_.front();
        for (std::size_t i = 1; i < recent_.size(); ++i) {
            const auto one = static_cast<double>((recent_[i] - recent_[i - 1]).us);
            if (one > long_spacing * static_cast<double>(usual_us_)) {
                slow_since_ = recent_[i - 1];
                break;
            }
        }
    } else if (slow_since_ && share >= well_from) {
        Duration end = recent_.front();
        for (std::size_t i = 1; i < recent_.size(); ++i) {
            const auto one = static_cast<double>((recent_[i] - recent_[i - 1]).us);
            if (one > long_spacing * static_cast<double>(usual_us_)) {
                end = recent_[i];
            }
        }
        end_slow(end, found);
    }
}

bool PacketWatch::slow() const { return slow_since_ && *last_ - *slow_since_ >= slow_min; }

void PacketWatch::end_slow(Duration at, std::vector<FaultInterval>& found) {
    // A hole of a second makes the rate of a few seconds low; it is not the camera's rate.
    if (slow_since_ && at - *slow_since_ >= slow_min) {
        found.push_back({*slow_since_, at, Fault::low_fps});
    }
    slow_since_.reset();
}

void PacketWatch::finish(Duration now, std::vector<FaultInterval>& found) {
    if (stalled(now)) {
        end_slow(*last_, found);
        found.push_back({*last_ + microseconds(usual_us_), now, Fault::stalled});
        return;
    }
    end_slow(now, found);
}

}  // namespace labd::camera
