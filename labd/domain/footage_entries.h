// Entries about clips that are cut from recordings for exam security, and about recordings that are
// kept beyond the recorder's time (rulebook, CAM-4, CAM-5). They move no clock. Part of
// `incidents.h`.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labd/domain/values.h"

namespace labd::domain {

/// One file of a recorder, as it was when labd read it.
struct FootageSource {
    /// Below the recorder's folder.
    std::string name;
    /// 64 lower-case hex digits.
    std::string sha256;
    std::int64_t bytes = 0;
    Instant from;
    Instant to;
    /// The true start is within `from` plus or minus this.
    Duration uncertainty;
    /// Whether it still has the digest that was noted when it was recorded; absent when none was.
    std::optional<bool> as_digested;

    friend bool operator==(const FootageSource&, const FootageSource&) = default;
};
BOOST_DESCRIBE_STRUCT(FootageSource, (), (name, sha256, bytes, from, to, uncertainty, as_digested))

/// labd has cut a part of what was granted, or found that nothing can be cut for it; the envelope's
/// `id` names the clip. The parts of a camera follow each other from the start of what was granted
/// to its end; a clip never goes over a gap (CAM-5, CAM-7).
struct FootageCut {
    static constexpr std::string_view type = "footage.cut";
    EntryId request;
    CameraId camera;
    Instant from;
    Instant to;
    /// SHA-256 of the clip's file in lower-case hex; absent for a gap.
    std::optional<std::string> sha256;
    std::int64_t bytes = 0;
    /// The clip's first picture: a key frame, at or before `from`.
    std::optional<Instant> starts;
    /// A word for why there is no clip: `no_recording`, `unreadable`.
    std::optional<std::string> fault;
    std::vector<FootageSource> sources;
};
BOOST_DESCRIBE_STRUCT(FootageCut, (),
                      (request, camera, from, to, sha256, bytes, starts, fault, sources))

/// Who entered it was given the bytes of a clip, to look at or to take away (CAM-5).
struct FootageExported {
    static constexpr std::string_view type = "footage.exported";
    EntryId clip;
};
BOOST_DESCRIBE_STRUCT(FootageExported, (), (clip))

/// Recordings are kept for an open incident, however long the recorder keeps them (CAM-4); the
/// envelope's `id` names the hold.
struct FootageHeld {
    static constexpr std::string_view type = "footage.held";
    EntryId incident;
    std::vector<CameraId> cameras;
    Instant from;
    Instant to;
};
BOOST_DESCRIBE_STRUCT(FootageHeld, (), (incident, cameras, from, to))

/// labd has copied the recordings of a part of what is on hold; the parts of a camera follow each
/// other. Without segments there was nothing to copy in this part.
struct FootageKept {
    static constexpr std::string_view type = "footage.kept";
    EntryId hold;
    CameraId camera;
    Instant from;
    Instant to;
    std::vector<FootageSource> segments;
};
BOOST_DESCRIBE_STRUCT(FootageKept, (), (hold, camera, from, to, segments))

/// The copies are not needed any more: the incident is closed (CAM-4).
struct FootageReleased {
    static constexpr std::string_view type = "footage.released";
    EntryId hold;
};
BOOST_DESCRIBE_STRUCT(FootageReleased, (), (hold))

}  // namespace labd::domain
