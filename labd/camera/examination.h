// Puts one stream's packets before the judge: decodes what is needed, measures it, keeps the good
// picture.
#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "labd/camera/judge/judge.h"
#include "labd/camera/picture/baseline.h"
#include "labd/camera/stream/decoder.h"
#include "labd/camera/stream/demuxer.h"

namespace labd::camera {

class Examination {
public:
    Examination(const Demuxer& demuxer, Decoder decoder, const JudgeSettings& settings);

    void take(const Packet& packet);
    /// The faults found; `end` is where the recording ends.
    std::vector<FaultInterval> finish(Duration end);

    /// Pictures that were compared with the good one.
    std::int64_t checked() const { return checked_; }

    /// Pictures that came out of the decoder.
    std::int64_t decoded() const { return decoded_; }

private:
    void on_picture(const Picture& picture);
    void measure_motion(const Picture& picture, Duration at);
    void measure_look(const Picture& picture, Duration at);

    const Demuxer& demuxer_;
    Decoder decoder_;
    Judge judge_;
    Baseline baseline_;
    cv::Mat previous_;
    bool previous_key_ = false;
    int since_key_ = 0;
    std::optional<Duration> last_look_;
    std::optional<Duration> last_learnt_;
    Duration last_at_;
    std::int64_t checked_ = 0;
    std::int64_t decoded_ = 0;
};

}  // namespace labd::camera
