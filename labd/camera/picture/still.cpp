#include "labd/camera/picture/still.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <opencv2/imgproc.hpp>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>
}

namespace labd::camera {

namespace {

constexpr int still_width = 640;
constexpr int still_height_max = 1280;
constexpr int grey = 128;
constexpr Duration old_after = seconds(10);

struct ContextDeleter {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }

    void operator()(AVFrame* frame) const { av_frame_free(&frame); }

    void operator()(AVPacket* packet) const { av_packet_free(&packet); }

    void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};

template <class T>
using Owned = std::unique_ptr<T, ContextDeleter>;

std::string plain(const std::string& text) {
    std::string result = text;
    std::replace_if(
        result.begin(), result.end(), [](char one) { return one < ' ' || one > '~'; }, '?');
    return result;
}

void draw_line(Still& still, const std::string& text, int bottom, double size) {
    int below = 0;
    const int thickness = size > 1 ? 2 : 1;
    const cv::Size area = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, size, thickness, &below);
    const cv::Rect whole(0, 0, still.luma.cols, still.luma.rows);
    const cv::Rect box =
        cv::Rect(0, bottom - area.height - below - 6, area.width + 12, area.height + below + 8) &
        whole;
    still.luma(box).setTo(0);
    const cv::Rect half(box.x / 2, box.y / 2, (box.width + 1) / 2, (box.height + 1) / 2);
    const cv::Rect inside = half & cv::Rect(0, 0, still.blue.cols, still.blue.rows);
    still.blue(inside).setTo(grey);
    still.red(inside).setTo(grey);
    cv::putText(still.luma, text, {6, bottom - below}, cv::FONT_HERSHEY_SIMPLEX, size, 255,
                thickness, cv::LINE_AA);
}

}  // namespace

std::optional<Still> take_still(const Picture& picture) {
    const AVFrame* frame = picture.frame;
    if (frame == nullptr || frame->width <= 0 || frame->height <= 0) {
        return std::nullopt;
    }
    const int height =
        std::clamp(2 * (still_width * frame->height / frame->width / 2), 2, still_height_max);
    const Owned<SwsContext> scaler(sws_getContext(
        frame->width, frame->height, static_cast<AVPixelFormat>(frame->format), still_width, height,
        AV_PIX_FMT_YUVJ420P, SWS_FAST_BILINEAR, nullptr, nullptr, nullptr));
    if (!scaler) {
        return std::nullopt;
    }
    const int* usual = sws_getCoefficients(SWS_CS_DEFAULT);
    sws_setColorspaceDetails(scaler.get(), usual, picture.full_range ? 1 : 0, usual, 1, 0, 1 << 16,
                             1 << 16);
    Still still;
    still.luma.create(height, still_width, CV_8UC1);
    still.blue.create(height / 2, still_width / 2, CV_8UC1);
    still.red.create(height / 2, still_width / 2, CV_8UC1);
    std::uint8_t* planes[] = {still.luma.data, still.blue.data, still.red.data, nullptr};
    const int strides[] = {static_cast<int>(still.luma.step), static_cast<int>(still.blue.step),
                           static_cast<int>(still.red.step), 0};
    sws_scale(scaler.get(), frame->data, frame->linesize, 0, frame->height, planes, strides);
    return still;
}

void draw_caption(Still& still, const std::string& camera, const std::string& taken, Duration age) {
    const bool old = age >= old_after;
    const std::string how_old = format_clock(age);
    draw_line(still, fmt::format("{}  {}  age {}", plain(camera), taken, how_old),
              still.luma.rows - 4, 0.5);
    if (old) {
        draw_line(still, "NOT LIVE: " + how_old + " OLD", still.luma.rows / 2, 1.2);
    }
}

std::vector<std::uint8_t> encode_jpeg(const Still& still) {
    const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
    const Owned<AVCodecContext> context(codec != nullptr ? avcodec_alloc_context3(codec) : nullptr);
    const Owned<AVFrame> frame(av_frame_alloc());
    const Owned<AVPacket> packet(av_packet_alloc());
    if (!context || !frame || !packet) {
        return {};
    }
    context->width = frame->width = still.luma.cols;
    context->height = frame->height = still.luma.rows;
    context->pix_fmt = AV_PIX_FMT_YUVJ420P;
    context->time_base = {1, 1};
    context->thread_count = 1;
    context->flags |= AV_CODEC_FLAG_QSCALE;
    constexpr int quality = 4;
    context->global_quality = FF_QP2LAMBDA * quality;
    frame->quality = context->global_quality;
    frame->format = AV_PIX_FMT_YUVJ420P;
    const cv::Mat* planes[] = {&still.luma, &still.blue, &still.red};
    for (int plane = 0; plane < 3; ++plane) {
        frame->data[plane] = planes[plane]->data;
        frame->linesize[plane] = static_cast<int>(planes[plane]->step);
    }
    if (avcodec_open2(context.get(), codec, nullptr) < 0 ||
        avcodec_send_frame(context.get(), frame.get()) < 0 ||
        avcodec_receive_packet(context.get(), packet.get()) < 0) {
        return {};
    }
    return {packet->data, packet->data + packet->size};
}

}  // namespace labd::camera
