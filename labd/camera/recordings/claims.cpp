#include "labd/camera/recordings/claims.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "labd/core/assert.h"

namespace labd::camera {

namespace {

using ports::RecordedSegment;
using ports::SegmentState;
using ports::StartTrust;

/// Nearer than this, two segments touch.
constexpr Duration touching = milliseconds(1);
constexpr std::int64_t drift_divisor = 50;

/// Where a stretch of media time lies on the wall's clock.
Instant on_the_wall(const RecordedSegment& segment, Duration media) {
    if (segment.media_length == segment.wall_length) {
        return segment.start + media;
    }
    const auto scaled = static_cast<long double>(media.us) *
                        static_cast<long double>(segment.wall_length.us) /
                        static_cast<long double>(segment.media_length.us);
    return segment.start + microseconds(static_cast<std::int64_t>(scaled));
}

bool starts_before(const RecordedSegment& a, const RecordedSegment& b) {
    return std::tie(a.start, a.run, a.sequence, a.file, a.wall_length) <
           std::tie(b.start, b.run, b.sequence, b.file, b.wall_length);
}

class ClaimMaker {
public:
    ClaimMaker(std::vector<RecordedSegment> segments, Instant looked_until)
        : segments_(std::move(segments)), looked_until_(looked_until) {
        std::ranges::sort(segments_, starts_before);
    }

    Claims make() {
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            const RecordedSegment& segment = segments_[i];
            if (is_readable(segment)) {
                claim_readable(i);
            } else {
                claim_unusable(segment);
            }
        }
        unite();
        return std::move(made_);
    }

private:
    void add(Instant from, Instant to, ClaimKind kind) {
        if (from < to) {
            made_.claims.push_back({{from, to}, kind});
        }
    }

    void claim_unusable(const RecordedSegment& segment) {
        if (segment.state == SegmentState::open) {
            add(segment.start, looked_until_, ClaimKind::being_written);
            return;
        }
        ClaimKind kind = ClaimKind::unreadable;
        if (segment.state == SegmentState::deleted) {
            kind = ClaimKind::deleted;
        } else if (segment.state == SegmentState::changed) {
            kind = ClaimKind::changed;
        } else if (segment.state == SegmentState::missing) {
            kind = ClaimKind::missing;
        } else if (segment.trust != StartTrust::stated) {
            kind = segment.trust == StartTrust::disputed ? ClaimKind::disputed : ClaimKind::renamed;
        }
        add(segment.start, segment.end(), kind);
    }

    /// The end of a segment's content: an overlap belongs to the next of its run.
    Instant content_end(std::size_t index) const {
        const RecordedSegment& segment = segments_[index];
        for (std::size_t j = index + 1; j < segments_.size(); ++j) {
            const RecordedSegment& next = segments_[j];
            if (next.start >= segment.end()) {
                break;
            }
            if (is_readable(next) && next.run == segment.run && next.start > segment.start) {
                return next.start;
            }
        }
        return segment.end();
    }

    void claim_readable(std::size_t index) {
        const RecordedSegment& segment = segments_[index];
        const Instant end = content_end(index);
        const Instant decodable = std::min(on_the_wall(segment, segment.first_keyframe), end);
        add(segment.start, decodable, ClaimKind::no_keyframe);
        Instant from = decodable;
        for (const ports::MediaSpan& hole : segment.holes) {
            const Instant hole_from = std::clamp(on_the_wall(segment, hole.from), from, end);
            const Instant hole_to = std::clamp(on_the_wall(segment, hole.to), hole_from, end);
            add_content(index, from, hole_from);
            add(hole_from, hole_to, ClaimKind::frames_missing);
            from = hole_to;
        }
        add_content(index, from, end);
        if (has_drift(segment)) {
            add(segment.start, end, ClaimKind::drift);
        }
        if (segment.state == SegmentState::open) {
            add(segment.end(), looked_until_, ClaimKind::being_written);
        }
    }

    void add_content(std::size_t index, Instant from, Instant to) {
        if (from < to) {
            const Edge edge{segments_[index].uncertainty, index};
            contents_.push_back({{from, to}, edge, edge});
        }
    }

    /// Joins what touches, and says what lies between what does not.
    void unite() {
        std::ranges::sort(contents_, [](const Stretch& a, const Stretch& b) {
            return std::tie(a.when, a.from.segment) < std::tie(b.when, b.from.segment);
        });
        for (const Stretch& content : contents_) {
            if (made_.stretches.empty() || !join(made_.stretches.back(), content)) {
                made_.stretches.push_back(content);
            }
        }
        for (const Stretch& stretch : made_.stretches) {
            add(stretch.when.from, stretch.when.to, ClaimKind::content);
        }
    }

    bool join(Stretch& last, const Stretch& content) {
        const Duration hole = content.when.from - last.when.to;
        const bool joined = hole <= touching || (follows(last.to.segment, content.from.segment) &&
                                                 hole <= uncertainty_of(last, content));
        if (!joined) {
            claim_between(last, content);
            return false;
        }
        if (content.when.to > last.when.to) {
            last.when.to = content.when.to;
            last.to = content.to;
        }
        return true;
    }

    static Duration uncertainty_of(const Stretch& last, const Stretch& next) {
        return last.to.uncertainty + next.from.uncertainty;
    }

    bool follows(std::size_t first, std::size_t second) const {
        const RecordedSegment& a = segments_[first];
        const RecordedSegment& b = segments_[second];
        return a.run == b.run && a.sequence + 1 == b.sequence;
    }

    /// Two pieces of content with time between them.
    void claim_between(const Stretch& last, const Stretch& next) {
        const Instant from = last.when.to;
        const Instant to = next.when.from;
        const RecordedSegment& a = segments_[last.to.segment];
        const RecordedSegment& b = segments_[next.from.segment];
        // What lies between the pieces of one segment was said when it was cut into them.
        if (last.to.segment == next.from.segment) {
            return;
        }
        const bool cut = a.end_reason == ports::EndReason::cut && from == a.end();
        if (cut) {
            add(from, to, ClaimKind::truncated);
        } else if (follows(last.to.segment, next.from.segment)) {
            add(from, to, ClaimKind::clock_step);
        } else if (a.run == b.run && b.sequence > a.sequence && !has_between(a, b)) {
            add(from, to, ClaimKind::missing);
        } else if (to - from <= std::max(last.to.uncertainty, next.from.uncertainty)) {
            add(from, to, ClaimKind::edge_uncertain);
        }
    }

    /// What lies between is there, and says itself what is wrong with it.
    bool has_between(const RecordedSegment& a, const RecordedSegment& b) const {
        return std::ranges::any_of(segments_, [&](const RecordedSegment& other) {
            return other.run == a.run && other.state == SegmentState::changed &&
                   a.sequence < other.sequence && other.sequence < b.sequence;
        });
    }

    std::vector<RecordedSegment> segments_;
    Instant looked_until_;
    std::vector<Stretch> contents_;
    Claims made_;
};

}  // namespace

bool is_readable(const RecordedSegment& segment) {
    const bool kept = segment.state == SegmentState::final || segment.state == SegmentState::open;
    return kept && segment.trust == StartTrust::stated && segment.keyframes > 0 &&
           segment.media_length > Duration{} && segment.wall_length > Duration{};
}

bool has_drift(const RecordedSegment& segment) {
    const Duration difference = segment.wall_length - segment.media_length;
    const std::int64_t size = difference.us < 0 ? -difference.us : difference.us;
    return size > segment.media_length.us / drift_divisor + segment.wall_uncertainty.us;
}

Claims claims_of(std::vector<RecordedSegment> segments, Instant looked_until) {
    return ClaimMaker(std::move(segments), looked_until).make();
}

}  // namespace labd::camera
