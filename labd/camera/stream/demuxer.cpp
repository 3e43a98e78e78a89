#include "labd/camera/stream/demuxer.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/error.h>
}

#include <fmt/format.h>

#include "labd/camera/stream/deadline.h"

namespace labd::camera {

namespace {

constexpr const char* containers =
    "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,h264,hevc,m4v,mjpeg,mpjpeg,jpeg_pipe,asf,"
    "ogg,ivf,nut,yuv4mpegpipe,rtsp,rtp,sdp";
constexpr std::int64_t probe_bytes_max = 5'000'000;
constexpr std::int64_t analyse_us_max = 3'000'000;

std::string text_of(int error) {
    char buffer[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(error, buffer, sizeof buffer);
    return buffer;
}

StreamFailure failure_of(int error, const Deadline& deadline) {
    if (deadline.stopped()) {
        return StreamFailure::stopped;
    }
    if (deadline.passed()) {
        return StreamFailure::timeout;
    }
    switch (error) {
        case AVERROR_EOF: return StreamFailure::ended;
        case AVERROR(ECONNREFUSED): return StreamFailure::refused;
        case AVERROR_HTTP_UNAUTHORIZED:
        case AVERROR_HTTP_FORBIDDEN: return StreamFailure::unauthorised;
        case AVERROR(ETIMEDOUT):
        case AVERROR(EHOSTUNREACH):
        case AVERROR(ENETUNREACH): return StreamFailure::timeout;
        case AVERROR_INVALIDDATA:
        case AVERROR(EINVAL):
        case AVERROR_HTTP_NOT_FOUND:
        case AVERROR_STREAM_NOT_FOUND:
        case AVERROR_DECODER_NOT_FOUND:
        case AVERROR_DEMUXER_NOT_FOUND: return StreamFailure::codec;
        default: return StreamFailure::broken;
    }
}

StreamError error_of(int error, const Deadline& deadline, const std::string& what) {
    const StreamFailure failure = failure_of(error, deadline);
    if (failure == StreamFailure::timeout) {
        return {failure, what + ": no answer in time"};
    }
    if (failure == StreamFailure::stopped) {
        return {failure, what + ": stopped"};
    }
    // EINVAL: a container that is not on the list.
    if (error == AVERROR_INVALIDDATA || error == AVERROR(EINVAL)) {
        return {failure, what + ": not a video that can be read"};
    }
    return {failure, what + ": " + text_of(error)};
}

/// What is wrong with a path, before libavformat sees it: opening a pipe or device would wait.
std::string complaint_about(const std::string& path) {
    struct stat status {};

    if (stat(path.c_str(), &status) != 0) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc's is safe for known errors.
        return path + ": " + std::strerror(errno);
    }
    if (S_ISDIR(status.st_mode)) {
        return path + ": is a folder, not a video file";
    }
    if (!S_ISREG(status.st_mode)) {
        return path + ": is a device, pipe or socket, not a video file";
    }
    if (status.st_size == 0) {
        return path + ": is empty";
    }
    return {};
}

struct DictionaryDeleter {
    AVDictionary* options = nullptr;

    ~DictionaryDeleter() { av_dict_free(&options); }

    void set(const char* key, const char* value) { av_dict_set(&options, key, value, 0); }
};

void set_options(DictionaryDeleter& options, bool network) {
    options.set("format_whitelist", containers);
    options.set("max_streams", "16");
    if (network) {
        options.set("protocol_whitelist", "rtsp,rtp,rtsps,http,https,tcp,tls,crypto");
        options.set("rtsp_transport", "tcp");
        options.set("max_redirects", "3");
    } else {
        options.set("protocol_whitelist", "file");
    }
}

}  // namespace

std::string without_credentials(const std::string& url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos) {
        return url;
    }
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(url.find_first_of("/?#", begin), url.size());
    // The last one: a password may hold an @ that was not escaped.
    const std::size_t at = url.rfind('@', end);
    if (at == std::string::npos || at < begin) {
        return url;
    }
    return url.substr(0, begin) + url.substr(at + 1);
}

bool is_network(const std::string& url) { return url.find("://") != std::string::npos; }

struct Demuxer::State {
    Deadline deadline;
    AVFormatContext* context = nullptr;
    AVPacket* packet = nullptr;
    int stream = -1;
    bool started = false;
    std::int64_t first_stamp = 0;
    std::int64_t first_presented = 0;
    std::int64_t last_stamp = 0;
    VideoProperties properties;
    std::string shown;
    Duration read_limit;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    ~State() {
        av_packet_free(&packet);
        avformat_close_input(&context);
    }

    const AVStream* video() const { return context->streams[stream]; }

    Duration to_duration(std::int64_t units) const {
        return {av_rescale_q(units, video()->time_base, AVRational{1, 1'000'000})};
    }
};

Demuxer::Demuxer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Demuxer::Demuxer(Demuxer&&) noexcept = default;
Demuxer& Demuxer::operator=(Demuxer&&) noexcept = default;
Demuxer::~Demuxer() = default;

namespace {

VideoProperties properties_of(const AVFormatContext* context, const AVStream* stream) {
    const AVCodecParameters* codec = stream->codecpar;
    VideoProperties properties;
    properties.width = codec->width;
    properties.height = codec->height;
    properties.codec = avcodec_get_name(codec->codec_id);
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec->codec_id);
    properties.intra_only =
        descriptor != nullptr && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
    if (context->duration > 0) {
        properties.length = {context->duration};
    }
    if (stream->avg_frame_rate.num > 0 && stream->avg_frame_rate.den > 0) {
        properties.frames_per_second = av_q2d(stream->avg_frame_rate);
    }
    return properties;
}

}  // namespace

std::variant<Demuxer, StreamError> Demuxer::open(const StreamSettings& settings) {
    const bool network = is_network(settings.url);
    if (network && settings.url.rfind("rtsp", 0) != 0 && settings.url.rfind("http", 0) != 0) {
        return StreamError{StreamFailure::unusable,
                           without_credentials(settings.url) +
                               ": only rtsp, http and https URLs and files can be read"};
    }
    if (!network) {
        if (std::string complaint = complaint_about(settings.url); !complaint.empty()) {
            return StreamError{StreamFailure::unusable, std::move(complaint)};
        }
    }
    auto state = std::make_unique<State>();
    state->shown = without_credentials(settings.url);
    state->read_limit = settings.read_limit;
    state->deadline.begin(settings.open_limit, settings.stop);
    state->context = avformat_alloc_context();
    state->packet = av_packet_alloc();
    if (state->context == nullptr || state->packet == nullptr) {
        return StreamError{StreamFailure::broken, "out of memory"};
    }
    state->context->interrupt_callback = {Deadline::interrupt, &state->deadline};
    state->context->probesize = probe_bytes_max;
    state->context->max_analyze_duration = analyse_us_max;
    DictionaryDeleter options;
    set_options(options, network);
    // A path that holds a colon is still a path.
    const std::string name = network ? settings.url : "file:" + settings.url;
    int status = avformat_open_input(&state->context, name.c_str(), nullptr, &options.options);
    if (status < 0) {
        return error_of(status, state->deadline, state->shown);
    }
    status = avformat_find_stream_info(state->context, nullptr);
    if (status < 0) {
        return error_of(status, state->deadline, state->shown);
    }
    state->stream = av_find_best_stream(state->context, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (state->stream < 0) {
        return StreamError{StreamFailure::codec, state->shown + ": there is no video in it"};
    }
    state->properties = properties_of(state->context, state->video());
    if (state->properties.width <= 0 || state->properties.height <= 0) {
        return StreamError{StreamFailure::codec,
                           fmt::format("{}: its video has no size ({}x{})", state->shown,
                                       state->properties.width, state->properties.height)};
    }
    for (unsigned i = 0; i < state->context->nb_streams; ++i) {
        if (static_cast<int>(i) != state->stream) {
            state->context->streams[i]->discard = AVDISCARD_ALL;
        }
    }
    return Demuxer(std::move(state));
}

const VideoProperties& Demuxer::properties() const { return state_->properties; }

const AVCodecParameters* Demuxer::codec_parameters() const { return state_->video()->codecpar; }

AVRational Demuxer::time_base() const { return state_->video()->time_base; }

Duration Demuxer::stamp_of(std::int64_t time_base_units) const {
    return state_->to_duration(time_base_units - state_->first_presented);
}

std::variant<Packet, StreamError> Demuxer::read() {
    State& state = *state_;
    state.deadline.begin(state.read_limit);
    for (;;) {
        av_packet_unref(state.packet);
        const int status = av_read_frame(state.context, state.packet);
        if (status < 0) {
            return error_of(status, state.deadline, state.shown);
        }
        if (state.packet->stream_index == state.stream) {
            break;
        }
        if (state.deadline.passed()) {
            return error_of(AVERROR(ETIMEDOUT), state.deadline, state.shown);
        }
    }
    const AVPacket& packet = *state.packet;
    std::int64_t stamp = packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
    if (stamp == AV_NOPTS_VALUE) {
        stamp = state.last_stamp;
    }
    if (!state.started) {
        state.started = true;
        state.first_stamp = stamp;
        state.first_presented = packet.pts != AV_NOPTS_VALUE ? packet.pts : stamp;
    }
    state.last_stamp = stamp;
    Packet seen;
    seen.stamp = state.to_duration(stamp - state.first_stamp);
    seen.length = state.to_duration(packet.duration);
    seen.size_bytes = packet.size;
    seen.key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
    seen.corrupt = (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
    seen.data = state.packet;
    return seen;
}

}  // namespace labd::camera
