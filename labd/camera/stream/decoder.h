// Turns packets into pictures (libavcodec). Only the luma is looked at: faults of a camera show in
// it, and it costs no conversion.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <variant>

#include "labd/camera/stream/demuxer.h"

struct AVFrame;

namespace labd::camera {

/// A decoded picture, valid until the callback that got it returns.
struct Picture {
    /// 8-bit luma of the stream's own size.
    cv::Mat luma;
    /// Luma from 0 to 255 instead of from 16 to 235.
    bool full_range = false;
    bool key = false;
    /// The decoder reported errors or hid them.
    bool damaged = false;
    /// In the stream's units, for `Demuxer::stamp_of`; may be absent.
    std::optional<std::int64_t> stamp;
    /// The same picture with its colours.
    const AVFrame* frame = nullptr;
};

using PictureSink = std::function<void(const Picture&)>;

/// One thread at a time.
class Decoder {
public:
    static std::variant<Decoder, StreamError> open(const AVCodecParameters* parameters);

    Decoder(Decoder&&) noexcept;
    Decoder& operator=(Decoder&&) noexcept;
    ~Decoder();

    /// Decodes every packet in turn; pictures come in the order of their display, some packets
    /// later. False when the packet could not be decoded.
    bool decode(const AVPacket* packet, const PictureSink& sink);
    /// Decodes a key packet alone; its picture comes at once.
    bool decode_alone(const AVPacket* packet, const PictureSink& sink);
    /// The pictures that are still on their way; the next packet must be a key packet.
    void drain(const PictureSink& sink);

private:
    struct State;
    explicit Decoder(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace labd::camera
