#include "labd/camera/stream/decoder.h"

#include <optional>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace labd::camera {

namespace {

/// 8K; a header that claims more is a lie or an attack on memory.
constexpr std::int64_t pixels_max = 7680L * 4320;

/// The first plane is 8-bit luma, as it is.
bool has_plain_luma(AVPixelFormat format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    return description != nullptr && (description->flags & AV_PIX_FMT_FLAG_RGB) == 0 &&
           (description->flags & AV_PIX_FMT_FLAG_PAL) == 0 &&
           (description->flags & AV_PIX_FMT_FLAG_HWACCEL) == 0 && description->comp[0].depth == 8 &&
           description->comp[0].step == 1 && description->comp[0].plane == 0;
}

bool is_full_range(const AVFrame& frame) {
    switch (frame.format) {
        case AV_PIX_FMT_YUVJ420P:
        case AV_PIX_FMT_YUVJ422P:
        case AV_PIX_FMT_YUVJ444P:
        case AV_PIX_FMT_YUVJ440P:
        case AV_PIX_FMT_GRAY8: return true;
        default: return frame.color_range == AVCOL_RANGE_JPEG;
    }
}

}  // namespace

struct Decoder::State {
    AVCodecContext* context = nullptr;
    AVFrame* frame = nullptr;
    SwsContext* scaler = nullptr;
    cv::Mat converted;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() {
        sws_freeContext(scaler);
        av_frame_free(&frame);
        avcodec_free_context(&context);
    }

    bool to_picture(Picture& picture) {
        const auto format = static_cast<AVPixelFormat>(frame->format);
        if (frame->width <= 0 || frame->height <= 0) {
            return false;
        }
        if (has_plain_luma(format)) {
            picture.luma = cv::Mat(frame->height, frame->width, CV_8UC1, frame->data[0],
                                   static_cast<std::size_t>(frame->linesize[0]));
            picture.full_range = is_full_range(*frame);
        } else {
            scaler = sws_getCachedContext(scaler, frame->width, frame->height, format, frame->width,
                                          frame->height, AV_PIX_FMT_GRAY8, SWS_POINT, nullptr,
                                          nullptr, nullptr);
            if (scaler == nullptr) {
                return false;
            }
            converted.create(frame->height, frame->width, CV_8UC1);
            std::uint8_t* planes[] = {converted.data, nullptr, nullptr, nullptr};
            const int strides[] = {static_cast<int>(converted.step), 0, 0, 0};
            sws_scale(scaler, frame->data, frame->linesize, 0, frame->height, planes, strides);
            picture.luma = converted;
            picture.full_range = true;
        }
        picture.frame = frame;
        picture.key = frame->key_frame != 0;
        picture.damaged =
            frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0;
        if (frame->best_effort_timestamp != AV_NOPTS_VALUE) {
            picture.stamp = frame->best_effort_timestamp;
        } else {
            picture.stamp.reset();
        }
        return true;
    }

    void receive(const PictureSink& sink) {
        Picture picture;
        while (avcodec_receive_frame(context, frame) >= 0) {
            if (to_picture(picture)) {
                sink(picture);
            }
            av_frame_unref(frame);
        }
    }
};

Decoder::Decoder(std::unique_ptr<State> state) : state_(std::move(state)) {}

Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

std::variant<Decoder, StreamError> Decoder::open(const AVCodecParameters* parameters) {
    const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
    if (codec == nullptr) {
        return StreamError{StreamFailure::codec,
                           std::string("no decoder for ") + avcodec_get_name(parameters->codec_id)};
    }
    auto state = std::make_unique<State>();
    state->context = avcodec_alloc_context3(codec);
    state->frame = av_frame_alloc();
    if (state->context == nullptr || state->frame == nullptr) {
        return StreamError{StreamFailure::broken, "out of memory"};
    }
    AVCodecContext* context = state->context;
    if (avcodec_parameters_to_context(context, parameters) < 0) {
        return StreamError{StreamFailure::codec, "the video's parameters make no sense"};
    }
    context->thread_count = 1;
    context->max_pixels = pixels_max;
    if (avcodec_open2(context, codec, nullptr) < 0) {
        return StreamError{StreamFailure::codec,
                           std::string("the decoder refuses this ") + codec->name};
    }
    return Decoder(std::move(state));
}

bool Decoder::decode(const AVPacket* packet, const PictureSink& sink) {
    const int status = avcodec_send_packet(state_->context, packet);
    state_->receive(sink);
    return status >= 0;
}

bool Decoder::decode_alone(const AVPacket* packet, const PictureSink& sink) {
    const int status = avcodec_send_packet(state_->context, packet);
    drain(sink);
    return status >= 0;
}

void Decoder::drain(const PictureSink& sink) {
    avcodec_send_packet(state_->context, nullptr);
    state_->receive(sink);
    avcodec_flush_buffers(state_->context);
}

}  // namespace labd::camera
