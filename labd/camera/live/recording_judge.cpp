#include "labd/camera/live/recording_judge.h"

#include <algorithm>
#include <utility>

#include "labd/camera/recordings/claims.h"

namespace labd::camera {

namespace {

using ports::RecordedSegment;
using rules::RecordingSeen;

/// So much may become readable at once of a file that is written bit by bit.
constexpr Duration bit_max = milliseconds(5'500);
/// The end of what can be read is believed this far from when it was noticed.
constexpr Duration noticing_max = seconds(20);

/// By when they were written: a recorder's clock may be set back.
bool was_written_before(const RecordedSegment& a, const RecordedSegment& b) {
    return std::pair(a.written, a.start) < std::pair(b.written, b.start);
}

const RecordedSegment* newest_of(const std::vector<RecordedSegment>& segments) {
    const RecordedSegment* newest = nullptr;
    for (const RecordedSegment& segment : segments) {
        const bool is_newer = newest == nullptr || was_written_before(*newest, segment);
        newest = !segment.file.empty() && is_newer ? &segment : newest;
    }
    return newest;
}

bool has_frames(const RecordedSegment& segment) {
    return segment.frames > 0 && segment.problem.empty();
}

/// Whether the last file before the newest is closed and can't be read.
bool last_closed_is_unreadable(const std::vector<RecordedSegment>& segments,
                               const RecordedSegment& newest) {
    const RecordedSegment* last = nullptr;
    for (const RecordedSegment& segment : segments) {
        const bool counts = !segment.file.empty() && segment.file != newest.file;
        last = counts && (last == nullptr || was_written_before(*last, segment)) ? &segment : last;
    }
    return last != nullptr && last->state == ports::SegmentState::unreadable;
}

}  // namespace

void RecordingJudge::take(const RecordingLook& look) {
    const Duration since_last = looked_ ? look.at - *looked_ : Duration{};
    looked_ = look.at;
    trouble_ = look.trouble;
    clock_offset_.reset();
    if (look.offset.measured) {
        clock_offset_ = look.offset.median;
    }
    if (look.trouble) {
        become(RecordingSeen::unsure, look.at);
        return;
    }
    note_growth(look, since_last);
    judge(look);
}

void RecordingJudge::note_growth(const RecordingLook& look, Duration since_last) {
    const RecordedSegment* newest = newest_of(look.segments);
    if (newest == nullptr) {
        is_deleted_ = newest_.has_value();
        return;
    }
    const bool is_first = !newest_;
    const bool is_same = newest_ && newest_->file == newest->file;
    // An older one is the newest now: what followed it went away.
    const bool lost_one = !is_first && !is_same && newest->written <= newest_->written &&
                          std::ranges::find(look.segments, newest_->file, &RecordedSegment::file) ==
                              look.segments.end();
    const bool grew = !is_same || newest->bytes != newest_->bytes;
    const Duration readable = has_frames(*newest) ? newest->media_length : Duration{};
    // A whole file that can be read all at once was closed; only what comes bit by bit is live.
    const Duration more = is_same ? readable - newest_->readable : readable;
    const bool advanced = !is_first && more > Duration{} && more <= since_last + bit_max;
    if (lost_one) {
        is_deleted_ = true;
    } else if (grew) {
        is_deleted_ = false;
        grew_at_ = look.at;
        advanced_at_ = advanced ? look.at : advanced_at_;
    }
    first_at_ = first_at_.value_or(look.at);
    newest_ = Newest{newest->file, newest->bytes, newest->written, readable};
    readable_to_.reset();
    for (const RecordedSegment& segment : look.segments) {
        if (is_readable(segment)) {
            const Duration lag = clock_offset_.value_or(Duration{});
            const Duration age = look.wall - (segment.end() + lag);
            readable_to_ = std::max(readable_to_.value_or(look.at - age), look.at - age);
        }
    }
}

void RecordingJudge::judge(const RecordingLook& look) {
    const RecordedSegment* newest = newest_of(look.segments);
    if (is_deleted_) {
        become(RecordingSeen::deleted, gap_began(look));
        return;
    }
    if (newest == nullptr) {
        trouble_ = camera_link::RecordingTrouble::nothing_found;
        become(RecordingSeen::unsure, look.at);
        return;
    }
    const Duration still_for = look.at - grew_at_;
    if (advanced_at_ && look.at - *advanced_at_ <= still_max) {
        become(RecordingSeen::readable, look.at);
    } else if (!has_frames(*newest) && still_for <= still_max) {
        const bool rubbish = last_closed_is_unreadable(look.segments, *newest);
        become(rubbish ? RecordingSeen::unreadable : RecordingSeen::pending,
               rubbish ? gap_began(look) : look.at);
    } else if (!has_frames(*newest) && still_for <= std::max(segment_, still_max)) {
        become(RecordingSeen::stuck, grew_at_);
    } else if (still_for > still_max) {
        become(RecordingSeen::absent, gap_began(look));
    } else {
        // It grows, and nothing more of it can be read. At first too little was seen to say so.
        const bool too_early =
            !advanced_at_ && seen_ == RecordingSeen::unsure && look.at - *first_at_ <= still_max;
        become(too_early ? RecordingSeen::unsure : RecordingSeen::pending, look.at);
    }
}

Duration RecordingJudge::gap_began(const RecordingLook& look) const {
    const Duration noticed = std::min(look.at, advanced_at_.value_or(grew_at_));
    const bool plausible = readable_to_ && *readable_to_ <= look.at &&
                           (clock_offset_ || noticed - *readable_to_ <= noticing_max);
    return plausible ? std::min(*readable_to_, look.at) : noticed;
}

void RecordingJudge::become(RecordingSeen seen, Duration since) {
    if (seen != seen_) {
        seen_ = seen;
        since_ = since;
    }
}

camera_link::RecordingReport RecordingJudge::report(Duration now) const {
    camera_link::RecordingReport report;
    report.seen = seen_;
    report.seen_age = std::max(now - since_, Duration{});
    if (looked_) {
        report.looked_age = now - *looked_;
    }
    if (readable_to_) {
        report.readable_age = std::max(now - *readable_to_, Duration{});
    }
    report.trouble = trouble_;
    report.clock_offset = clock_offset_;
    return report;
}

}  // namespace labd::camera
