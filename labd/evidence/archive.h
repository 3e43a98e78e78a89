// A ZIP archive that can be written in one way only: nothing is compressed, and there are no times,
// no comments and no bytes between the parts. So reading it and writing it again shows any change.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace labd::evidence {

/// A file in an archive. Both texts belong to somebody else.
struct ArchivePart {
    std::string_view path;
    std::string_view bytes;
};

inline constexpr std::size_t archive_bytes_max = std::size_t{256} * 1024 * 1024;
/// The format itself ends at 65,535.
inline constexpr std::size_t archive_parts_max = 50'000;
inline constexpr std::size_t archive_path_bytes_max = 200;

/// Whether a path can stand in an archive: letters, digits and `._-` between single slashes, no
/// part of it beginning with a dot.
bool is_archive_path(std::string_view path);

/// The archive (APPNOTE 6.3, method 0). Every path is one by `is_archive_path`, none stands twice,
/// and the limits above hold.
std::string write_archive(std::span<const ArchivePart> parts);

struct OpenedArchive {
    /// Views of the bytes that were read, in order.
    std::vector<ArchivePart> parts;
    /// Why it is none, for people; empty when it is one.
    std::string fault;
};

/// Reads what `write_archive` writes, and nothing else. The bytes may come from anybody.
OpenedArchive read_archive(std::string_view bytes);

}  // namespace labd::evidence
