#include "labd/camera/recordings/camera_digests.h"

#include <algorithm>
#include <utility>

#include "labd/camera/recordings/coverage.h"
#include "labd/camera/recordings/runs.h"

namespace labd::camera {

namespace {

using ports::RecordedSegment;
using ports::SegmentState;

/// Losses nearer to each other than this are told as one.
constexpr Duration together = seconds(2);

std::optional<Loss::Kind> kind_of(const RecordedSegment& segment, const ManifestLine& line) {
    switch (segment.state) {
        case SegmentState::deleted: return Loss::Kind::deleted;
        case SegmentState::changed: return Loss::Kind::changed;
        case SegmentState::unreadable:
            return segment.bytes != line.bytes || (segment.digest && *segment.digest != line.digest)
                       ? std::optional(Loss::Kind::unreadable)
                       : std::nullopt;
        default: return std::nullopt;
    }
}

/// What could be read if the picture was good all the time.
std::vector<Interval> readable_in(Interval span, const std::vector<RecordedSegment>& segments,
                                  Instant looked_until) {
    CoverageQuestion question;
    question.window = span;
    question.segments = segments;
    question.camera_known = true;
    question.pictures = {{span, rules::StreamSeen::healthy, {}}};
    question.looked_until = looked_until;
    std::vector<Interval> readable;
    for (const CoverageInterval& one : coverage_of(question).intervals) {
        if (one.state == domain::Footage::recorded) {
            readable.push_back(one.when);
        }
    }
    return readable;
}

}  // namespace

std::vector<Loss> losses_of(const Manifest& manifest, std::vector<RecordedSegment> segments) {
    compare_with_manifest(manifest, segments);
    std::vector<Loss> losses;
    for (const ManifestLine& line : manifest.lines) {
        const auto segment = std::ranges::find_if(segments, [&](const RecordedSegment& one) {
            return one.camera == manifest.camera && one.file == line.file;
        });
        const auto kind = segment == segments.end() ? std::nullopt : kind_of(*segment, line);
        if (!kind) {
            continue;
        }
        const Interval when{line.start, line.start + line.wall_length};
        if (!losses.empty() && losses.back().kind == *kind &&
            when.from - losses.back().when.to <= together) {
            losses.back().when.to = std::max(losses.back().when.to, when.to);
        } else {
            losses.push_back({*kind, when});
        }
    }
    return losses;
}

CameraDigests::CameraDigests(CameraDigestSettings settings, Now now, Rest rest)
    : settings_(std::move(settings)),
      now_(std::move(now)),
      rest_(std::move(rest)),
      store_(settings_.manifests) {}

std::optional<std::vector<RecordedSegment>> CameraDigests::list(Interval when,
                                                                Instant* looked_until) {
    if (!folder_) {
        Result<SegmentFolder> opened = SegmentFolder::open(settings_.folder, now_);
        if (!opened) {
            return std::nullopt;
        }
        folder_.emplace(std::move(*opened));
        folder_->keep_facts();
    }
    Result<ports::RecordingList> list = folder_->list(settings_.camera, when);
    if (!list) {
        folder_.reset();
        return std::nullopt;
    }
    if (std::ranges::find(list->cameras, settings_.camera) == list->cameras.end()) {
        return std::nullopt;
    }
    if (looked_until != nullptr) {
        *looked_until = list->looked_until;
    }
    return std::move(list->segments);
}

std::vector<DigestedSpan> CameraDigests::recent(Instant now) {
    has_started_ = true;
    for (const Instant from : store_.kept_since(settings_.camera, now - settings_.kept)) {
        kept_.insert(from);
    }
    Result<KeptManifests> kept = store_.read(settings_.camera, {now - back_max, now});
    std::vector<DigestedSpan> spans;
    if (kept) {
        for (Manifest& manifest : kept->manifests) {
            spans.push_back({std::move(manifest), {}});
        }
    }
    return spans;
}

std::vector<DigestedSpan> CameraDigests::digest_due() {
    const Instant now = now_();
    std::vector<DigestedSpan> made;
    if (!has_started_) {
        made = recent(now);
    }
    empty_.erase(empty_.begin(), empty_.lower_bound(now - back_max - manifest_span));
    const Instant until = now - settings_.segment - quiet_when_closed;
    bool goes_on = true;
    for (Instant from = manifest_start(now - back_max); goes_on && from + manifest_span <= until;
         from = from + manifest_span) {
        if (!kept_.contains(from) && !empty_.contains(from)) {
            goes_on = digest_span(from, made);
        }
    }
    return made;
}

bool CameraDigests::digest_span(Instant from, std::vector<DigestedSpan>& made) {
    const Interval span{from, from + manifest_span};
    Instant looked_until;
    auto segments = list(span, &looked_until);
    if (!segments) {
        return false;
    }
    for (RecordedSegment& segment : *segments) {
        std::vector<RecordedSegment> one{std::move(segment)};
        digest_segments(folder_->folder(), span, one);
        segment = std::move(one.front());
        if (segment.digest && !rest_(segment.bytes)) {
            return false;
        }
    }
    bool is_empty = std::ranges::none_of(*segments, [&](const auto& segment) {
        return segment.state == SegmentState::open && segment.start < span.to;
    });
    for (Manifest& manifest : manifests_of(settings_.camera, *segments, span, looked_until)) {
        is_empty = is_empty && manifest.from != from;
        if (manifest.from == from && store_.keep(manifest)) {
            kept_.insert(from);
            made.push_back({std::move(manifest), readable_in(span, *segments, looked_until)});
        }
    }
    if (is_empty) {
        empty_.insert(from);
    }
    return true;
}

std::vector<Loss> CameraDigests::look_again() {
    const Instant now = now_();
    kept_.erase(kept_.begin(), kept_.lower_bound(now - settings_.kept + manifest_span));
    if (kept_.empty()) {
        return {};
    }
    const auto chosen =
        std::next(kept_.begin(), static_cast<std::ptrdiff_t>(random_() % kept_.size()));
    const Interval span{*chosen, *chosen + manifest_span};
    const Result<KeptManifests> kept = store_.read(settings_.camera, span);
    if (!kept || kept->manifests.empty() || kept->manifests.front().lines.empty()) {
        return {};
    }
    const Manifest& manifest = kept->manifests.front();
    auto segments = list(span, nullptr);
    if (!segments) {
        return {};
    }
    const ManifestLine& sample = manifest.lines[random_() % manifest.lines.size()];
    for (RecordedSegment& segment : *segments) {
        if (segment.file == sample.file) {
            std::vector<RecordedSegment> one{std::move(segment)};
            digest_segments(folder_->folder(), span, one);
            segment = std::move(one.front());
            rest_(segment.bytes);
        }
    }
    return losses_of(manifest, std::move(*segments));
}

}  // namespace labd::camera
