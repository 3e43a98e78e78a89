#include "labd/camera/examination.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

extern "C" {
#include <libavcodec/packet.h>
}

#include "labd/camera/picture/classify.h"

namespace labd::camera {

namespace {

constexpr Duration look_every = milliseconds(500);
/// While all is well and little is decoded: what is found then is looked at closely, and the
/// packets since the last look are there, so that a fault is told some 8 s after it began, as long
/// as it lasts, and an alarm after 10 s comes in time. Key frames do not come to the millisecond.
constexpr Duration calm_look_max = milliseconds(8'400);
/// Key frames farther apart than this come too late for an alarm.
constexpr Duration key_spacing_max = calm_look_max;
constexpr Duration learn_every = seconds(2);
constexpr Duration attentive_for = seconds(12);
/// Packets of a frozen picture shrink, as a rule; where they do not, this finds it.
constexpr Duration glimpse_every = seconds(20);
constexpr int glimpse_pictures = 16;
/// So many pictures after a key frame differ because the codec mends what it drew.
constexpr int mending_pictures = 3;
constexpr std::size_t kept_packets_max = 500;
constexpr std::int64_t kept_bytes_max = 12'000'000;

}  // namespace

void Examination::PacketDeleter::operator()(AVPacket* packet) const { av_packet_free(&packet); }

Examination::Examination(Decoder decoder, ExaminationSettings settings)
    : settings_(std::move(settings)), decoder_(std::move(decoder)), judge_(settings_.judge) {}

Examination::~Examination() { end_full(); }

void Examination::take(const Packet& packet, Duration at) {
    judge_.on_packet(
        {.at = at, .size_bytes = packet.size_bytes, .key = packet.key, .damaged = packet.corrupt});
    if (packet.key) {
        if (last_key_) {
            key_spacing_ = at - *last_key_;
        }
        last_key_ = at;
        const bool full = wants_every_picture(at);
        if (full && !full_since_ && take_decoder()) {
            begin_full(at);
        } else if (!full && full_since_) {
            decoder_.drain([&](const Picture& picture) { on_picture(picture, at); });
            end_full();
        }
    }
    if (!full_since_ && packet.key) {
        if (at >= next_glimpse_ || by_shrunk_packets_ || judge_.still() ||
            judge_.learning_motion()) {
            glimpse(at);
        }
        take_key_alone(packet, at);
    }
    if (full_since_) {
        decode(packet.data, at);
    } else {
        keep(packet, at);
    }
}

void Examination::resume(Decoder decoder) {
    end_full();
    decoder_ = std::move(decoder);
    kept_.clear();
    kept_bytes_ = 0;
    last_key_.reset();
    key_spacing_ = {};
}

/// Where others may be waiting for a decoder: what shows is certain, and key frames will tell its
/// end.
bool Examination::key_frames_will_do() const {
    return settings_.full_decoders_left != nullptr && !judge_.calm() && judge_.decided();
}

bool Examination::wants_every_picture(Duration at) {
    if (settings_.effort == Effort::thorough || judge_.learning(at) || !has_baseline() ||
        key_spacing_ > key_spacing_max) {
        return true;
    }
    if (key_frames_will_do()) {
        return false;
    }
    if (!judge_.calm() || judge_.learning_motion()) {
        return true;
    }
    if (judge_.packets_shrunk()) {
        if (!by_shrunk_packets_) {
            by_shrunk_packets_ = true;
            attentive_until_ = at + attentive_for;
        } else if (at >= attentive_until_) {
            // Looked into, and nothing stood still: a quiet room.
            judge_.accept_sizes();
            by_shrunk_packets_ = false;
        }
    } else {
        by_shrunk_packets_ = false;
    }
    return at < attentive_until_;
}

bool Examination::take_decoder() {
    if (settings_.full_decoders_left != nullptr &&
        settings_.full_decoders_left->fetch_sub(1) <= 0) {
        settings_.full_decoders_left->fetch_add(1);
        return false;
    }
    return true;
}

void Examination::give_decoder_back() {
    if (settings_.full_decoders_left != nullptr) {
        settings_.full_decoders_left->fetch_add(1);
    }
}

void Examination::begin_full(Duration at) {
    full_since_ = at;
    previous_.release();
    // What led here began after the last key frame that looked well.
    for (const auto& [packet, packet_at] : kept_) {
        decode(packet.get(), packet_at);
    }
    kept_.clear();
    kept_bytes_ = 0;
}

void Examination::end_full() {
    if (full_since_) {
        give_decoder_back();
    }
    full_since_.reset();
    previous_.release();
    next_glimpse_ = last_at_ + glimpse_every;
}

/// Some pictures of what was kept last: does anything move in them, be it noise?
void Examination::glimpse(Duration at) {
    auto from = kept_.end();
    for (auto kept = kept_.begin(); kept_.end() - kept >= glimpse_pictures; ++kept) {
        if ((kept->first->flags & AV_PKT_FLAG_KEY) != 0) {
            from = kept;
        }
    }
    if (from == kept_.end()) {
        return;
    }
    next_glimpse_ = at + glimpse_every;
    previous_.release();
    Duration packet_at;
    const PictureSink sink = [&](const Picture& picture) {
        ++decoded_;
        measure_motion(picture, time_of(picture, packet_at));
    };
    std::for_each_n(from, glimpse_pictures, [&](const auto& kept) {
        packet_at = kept.second;
        decoder_.decode(kept.first.get(), sink);
    });
    decoder_.drain(sink);
    previous_.release();
    judge_.settle_motion();
}

/// With the next key frame it would be too late.
bool Examination::is_due(Duration at) const {
    return !last_look_ || at + key_spacing_ - *last_look_ > calm_look_max;
}

void Examination::take_key_alone(const Packet& packet, Duration at) {
    const bool at_ease = at >= attentive_until_ && has_baseline() && judge_.calm();
    if (at_ease && !is_due(at)) {
        return;
    }
    bool closely = false;
    const bool good = decoder_.decode_alone(packet.data, [&](const Picture& picture) {
        ++decoded_;
        const bool well =
            !has_baseline() || (is_healthy(baseline_.compare(reduce(picture))) && judge_.calm());
        if (!well) {
            attentive_until_ = at + attentive_for;
            closely = !key_frames_will_do() && take_decoder();
        }
        // Where nobody may look closely, this look has to do.
        if (!closely) {
            measure_look(picture, std::max(at, last_at_));
        }
    });
    if (!good) {
        judge_.on_damage(at);
    }
    if (closely) {
        begin_full(at);
    }
}

void Examination::decode(const AVPacket* packet, Duration at) {
    if (!decoder_.decode(packet, [&](const Picture& picture) { on_picture(picture, at); })) {
        judge_.on_damage(at);
    }
}

void Examination::keep(const Packet& packet, Duration at) {
    if (full_since_ || settings_.effort == Effort::thorough) {
        return;
    }
    const bool has_room =
        kept_.size() < kept_packets_max && kept_bytes_ + packet.size_bytes <= kept_bytes_max;
    // What came before a key frame that looked well is of no use any more.
    if (!has_room || (packet.key && last_look_ == at)) {
        kept_.clear();
        kept_bytes_ = 0;
    }
    if (kept_.empty() && !packet.key) {
        return;
    }
    kept_.emplace_back(KeptPacket(av_packet_clone(packet.data)), at);
    kept_bytes_ += packet.size_bytes;
}

Duration Examination::time_of(const Picture& picture, Duration packet_at) const {
    return settings_.stamps != nullptr && picture.stamp ? settings_.stamps->stamp_of(*picture.stamp)
                                                        : packet_at;
}

void Examination::on_picture(const Picture& picture, Duration packet_at) {
    ++decoded_;
    const Duration at = std::max(time_of(picture, packet_at), last_at_);
    last_at_ = at;
    if (picture.damaged) {
        judge_.on_damage(at);
    }
    measure_motion(picture, at);
    const bool closely = settings_.effort == Effort::thorough || judge_.learning(at) ||
                         !judge_.calm() || at < attentive_until_;
    if (!last_look_ || at - *last_look_ >= (closely ? look_every : calm_look_max)) {
        measure_look(picture, at);
    }
}

void Examination::measure_motion(const Picture& picture, Duration at) {
    // Single pixels, not means of many: averaging would remove the noise that proves life.
    cv::Mat now;
    cv::resize(picture.luma, now, {grey_width, grey_height}, 0, 0, cv::INTER_NEAREST);
    since_key_ = picture.key ? 0 : since_key_ + 1;
    if (!previous_.empty() && (!measured_until_ || at >= *measured_until_)) {
        measured_until_ = at;
        cv::Mat difference;
        cv::absdiff(now, previous_, difference);
        MotionSeen motion;
        motion.at = at;
        for (int block = 0; block < block_count; ++block) {
            motion.blocks[static_cast<std::size_t>(block)] =
                static_cast<float>(cv::mean(difference(block_area(block)))[0]);
        }
        const bool all_key = picture.key && previous_key_;
        motion.by_codec = since_key_ <= mending_pictures && !all_key;
        judge_.on_motion(motion);
    }
    previous_ = now;
    previous_key_ = picture.key;
}

void Examination::note_motion(const Grey& grey, Duration at) {
    // Somebody who moves changes a part of the picture clearly; noise and codec do not.
    constexpr double moved_grey = 12;
    constexpr int moved_parts = 3;
    if (!previous_small_.empty()) {
        cv::Mat difference;
        cv::absdiff(grey.small, previous_small_, difference);
        if (cv::countNonZero(difference > moved_grey) >= moved_parts) {
            last_motion_ = at;
        }
    }
    previous_small_ = grey.small;
}

void Examination::measure_look(const Picture& picture, Duration at) {
    ++checked_;
    last_look_ = at;
    const Grey grey = reduce(picture);
    note_motion(grey, at);
    if (settings_.on_compared) {
        settings_.on_compared(picture);
    }
    if (judge_.learning(at) || !has_baseline()) {
        baseline_.learn(grey);
        judge_.on_look({at, look_at(grey)});
        return;
    }
    const Look look = baseline_.compare(grey);
    judge_.on_look({at, look});
    if (judge_.calm() && is_healthy(look) && (!last_learnt_ || at - *last_learnt_ >= learn_every)) {
        last_learnt_ = at;
        baseline_.learn(grey);
    }
}

std::vector<FaultInterval> Examination::finish(Duration end) {
    if (full_since_) {
        decoder_.drain([this](const Picture& picture) { on_picture(picture, last_at_); });
    }
    return judge_.finish(std::max(end, last_at_));
}

}  // namespace labd::camera
