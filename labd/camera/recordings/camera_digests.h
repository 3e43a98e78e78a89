// Digests what a recorder wrote of one camera, ten minutes after ten minutes, and looks again later
// at samples of it: what went away or was changed since is told.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "labd/camera/recordings/manifest.h"
#include "labd/camera/recordings/manifest_store.h"
#include "labd/camera/recordings/segment_folder.h"
#include "labd/core/ids.h"
#include "labd/core/time.h"

namespace labd::camera {

/// What had been digested and is not what it was any more.
struct Loss {
    enum class Kind : std::uint8_t { deleted, unreadable, changed };
    Kind kind = Kind::deleted;
    Interval when;

    friend bool operator==(const Loss&, const Loss&) = default;
};

/// Ten minutes that were digested.
struct DigestedSpan {
    Manifest manifest;
    /// Where all of it can be read, within the ten minutes. Empty for what was digested before a
    /// start.
    std::vector<Interval> readable;

    friend bool operator==(const DigestedSpan&, const DigestedSpan&) = default;
};

struct CameraDigestSettings {
    SegmentFolderSettings folder;
    CameraId camera;
    /// How long the recorder makes a file: what began in ten minutes may be closed so much later.
    Duration segment;
    /// How long recordings are kept: what is older may go away.
    Duration kept;
    /// Where the manifests are.
    std::string manifests;
};

/// One thread.
class CameraDigests {
public:
    using Now = std::function<Instant()>;
    /// Called after each file with the bytes read, to give the disk a rest; false: stop.
    using Rest = std::function<bool(std::uint64_t bytes)>;

    CameraDigests(CameraDigestSettings settings, Now now, Rest rest);

    /// How far back a start looks for ten minutes that were not digested.
    static constexpr Duration back_max = hours(3);

    /// Digests the ten minutes that are complete and were not digested before, and keeps their
    /// manifests. The first call gives those of `back_max` that were kept before, too.
    std::vector<DigestedSpan> digest_due();

    /// Reads one kept manifest, chosen by chance, and compares: that all its files are there, and
    /// the bytes of one of them. Nothing is lost when nothing can be seen at all.
    std::vector<Loss> look_again();

private:
    /// Nothing when the folder cannot be read now, or shows no file of this camera.
    std::optional<std::vector<ports::RecordedSegment>> list(Interval when, Instant* looked_until);
    std::vector<DigestedSpan> recent(Instant now);
    /// False when it had to stop.
    bool digest_span(Instant from, std::vector<DigestedSpan>& made);

    CameraDigestSettings settings_;
    Now now_;
    Rest rest_;
    ManifestStore store_;
    std::optional<SegmentFolder> folder_;
    /// The beginnings of the manifests that are kept.
    std::set<Instant> kept_;
    /// Those in which no file began: files may be longer than ten minutes.
    std::set<Instant> empty_;
    bool has_started_ = false;
    std::minstd_rand random_{std::random_device{}()};
};

/// What `lines` of a manifest say is gone or changed in `segments`, next to each other as one.
/// Pure.
std::vector<Loss> losses_of(const Manifest& manifest, std::vector<ports::RecordedSegment> segments);

}  // namespace labd::camera
