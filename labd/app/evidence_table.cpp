#include "labd/app/evidence_table.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace labd::app {

namespace {

constexpr std::int64_t mebibyte = std::int64_t{1024} * 1024;

/// Reads one table; keeps the first fault.
class TableReader {
public:
    TableReader(const std::filesystem::path& base, EvidenceTable& table)
        : base_(base), table_(table) {}

    void read(const toml::node& node) {
        const toml::table* members = members_of(node, table_);
        if (members == nullptr) {
            return;
        }
        EvidenceSettings& to = table_.settings;
        for (const auto& [key, value] : *members) {
            if (key == "directory") {
                read_directory(value);
            } else if (key == "room_left_mib") {
                read_size(value, {0, std::int64_t{1024} * 1024}, to.room_left_bytes);
            } else if (key == "clip_mib_max") {
                read_size(value, {1, std::int64_t{16} * 1024}, to.clip_bytes_max);
            } else if (key == "clip_length_max") {
                read_duration(value, {seconds(10), hours(24)}, to.clip_length_max, table_);
            } else if (key == "job_length_max") {
                read_duration(value, {seconds(10), hours(6)}, to.job_length_max, table_);
            } else {
                table_.fail_unknown(key, value);
            }
        }
    }

private:
    void read_directory(const toml::node& node) {
        if (const std::optional<std::string> text = read_text(node, table_)) {
            table_.settings.directory = base_ / *text;
        }
    }

    struct MebibyteRange {
        std::int64_t least;
        std::int64_t most;
    };

    void read_size(const toml::node& node, MebibyteRange range, std::int64_t& to) {
        const std::optional<std::int64_t> read = node.value_exact<std::int64_t>();
        if (!read || *read < range.least || *read > range.most) {
            table_.fail(node, fmt::format("must be a whole number of MiB from {} to {}",
                                          range.least, range.most));
            return;
        }
        to = *read * mebibyte;
    }

    const std::filesystem::path& base_;
    EvidenceTable& table_;
};

}  // namespace

EvidenceTable read_evidence_table(const toml::node& node, const std::filesystem::path& base) {
    EvidenceTable table;
    TableReader(base, table).read(node);
    return table;
}

}  // namespace labd::app
