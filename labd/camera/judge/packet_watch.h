// Stalls and low frame rates, from the spacing of packets alone.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "labd/camera/fault.h"
#include "labd/camera/judge/observation.h"

namespace labd::camera {

class PacketWatch {
public:
    /// Up to `learn_until` the stream is taken as good: its rate becomes the usual one.
    explicit PacketWatch(Duration learn_until) : learn_until_(learn_until) {}

    void on_packet(const PacketSeen& packet, std::vector<FaultInterval>& found);
    /// Nothing came up to `now`; a stall that lasts is told as far as it goes.
    void finish(Duration now, std::vector<FaultInterval>& found);

    bool stalled(Duration now) const;

    /// The rate has been low for some seconds.
    bool slow() const;

    /// When that began.
    std::optional<Duration> slow_since() const { return slow() ? slow_since_ : std::nullopt; }

    /// Frames a second of the last seconds; 0 before there are enough.
    double rate() const;

private:
    Duration stall_limit() const;
    void learn();
    void judge_rate(std::vector<FaultInterval>& found);
    void end_slow(Duration at, std::vector<FaultInterval>& found);

    Duration learn_until_;
    std::optional<Duration> first_;
    std::optional<Duration> last_;
    /// Spacing of the good time, bounded; its mean is the usual spacing.
    std::int64_t learnt_us_ = 0;
    std::int64_t learnt_count_ = 0;
    std::int64_t usual_us_ = 0;
    /// The latest packets, for the rate of now.
    std::deque<Duration> recent_;
    std::optional<Duration> slow_since_;
};

}  // namespace labd::camera
