#include "labd/camera/recordings/follow.h"

namespace labd::camera {

namespace {

/// The part of a 25 % difference of clocks that still counts as the same run.
Duration drift_room(Duration media) { return {media.us / 4}; }

Follows by_mediamtx(const MediamtxInfo& a, const MediamtxInfo& b) {
    if (a.stream != b.stream || b.number <= a.number) {
        return Follows::no;
    }
    return b.number == a.number + 1 ? Follows::directly : Follows::after_missing;
}

Follows by_name_and_stamps(const Reading& a, const Reading& b) {
    const Duration resolution = b.file->resolution;
    // How much time the clock and the time stamps see between the two.
    const Duration clock = b.segment.start - (a.segment.start + a.segment.media_length);
    const Duration stamps =
        b.segment.media_start - (a.segment.media_start + a.segment.media_length);
    const bool stamps_go_on = b.segment.media_start > a.segment.media_start + stamp_tolerance &&
                              stamps > -stamp_tolerance;
    const bool stamps_touch = stamps_go_on && stamps <= stamp_tolerance;
    if (a.file->number && b.file->number) {
        if (*b.file->number <= *a.file->number) {
            return Follows::no;
        }
        const bool next = *b.file->number == *a.file->number + 1;
        const bool clock_touches = size_of(clock) <= resolution + milliseconds(1);
        if (next && !stamps_touch && !clock_touches) {
            return Follows::no;
        }
        return next ? Follows::directly : Follows::after_missing;
    }
    if (stamps_touch && size_of(clock) <= drift_room(a.segment.media_length) + resolution) {
        return Follows::directly;
    }
    const bool same_hole = size_of(clock - stamps) <= drift_room(stamps) + resolution;
    return stamps_go_on && !stamps_touch && same_hole ? Follows::after_missing : Follows::no;
}

}  // namespace

Follows follows(const Reading& a, const Reading& b) {
    const auto& first = a.file->facts.mediamtx;
    const auto& second = b.file->facts.mediamtx;
    if (first.has_value() != second.has_value()) {
        return Follows::no;
    }
    return first ? by_mediamtx(*first, *second) : by_name_and_stamps(a, b);
}

}  // namespace labd::camera
