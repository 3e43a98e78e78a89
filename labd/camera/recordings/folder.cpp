#include "labd/camera/recordings/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

namespace labd::camera {

namespace {

constexpr int open_flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
constexpr std::array<std::string_view, 3> endings{".mp4", ".mkv", ".ts"};

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

using Directory = std::unique_ptr<DIR, CloseDirectory>;

Instant instant_of(const timespec& time) {
    return Instant{} + seconds(time.tv_sec) + microseconds(time.tv_nsec / 1000);
}

bool is_recording(std::string_view name) {
    return std::ranges::any_of(endings,
                               [name](std::string_view end) { return name.ends_with(end); });
}

class Walk {
public:
    /// False when there are too many entries.
    // NOLINTNEXTLINE(misc-no-recursion): to `depth_max`.
    bool enter(int parent, const std::string& name, const std::string& below, int depth) {
        OpenFile folder(::openat(parent, name.c_str(), open_flags | O_DIRECTORY));
        if (!folder) {
            stray(below, std::generic_category().message(errno));
            return true;
        }
        // fdopendir takes the descriptor over.
        const int copy = ::fcntl(folder.descriptor(), F_DUPFD_CLOEXEC, 0);
        const Directory directory(copy < 0 ? nullptr : ::fdopendir(copy));
        if (directory == nullptr) {
            stray(below, "cannot be listed");
            return true;
        }
        // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc's is safe for a stream of one's own.
        while (const dirent* entry = ::readdir(directory.get())) {
            const std::string_view child = entry->d_name;
            if (child == "." || child == "..") {
                continue;
            }
            if (++entries_ > RecordingFolder::entries_max) {
                return false;
            }
            if (!look(folder.descriptor(), std::string(child), below, depth)) {
                return false;
            }
        }
        return true;
    }

    FolderListing take() {
        std::ranges::sort(listing_.files, {}, &FoundFile::name);
        std::ranges::sort(listing_.strays, {}, &ports::StrayFile::file);
        return std::move(listing_);
    }

private:
    // NOLINTNEXTLINE(misc-no-recursion): to `depth_max`.
    bool look(int folder, const std::string& child, const std::string& below, int depth) {
        struct stat status {};

        const std::string name = below.empty() ? child : below + '/' + child;
        if (::fstatat(folder, child.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            return true;
        }
        if (S_ISDIR(status.st_mode)) {
            if (depth == RecordingFolder::depth_max) {
                stray(name, "deeper than labd looks");
                return true;
            }
            return enter(folder, child, name, depth + 1);
        }
        if (S_ISLNK(status.st_mode)) {
            stray(name, "a symbolic link is not followed");
        } else if (!S_ISREG(status.st_mode)) {
            stray(name, "not a regular file");
        } else if (is_recording(child)) {
            listing_.files.push_back({name, status.st_size, instant_of(status.st_mtim)});
        }
        return true;
    }

    void stray(const std::string& name, const std::string& why) {
        if (listing_.strays.size() < RecordingFolder::strays_max) {
            listing_.strays.push_back({name, why});
        }
    }

    FolderListing listing_;
    int entries_ = 0;
};

}  // namespace

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Result<RecordingFolder> RecordingFolder::open(const std::string& path) {
    OpenFile root(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NONBLOCK));
    if (!root) {
        return refuse({}, "recordings.no_folder",
                      {{"path", path}, {"why", std::generic_category().message(errno)}});
    }
    return RecordingFolder(path, std::move(root));
}

Result<FolderListing> RecordingFolder::list() const {
    Walk walk;
    if (!walk.enter(root_.descriptor(), ".", "", 0)) {
        return refuse({}, "recordings.too_many_files",
                      {{"path", path_}, {"limit", std::int64_t{entries_max}}});
    }
    return walk.take();
}

OpenFile RecordingFolder::open_file(const std::string& name) const {
    OpenFile folder(::fcntl(root_.descriptor(), F_DUPFD_CLOEXEC, 0));
    std::string_view rest = name;
    for (auto slash = rest.find('/'); slash != std::string_view::npos && folder;
         slash = rest.find('/')) {
        const std::string step(rest.substr(0, slash));
        folder = OpenFile(
            step == ".." ? -1
                         : ::openat(folder.descriptor(), step.c_str(), open_flags | O_DIRECTORY));
        rest.remove_prefix(slash + 1);
    }
    if (!folder || rest.empty() || rest == "..") {
        return {};
    }
    OpenFile file(::openat(folder.descriptor(), std::string(rest).c_str(), open_flags));

    struct stat status {};

    if (!file || ::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return {};
    }
    return file;
}

}  // namespace labd::camera
