// What was recorded, as digests that can't be argued with later: for every camera and ten minutes
// a list of segments with their SHA-256 and the root of the Merkle tree over the list (RFC 6962),
// which is what the journal will hold. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/core/digest.h"
#include "labd/core/ids.h"
#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

inline constexpr Duration manifest_span = minutes(10);

/// One segment as it was when it was digested.
struct ManifestLine {
    std::string file;
    Instant start;
    Duration uncertainty;
    Duration wall_length;
    std::uint64_t bytes = 0;
    Digest digest{};

    friend bool operator==(const ManifestLine&, const ManifestLine&) = default;
};

struct Manifest {
    CameraId camera;
    /// Ten minutes, from a multiple of ten minutes of UTC on. A segment belongs to where it starts.
    Instant from;
    /// By start and file.
    std::vector<ManifestLine> lines;

    Interval span() const { return {from, from + manifest_span}; }

    friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// The bytes of a line that become a leaf of the tree: camera, file, start, uncertainty and length
/// in microseconds, bytes and digest, each on a line of its own.
std::string manifest_leaf(const CameraId& camera, const ManifestLine& line);

/// The root over all lines.
Digest manifest_root(const Manifest& manifest);

/// The manifests of a camera's final segments that have a digest: those whose ten minutes and
/// segments are over at `complete_until` and lie in or reach into the window.
std::vector<Manifest> manifests_of(const CameraId& camera,
                                   const std::vector<ports::RecordedSegment>& segments,
                                   Interval window, Instant complete_until);

/// The beginning of the ten minutes that an instant lies in.
Instant manifest_start(Instant instant);

/// A manifest as it is kept: JSON with its root.
std::string write_manifest(const Manifest& manifest);

/// Nothing when the text is no manifest or its root is not that of its lines: it was changed.
std::optional<Manifest> read_manifest(std::string_view text);

/// Marks what the manifest knows and the folder does not show any more. `segments` are all of the
/// camera around the manifest's ten minutes, digested where a digest is to be compared. Segments
/// whose digest differs become `changed`; lines without a file are added as `deleted`.
void compare_with_manifest(const Manifest& manifest, std::vector<ports::RecordedSegment>& segments);

}  // namespace labd::camera
