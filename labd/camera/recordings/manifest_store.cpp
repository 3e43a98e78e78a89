#include "labd/camera/recordings/manifest_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

namespace labd::camera {

namespace {

constexpr std::size_t manifest_bytes_max = 16U << 20U;
constexpr mode_t private_file = 0600;
constexpr mode_t private_folder = 0700;

/// `20260303T090000Z.json`.
std::string file_name(Instant from) {
    std::string text;
    for (const char character : format_instant_utc(from)) {
        if (character != '-' && character != ':') {
            text += character;
        }
    }
    return text + ".json";
}

Refusal cannot(const std::string& path) {
    return refuse({}, "recordings.manifest_not_kept",
                  {{"path", path}, {"why", std::generic_category().message(errno)}});
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// The file's bytes; nothing when it can't be read or is too long.
std::optional<std::string> read_all(const std::string& path) {
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));

    struct stat status {};

    if (!file || ::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode) ||
        static_cast<std::size_t>(status.st_size) > manifest_bytes_max) {
        return std::nullopt;
    }
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t at = 0;
    while (at < text.size()) {
        const ssize_t got = ::read(file.descriptor(), text.data() + at, text.size() - at);
        if (got <= 0) {
            return std::nullopt;
        }
        at += static_cast<std::size_t>(got);
    }
    return text;
}

std::optional<Digest> digest_of(const OpenFile& file, Sha256& sha) {
    std::array<char, 64 * 1024> buffer{};
    sha.start();
    for (;;) {
        const ssize_t got = ::read(file.descriptor(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return std::nullopt;
        }
        if (got == 0) {
            return sha.finish();
        }
        sha.add(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

Result<void> ManifestStore::keep(const Manifest& manifest) const {
    const std::string folder = path_ + '/' + manifest.camera.value;
    for (const std::string& made : {path_, folder}) {
        if (::mkdir(made.c_str(), private_folder) != 0 && errno != EEXIST) {
            return cannot(made);
        }
    }
    const std::string path = folder + '/' + file_name(manifest.from);
    if (::access(path.c_str(), F_OK) == 0) {
        return {};
    }
    const std::string draft = path + ".new";
    const OpenFile file(
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, private_file));
    if (!file || !write_all(file.descriptor(), write_manifest(manifest)) ||
        ::fsync(file.descriptor()) != 0 || ::rename(draft.c_str(), path.c_str()) != 0) {
        return cannot(path);
    }
    // The name is durable only with its folder.
    const OpenFile directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.descriptor()) != 0) {
        return cannot(folder);
    }
    return {};
}

Result<KeptManifests> ManifestStore::read(const CameraId& camera, Interval window) const {
    KeptManifests kept;
    const std::string folder = path_ + '/' + camera.value;
    std::error_code missing;
    if (!std::filesystem::is_directory(folder, missing)) {
        return kept;
    }
    for (Instant from = manifest_start(window.from); from < window.to;
         from = from + manifest_span) {
        const std::string path = folder + '/' + file_name(from);
        if (::access(path.c_str(), F_OK) != 0) {
            continue;
        }
        const std::optional<std::string> text = read_all(path);
        std::optional<Manifest> manifest = text ? read_manifest(*text) : std::nullopt;
        if (manifest && manifest->camera == camera && manifest->from == from) {
            kept.manifests.push_back(std::move(*manifest));
        } else {
            kept.damaged.push_back(path);
        }
    }
    return kept;
}

std::vector<Instant> ManifestStore::kept_since(const CameraId& camera, Instant from) const {
    std::vector<Instant> starts;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(path_ + '/' + camera.value, failed), end;
         !failed && entry != end; entry.increment(failed)) {
        // `20260303T090000Z.json`, back to RFC 3339.
        std::string text = entry->path().filename().string();
        if (text.size() != std::string_view("20260303T090000Z.json").size()) {
            continue;
        }
        text.resize(std::string_view("20260303T090000Z").size());
        for (const std::size_t place : {13U, 11U}) {
            text.insert(place, ":");
        }
        for (const std::size_t place : {6U, 4U}) {
            text.insert(place, "-");
        }
        const std::optional<Instant> start = parse_instant(text);
        if (start && *start >= from && manifest_start(*start) == *start) {
            starts.push_back(*start);
        }
    }
    return starts;
}

void digest_segments(const RecordingFolder& folder, Interval window,
                     std::vector<ports::RecordedSegment>& segments) {
    Sha256 sha;
    for (ports::RecordedSegment& segment : segments) {
        const bool wanted = !segment.file.empty() && segment.state == ports::SegmentState::final &&
                            segment.start < window.to && segment.end() > window.from;
        if (!wanted) {
            continue;
        }
        const OpenFile file = folder.open_file(segment.file);
        if (file) {
            segment.digest = digest_of(file, sha);
        }
    }
}

}  // namespace labd::camera
