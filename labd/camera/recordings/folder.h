// A folder of recordings, read without following a link out of it and without being stopped by what
// may lie in it: devices, pipes, loops, millions of files.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "labd/core/refusal.h"
#include "labd/core/time.h"
#include "labd/ports/recordings.h"

namespace labd::camera {

/// An open file descriptor.
class OpenFile {
public:
    OpenFile() = default;

    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}

    OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

    OpenFile& operator=(OpenFile&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }

    ~OpenFile();

    explicit operator bool() const { return descriptor_ >= 0; }

    int descriptor() const { return descriptor_; }

private:
    int descriptor_ = -1;
};

struct FoundFile {
    /// Below the folder, with `/`.
    std::string name;
    std::int64_t bytes = 0;
    Instant written;
};

struct FolderListing {
    /// Regular files with an ending of a recording, by name.
    std::vector<FoundFile> files;
    /// What was not looked at, and why.
    std::vector<ports::StrayFile> strays;
};

class RecordingFolder {
public:
    static constexpr int depth_max = 6;
    static constexpr int entries_max = 200'000;
    static constexpr std::size_t strays_max = 1'000;

    /// Refused when it is no folder that can be read.
    static Result<RecordingFolder> open(const std::string& path);

    /// Refused when there are more than `entries_max` entries.
    Result<FolderListing> list() const;

    /// A regular file; nothing when it is none, or a part of its path is a link.
    OpenFile open_file(const std::string& name) const;

private:
    explicit RecordingFolder(std::string path, OpenFile root)
        : path_(std::move(path)), root_(std::move(root)) {}

    std::string path_;
    OpenFile root_;
};

}  // namespace labd::camera
