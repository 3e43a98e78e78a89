#include "labd/camera/footage/clip_writer.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>
#include <variant>

#include "labd/camera/stream/demuxer.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace labd::camera {

namespace {

struct FreePacket {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};

using PacketPtr = std::unique_ptr<AVPacket, FreePacket>;

struct FreeParameters {
    void operator()(AVCodecParameters* codec) const { avcodec_parameters_free(&codec); }
};

std::variant<Demuxer, StreamError> open_source(const ClipSource& source, const ClipLimits& limits) {
    StreamSettings settings;
    // What is open is read, whatever lies under its name by now.
    settings.url = "/proc/self/fd/" + std::to_string(source.file);
    settings.open_limit = limits.read_max;
    settings.read_limit = limits.read_max;
    return Demuxer::open(settings);
}

/// Where a packet's picture lies; of one without a stamp of its own, where it is decoded.
Duration offset_of(const Demuxer& demuxer, const Packet& packet) {
    const AVPacket& data = *packet.data;
    return data.pts == AV_NOPTS_VALUE ? packet.stamp : demuxer.stamp_of(data.pts);
}

/// The key frame that the clip begins with: the last one before `from`, else the first after it.
std::optional<Duration> find_start(const ClipSource& source, const ClipLimits& limits) {
    std::variant<Demuxer, StreamError> opened = open_source(source, limits);
    auto* demuxer = std::get_if<Demuxer>(&opened);
    std::optional<Duration> start;
    while (demuxer != nullptr) {
        const std::variant<Packet, StreamError> read = demuxer->read();
        const auto* packet = std::get_if<Packet>(&read);
        if (packet == nullptr) {
            break;
        }
        const Duration offset = offset_of(*demuxer, *packet);
        if (!packet->key || offset < source.not_before) {
            continue;
        }
        if (start && offset > source.from) {
            break;
        }
        start = offset;
    }
    return start;
}

/// Whether pictures of the one go on after pictures of the other with the same decoder.
bool is_same_codec(const AVCodecParameters& a, const AVCodecParameters& b) {
    return a.codec_id == b.codec_id && a.width == b.width && a.height == b.height &&
           a.extradata_size == b.extradata_size &&
           (a.extradata_size == 0 ||
            std::memcmp(a.extradata, b.extradata, static_cast<std::size_t>(a.extradata_size)) == 0);
}

/// The file being written.
class Output {
public:
    ~Output() {
        if (context_ != nullptr) {
            avio_closep(&context_->pb);
            avformat_free_context(context_);
        }
    }

    Output() = default;
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    bool open(const Demuxer& first, const std::string& path) {
        codec_.reset(avcodec_parameters_alloc());
        if (!codec_ || avcodec_parameters_copy(codec_.get(), first.codec_parameters()) < 0) {
            return false;
        }
        const AVOutputFormat* mp4 = av_guess_format("mp4", nullptr, nullptr);
        const bool fits = mp4 != nullptr && avformat_query_codec(mp4, codec_->codec_id, 0) == 1;
        if (avformat_alloc_output_context2(&context_, nullptr, fits ? "mp4" : "matroska", nullptr) <
            0) {
            return false;
        }
        stream_ = avformat_new_stream(context_, nullptr);
        if (stream_ == nullptr || avcodec_parameters_copy(stream_->codecpar, codec_.get()) < 0) {
            return false;
        }
        stream_->codecpar->codec_tag = 0;
        stream_->time_base = first.time_base();
        // The same packets give the same bytes, and so the same name, however often they are cut.
        context_->flags |= AVFMT_FLAG_BITEXACT;
        const std::string url = "file:" + path;
        AVDictionary* options = nullptr;
        // With the index first a browser plays it while it still arrives.
        av_dict_set(&options, "movflags", "+faststart", 0);
        context_->url = av_strdup(url.c_str());
        const bool ready = avio_open(&context_->pb, url.c_str(), AVIO_FLAG_WRITE) >= 0 &&
                           avformat_write_header(context_, &options) >= 0;
        av_dict_free(&options);
        return ready;
    }

    const AVCodecParameters& codec() const { return *codec_; }

    /// The next source begins: its first packet follows the last one of the source before it.
    void begin_source() {
        base_ = next_;
        first_.reset();
        before_.reset();
    }

    bool write(const Demuxer& from, const Packet& packet) {
        const PacketPtr copy(av_packet_clone(packet.data));
        if (!copy) {
            return false;
        }
        const AVRational units = from.time_base();
        const std::int64_t decoded = decoded_at(from, *copy, before_);
        before_ = decoded;
        first_ = first_.value_or(decoded);
        const auto moved = [&](std::int64_t stamp) {
            return stamp == AV_NOPTS_VALUE
                       ? stamp
                       : base_ + av_rescale_q(stamp - *first_, units, stream_->time_base);
        };
        copy->dts = std::max(moved(decoded), begun_ ? last_ + 1 : moved(decoded));
        begun_ = true;
        copy->pts = moved(copy->pts);
        const std::int64_t length = av_rescale_q(copy->duration, units, stream_->time_base);
        copy->duration = length;
        const std::int64_t step = length > 0 ? length : copy->dts - last_;
        last_ = copy->dts;
        next_ = last_ + std::max<std::int64_t>(step, 1);
        copy->stream_index = 0;
        copy->pos = -1;
        return av_interleaved_write_frame(context_, copy.get()) >= 0;
    }

    /// When a packet is decoded, in the units of its source. Some containers don't say it of the
    /// first packets: then as much before it is shown as pictures are put back in order.
    static std::int64_t decoded_at(const Demuxer& from, const AVPacket& packet,
                                   std::optional<std::int64_t> before) {
        if (packet.dts != AV_NOPTS_VALUE) {
            return packet.dts;
        }
        const double rate = from.properties().frames_per_second;
        const AVRational units = from.time_base();
        const auto frame = static_cast<std::int64_t>(
            rate > 0 ? static_cast<double>(units.den) / (rate * units.num) : 1.0);
        return before ? *before + std::max<std::int64_t>(frame, 1)
                      : packet.pts - from.codec_parameters()->video_delay * frame;
    }

    bool close() { return av_write_trailer(context_) >= 0; }

private:
    AVFormatContext* context_ = nullptr;
    AVStream* stream_ = nullptr;
    std::unique_ptr<AVCodecParameters, FreeParameters> codec_;
    std::int64_t base_ = 0;
    std::int64_t next_ = 0;
    std::int64_t last_ = 0;
    std::optional<std::int64_t> first_;
    std::optional<std::int64_t> before_;
    bool begun_ = false;
};

class ClipWriter {
public:
    ClipWriter(const std::vector<ClipSource>& sources, const std::string& path,
               const ClipLimits& limits)
        : sources_(sources), path_(path), limits_(limits) {}

    WrittenClip run() {
        const std::optional<Duration> start = find_start(sources_.front(), limits_);
        if (!start) {
            return failed("there is no key frame");
        }
        written_.begins = *start;
        for (std::size_t i = 0; i < sources_.size() && !written_.ended_in; ++i) {
            if (!add(i)) {
                return failed(problem_);
            }
        }
        return output_.close() || cannot_write() ? written_ : failed(problem_);
    }

private:
    WrittenClip failed(const std::string& why) {
        written_.problem = why;
        return written_;
    }

    bool cannot_write() {
        problem_ = "the clip cannot be written";
        written_.is_disk_at_fault = true;
        return false;
    }

    bool add(std::size_t index) {
        const ClipSource& source = sources_[index];
        std::variant<Demuxer, StreamError> opened = open_source(source, limits_);
        auto* demuxer = std::get_if<Demuxer>(&opened);
        if (demuxer == nullptr) {
            problem_ = std::get<StreamError>(opened).text;
            return false;
        }
        if (index == 0 && !output_.open(*demuxer, path_)) {
            return cannot_write();
        }
        if (!is_same_codec(output_.codec(), *demuxer->codec_parameters())) {
            end(index, Duration{});
            return true;
        }
        output_.begin_source();
        return copy(index, *demuxer);
    }

    bool copy(std::size_t index, Demuxer& demuxer) {
        const ClipSource& source = sources_[index];
        bool has_begun = index > 0;
        Duration reached;
        for (;;) {
            const std::variant<Packet, StreamError> read = demuxer.read();
            const auto* packet = std::get_if<Packet>(&read);
            if (packet == nullptr) {
                // What follows a file that breaks off does not go on from it.
                if (std::get<StreamError>(read).failure != StreamFailure::ended) {
                    end(index, reached);
                }
                return true;
            }
            const Duration offset = offset_of(demuxer, *packet);
            reached = std::max(reached, offset);
            has_begun = has_begun || (packet->key && offset >= written_.begins);
            // Stamps of decoding only grow: nothing after this one belongs to it.
            const bool is_over = source.to && *source.to <= packet->stamp;
            if (is_over) {
                return true;
            }
            if (!has_begun) {
                continue;
            }
            const bool is_full = bytes_ > 0 && bytes_ + packet->size_bytes > limits_.bytes_max;
            if (is_full && offset > source.from) {
                end(index, offset);
                return true;
            }
            bytes_ += packet->size_bytes;
            if (!output_.write(demuxer, *packet)) {
                return cannot_write();
            }
        }
    }

    void end(std::size_t index, Duration at) {
        written_.ended_in = index;
        written_.ended_at = at;
    }

    const std::vector<ClipSource>& sources_;
    const std::string& path_;
    const ClipLimits& limits_;
    Output output_;
    WrittenClip written_;
    std::string problem_;
    std::int64_t bytes_ = 0;
};

}  // namespace

WrittenClip write_clip(const std::vector<ClipSource>& sources, const std::string& path,
                       const ClipLimits& limits) {
    return ClipWriter(sources, path, limits).run();
}

}  // namespace labd::camera
