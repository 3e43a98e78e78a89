// What the configuration says of labd's own evidence folder: where it is and how much may go there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "labd/app/table_fault.h"
#include "labd/codec/toml_file.h"
#include "labd/core/time.h"

namespace labd::app {

struct EvidenceSettings {
    /// Empty: `evidence` in the data directory.
    std::filesystem::path directory;
    /// So much of its disk is left free.
    std::int64_t room_left_bytes = std::int64_t{2} * 1024 * 1024 * 1024;
    /// What is longer or larger comes in several clips.
    Duration clip_length_max = hours(1);
    std::int64_t clip_bytes_max = std::int64_t{256} * 1024 * 1024;
    /// A run of the program that cuts and copies is ended after so long.
    Duration job_length_max = minutes(10);
};

struct EvidenceTable : TableFault {
    EvidenceSettings settings;
};

/// Reads the table `[evidence]`; what it does not name is as usual. A folder is named from `base`
/// on.
EvidenceTable read_evidence_table(const toml::node& node, const std::filesystem::path& base);

}  // namespace labd::app
