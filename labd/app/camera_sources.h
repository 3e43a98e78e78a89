// Where the cameras' streams are: kept apart from the site's configuration, because an address may
// hold a password and what the site is configured as stands in the journal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "labd/camera_link/protocol.h"
#include "labd/codec/json.h"

namespace labd::app {

/// An address, and what the picture must be. Never logged, never answered.
using CameraSources = std::vector<camera_link::Watch>;

/// What `cameras.json` of the test cameras says (docs/test-cameras.md). Members that labd does not
/// need are skipped.
codec::Decoded<CameraSources> read_camera_sources(std::string_view json);

/// Reads such a file again whenever it has changed.
class CameraSourcesFile {
public:
    explicit CameraSourcesFile(std::filesystem::path path) : path_(std::move(path)) {}

    /// What it says when that is new; nothing while it is as before, not there or not readable.
    std::optional<CameraSources> look();

private:
    struct Shape {
        std::uint64_t inode = 0;
        std::int64_t changed_ns = 0;
        std::int64_t bytes = 0;

        friend bool operator==(const Shape&, const Shape&) = default;
    };

    std::filesystem::path path_;
    Shape seen_;
};

}  // namespace labd::app
