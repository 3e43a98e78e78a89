#include "labd/camera/recordings/coverage.h"

#include <algorithm>
#include <array>

#include "labd/camera/recordings/claims.h"
#include "labd/core/assert.h"

namespace labd::camera {

namespace {

using domain::Footage;
using rules::RecordingSeen;
using rules::StreamSeen;

/// Without content: the claims in the order in which they count, what the recordings then are, and
/// the cause to name. A gap counts before unknown (CAM-7).
struct Absence {
    ClaimKind kind;
    RecordingSeen seen;
    Cause cause;
};

constexpr std::array absences{
    Absence{ClaimKind::deleted, RecordingSeen::deleted, Cause::deleted},
    Absence{ClaimKind::unreadable, RecordingSeen::unreadable, Cause::unreadable},
    Absence{ClaimKind::frames_missing, RecordingSeen::absent, Cause::frames_missing},
    Absence{ClaimKind::no_keyframe, RecordingSeen::unreadable, Cause::no_keyframe},
    Absence{ClaimKind::truncated, RecordingSeen::unreadable, Cause::truncated},
    Absence{ClaimKind::missing, RecordingSeen::absent, Cause::missing},
    Absence{ClaimKind::being_written, RecordingSeen::pending, Cause::being_written},
    Absence{ClaimKind::changed, RecordingSeen::unsure, Cause::changed},
    Absence{ClaimKind::disputed, RecordingSeen::unsure, Cause::disputed},
    Absence{ClaimKind::renamed, RecordingSeen::unsure, Cause::renamed},
    Absence{ClaimKind::clock_step, RecordingSeen::unsure, Cause::clock_step},
    Absence{ClaimKind::edge_uncertain, RecordingSeen::unsure, Cause::edge_uncertain},
};

/// The pictures' states, the worst first.
constexpr std::array worst_first{StreamSeen::faulty, StreamSeen::silent, StreamSeen::unproven,
                                 StreamSeen::healthy};

/// Something that begins or ends to hold.
struct Event {
    Instant at;
    bool begins = false;
    bool is_picture = false;
    std::size_t index = 0;

    friend auto operator<=>(const Event&, const Event&) = default;
};

Cause cause_of_readable(StreamSeen seen) {
    switch (seen) {
        case StreamSeen::healthy: return Cause::good;
        case StreamSeen::unproven: return Cause::not_shown;
        case StreamSeen::faulty: return Cause::picture;
        case StreamSeen::silent: return Cause::stream_silent;
        case StreamSeen::unwatched: return Cause::not_judged;
    }
    LABD_ASSERT(false);
}

/// Goes through the window from edge to edge and knows what holds in between.
class Sweep {
public:
    Sweep(const CoverageQuestion& question, const Claims& claims)
        : question_(question), claims_(claims) {
        for (std::size_t i = 0; i < claims.claims.size(); ++i) {
            add(claims.claims[i].when, false, i);
        }
        for (std::size_t i = 0; i < question.pictures.size(); ++i) {
            add(question.pictures[i].when, true, i);
        }
        std::ranges::sort(events_);
    }

    std::vector<CoverageInterval> run() {
        const Interval& window = question_.window;
        Instant from = window.from;
        std::size_t next = 0;
        while (from < window.to) {
            for (; next < events_.size() && events_[next].at <= from; ++next) {
                take(events_[next]);
            }
            Instant to = next < events_.size() ? events_[next].at : window.to;
            if (from < question_.looked_until) {
                to = std::min(to, question_.looked_until);
            }
            append({from, to}, judge(from));
            from = to;
        }
        return std::move(intervals_);
    }

private:
    void add(Interval when, bool is_picture, std::size_t index) {
        const Instant from = std::max(when.from, question_.window.from);
        const Instant to = std::min(when.to, question_.window.to);
        if (from < to) {
            events_.push_back({from, true, is_picture, index});
            events_.push_back({to, false, is_picture, index});
        }
    }

    void take(const Event& event) {
        const int step = event.begins ? 1 : -1;
        if (!event.is_picture) {
            claimed_.at(static_cast<std::size_t>(claims_.claims[event.index].kind)) += step;
            return;
        }
        const PictureSeen& picture = question_.pictures[event.index];
        seen_.at(static_cast<std::size_t>(picture.seen)) += step;
        if (picture.seen == StreamSeen::faulty) {
            faults_.at(static_cast<std::size_t>(picture.fault)) += step;
        }
    }

    bool claimed(ClaimKind kind) const { return claimed_.at(static_cast<std::size_t>(kind)) > 0; }

    StreamSeen picture() const {
        for (const StreamSeen seen : worst_first) {
            if (seen_.at(static_cast<std::size_t>(seen)) > 0) {
                return seen;
            }
        }
        return StreamSeen::unwatched;
    }

    std::optional<Fault> fault() const {
        const auto* const first =
            std::ranges::find_if(faults_, [](int count) { return count > 0; });
        if (first == faults_.end()) {
            return std::nullopt;
        }
        return static_cast<Fault>(first - faults_.begin());
    }

    CoverageInterval judge(Instant at) const {
        if (at >= question_.looked_until) {
            return {{}, Footage::unknown, Cause::not_looked, {}};
        }
        const StreamSeen seen = picture();
        if (claimed(ClaimKind::content)) {
            const Footage state = rules::judge_witnesses(seen, RecordingSeen::readable).state;
            if (state != Footage::degraded && claimed(ClaimKind::drift)) {
                return {{}, Footage::degraded, Cause::clock_drift, {}};
            }
            return {{}, state, cause_of_readable(seen), fault()};
        }
        for (const Absence& absence : absences) {
            if (claimed(absence.kind)) {
                return {{}, rules::judge_witnesses(seen, absence.seen).state, absence.cause, {}};
            }
        }
        if (question_.camera_known) {
            const Footage state = rules::judge_witnesses(seen, RecordingSeen::absent).state;
            return {{}, state, Cause::no_segment, {}};
        }
        const Footage state = rules::judge_witnesses(seen, RecordingSeen::unsure).state;
        return {{}, state, Cause::nothing_found, {}};
    }

    void append(Interval when, CoverageInterval judged) {
        judged.when = when;
        if (!intervals_.empty()) {
            CoverageInterval& last = intervals_.back();
            if (last.state == judged.state && last.cause == judged.cause &&
                last.fault == judged.fault) {
                last.when.to = when.to;
                return;
            }
        }
        intervals_.push_back(judged);
    }

    const CoverageQuestion& question_;
    const Claims& claims_;
    std::vector<Event> events_;
    std::array<int, claim_kind_count> claimed_{};
    std::array<int, rules::stream_seen_count> seen_{};
    std::array<int, fault_count> faults_{};
    std::vector<CoverageInterval> intervals_;
};

CoverageSums sums_of(const std::vector<CoverageInterval>& intervals) {
    CoverageSums sums;
    const std::array members{&CoverageSums::recorded, &CoverageSums::unproven,
                             &CoverageSums::degraded, &CoverageSums::gap, &CoverageSums::unknown};
    for (const CoverageInterval& interval : intervals) {
        sums.*members.at(static_cast<std::size_t>(interval.state)) += interval.when.length();
    }
    return sums;
}

/// How far the true length of a gap may be from what it looks like.
Duration gap_uncertainty(const std::vector<Stretch>& stretches, Interval gap) {
    const auto after = std::ranges::lower_bound(
        stretches, gap.to, {}, [](const Stretch& stretch) { return stretch.when.from; });
    const bool has_after = after != stretches.end() && after->when.from == gap.to;
    const bool has_before = after != stretches.begin() && std::prev(after)->when.to == gap.from;
    // Both edges move together when they are in the same file.
    if (has_before && has_after && std::prev(after)->to.segment == after->from.segment) {
        return {};
    }
    return (has_before ? std::prev(after)->to.uncertainty : Duration{}) +
           (has_after ? after->from.uncertainty : Duration{});
}

std::vector<RecordingGap> gaps_of(const std::vector<CoverageInterval>& intervals,
                                  const Claims& claims, Interval window) {
    std::vector<RecordingGap> gaps;
    for (const CoverageInterval& interval : intervals) {
        if (interval.state != Footage::gap) {
            continue;
        }
        if (gaps.empty() || gaps.back().when.to != interval.when.from) {
            gaps.push_back({interval.when, {}, {}, {}, false});
        }
        gaps.back().when.to = interval.when.to;
        gaps.back().causes.push_back(interval.cause);
    }
    std::erase_if(gaps,
                  [](const RecordingGap& gap) { return gap.when.length() < shortest_gap_listed; });
    for (RecordingGap& gap : gaps) {
        const Duration uncertainty = gap_uncertainty(claims.stretches, gap.when);
        gap.at_least = std::max(gap.when.length() - uncertainty, Duration{});
        gap.at_most = gap.when.length() + uncertainty;
        gap.open_ended = gap.when.to == window.to;
    }
    return gaps;
}

/// What every edge of the content leaves when it moves inwards by its uncertainty.
void sum_provable(const std::vector<Stretch>& stretches, Duration clock_uncertainty,
                  RecordingCoverage& coverage) {
    auto interval = coverage.intervals.begin();
    for (const Stretch& stretch : stretches) {
        const Interval sure{stretch.when.from + stretch.from.uncertainty + clock_uncertainty,
                            stretch.when.to - stretch.to.uncertainty - clock_uncertainty};
        while (interval != coverage.intervals.end() && interval->when.to <= stretch.when.from) {
            ++interval;
        }
        for (auto part = interval;
             part != coverage.intervals.end() && part->when.from < stretch.when.to; ++part) {
            const Duration length =
                Interval{std::max(part->when.from, sure.from), std::min(part->when.to, sure.to)}
                    .length();
            const bool readable = part->state != Footage::gap && part->state != Footage::unknown;
            coverage.provable_readable += readable ? length : Duration{};
            coverage.provable_recorded += part->state == Footage::recorded ? length : Duration{};
        }
    }
}

}  // namespace

CoverageSums& CoverageSums::operator+=(const CoverageSums& other) {
    recorded += other.recorded;
    unproven += other.unproven;
    degraded += other.degraded;
    gap += other.gap;
    unknown += other.unknown;
    return *this;
}

RecordingCoverage coverage_of(const CoverageQuestion& question) {
    LABD_ASSERT(!question.window.empty());
    const Claims claims = claims_of(question.segments, question.looked_until);
    RecordingCoverage coverage;
    coverage.intervals = Sweep(question, claims).run();
    coverage.sums = sums_of(coverage.intervals);
    coverage.gaps = gaps_of(coverage.intervals, claims, question.window);
    sum_provable(claims.stretches, question.clock_uncertainty, coverage);
    return coverage;
}

}  // namespace labd::camera
