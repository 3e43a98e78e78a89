// What holds of every set of segments and pictures, and a second way to the same answer.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "labd/camera/recordings/coverage.h"

namespace labd::camera {
namespace {

using domain::Footage;
using ports::RecordedSegment;
using ports::SegmentState;
using ports::StartTrust;
using rules::StreamSeen;

constexpr std::int64_t cell_us = 100'000;
constexpr int cells = 400;

Instant cell(int index) { return Instant{index * cell_us}; }

Duration lasting(int count) { return {count * cell_us}; }

int below(int limit) { return *rc::gen::inRange(0, limit); }

RecordedSegment any_segment(bool lonely, int index) {
    RecordedSegment made;
    made.file = std::to_string(index);
    made.run = lonely ? made.file : std::string(1, static_cast<char>('a' + below(3)));
    made.sequence = static_cast<std::uint64_t>(below(6));
    made.start = cell(below(cells));
    made.uncertainty = lonely ? Duration{} : lasting(below(4));
    made.media_length = lasting(below(60));
    made.wall_length = made.media_length + (below(5) == 0 ? lasting(below(5)) : Duration{});
    made.frames = made.keyframes = static_cast<std::uint64_t>(below(8));
    made.state = static_cast<SegmentState>(below(7));
    made.trust = below(6) == 0 ? static_cast<StartTrust>(below(3)) : StartTrust::stated;
    if (below(3) == 0) {
        made.first_keyframe = lasting(below(10));
    }
    if (below(3) == 0) {
        const int from = below(40);
        made.holes = {{lasting(from), lasting(from + 10 + below(20))}};
    }
    if (!lonely && below(4) == 0) {
        made.end_reason = ports::EndReason::cut;
    }
    return made;
}

CoverageQuestion any_question(bool lonely) {
    CoverageQuestion asked;
    const int from = below(cells);
    asked.window = {cell(from), cell(from + 1 + below(cells))};
    asked.looked_until = cell(below(3 * cells));
    for (int i = below(9); i > 0; --i) {
        asked.segments.push_back(any_segment(lonely, i));
    }
    asked.camera_known = !asked.segments.empty();
    for (int i = below(6); i > 0; --i) {
        const int begin = below(cells);
        asked.pictures.push_back({{cell(begin), cell(begin + below(80))},
                                  static_cast<StreamSeen>(below(5)),
                                  static_cast<Fault>(below(static_cast<int>(fault_count)))});
    }
    return asked;
}

bool readable(const RecordedSegment& segment) {
    return (segment.state == SegmentState::final || segment.state == SegmentState::open) &&
           segment.trust == StartTrust::stated && segment.keyframes > 0 &&
           segment.media_length > Duration{} && segment.wall_length > Duration{};
}

RC_GTEST_PROP(RecordingCoverage, PartitionsTheWindowToTheMicrosecond, ()) {
    const CoverageQuestion asked = any_question(false);
    const RecordingCoverage coverage = coverage_of(asked);
    Instant reached = asked.window.from;
    for (const CoverageInterval& interval : coverage.intervals) {
        RC_ASSERT(interval.when.from == reached);
        RC_ASSERT(interval.when.from < interval.when.to);
        reached = interval.when.to;
    }
    RC_ASSERT(reached == asked.window.to);
    RC_ASSERT(coverage.sums.window() == asked.window.length());
    RC_ASSERT(coverage.provable_recorded <= coverage.sums.recorded);
    RC_ASSERT(coverage.provable_readable <=
              coverage.sums.recorded + coverage.sums.unproven + coverage.sums.degraded);
}

RC_GTEST_PROP(RecordingCoverage, IsTheSameInWhateverOrderItIsTold, (unsigned seed)) {
    CoverageQuestion asked = any_question(false);
    const RecordingCoverage coverage = coverage_of(asked);
    std::mt19937 random(seed);
    std::ranges::shuffle(asked.segments, random);
    std::ranges::shuffle(asked.pictures, random);
    const RecordingCoverage again = coverage_of(asked);
    RC_ASSERT(coverage.intervals == again.intervals);
    RC_ASSERT(coverage.gaps == again.gaps);
    RC_ASSERT(coverage.sums == again.sums);
}

RC_GTEST_PROP(RecordingCoverage, CallsNothingRecordedWithoutEvidence, ()) {
    const CoverageQuestion asked = any_question(false);
    Duration slack = milliseconds(1);
    for (const RecordedSegment& segment : asked.segments) {
        slack += segment.uncertainty;
    }
    for (const CoverageInterval& interval : coverage_of(asked).intervals) {
        if (interval.state != Footage::recorded) {
            continue;
        }
        RC_ASSERT(interval.when.to <= asked.looked_until);
        const bool filmed = std::ranges::any_of(asked.segments, [&](const RecordedSegment& s) {
            return readable(s) && s.start - slack < interval.when.to &&
                   s.end() + slack > interval.when.from;
        });
        RC_ASSERT(filmed);
        for (const PictureSeen& picture : asked.pictures) {
            const bool overlaps = picture.when.from < interval.when.to &&
                                  interval.when.from < picture.when.to && !picture.when.empty();
            RC_ASSERT(!overlaps || picture.seen == StreamSeen::healthy ||
                      picture.seen == StreamSeen::unwatched);
        }
    }
}

RC_GTEST_PROP(RecordingCoverage, AddsUpOverTheWindowsPartsWhereverItIsCut, ()) {
    const CoverageQuestion asked = any_question(false);
    const std::int64_t length = asked.window.length().us;
    const Instant middle{asked.window.from.us + *rc::gen::inRange<std::int64_t>(0, length)};
    RC_PRE(middle > asked.window.from);
    CoverageQuestion first = asked;
    CoverageQuestion second = asked;
    first.window.to = second.window.from = middle;
    CoverageSums sums = coverage_of(first).sums;
    sums += coverage_of(second).sums;
    RC_ASSERT(sums == coverage_of(asked).sums);
}

/// The state of one cell by going through everything that could be known of it. No run has two
/// segments here, so nothing is joined.
Footage oracle(const CoverageQuestion& asked, int index) {
    const Instant at = cell(index);
    if (at >= asked.looked_until) {
        return Footage::unknown;
    }
    bool content = false;
    bool drift = false;
    bool lost = false;
    bool unsure = false;
    for (const RecordedSegment& s : asked.segments) {
        if (!readable(s)) {
            const bool open = s.state == SegmentState::open;
            if (at < s.start || (!open && at >= s.end())) {
                continue;
            }
            const bool stated = s.trust == StartTrust::stated;
            const bool gone = s.state == SegmentState::deleted || s.state == SegmentState::missing;
            const bool doubtful = open || s.state == SegmentState::changed || (!gone && !stated);
            (doubtful ? unsure : lost) = true;
            continue;
        }
        if (at >= s.end()) {
            unsure = unsure || s.state == SegmentState::open;
            continue;
        }
        if (at < s.start) {
            continue;
        }
        const auto media = [&](Duration d) {
            return s.start +
                   microseconds(static_cast<std::int64_t>(
                       static_cast<long double>(d.us) * static_cast<long double>(s.wall_length.us) /
                       static_cast<long double>(s.media_length.us)));
        };
        const bool in_hole = std::ranges::any_of(s.holes, [&](const ports::MediaSpan& hole) {
            return media(hole.from) <= at && at < media(hole.to);
        });
        if (at < media(s.first_keyframe) || in_hole) {
            lost = true;
        } else {
            content = true;
        }
        const std::int64_t off = s.wall_length.us - s.media_length.us;
        drift = drift || off * 50 > s.media_length.us;
    }
    if (!content) {
        return lost || !unsure ? (asked.camera_known ? Footage::gap : Footage::unknown)
                               : Footage::unknown;
    }
    const auto seen = [&](StreamSeen what) {
        return std::ranges::any_of(asked.pictures, [&](const PictureSeen& picture) {
            return picture.seen == what && picture.when.contains(at);
        });
    };
    if (seen(StreamSeen::faulty) || drift) {
        return Footage::degraded;
    }
    const bool doubtful = seen(StreamSeen::silent) || seen(StreamSeen::unproven);
    return !doubtful && seen(StreamSeen::healthy) ? Footage::recorded : Footage::unproven;
}

RC_GTEST_PROP(RecordingCoverage, EqualsABruteForceBitmap, ()) {
    CoverageQuestion asked = any_question(true);
    // Every edge on the grid, so that a cell has one state.
    for (RecordedSegment& segment : asked.segments) {
        if (!segment.holes.empty() || segment.first_keyframe > Duration{}) {
            segment.wall_length = segment.media_length;
        }
    }
    const RecordingCoverage coverage = coverage_of(asked);
    for (const CoverageInterval& interval : coverage.intervals) {
        const auto from = static_cast<int>(interval.when.from.us / cell_us);
        const auto to = static_cast<int>(interval.when.to.us / cell_us);
        for (int i = from; i < to; ++i) {
            RC_ASSERT(oracle(asked, i) == interval.state);
        }
    }
}

}  // namespace
}  // namespace labd::camera
