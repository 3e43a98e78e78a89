#include "labd/camera/recordings/media_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/error.h>
}

#include "labd/camera/stream/deadline.h"

namespace labd::camera {

namespace {

constexpr int buffer_bytes = 64 * 1024;
constexpr Duration shortest_hole = seconds(1);
/// A file that lasts this much less than it says breaks off.
constexpr Duration cut_tolerance = milliseconds(500);
/// Stamps beyond a century are noise.
constexpr Duration stamp_max = days(36500);
constexpr AVRational in_microseconds{1, 1'000'000};

std::string text_of(int error) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(error, text.data(), text.size());
    return text.data();
}

/// The part of the file that libavformat may see.
struct View {
    int file = -1;
    std::int64_t bytes = 0;
    std::int64_t at = 0;
    Deadline deadline;
};

int read_view(void* opaque, std::uint8_t* buffer, int size) {
    auto* view = static_cast<View*>(opaque);
    if (view->deadline.passed()) {
        return AVERROR_EXIT;
    }
    const std::int64_t left = view->bytes - view->at;
    if (left <= 0) {
        return AVERROR_EOF;
    }
    const ssize_t got = ::pread(
        view->file, buffer, static_cast<std::size_t>(std::min<std::int64_t>(left, size)), view->at);
    if (got <= 0) {
        return got == 0 ? AVERROR_EOF : AVERROR(errno);
    }
    view->at += got;
    return static_cast<int>(got);
}

std::int64_t seek_view(void* opaque, std::int64_t offset, int whence) {
    auto* view = static_cast<View*>(opaque);
    if (view->deadline.passed()) {
        return AVERROR_EXIT;
    }
    // NOLINTNEXTLINE(hicpp-signed-bitwise): libavformat's own flag.
    switch (whence & ~AVSEEK_FORCE) {
        case AVSEEK_SIZE: return view->bytes;
        case SEEK_SET: view->at = offset; return offset;
        default: return AVERROR(EINVAL);
    }
}

/// Nothing that a file names beside itself is ever opened.
int open_nothing(AVFormatContext* /*context*/, AVIOContext** /*io*/, const char* /*url*/,
                 int /*flags*/, AVDictionary** /*options*/) {
    return AVERROR(EPERM);
}

struct FreeIo {
    void operator()(AVIOContext* io) const {
        av_freep(static_cast<void*>(&io->buffer));
        avio_context_free(&io);
    }
};

struct FreeFormat {
    void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};

struct FreePacket {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};

const char* container_of(std::string_view name) {
    if (name.ends_with(".mp4")) {
        return "mov";
    }
    return name.ends_with(".mkv") ? "matroska" : "mpegts";
}

class MediaReader {
public:
    MediaReader(int file, std::int64_t bytes, const MediaLimits& limits) : limits_(limits) {
        view_.file = file;
        view_.bytes = bytes;
        view_.deadline.begin(limits.time);
    }

    MediaFacts read(std::string_view name) {
        const std::string container = container_of(name);
        if (view_.bytes == 0) {
            facts_.problem = "empty file";
            facts_.needs_closing = true;
        } else if (container == "mov") {
            read_layout();
        }
        if (facts_.problem.empty() && open(container) && choose_video()) {
            read_frames();
        }
        if (container == "mpegts" && view_.bytes % ts_packet != 0) {
            facts_.cut = true;
        }
        return std::move(facts_);
    }

private:
    static constexpr std::int64_t ts_packet = 188;

    void read_layout() {
        const Mp4Layout layout = read_mp4_layout(view_.file, view_.bytes);
        facts_.cut = layout.cut;
        facts_.mediamtx = layout.mediamtx;
        facts_.problem = layout.problem;
        if (layout.problem.empty() && !layout.has_index) {
            facts_.problem = "no index (moov): never closed, or cut";
            facts_.needs_closing = true;
        }
        if (layout.fragmented) {
            view_.bytes = layout.whole_bytes;
        }
    }

    bool fail(const char* doing, int error) {
        facts_.problem = view_.deadline.passed() ? "takes too long to read"
                                                 : std::string(doing) + ": " + text_of(error);
        return false;
    }

    bool open(const std::string& container) {
        auto* buffer = static_cast<unsigned char*>(av_malloc(buffer_bytes));
        io_.reset(
            avio_alloc_context(buffer, buffer_bytes, 0, &view_, read_view, nullptr, seek_view));
        AVFormatContext* context = avformat_alloc_context();
        context->pb = io_.get();
        context->io_open = open_nothing;
        context->max_streams = 16;
        context->probesize = 5'000'000;
        context->max_analyze_duration = 3'000'000;
        context->interrupt_callback = {Deadline::interrupt, &view_.deadline};
        // Frees the context when it fails.
        const int opened = avformat_open_input(&context, nullptr,
                                               av_find_input_format(container.c_str()), nullptr);
        if (opened < 0) {
            return fail("not a recording", opened);
        }
        context_.reset(context);
        declared_ = context->duration > 0 ? microseconds(context->duration) : Duration{};
        const int found = avformat_find_stream_info(context, nullptr);
        return found >= 0 || fail("no stream in it", found);
    }

    bool choose_video() {
        for (unsigned i = 0; i < context_->nb_streams; ++i) {
            AVStream* stream = context_->streams[i];
            const bool is_video = stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
                                  (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) == 0;
            if (is_video && video_ == nullptr) {
                video_ = stream;
            } else {
                stream->discard = AVDISCARD_ALL;
            }
        }
        if (video_ == nullptr) {
            facts_.problem = "no video in it";
        } else if (video_->codecpar->width <= 0 || video_->codecpar->height <= 0) {
            facts_.problem = "a video without a picture size";
        }
        return facts_.problem.empty();
    }

    void read_frames() {
        const std::unique_ptr<AVPacket, FreePacket> packet(av_packet_alloc());
        int got = 0;
        while (frames_.size() < limits_.frames &&
               (got = av_read_frame(context_.get(), packet.get())) >= 0) {
            const bool ours = packet->stream_index == video_->index;
            if (ours && (packet->flags & AV_PKT_FLAG_CORRUPT) != 0) {
                facts_.cut = true;
            } else if (ours) {
                take(*packet);
            }
            av_packet_unref(packet.get());
        }
        if (got < 0 && got != AVERROR_EOF) {
            facts_.cut = true;
        }
        if (view_.deadline.passed()) {
            facts_.problem = "takes too long to read";
        } else if (frames_.empty()) {
            facts_.problem = "no frame in it";
        } else {
            describe_frames(std::move(frames_), last_length_, facts_);
            judge_length();
        }
    }

    void take(const AVPacket& packet) {
        const std::int64_t stamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
        if (stamp == AV_NOPTS_VALUE || packet.size <= 0) {
            return;
        }
        const std::int64_t at = av_rescale_q(stamp, video_->time_base, in_microseconds);
        if (at < -stamp_max.us || at > stamp_max.us) {
            return;
        }
        frames_.push_back({microseconds(at), (packet.flags & AV_PKT_FLAG_KEY) != 0});
        last_length_ =
            microseconds(av_rescale_q(packet.duration, video_->time_base, in_microseconds));
    }

    void judge_length() {
        if (facts_.length > limits_.length) {
            facts_.problem = "impossible time stamps";
        } else if (facts_.length <= Duration{}) {
            facts_.problem = "a single frame without a length";
        } else if (facts_.keyframes == 0) {
            facts_.problem = "no frame that can be decoded by itself";
        }
        // Where time stamps go on from file to file, the declared length counts from their origin.
        if (declared_ > facts_.start + facts_.length + cut_tolerance &&
            context_->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE) {
            facts_.cut = true;
        }
    }

    MediaLimits limits_;
    View view_;
    MediaFacts facts_;
    // Closed before its input goes.
    std::unique_ptr<AVIOContext, FreeIo> io_;
    std::unique_ptr<AVFormatContext, FreeFormat> context_;
    AVStream* video_ = nullptr;
    Duration declared_;
    std::vector<FrameStamp> frames_;
    Duration last_length_;
};

}  // namespace

void describe_frames(std::vector<FrameStamp> frames, Duration last_length, MediaFacts& facts) {
    std::ranges::sort(frames, {}, &FrameStamp::at);
    facts.frames = frames.size();
    facts.keyframes = static_cast<std::uint64_t>(std::ranges::count_if(frames, &FrameStamp::key));
    if (frames.empty()) {
        return;
    }
    std::vector<Duration> steps;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        steps.push_back(frames[i].at - frames[i - 1].at);
    }
    // What a frame usually lasts: one that lasts longer hides missing ones.
    Duration usual = std::clamp(last_length, Duration{}, seconds(10));
    if (!steps.empty()) {
        facts.largest_frame_gap = *std::ranges::max_element(steps);
        const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
        std::ranges::nth_element(steps, middle);
        usual = *middle;
    }
    const Duration first = frames.front().at;
    facts.start = first;
    facts.length = frames.back().at - first + usual;
    const auto key = std::ranges::find_if(frames, &FrameStamp::key);
    facts.first_keyframe = key == frames.end() ? facts.length : key->at - first;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const ports::MediaSpan hole{frames[i - 1].at - first + usual, frames[i].at - first};
        if (hole.to - hole.from >= shortest_hole) {
            facts.holes.push_back(hole);
        }
    }
}

MediaFacts read_media(int file, std::int64_t bytes, std::string_view name,
                      const MediaLimits& limits) {
    return MediaReader(file, bytes, limits).read(name);
}

}  // namespace labd::camera
