// Where manifests are kept until the journal has their roots: a folder of labd's own with a folder
// for each camera and in it a file for each ten minutes, `20260303T090000Z.json`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "labd/camera/recordings/folder.h"
#include "labd/camera/recordings/manifest.h"
#include "labd/core/refusal.h"

namespace labd::camera {

struct KeptManifests {
    std::vector<Manifest> manifests;
    /// Files that are no manifests any more: cut or changed.
    std::vector<std::string> damaged;
};

/// One thread.
class ManifestStore {
public:
    explicit ManifestStore(std::string path) : path_(std::move(path)) {}

    /// Written to disk and synced before this returns. A manifest that is there stays as it is.
    Result<void> keep(const Manifest& manifest) const;

    /// The manifests of a camera whose ten minutes touch the window, by time.
    Result<KeptManifests> read(const CameraId& camera, Interval window) const;

    /// The beginnings of the manifests of a camera from an instant on, by their files' names.
    std::vector<Instant> kept_since(const CameraId& camera, Instant from) const;

private:
    std::string path_;
};

/// SHA-256 of each segment of a folder that is final and touches the window, into the segment.
/// A file that can't be read to its end stays without.
void digest_segments(const RecordingFolder& folder, Interval window,
                     std::vector<ports::RecordedSegment>& segments);

}  // namespace labd::camera
