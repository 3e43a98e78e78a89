#include "labd/camera/footage/plan.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace labd::camera {

namespace {

using ports::RecordedSegment;
using ports::SegmentState;

bool is_whole(const RecordedSegment& segment) {
    const bool is_closed =
        segment.state == SegmentState::final || segment.state == SegmentState::changed;
    return is_closed && !segment.file.empty() && segment.media_length > Duration{} &&
           segment.wall_length > Duration{};
}

bool goes_on(const RecordedSegment& a, const RecordedSegment& b) {
    return is_whole(b) && a.run == b.run && b.sequence == a.sequence + 1;
}

/// What of a segment can be shown without a break around an instant; nothing when it is in a hole.
std::optional<Interval> stretch_at(const RecordedSegment& segment, Instant at) {
    Interval found{segment.start, segment.end()};
    for (const ports::MediaSpan& hole : segment.holes) {
        const Interval missing{instant_of(segment, hole.from), instant_of(segment, hole.to)};
        if (missing.to <= at) {
            found.from = std::max(found.from, missing.to);
        } else if (missing.from > at) {
            found.to = std::min(found.to, missing.from);
        } else {
            return std::nullopt;
        }
    }
    return found.from <= at && at < found.to ? std::optional(found) : std::nullopt;
}

class Planner {
public:
    Planner(const std::vector<RecordedSegment>& segments, Interval wanted, Instant now,
            const PlanLimits& limits)
        : segments_(segments), wanted_(wanted), now_(now), limits_(limits) {}

    Plan run() {
        at_ = wanted_.from;
        while (at_ < wanted_.to && plan_.parts.size() < limits_.parts_max && !plan_.still_written) {
            const std::optional<std::size_t> first = covering();
            if (first) {
                add_clip(*first);
            } else {
                add_gap();
            }
        }
        return std::move(plan_);
    }

private:
    /// Of several the one that began last.
    std::optional<std::size_t> covering() const {
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            const bool covers = is_whole(segments_[i]) && stretch_at(segments_[i], at_);
            if (covers && (!best || segments_[*best].start < segments_[i].start)) {
                best = i;
            }
        }
        return best;
    }

    std::optional<std::size_t> next_of(const RecordedSegment& segment) const {
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            if (goes_on(segment, segments_[i])) {
                return i;
            }
        }
        return std::nullopt;
    }

    void add_clip(std::size_t first) {
        PlannedPart part;
        const Instant most = std::min(wanted_.to, at_ + limits_.part_max);
        Instant end = stretch_at(segments_[first], at_)->to;
        part.segments.push_back(first);
        while (end < most && part.segments.size() < limits_.segments_max) {
            const RecordedSegment& last = segments_[part.segments.back()];
            const std::optional<std::size_t> next =
                end == last.end() ? next_of(last) : std::nullopt;
            if (!next || segments_[*next].end() <= end) {
                break;
            }
            const RecordedSegment& segment = segments_[*next];
            const bool begins_with_hole =
                !segment.holes.empty() && segment.holes.front().from <= Duration{};
            if (begins_with_hole) {
                break;
            }
            part.segments.push_back(*next);
            end = segment.holes.empty() ? segment.end()
                                        : instant_of(segment, segment.holes.front().from);
        }
        part.when = {at_, std::min(end, most)};
        at_ = part.when.to;
        plan_.parts.push_back(std::move(part));
    }

    void add_gap() {
        if (is_written(at_)) {
            plan_.still_written = true;
            return;
        }
        Instant end = wanted_.to;
        bool is_unreadable = false;
        for (const RecordedSegment& segment : segments_) {
            end = narrowed(segment, end);
            const bool is_there = !segment.file.empty() && segment.start <= at_ &&
                                  at_ < segment.end() && segment.state != SegmentState::open;
            is_unreadable = is_unreadable || is_there;
        }
        // What is not there yet may still be closed and named.
        const Instant certain = std::min(end, now_ - limits_.settled);
        plan_.still_written = certain < end || is_written(end);
        if (at_ < certain) {
            plan_.parts.push_back(
                {{at_, certain}, {}, is_unreadable ? "unreadable" : "no_recording"});
            at_ = certain;
        } else {
            plan_.still_written = true;
        }
    }

    /// The gap ends where something begins that can be shown, is written, or cannot be read.
    Instant narrowed(const RecordedSegment& segment, Instant end) const {
        std::vector<Instant> edges{segment.start, segment.end()};
        for (const ports::MediaSpan& hole : segment.holes) {
            edges.push_back(instant_of(segment, hole.to));
        }
        for (const Instant edge : edges) {
            if (at_ < edge && edge < end) {
                end = edge;
            }
        }
        return end;
    }

    /// Whether a file that is still written begins here.
    bool is_written(Instant at) const {
        return at < wanted_.to && std::ranges::any_of(segments_, [&](const auto& segment) {
                   return segment.state == SegmentState::open && segment.start <= at;
               });
    }

    const std::vector<RecordedSegment>& segments_;
    Interval wanted_;
    Instant now_;
    const PlanLimits& limits_;
    Instant at_;
    Plan plan_;
};

std::int64_t scaled(std::int64_t value, Duration to, Duration from) {
    const double factor = static_cast<double>(to.us) / static_cast<double>(from.us);
    return from.us <= 0 || from == to ? value : std::llround(static_cast<double>(value) * factor);
}

}  // namespace

Plan plan_parts(const std::vector<RecordedSegment>& segments, Interval wanted, Instant now,
                const PlanLimits& limits) {
    return Planner(segments, wanted, now, limits).run();
}

Duration media_offset(const RecordedSegment& segment, Instant at) {
    return {scaled((at - segment.start).us, segment.media_length, segment.wall_length)};
}

Instant instant_of(const RecordedSegment& segment, Duration offset) {
    return segment.start + Duration{scaled(offset.us, segment.wall_length, segment.media_length)};
}

}  // namespace labd::camera
