#include "labd/app/recordings_table.h"

#include "labd/core/zone.h"

namespace labd::app {

namespace {

constexpr Duration segment_min = seconds(1);
constexpr Duration segment_max = hours(24);

/// What is wrong with one member; empty when nothing is.
std::string read_member(std::string_view key, const std::string& text,
                        const std::filesystem::path& base, camera_link::Recordings& recordings) {
    if (text.empty()) {
        return "must be a text";
    }
    if (key == "folder") {
        recordings.folder = (base / text).string();
    } else if (key == "pattern") {
        recordings.pattern = text;
    } else if (key == "time_zone") {
        recordings.zone = text;
        return TimeZone::find(text) ? "" : "is no time zone that this machine knows";
    } else if (key == "segment") {
        const std::optional<Duration> length = parse_duration(text);
        if (!length || *length < segment_min || *length > segment_max) {
            return "must be how long a file is, from 1s to 24h";
        }
        recordings.segment = *length;
    } else {
        return "the key " + std::string(key) + " is not known here";
    }
    return "";
}

}  // namespace

RecordingsTable read_recordings_table(const toml::node& node, const std::filesystem::path& base) {
    RecordingsTable read;
    read.recordings.zone.clear();
    const toml::table* table = members_of(node, read);
    if (table == nullptr) {
        return read;
    }
    for (const auto& [key, value] : *table) {
        const std::string text = value.value<std::string>().value_or("");
        std::string what = read_member(key.str(), text, base, read.recordings);
        if (!what.empty()) {
            read.fail(value, std::move(what));
        }
    }
    if (read.recordings.folder.empty()) {
        read.fail(node, "folder is missing");
    }
    return read;
}

}  // namespace labd::app
