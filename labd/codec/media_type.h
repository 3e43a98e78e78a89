// What kind of file was sent, by its first bytes: what a sender says of it is only compared. For
// the files of incidents.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "labd/domain/incidents.h"

namespace labd::codec {

/// The longest file of an incident.
inline constexpr std::size_t attachment_bytes_max = 8U * 1024 * 1024;

/// The kind of a file; nothing when it is none that is accepted. Text is UTF-8 without control
/// characters.
std::optional<domain::MediaType> media_type_of(std::string_view content);

/// `image/jpeg`.
std::string_view media_type_text(domain::MediaType type);

/// `jpg`, for a file's name.
std::string_view file_ending(domain::MediaType type);

}  // namespace labd::codec
