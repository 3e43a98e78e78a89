#include "labd/camera/recordings/runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "labd/camera/recordings/follow.h"

namespace labd::camera {

namespace {

using ports::EndReason;
using ports::RecordedSegment;
using ports::SegmentState;
using ports::StartTrust;

/// Dates of files that agree lie this near to each other; those this far from the rest lie.
constexpr Duration dates_agree = seconds(2);
constexpr Duration dates_contradict = seconds(5);
constexpr std::size_t dates_needed = 4;
/// Names lag behind the first frame by what the network and the writer take, now more, now less.
constexpr Duration names_jitter = milliseconds(500);
/// MediaMTX dates a segment by its first packet's arrival.
constexpr Duration arrival_jitter = milliseconds(500);
/// A date in the future is that of another clock up to here.
constexpr Duration clocks_apart_max = minutes(10);
/// How sure a start is that is reckoned from a file's date.
constexpr Duration guess_uncertainty = seconds(2);

std::string hex_of(const std::array<std::uint8_t, 16>& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

/// So many segments of others may lie between two that follow each other.
constexpr std::size_t overlaps_max = 4;

/// Readings that go on from each other without a break.
using Run = std::vector<Reading*>;

class SegmentMaker {
public:
    SegmentMaker(std::vector<ObservedFile> files, Instant now)
        : files_(std::move(files)), now_(now) {
        std::ranges::sort(files_, [](const ObservedFile& a, const ObservedFile& b) {
            return std::tie(a.named, a.number, a.file) < std::tie(b.named, b.number, b.file);
        });
    }

    CameraSegments make() {
        for (const ObservedFile& file : files_) {
            Reading reading = read(file);
            const bool readable = reading.segment.state != SegmentState::unreadable &&
                                  reading.segment.frames > 0 && file.named;
            (readable ? readable_ : others_).push_back(std::move(reading));
        }
        arrange();
        offset_ = measure_offset();
        if (dispute()) {
            arrange();
        }
        give_lengths_to_others();
        return collect();
    }

private:
    Reading read(const ObservedFile& file) const {
        const MediaFacts& facts = file.facts;
        RecordedSegment segment;
        segment.camera = file.camera;
        segment.adapter = facts.mediamtx ? "mediamtx" : "files";
        segment.file = file.file;
        segment.start = file.named.value_or(file.written - facts.length);
        segment.uncertainty = file.named ? file.resolution : guess_uncertainty;
        segment.trust = file.named ? StartTrust::stated : StartTrust::guessed;
        if (facts.mediamtx) {
            segment.start = facts.mediamtx->wall_time;
            segment.uncertainty = microseconds(1);
        }
        segment.media_length = facts.length;
        segment.wall_length = facts.length;
        segment.media_start = facts.start;
        segment.first_keyframe = facts.first_keyframe;
        segment.frames = facts.frames;
        segment.keyframes = facts.keyframes;
        segment.largest_frame_gap = facts.largest_frame_gap;
        segment.holes = facts.holes;
        segment.bytes = static_cast<std::uint64_t>(file.bytes);
        segment.written = file.written;
        segment.problem = facts.problem;
        const bool newest = file.named && &file == &files_.back();
        const Duration quiet = now_ - file.written;
        if (newest && quiet < quiet_when_closed && quiet > -clocks_apart_max) {
            segment.state = SegmentState::open;
            segment.end_reason = EndReason::growing;
        } else if (facts.problem.empty()) {
            segment.state = SegmentState::final;
            segment.end_reason = facts.cut ? EndReason::cut : EndReason::stopped;
        }
        return {&file, std::move(segment)};
    }

    /// Gives every readable segment the one that it goes on from, its run and its number.
    void chain() {
        std::size_t runs = 0;
        std::vector<bool> followed(readable_.size());
        for (std::size_t i = 0; i < readable_.size(); ++i) {
            Reading& reading = readable_[i];
            const auto& mediamtx = reading.file->facts.mediamtx;
            const auto [before, how] = find_before(i, followed);
            if (how == Follows::no) {
                reading.segment.run =
                    mediamtx ? hex_of(mediamtx->stream) : fmt::format("{}", ++runs);
            } else {
                followed[before] = true;
                go_on(readable_[before], reading, how);
                reading.before = before;
                reading.how = how;
            }
            if (mediamtx) {
                reading.segment.sequence = mediamtx->number;
            } else if (reading.file->number) {
                reading.segment.sequence = *reading.file->number;
            }
        }
    }

    /// Of the few segments before it the one that it goes on from best: another recorder's may lie
    /// in between.
    std::pair<std::size_t, Follows> find_before(std::size_t index,
                                                const std::vector<bool>& followed) const {
        std::pair<std::size_t, Follows> best{0, Follows::no};
        Duration best_distance;
        const Reading& reading = readable_[index];
        for (std::size_t i = index - std::min<std::size_t>(index, overlaps_max); i < index; ++i) {
            const Follows how = followed[i] ? Follows::no : follows(readable_[i], reading);
            const Duration distance = size_of(reading.segment.start - readable_[i].segment.end());
            const bool better =
                how != Follows::no && (best.second == Follows::no || how < best.second ||
                                       (how == best.second && distance <= best_distance));
            if (better) {
                best = {i, how};
                best_distance = distance;
            }
        }
        return best;
    }

    static void go_on(Reading& before, Reading& reading, Follows how) {
        reading.segment.run = before.segment.run;
        reading.segment.sequence = before.segment.sequence + (how == Follows::directly ? 1 : 2);
        // A number alone may skip any length of time.
        const bool placed = how == Follows::directly || !reading.file->number;
        reading.linked = reading.linked || placed;
        before.linked = before.linked || placed;
        if (how == Follows::directly && before.segment.end_reason == EndReason::stopped) {
            before.segment.end_reason = EndReason::next;
        }
    }

    /// Orders the readable ones, finds the runs, and settles when each segment began.
    void arrange() {
        for (Reading& reading : readable_) {
            reading = read(*reading.file);
        }
        std::ranges::sort(readable_, {}, [](const Reading& r) { return r.segment.start; });
        chain();
        // The readings that go on without a break, by the last of each.
        std::map<std::size_t, Run> unbroken;
        for (std::size_t i = 0; i < readable_.size(); ++i) {
            Run part;
            if (readable_[i].how == Follows::directly) {
                part = std::move(unbroken.extract(readable_[i].before).mapped());
            }
            part.push_back(&readable_[i]);
            unbroken[i] = std::move(part);
        }
        for (const auto& [last, part] : unbroken) {
            settle(part);
        }
    }

    /// Starts and wall lengths of segments that follow each other without a break.
    static void settle(const Run& run) {
        if (run.size() < 2) {
            return;
        }
        if (run.front()->file->facts.mediamtx) {
            settle_mediamtx(run);
            return;
        }
        Duration media;
        for (std::size_t i = 0; i + 1 < run.size(); ++i) {
            media += run[i]->segment.media_length;
        }
        const Duration clock = run.back()->segment.start - run.front()->segment.start;
        if (fit(run, 1.0L) || (clock > Duration{} && fit(run, ratio_of(clock, media)))) {
            return;
        }
        for (std::size_t i = 0; i + 1 < run.size(); ++i) {
            reach(run[i]->segment, run[i + 1]->segment.start - run[i]->segment.start,
                  run[i + 1]->file->resolution);
        }
    }

    static long double ratio_of(Duration clock, Duration media) {
        return static_cast<long double>(clock.us) / static_cast<long double>(media.us);
    }

    static Duration scaled(Duration duration, long double ratio) {
        return {static_cast<std::int64_t>(static_cast<long double>(duration.us) * ratio)};
    }

    /// One start for the whole run that agrees with every name, when the clock goes `ratio` times
    /// as fast as the time stamps. False when there is none.
    static bool fit(const Run& run, long double ratio) {
        Duration elapsed;
        Instant earliest = run.front()->segment.start;
        Instant latest = earliest + run.front()->file->resolution;
        for (const Reading* reading : run) {
            const Instant begin = reading->segment.start - scaled(elapsed, ratio);
            earliest = std::max(earliest, begin);
            latest = std::min(latest, begin + reading->file->resolution);
            elapsed += reading->segment.media_length;
        }
        const Duration contradiction = earliest - latest;
        if (contradiction > names_jitter) {
            return false;
        }
        const Instant start = std::min(earliest, latest);
        elapsed = {};
        for (Reading* reading : run) {
            RecordedSegment& segment = reading->segment;
            segment.start = start + scaled(elapsed, ratio);
            segment.uncertainty = std::max(size_of(contradiction), microseconds(1));
            elapsed += segment.media_length;
            segment.wall_length = start + scaled(elapsed, ratio) - segment.start;
        }
        return true;
    }

    /// MediaMTX says both clocks at every start.
    static void settle_mediamtx(const Run& run) {
        for (std::size_t i = 0; i + 1 < run.size(); ++i) {
            RecordedSegment& segment = run[i]->segment;
            const MediamtxInfo& info = *run[i]->file->facts.mediamtx;
            const MediamtxInfo& next = *run[i + 1]->file->facts.mediamtx;
            const Duration media = next.decoding_time - info.decoding_time;
            if (media - segment.media_length > stamp_tolerance) {
                segment.end_reason = EndReason::cut;
            } else {
                reach(segment, next.wall_time - info.wall_time, arrival_jitter);
            }
        }
    }

    /// Makes a segment last up to its next.
    static void reach(RecordedSegment& segment, Duration clock, Duration uncertainty) {
        if (clock > Duration{} && segment.end_reason != EndReason::cut) {
            segment.wall_length = clock;
            segment.wall_uncertainty = uncertainty;
        }
    }

    /// Closed as it should be, so that its date says when it ended.
    static bool has_date(const Reading& reading) {
        return reading.segment.state == SegmentState::final && !reading.file->facts.cut;
    }

    /// When the file was last written after the segment's end.
    static Duration lag_of(const Reading& reading) {
        return reading.file->written - reading.segment.end();
    }

    ports::ClockOffset measure_offset() const {
        ports::ClockOffset offset;
        std::vector<Duration> lags;
        for (const Reading& reading : readable_) {
            if (has_date(reading)) {
                lags.push_back(lag_of(reading));
            }
        }
        offset.files = lags.size();
        if (lags.empty()) {
            return offset;
        }
        std::ranges::sort(lags);
        offset.median = lags[lags.size() / 2];
        for (Duration& lag : lags) {
            lag = size_of(lag - offset.median);
        }
        std::ranges::sort(lags);
        offset.spread = lags[(lags.size() - 1) * 9 / 10];
        const auto agree = static_cast<std::size_t>(
            std::ranges::count_if(lags, [](Duration lag) { return lag <= dates_agree; }));
        offset.measured = lags.size() >= dates_needed && agree * 4 >= lags.size() * 3;
        return offset;
    }

    /// Takes out the files whose dates contradict their names while the others' agree. A file that
    /// goes on from its neighbour is where it says, whatever its date.
    bool dispute() {
        if (!offset_.measured) {
            return false;
        }
        std::vector<Reading> kept;
        for (Reading& reading : readable_) {
            const Duration off = size_of(lag_of(reading) - offset_.median);
            const bool contradicts =
                has_date(reading) && off > dates_contradict + reading.file->resolution;
            if (contradicts && !reading.linked) {
                reading.segment.trust = StartTrust::disputed;
                others_.push_back(std::move(reading));
            } else {
                kept.push_back(std::move(reading));
            }
        }
        const bool any = kept.size() != readable_.size();
        readable_ = std::move(kept);
        return any;
    }

    /// How long what can't be read would have lasted: as long as the others, up to the next file.
    void give_lengths_to_others() {
        std::vector<Duration> lengths;
        std::vector<Instant> starts;
        for (const Reading& reading : readable_) {
            lengths.push_back(reading.segment.media_length);
            starts.push_back(reading.segment.start);
        }
        for (const Reading& reading : others_) {
            starts.push_back(reading.segment.start);
        }
        std::ranges::sort(lengths);
        std::ranges::sort(starts);
        for (Reading& reading : others_) {
            RecordedSegment& segment = reading.segment;
            if (segment.trust != StartTrust::stated) {
                continue;
            }
            const auto next = std::ranges::upper_bound(starts, segment.start);
            Duration length = reading.file->written - segment.start;
            if (!lengths.empty()) {
                length = lengths[lengths.size() / 2];
            } else if (next != starts.end()) {
                length = *next - segment.start;
            }
            if (next != starts.end()) {
                length = std::min(length, *next - segment.start);
            }
            segment.wall_length = std::clamp(length, Duration{}, hours(1));
        }
    }

    CameraSegments collect() {
        CameraSegments made;
        for (std::size_t i = 0; i < readable_.size(); ++i) {
            if (readable_[i].how == Follows::after_missing) {
                add_missing(readable_[readable_[i].before].segment, readable_[i].segment,
                            made.segments);
            }
            made.segments.push_back(readable_[i].segment);
        }
        for (Reading& reading : others_) {
            made.segments.push_back(std::move(reading.segment));
        }
        std::ranges::sort(made.segments, [](const RecordedSegment& a, const RecordedSegment& b) {
            return std::tie(a.start, a.sequence, a.file) < std::tie(b.start, b.sequence, b.file);
        });
        made.offset = offset_;
        if (!files_.empty()) {
            made.offset.camera = files_.front().camera;
        }
        return made;
    }

    static void add_missing(const RecordedSegment& a, const RecordedSegment& b,
                            std::vector<RecordedSegment>& segments) {
        const bool skipped = a.run == b.run && b.sequence > a.sequence + 1;
        if (!skipped || a.end_reason == EndReason::cut || a.end() >= b.start) {
            return;
        }
        RecordedSegment missing;
        missing.camera = a.camera;
        missing.adapter = a.adapter;
        missing.run = a.run;
        missing.sequence = a.sequence + 1;
        missing.start = a.end();
        missing.uncertainty = a.uncertainty;
        missing.wall_length = b.start - a.end();
        missing.state = SegmentState::missing;
        missing.problem = "its number is skipped";
        segments.push_back(std::move(missing));
    }

    std::vector<ObservedFile> files_;
    Instant now_;
    ports::ClockOffset offset_;
    std::vector<Reading> readable_;
    std::vector<Reading> others_;
};

}  // namespace

CameraSegments segments_of(std::vector<ObservedFile> files, Instant now) {
    return SegmentMaker(std::move(files), now).make();
}

}  // namespace labd::camera
