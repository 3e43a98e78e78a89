#include "labd/camera/recordings/judging.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>

#include "labd/camera/examination.h"
#include "labd/camera/recordings/claims.h"
#include "labd/camera/stream/decoder.h"
#include "labd/camera/stream/demuxer.h"

namespace labd::camera {

namespace {

/// Checks farther apart than this say nothing about the time between them.
constexpr Duration checks_apart_max = seconds(12);

/// Goes through the files of one camera.
class SegmentJudge {
public:
    SegmentJudge(const RecordingFolder& folder, Instant origin)
        : folder_(folder), origin_(origin) {}

    void take(const ports::RecordedSegment& segment) {
        const OpenFile file = folder_.open_file(segment.file);
        if (!file) {
            return;
        }
        // The descriptor is of the very file that was listed, whatever has its name by now.
        auto opened = Demuxer::open({.url = fmt::format("/proc/self/fd/{}", file.descriptor())});
        auto* demuxer = std::get_if<Demuxer>(&opened);
        if (demuxer == nullptr) {
            return;
        }
        auto decoder = Decoder::open(demuxer->codec_parameters());
        if (!std::holds_alternative<Decoder>(decoder)) {
            return;
        }
        begin(std::move(std::get<Decoder>(decoder)));
        for (auto read = demuxer->read(); std::holds_alternative<Packet>(read);
             read = demuxer->read()) {
            take_packet(segment, std::get<Packet>(read));
        }
    }

    std::vector<PictureSeen> finish() {
        if (!examination_) {
            return {};
        }
        std::vector<PictureSeen> faults;
        for (const FaultInterval& fault : examination_->finish(now_)) {
            faults.push_back({{origin_ + fault.from, origin_ + fault.to},
                              rules::StreamSeen::faulty,
                              fault.fault});
        }
        return pictures_between(checks_, faults);
    }

private:
    void begin(Decoder decoder) {
        if (examination_) {
            examination_->resume(std::move(decoder));
            return;
        }
        ExaminationSettings settings;
        settings.effort = Effort::thrifty;
        settings.on_compared = [this](const Picture&) { note_check(); };
        examination_.emplace(std::move(decoder), std::move(settings));
    }

    void take_packet(const ports::RecordedSegment& segment, const Packet& packet) {
        // Wall time goes on evenly over the segment, as the coverage takes it too.
        const auto part = static_cast<long double>(segment.wall_length.us) /
                          static_cast<long double>(segment.media_length.us);
        const Duration into{
            static_cast<std::int64_t>(static_cast<long double>(packet.stamp.us) * part)};
        now_ = std::max(now_, segment.start + into - origin_);
        examination_->take(packet, now_);
    }

    void note_check() {
        Judge& judge = examination_->judge();
        checks_.push_back({origin_ + now_, judge.learning(now_) || !judge.can_tell_frozen()});
    }

    const RecordingFolder& folder_;
    Instant origin_;
    Duration now_;
    std::optional<Examination> examination_;
    std::vector<PictureChecked> checks_;
};

}  // namespace

std::vector<PictureSeen> pictures_between(const std::vector<PictureChecked>& checks,
                                          const std::vector<PictureSeen>& faults) {
    std::vector<PictureSeen> seen = faults;
    for (std::size_t i = 1; i < checks.size(); ++i) {
        const PictureChecked& before = checks[i - 1];
        const PictureChecked& after = checks[i];
        if (after.at <= before.at || after.at - before.at > checks_apart_max) {
            continue;
        }
        const rules::StreamSeen what = before.proves_nothing || after.proves_nothing
                                           ? rules::StreamSeen::unproven
                                           : rules::StreamSeen::healthy;
        const Interval between{before.at, after.at};
        if (!seen.empty() && seen.back().seen == what && seen.back().when.to == between.from &&
            seen.size() > faults.size()) {
            seen.back().when.to = between.to;
        } else {
            seen.push_back({between, what, {}});
        }
    }
    return seen;
}

std::vector<PictureSeen> judge_segments(const RecordingFolder& folder,
                                        const std::vector<ports::RecordedSegment>& segments,
                                        Interval window) {
    std::vector<ports::RecordedSegment> judged;
    for (const ports::RecordedSegment& segment : segments) {
        if (is_readable(segment) && segment.start < window.to && segment.end() > window.from) {
            judged.push_back(segment);
        }
    }
    if (judged.empty()) {
        return {};
    }
    std::ranges::sort(judged, {}, &ports::RecordedSegment::start);
    SegmentJudge judge(folder, judged.front().start);
    for (const ports::RecordedSegment& segment : judged) {
        judge.take(segment);
    }
    return judge.finish();
}

}  // namespace labd::camera
