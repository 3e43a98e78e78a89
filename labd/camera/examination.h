// Puts one stream's packets before the judge: decodes as much as is needed, measures it, keeps the
// good picture.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "labd/camera/judge/judge.h"
#include "labd/camera/picture/baseline.h"
#include "labd/camera/stream/decoder.h"
#include "labd/camera/stream/demuxer.h"

namespace labd::camera {

enum class Effort {
    /// Every picture is decoded, two a second are compared.
    thorough,
    /// A key frame every few seconds; every picture when something seems wrong and when the good
    /// one is learnt, and some in a row now and then.
    thrifty,
};

struct ExaminationSettings {
    JudgeSettings judge;
    Effort effort = Effort::thorough;
    /// How many streams may decode every picture at the same time; shared by them. Null: no limit.
    std::atomic<int>* full_decoders_left = nullptr;
    /// Where a picture's time comes from its stamp; null: it is that of its packet.
    const Demuxer* stamps = nullptr;
    /// Gets every picture that is compared, before it is; may be null.
    std::function<void(const Picture&)> on_compared;
};

/// One thread.
class Examination {
public:
    Examination(Decoder decoder, ExaminationSettings settings);
    ~Examination();
    Examination(const Examination&) = delete;
    Examination& operator=(const Examination&) = delete;

    /// `at`: the packet's time, which must not go back.
    void take(const Packet& packet, Duration at);
    /// The stream was opened anew: what was learnt stays, packets come from another decoder.
    void resume(Decoder decoder);
    /// The faults found; `end` is where the recording ends.
    std::vector<FaultInterval> finish(Duration end);

    Judge& judge() { return judge_; }

    /// Enough was seen to compare with.
    bool has_baseline() const { return baseline_.samples() >= samples_min; }

    /// When something last moved in the picture.
    std::optional<Duration> last_motion() const { return last_motion_; }

    /// Pictures that were compared with the good one, and all that came out of the decoder.
    std::int64_t checked() const { return checked_; }

    std::int64_t decoded() const { return decoded_; }

private:
    static constexpr int samples_min = 6;

    struct PacketDeleter {
        void operator()(AVPacket* packet) const;
    };

    using KeptPacket = std::unique_ptr<AVPacket, PacketDeleter>;

    bool key_frames_will_do() const;
    bool wants_every_picture(Duration at);
    bool take_decoder();
    void give_decoder_back();
    void begin_full(Duration at);
    void end_full();
    void take_key_alone(const Packet& packet, Duration at);
    bool is_due(Duration at) const;
    void glimpse(Duration at);
    void decode(const AVPacket* packet, Duration at);
    void keep(const Packet& packet, Duration at);
    Duration time_of(const Picture& picture, Duration packet_at) const;
    void on_picture(const Picture& picture, Duration packet_at);
    void measure_motion(const Picture& picture, Duration at);
    void measure_look(const Picture& picture, Duration at);
    void note_motion(const Grey& grey, Duration at);

    ExaminationSettings settings_;
    Decoder decoder_;
    Judge judge_;
    Baseline baseline_;

    // Decoding every picture since then, or key frames only.
    std::optional<Duration> full_since_;
    Duration attentive_until_;
    Duration next_glimpse_;
    /// Of these pictures the motion is known.
    std::optional<Duration> measured_until_;
    bool by_shrunk_packets_ = false;
    std::optional<Duration> last_key_;
    Duration key_spacing_;
    /// The packets since the last key frame, to be decoded after all when the next one shows a
    /// fault.
    std::deque<std::pair<KeptPacket, Duration>> kept_;
    std::int64_t kept_bytes_ = 0;

    cv::Mat previous_;
    bool previous_key_ = false;
    int since_key_ = 0;
    cv::Mat previous_small_;
    std::optional<Duration> last_motion_;
    std::optional<Duration> last_look_;
    std::optional<Duration> last_learnt_;
    Duration last_at_;
    std::int64_t checked_ = 0;
    std::int64_t decoded_ = 0;
};

}  // namespace labd::camera
