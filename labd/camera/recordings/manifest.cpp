#include "labd/camera/recordings/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <map>
#include <tuple>

#include "labd/core/tree.h"
#include "labd/ports/head.h"

namespace labd::camera {

namespace json = boost::json;

namespace {

using ports::RecordedSegment;
using ports::SegmentState;

constexpr std::size_t text_max = 16U << 20U;

json::object line_json(const ManifestLine& line) {
    return {{"file", line.file},
            {"start_us", line.start.us},
            {"uncertainty_us", line.uncertainty.us},
            {"wall_us", line.wall_length.us},
            {"bytes", line.bytes},
            {"sha256", ports::format_digest(line.digest)}};
}

/// The digest of a text such as `format_digest` makes.
std::optional<Digest> parse_digest(const json::string& text) {
    const auto head = ports::parse_head(fmt::format("1 {}", std::string_view(text)));
    if (!head) {
        return std::nullopt;
    }
    return head->root;
}

/// Throws boost::system::system_error when a member is missing or of another kind.
std::optional<ManifestLine> read_line(const json::object& object) {
    ManifestLine line;
    line.file = std::string(object.at("file").as_string());
    line.start = Instant{object.at("start_us").to_number<std::int64_t>()};
    line.uncertainty = microseconds(object.at("uncertainty_us").to_number<std::int64_t>());
    line.wall_length = microseconds(object.at("wall_us").to_number<std::int64_t>());
    line.bytes = object.at("bytes").to_number<std::uint64_t>();
    const std::optional<Digest> digest = parse_digest(object.at("sha256").as_string());
    if (!digest) {
        return std::nullopt;
    }
    line.digest = *digest;
    return line;
}

std::optional<Manifest> read_members(const json::object& object) {
    Manifest manifest;
    manifest.camera = CameraId(std::string(object.at("camera").as_string()));
    manifest.from = Instant{object.at("from_us").to_number<std::int64_t>()};
    for (const json::value& value : object.at("segments").as_array()) {
        const std::optional<ManifestLine> line = read_line(value.as_object());
        if (!line) {
            return std::nullopt;
        }
        manifest.lines.push_back(*line);
    }
    const std::optional<Digest> root = parse_digest(object.at("root").as_string());
    const bool whole = root && *root == manifest_root(manifest) &&
                       object.at("format").to_number<int>() == 1 &&
                       is_valid_id(manifest.camera.value);
    return whole ? std::optional(std::move(manifest)) : std::nullopt;
}

}  // namespace

std::string manifest_leaf(const CameraId& camera, const ManifestLine& line) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", camera.value, line.file, line.start.us,
                       line.uncertainty.us, line.wall_length.us, line.bytes,
                       ports::format_digest(line.digest));
}

Digest manifest_root(const Manifest& manifest) {
    Sha256 sha;
    Tree tree;
    std::string hashes;
    for (const ManifestLine& line : manifest.lines) {
        hashes.clear();
        tree.append(sha, manifest_leaf(manifest.camera, line), hashes);
    }
    return tree.root(sha);
}

Instant manifest_start(Instant instant) {
    const std::int64_t over = instant.us % manifest_span.us;
    return {instant.us - (over < 0 ? over + manifest_span.us : over)};
}

std::vector<Manifest> manifests_of(const CameraId& camera,
                                   const std::vector<RecordedSegment>& segments, Interval window,
                                   Instant complete_until) {
    std::map<Instant, Manifest> by_start;
    // From the first file that goes on, nothing is complete.
    for (const RecordedSegment& segment : segments) {
        if (segment.state == SegmentState::open) {
            complete_until = std::min(complete_until, segment.start);
        }
    }
    for (const RecordedSegment& segment : segments) {
        const bool counts = segment.camera == camera && segment.digest &&
                            segment.state == SegmentState::final &&
                            segment.trust == ports::StartTrust::stated;
        if (!counts || segment.start >= window.to || segment.end() <= window.from) {
            continue;
        }
        Manifest& manifest = by_start[manifest_start(segment.start)];
        manifest.camera = camera;
        manifest.from = manifest_start(segment.start);
        manifest.lines.push_back({segment.file, segment.start, segment.uncertainty,
                                  segment.wall_length, segment.bytes, *segment.digest});
    }
    std::vector<Manifest> manifests;
    for (auto& [start, manifest] : by_start) {
        // Ten minutes of which the window shows only a part would lack the others' segments.
        const bool whole = start >= window.from && manifest.span().to <= window.to;
        if (whole && manifest.span().to <= complete_until) {
            std::ranges::sort(manifest.lines, [](const ManifestLine& a, const ManifestLine& b) {
                return std::tie(a.start, a.file) < std::tie(b.start, b.file);
            });
            manifests.push_back(std::move(manifest));
        }
    }
    return manifests;
}

std::string write_manifest(const Manifest& manifest) {
    json::array lines;
    for (const ManifestLine& line : manifest.lines) {
        lines.push_back(line_json(line));
    }
    const json::object object{{"format", 1},
                              {"camera", manifest.camera.value},
                              {"from_us", manifest.from.us},
                              {"root", ports::format_digest(manifest_root(manifest))},
                              {"segments", std::move(lines)}};
    return json::serialize(object) + '\n';
}

std::optional<Manifest> read_manifest(std::string_view text) {
    if (text.size() > text_max) {
        return std::nullopt;
    }
    try {
        return read_members(json::parse(text).as_object());
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void compare_with_manifest(const Manifest& manifest, std::vector<RecordedSegment>& segments) {
    for (const ManifestLine& line : manifest.lines) {
        const auto found = std::ranges::find_if(segments, [&](const RecordedSegment& segment) {
            return segment.camera == manifest.camera && segment.file == line.file;
        });
        if (found == segments.end()) {
            RecordedSegment deleted;
            deleted.camera = manifest.camera;
            deleted.adapter = "manifest";
            deleted.file = line.file;
            deleted.start = line.start;
            deleted.uncertainty = line.uncertainty;
            deleted.media_length = deleted.wall_length = line.wall_length;
            deleted.bytes = line.bytes;
            deleted.digest = line.digest;
            deleted.state = SegmentState::deleted;
            deleted.problem = "it was there when its digest was taken";
            segments.push_back(std::move(deleted));
        } else if (found->bytes != line.bytes || (found->digest && *found->digest != line.digest)) {
            // What can't be read any more is lost; what can be is no evidence.
            if (found->state != SegmentState::unreadable) {
                found->state = SegmentState::changed;
            }
            found->start = line.start;
            found->wall_length = line.wall_length;
            found->problem = "it is not what it was when its digest was taken";
        }
    }
}

}  // namespace labd::camera
