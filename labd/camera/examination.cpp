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
/// packets since the last look are there, so a fault of 5 s is told some 6 s after it began.
constexpr Duration calm_look_every = seconds(4);
/// Key frames farther apart than this come too late for an alarm.
constexpr Duration key_spacing_max = seconds(4);
constexpr Duration learn_every = seconds(2);
constexpr Duration attentive_for = seconds(12);
constexpr Duration probe_every = seconds(45);
constexpr Duration probe_for = seconds(3);
/// So many pictures after a key frame differ because the codec mends what it drew.
constexpr int mending_pictures = 3;
constexpr std::size_t kept_packets_max = 500;
constexpr std::int64_t kept_bytes_max = 8'000'000;

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
        if (full && !full_since_) {
            begin_full(at);
        } else if (!full && full_since_) {
            decoder_.drain([&](const Picture& picture) { on_picture(picture, at); });
            end_full();
        }
    }
    if (full_since_) {
        decode(packet.data, at);
        return;
    }
    if (packet.key) {
        take_key_alone(packet, at);
    }
    keep(packet, at);
}

void Examination::resume(Decoder decoder) {
    end_full();
    decoder_ = std::move(decoder);
    kept_.clear();
    kept_bytes_ = 0;
    last_key_.reset();
    key_spacing_ = {};
}

bool Examination::wants_every_picture(Duration at) {
    if (settings_.effort == Effort::thorough || judge_.learning(at) || !judge_.calm() ||
        !has_baseline() || key_spacing_ > key_spacing_max) {
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
    if (at >= next_probe_) {
        next_probe_ = at + probe_every;
        attentive_until_ = std::max(attentive_until_, at + probe_for);
    }
    return at < attentive_until_;
}

void Examination::begin_full(Duration at) {
    if (settings_.full_decoders_left != nullptr) {
        if (settings_.full_decoders_left->fetch_sub(1) <= 0) {
            settings_.full_decoders_left->fetch_add(1);
            return;
        }
    }
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
    if (full_since_ && settings_.full_decoders_left != nullptr) {
        settings_.full_decoders_left->fetch_add(1);
    }
    full_since_.reset();
    previous_.release();
}

void Examination::take_key_alone(const Packet& packet, Duration at) {
    if (last_look_ && at - *last_look_ < calm_look_every) {
        return;
    }
    std::optional<Look> look;
    const bool good = decoder_.decode_alone(packet.data, [&](const Picture& picture) {
        ++decoded_;
        look = baseline_.samples() > 0 ? baseline_.compare(reduce(picture)) : Look{};
        if (!has_baseline() || (is_healthy(*look) && judge_.calm())) {
            measure_look(picture, std::max(at, last_at_));
        } else {
            attentive_until_ = at + attentive_for;
        }
    });
    if (!good) {
        judge_.on_damage(at);
    }
    if (at < attentive_until_) {
        begin_full(at);
        if (full_since_) {
            decode(packet.data, at);
        }
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

void Examination::on_picture(const Picture& picture, Duration packet_at) {
    ++decoded_;
    Duration at = packet_at;
    if (settings_.stamps != nullptr && picture.stamp) {
        at = settings_.stamps->stamp_of(*picture.stamp);
    }
    at = std::max(at, last_at_);
    last_at_ = at;
    if (picture.damaged) {
        judge_.on_damage(at);
    }
    measure_motion(picture, at);
    const bool closely = settings_.effort == Effort::thorough || judge_.learning(at) ||
                         !judge_.calm() || at < attentive_until_;
    if (!last_look_ || at - *last_look_ >= (closely ? look_every : calm_look_every)) {
        measure_look(picture, at);
    }
}

void Examination::measure_motion(const Picture& picture, Duration at) {
    // Single pixels, not means of many: averaging would remove the noise that proves life.
    cv::Mat now;
    cv::resize(picture.luma, now, {grey_width, grey_height}, 0, 0, cv::INTER_NEAREST);
    since_key_ = picture.key ? 0 : since_key_ + 1;
    if (!previous_.empty()) {
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
