#include "labd/camera/examination.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "labd/camera/picture/classify.h"

namespace labd::camera {

namespace {

constexpr Duration look_every = milliseconds(500);
constexpr Duration learn_every = seconds(2);
/// So many pictures after a key frame differ because the codec mends what it drew.
constexpr int mending_pictures = 3;

}  // namespace

Examination::Examination(const Demuxer& demuxer, Decoder decoder, const JudgeSettings& settings)
    : demuxer_(demuxer), decoder_(std::move(decoder)), judge_(settings) {}

void Examination::take(const Packet& packet) {
    judge_.on_packet({.at = packet.stamp,
                      .size_bytes = packet.size_bytes,
                      .key = packet.key,
                      .damaged = packet.corrupt});
    decoder_.decode(packet.data, [this](const Picture& picture) { on_picture(picture); });
}

void Examination::on_picture(const Picture& picture) {
    ++decoded_;
    const Duration stamp = picture.stamp ? demuxer_.stamp_of(*picture.stamp) : last_at_;
    const Duration at = std::max(stamp, last_at_);
    last_at_ = at;
    measure_motion(picture, at);
    if (!last_look_ || at - *last_look_ >= look_every) {
        last_look_ = at;
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

void Examination::measure_look(const Picture& picture, Duration at) {
    ++checked_;
    const Grey grey = reduce(picture);
    if (judge_.learning(at)) {
        baseline_.learn(grey);
        judge_.on_look({at, look_at(grey)});
        return;
    }
    const Look look = baseline_.samples() > 0 ? baseline_.compare(grey) : look_at(grey);
    judge_.on_look({at, look});
    if (judge_.calm() && is_healthy(look) && (!last_learnt_ || at - *last_learnt_ >= learn_every)) {
        last_learnt_ = at;
        baseline_.learn(grey);
    }
}

std::vector<FaultInterval> Examination::finish(Duration end) {
    decoder_.drain([this](const Picture& picture) { on_picture(picture); });
    return judge_.finish(std::max(end, last_at_));
}

}  // namespace labd::camera
