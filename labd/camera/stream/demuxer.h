// Reads the packets of one stream or file (libavformat) under time limits of our own: a peer that
// is silent, stopped or hostile ends a call when its limit is over, never later.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "labd/core/time.h"

struct AVCodecParameters;
struct AVPacket;
struct AVRational;

namespace labd::camera {

struct StreamSettings {
    /// A path, or a URL with rtsp, http or https.
    std::string url;
    Duration open_limit = seconds(10);
    /// For one packet.
    Duration read_limit = seconds(10);
    /// Ends a running call within 0.1 s when it becomes true; may be null.
    const std::atomic<bool>* stop = nullptr;
};

enum class StreamFailure {
    /// The end of a file, or the peer closed the stream in good order.
    ended,
    refused,
    unauthorised,
    timeout,
    /// Nothing there, no video in it, or video that no decoder here knows.
    codec,
    /// The settings or the file cannot be used at all: a device, a folder, a scheme not allowed.
    unusable,
    /// The connection or the file broke off.
    broken,
    stopped,
};

/// Why a stream could not be opened or read on. `text` names no user or password of a URL.
struct StreamError {
    StreamFailure failure = StreamFailure::broken;
    std::string text;
};

/// A URL as it may be shown and logged: without user and password.
std::string without_credentials(const std::string& url);

/// True for a URL that is read over the network, false for a path.
bool is_network(const std::string& url);

/// One packet of the video; times count from the first packet.
struct Packet {
    /// By the stream's own clock.
    Duration stamp;
    Duration length;
    std::int64_t size_bytes = 0;
    bool key = false;
    bool corrupt = false;
    /// Valid until the next read.
    const AVPacket* data = nullptr;
};

struct VideoProperties {
    int width = 0;
    int height = 0;
    std::string codec;
    /// Zero when the container does not know (a live stream).
    Duration length;
    /// As the container declares it; zero when it does not.
    double frames_per_second = 0;
    /// Every frame is a key frame (MJPEG): packets can be compared without decoding.
    bool intra_only = false;
};

/// One open stream. One thread at a time.
class Demuxer {
public:
    /// Tells what kind of thing a path is before anything is opened: a device or a pipe is refused.
    static std::variant<Demuxer, StreamError> open(const StreamSettings& settings);

    Demuxer(Demuxer&&) noexcept;
    Demuxer& operator=(Demuxer&&) noexcept;
    ~Demuxer();

    const VideoProperties& properties() const;
    const AVCodecParameters* codec_parameters() const;
    /// Of the stamps in `Packet::data`.
    AVRational time_base() const;
    /// A packet's stamp in the units of `frame_stamp` below.
    Duration stamp_of(std::int64_t time_base_units) const;

    /// The next packet of the video. Packets of other streams count for nothing.
    std::variant<Packet, StreamError> read();

private:
    struct State;
    explicit Demuxer(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace labd::camera
