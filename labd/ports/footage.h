// The clips that labd cut, and what hinders those that are not cut yet (CAM-4, CAM-5). What there
// is to do follows from the journal (labd/rules/footage.h); nobody has to start it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "labd/core/ids.h"

namespace labd::ports {

/// Loop thread only.
class Footage {
public:
    virtual ~Footage() = default;

    /// The file of the clip with this SHA-256 (lower-case hex), as `footage.cut` names it; nothing
    /// when it is not there. Clips are never changed once they have their name.
    virtual std::optional<std::filesystem::path> path_of(const std::string& sha256) const = 0;

    /// A word for why a camera's part of a request or hold waits (`still_written`, `no_room` …);
    /// empty while nothing hinders it.
    virtual std::string trouble(const EntryId& task, const CameraId& camera) const = 0;
};

}  // namespace labd::ports
