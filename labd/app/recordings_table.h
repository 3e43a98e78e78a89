// What the configuration says of a camera's recordings: an inline table of its own.
#pragma once

#include <filesystem>
#include <string>

#include "labd/app/table_fault.h"
#include "labd/camera_link/protocol.h"
#include "labd/codec/toml_file.h"

namespace labd::app {

struct RecordingsTable : TableFault {
    /// The zone is empty when none is given: the site's is meant.
    camera_link::Recordings recordings;
};

/// Reads `{folder, pattern, time_zone, segment}`; a folder is named from `base` on.
RecordingsTable read_recordings_table(const toml::node& node, const std::filesystem::path& base);

}  // namespace labd::app
