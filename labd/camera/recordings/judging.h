// Judges the pictures of recorded segments, as the live stream's are judged: one judge over all of
// a camera's files, so that what is learnt in one is compared with in the next.
#pragma once

#include <vector>

#include "labd/camera/recordings/coverage.h"
#include "labd/camera/recordings/folder.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// What the pictures of one camera's readable segments show, as far as they reach into the window.
/// The first seconds, from which the judge learns what is good, and what it can't tell from a
/// frozen picture, are unproven. Reads and decodes every file: takes long.
std::vector<PictureSeen> judge_segments(const RecordingFolder& folder,
                                        const std::vector<ports::RecordedSegment>& segments,
                                        Interval window);

/// A picture that was compared with the good one.
struct PictureChecked {
    Instant at;
    /// Learnt from, or a frozen picture would not have been told from it.
    bool proves_nothing = false;
};

/// From single checks, in order, and faults to spans: the time between two checks is good when both
/// are and they are near enough. Pure.
std::vector<PictureSeen> pictures_between(const std::vector<PictureChecked>& checks,
                                          const std::vector<PictureSeen>& faults);

}  // namespace labd::camera
