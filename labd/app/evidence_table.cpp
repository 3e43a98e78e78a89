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
        const toml::table* members = node.as_table();
        if (members == nullptr) {
            fail(node, "must be a table");
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
                read_duration(value, {seconds(10), hours(24)}, to.clip_length_max);
            } else if (key == "job_length_max") {
                read_duration(value, {seconds(10), hours(6)}, to.job_length_max);
            } else {
                fail(value, fmt::format("the key {} is not known here", key.str()));
            }
        }
    }

private:
    template <class T>
    struct Range {
        T least;
        T most;
    };

    void fail(const toml::node& node, const std::string& what) {
        if (table_.at_fault == nullptr) {
            table_.at_fault = &node;
            table_.what = what;
        }
    }

    void read_directory(const toml::node& node) {
        const std::optional<std::string> text = node.value<std::string>();
        if (!text || text->empty()) {
            fail(node, "must be a text");
            return;
        }
        table_.settings.directory = base_ / *text;
    }

    void read_size(const toml::node& node, Range<std::int64_t> range, std::int64_t& to) {
        const std::optional<std::int64_t> read = node.value_exact<std::int64_t>();
        if (!read || *read < range.least || *read > range.most) {
            fail(node, fmt::format("must be a whole number of MiB from {} to {}", range.least,
                                   range.most));
            return;
        }
        to = *read * mebibyte;
    }

    void read_duration(const toml::node& node, Range<Duration> range, Duration& to) {
        const std::optional<std::string> text = node.value<std::string>();
        const std::optional<Duration> read = text ? parse_duration(*text) : std::nullopt;
        if (!read || *read < range.least || *read > range.most) {
            fail(node, fmt::format("must be a duration from {} to {}", format_duration(range.least),
                                   format_duration(range.most)));
            return;
        }
        to = *read;
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
