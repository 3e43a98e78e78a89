// A recorder's archive as a folder of segment files: what `ffmpeg -f segment` writes, and
// MediaMTX's fragmented MP4, told apart file by file by what is in them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "labd/camera/recordings/folder.h"
#include "labd/camera/recordings/media_file.h"
#include "labd/camera/recordings/name_pattern.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

struct SegmentFolderSettings {
    std::string path;
    /// Without the ending. Empty for the known pattern that fits the most files.
    std::string pattern;
    /// Of the times in the names.
    TimeZone zone;
    /// Whose files they are when their names don't say.
    CameraId only_camera;
    MediaLimits limits;
};

/// The pattern that fits the most names (without endings), of those recorders use; the first of
/// them when none fits. Pure.
std::string guess_pattern(const std::vector<std::string>& names, const TimeZone& zone);

/// What was read of a file that had this size and date.
struct KnownFile {
    std::int64_t bytes = 0;
    Instant written;
    MediaFacts facts;
};

class SegmentFolder final : public ports::RecordingSource {
public:
    using Now = std::function<Instant()>;

    /// Refused when the folder can't be read or the pattern is none.
    static Result<SegmentFolder> open(SegmentFolderSettings settings, Now now);

    Result<ports::RecordingList> list(const std::optional<CameraId>& camera,
                                      Interval window) override;

    /// Whether what was read of files is kept from one `list` to the next, as long as their size
    /// and date stay what they were: for whoever looks again and again.
    void keep_facts() { keeps_facts_ = true; }

    /// What `list` used last.
    const std::string& pattern() const { return pattern_; }

    const RecordingFolder& folder() const { return folder_; }

private:
    SegmentFolder(SegmentFolderSettings settings, RecordingFolder folder, Now now)
        : settings_(std::move(settings)), folder_(std::move(folder)), now_(std::move(now)) {}

    SegmentFolderSettings settings_;
    RecordingFolder folder_;
    Now now_;
    std::string pattern_;
    bool keeps_facts_ = false;
    std::map<std::string, KnownFile> known_;
};

}  // namespace labd::camera
