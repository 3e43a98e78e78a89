#include "labd/evidence/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <optional>
#include <unordered_set>

#include "labd/core/assert.h"

namespace labd::evidence {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t central_bytes = 46;
constexpr std::size_t end_bytes = 22;
/// What stored files need: version 1.0 of the format.
constexpr std::uint16_t version = 10;
/// The first of January 1980, the earliest that the format knows: it says nothing.
constexpr std::uint16_t no_date = 0x21;

void put16(std::string& to, std::size_t value) {
    to += static_cast<char>(value & 0xFFU);
    to += static_cast<char>((value >> 8U) & 0xFFU);
}

void put32(std::string& to, std::size_t value) {
    put16(to, value & 0xFFFFU);
    put16(to, value >> 16U);
}

std::size_t get(std::string_view bytes, std::size_t at, std::size_t width) {
    std::size_t value = 0;
    for (std::size_t i = width; i > 0; --i) {
        value = value << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
    }
    return value;
}

std::uint32_t checksum(std::string_view bytes) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

/// What local header and directory have in common, from the needed version to the path's length.
void put_common(std::string& to, const ArchivePart& part, std::uint32_t crc) {
    put16(to, version);
    put16(to, 0);
    put16(to, 0);
    put16(to, 0);
    put16(to, no_date);
    put32(to, crc);
    put32(to, part.bytes.size());
    put32(to, part.bytes.size());
    put16(to, part.path.size());
    put16(to, 0);
}

bool is_path_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-' ||
           letter == '/';
}

/// Takes the part that begins at `at`; nothing when none does.
std::optional<ArchivePart> take_part(std::string_view bytes, std::size_t& at) {
    if (bytes.size() - at < local_bytes || get(bytes, at, 4) != local_signature) {
        return std::nullopt;
    }
    const std::size_t size = get(bytes, at + 22, 4);
    const std::size_t path_size = get(bytes, at + 26, 2);
    const std::size_t left = bytes.size() - at - local_bytes;
    if (path_size > left || size > left - path_size) {
        return std::nullopt;
    }
    ArchivePart part{bytes.substr(at + local_bytes, path_size),
                     bytes.substr(at + local_bytes + path_size, size)};
    at += local_bytes + path_size + size;
    return part;
}

std::size_t size_of(std::span<const ArchivePart> parts) {
    std::size_t size = end_bytes;
    for (const ArchivePart& part : parts) {
        size += local_bytes + central_bytes + 2 * part.path.size() + part.bytes.size();
    }
    return size;
}

}  // namespace

bool is_archive_path(std::string_view path) {
    return !path.empty() && path.size() <= archive_path_bytes_max &&
           std::ranges::all_of(path, is_path_letter) && path.front() != '/' && path.back() != '/' &&
           path.front() != '.' && path.find("//") == std::string_view::npos &&
           path.find("/.") == std::string_view::npos;
}

std::string write_archive(std::span<const ArchivePart> parts) {
    std::string archive;
    std::string directory;
    const std::size_t size = size_of(parts);
    LABD_ASSERT(parts.size() <= archive_parts_max && size <= archive_bytes_max);
    archive.reserve(size);
    for (const ArchivePart& part : parts) {
        const std::size_t offset = archive.size();
        const std::uint32_t crc = checksum(part.bytes);
        put32(archive, local_signature);
        put_common(archive, part, crc);
        archive += part.path;
        archive += part.bytes;
        put32(directory, central_signature);
        put16(directory, version);
        put_common(directory, part, crc);
        // Comment, disk, attributes: none.
        directory.append(10, '\0');
        put32(directory, offset);
        directory += part.path;
    }
    const std::size_t begin = archive.size();
    archive += directory;
    put32(archive, end_signature);
    put32(archive, 0);
    put16(archive, parts.size());
    put16(archive, parts.size());
    put32(archive, directory.size());
    put32(archive, begin);
    put16(archive, 0);
    return archive;
}

OpenedArchive read_archive(std::string_view bytes) {
    if (bytes.size() > archive_bytes_max) {
        return {{}, fmt::format("it is longer than {} bytes", archive_bytes_max)};
    }
    OpenedArchive opened;
    std::unordered_set<std::string_view> paths;
    std::size_t at = 0;
    while (const std::optional<ArchivePart> part = take_part(bytes, at)) {
        if (opened.parts.size() == archive_parts_max) {
            return {{}, fmt::format("it has more than {} parts", archive_parts_max)};
        }
        if (!is_archive_path(part->path)) {
            return {{}, fmt::format("the name of part {} is none", opened.parts.size() + 1)};
        }
        if (!paths.insert(part->path).second) {
            return {{}, fmt::format("{} is there twice", part->path)};
        }
        opened.parts.push_back(*part);
    }
    // Checksums, directory, order, gaps and what stands at the end: all of it at once.
    if (opened.parts.empty() || size_of(opened.parts) != bytes.size() ||
        write_archive(opened.parts) != bytes) {
        return {{}, "its bytes are not those that its parts give: changed, cut, or added to"};
    }
    return opened;
}

}  // namespace labd::evidence
