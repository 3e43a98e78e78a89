#include "labd/camera/recordings/segment_folder.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "labd/camera/recordings/runs.h"

namespace labd::camera {

namespace {

constexpr std::array<std::string_view, 6> known_places{
    "{camera}/", "{camera}_", "{camera}-", "{camera}/%Y-%m-%d/", "%Y-%m-%d/{camera}/", ""};
constexpr std::array<std::string_view, 9> known_times{
    "%Y-%m-%d_%H-%M-%S-%f", "%Y-%m-%d_%H-%M-%S", "%Y-%m-%dT%H-%M-%S",
    "%Y-%m-%d-%H-%M-%S",    "%Y%m%dT%H%M%S",     "%Y%m%d-%H%M%S",
    "%Y%m%d_%H%M%S",        "%Y%m%d%H%M%S",      "%s"};
constexpr std::array<std::string_view, 3> known_times_in_days{"%H-%M-%S-%f", "%H-%M-%S", "%H%M%S"};
/// Names that are tried to guess the pattern.
constexpr std::size_t names_tried_max = 500;
/// Files before the window that may reach into it, and after it that show what its last one is.
constexpr std::size_t neighbours_before = 3;
constexpr std::size_t neighbours_after = 1;
/// Files without a time in their names that are looked into.
constexpr std::size_t nameless_max = 1'000;

std::string_view without_ending(std::string_view name) { return name.substr(0, name.rfind('.')); }

std::vector<std::string> known_patterns() {
    std::vector<std::string> patterns;
    for (const std::string_view place : known_places) {
        const bool has_day = place.find("%d") != std::string_view::npos;
        const auto add = [&](std::string_view time) {
            for (const std::string_view zone : {"", "Z", "%z"}) {
                patterns.push_back(std::string(place) + std::string(time) + std::string(zone));
            }
        };
        if (has_day) {
            std::ranges::for_each(known_times_in_days, add);
        } else {
            std::ranges::for_each(known_times, add);
        }
    }
    return patterns;
}

/// A file and what its name says.
struct NamedFile {
    FoundFile file;
    std::optional<SegmentName> name;
};

CameraId camera_of(const NamedFile& file, const NamePattern& pattern, const CameraId& only_camera) {
    if (!pattern.names_camera()) {
        return only_camera;
    }
    if (file.name) {
        return file.name->camera;
    }
    // Whose folder it lies in; the name itself says nothing.
    const std::string_view folder =
        std::string_view(file.file.name)
            .substr(0, std::min(file.file.name.find('/'), file.file.name.size()));
    return folder.size() < file.file.name.size() && is_valid_id(folder)
               ? CameraId(std::string(folder))
               : CameraId();
}

bool by_start(const NamedFile& a, const NamedFile& b) {
    return std::pair(a.name->start, a.file.name) < std::pair(b.name->start, b.file.name);
}

/// The files whose names say that they touch the window, and their neighbours.
std::vector<NamedFile> near_window(std::vector<NamedFile> files, Interval window) {
    std::ranges::sort(files, by_start);
    const auto begin = std::ranges::lower_bound(
        files, window.from, {}, [](const NamedFile& file) { return file.name->start; });
    const auto end = std::ranges::lower_bound(
        files, window.to, {}, [](const NamedFile& file) { return file.name->start; });
    const auto before = std::min<std::ptrdiff_t>(begin - files.begin(), neighbours_before);
    const auto after = std::min<std::ptrdiff_t>(files.end() - end, neighbours_after);
    return {begin - before, end + after};
}

}  // namespace

std::string guess_pattern(const std::vector<std::string>& names, const TimeZone& zone) {
    const std::vector<std::string> patterns = known_patterns();
    const std::string* best = &patterns.front();
    std::size_t most = 0;
    for (const std::string& text : patterns) {
        const Result<NamePattern> pattern = NamePattern::parse(text, zone);
        const auto fitting = static_cast<std::size_t>(std::ranges::count_if(
            names, [&](const std::string& name) { return pattern->read(name).has_value(); }));
        if (fitting > most) {
            most = fitting;
            best = &text;
        }
    }
    return *best;
}

Result<SegmentFolder> SegmentFolder::open(SegmentFolderSettings settings, Now now) {
    if (!settings.pattern.empty()) {
        const Result<NamePattern> pattern = NamePattern::parse(settings.pattern, settings.zone);
        if (!pattern) {
            return pattern.error();
        }
    }
    Result<RecordingFolder> folder = RecordingFolder::open(settings.path);
    if (!folder) {
        return folder.error();
    }
    return SegmentFolder(std::move(settings), std::move(*folder), std::move(now));
}

namespace {

/// One listing of a folder, from names to segments.
class Listing {
public:
    Listing(const RecordingFolder& folder, const SegmentFolderSettings& settings,
            const NamePattern& pattern, Interval window,
            const std::map<std::string, KnownFile>& known)
        : folder_(folder), settings_(settings), pattern_(pattern), window_(window), known_(known) {}

    /// What was read of the files that were looked into.
    std::map<std::string, KnownFile> take_looked_into() { return std::move(looked_into_); }

    ports::RecordingList run(FolderListing found, const std::optional<CameraId>& wanted,
                             Instant now) {
        now_ = list_.looked_until = now;
        list_.strays = std::move(found.strays);
        sort_by_camera(std::move(found.files));
        for (auto& [camera, files] : named_) {
            list_.cameras.push_back(camera);
            if (!wanted || *wanted == camera) {
                read_camera(camera, std::move(files));
            }
        }
        std::ranges::sort(list_.strays, {}, &ports::StrayFile::file);
        return std::move(list_);
    }

private:
    void sort_by_camera(std::vector<FoundFile> files) {
        for (FoundFile& file : files) {
            NamedFile named{std::move(file), {}};
            named.name = pattern_.read(without_ending(named.file.name));
            const CameraId camera = camera_of(named, pattern_, settings_.only_camera);
            if (named.name) {
                named_[camera].push_back(std::move(named));
            } else {
                nameless_[camera].push_back(std::move(named));
            }
        }
        for (const auto& [camera, strangers] : nameless_) {
            for (const NamedFile& stranger : strangers) {
                list_.strays.push_back({stranger.file.name, "its name does not fit the pattern"});
            }
        }
    }

    void read_camera(const CameraId& camera, std::vector<NamedFile> files) {
        std::vector<ObservedFile> observed;
        for (const NamedFile& file : near_window(std::move(files), window_)) {
            observed.push_back(observe(camera, file));
        }
        std::size_t looked_into = 0;
        for (const NamedFile& file : nameless_[camera]) {
            const bool about_then = file.file.written > window_.from &&
                                    file.file.written < window_.to + settings_.limits.length;
            if (!about_then || ++looked_into > nameless_max) {
                continue;
            }
            ObservedFile one = observe(camera, file);
            if (one.facts.problem.empty()) {
                observed.push_back(std::move(one));
            }
        }
        CameraSegments made = segments_of(std::move(observed), now_);
        made.offset.camera = camera;
        list_.offsets.push_back(made.offset);
        std::ranges::move(made.segments, std::back_inserter(list_.segments));
    }

    MediaFacts facts_of(const FoundFile& file) {
        const auto known = known_.find(file.name);
        if (known != known_.end() && known->second.bytes == file.bytes &&
            known->second.written == file.written) {
            return known->second.facts;
        }
        const OpenFile opened = folder_.open_file(file.name);
        if (opened) {
            return read_media(opened.descriptor(), file.bytes, file.name, settings_.limits);
        }
        MediaFacts facts;
        facts.problem = "cannot be opened";
        return facts;
    }

    ObservedFile observe(const CameraId& camera, const NamedFile& file) {
        ObservedFile observed;
        observed.camera = camera;
        observed.file = file.file.name;
        observed.bytes = file.file.bytes;
        observed.written = file.file.written;
        observed.resolution = pattern_.resolution();
        if (file.name) {
            observed.named = file.name->start;
            observed.number = file.name->number;
        }
        observed.facts = facts_of(file.file);
        looked_into_[file.file.name] = {file.file.bytes, file.file.written, observed.facts};
        return observed;
    }

    const RecordingFolder& folder_;
    const SegmentFolderSettings& settings_;
    const NamePattern& pattern_;
    Interval window_;
    Instant now_;
    const std::map<std::string, KnownFile>& known_;
    std::map<std::string, KnownFile> looked_into_;
    std::map<CameraId, std::vector<NamedFile>> named_;
    std::map<CameraId, std::vector<NamedFile>> nameless_;
    ports::RecordingList list_;
};

}  // namespace

Result<ports::RecordingList> SegmentFolder::list(const std::optional<CameraId>& camera,
                                                 Interval window) {
    const Instant now = now_();
    Result<FolderListing> found = folder_.list();
    if (!found) {
        return found.error();
    }
    pattern_ = settings_.pattern;
    if (pattern_.empty()) {
        std::vector<std::string> names;
        for (const FoundFile& file : found->files) {
            if (names.size() < names_tried_max) {
                names.emplace_back(without_ending(file.name));
            }
        }
        pattern_ = guess_pattern(names, settings_.zone);
    }
    const Result<NamePattern> pattern = NamePattern::parse(pattern_, settings_.zone);
    if (!pattern) {
        return pattern.error();
    }
    Listing listing(folder_, settings_, *pattern, window, known_);
    ports::RecordingList list = listing.run(std::move(*found), camera, now);
    if (keeps_facts_) {
        known_ = listing.take_looked_into();
    }
    return list;
}

}  // namespace labd::camera
