// Files of labd's own evidence folder: written under a name that says that they are not finished,
// durable before they get the one that is entered in the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "labd/camera/recordings/folder.h"
#include "labd/core/digest.h"

namespace labd::camera {

/// SHA-256 of an open file from its beginning; nothing when it can't be read to its end.
std::optional<Digest> digest_of_file(int file);

/// Makes the folder and those above it, for nobody else to look into. False when that fails.
bool make_private_folder(const std::string& path);

/// A new file that only labd can read, empty whatever was there before.
OpenFile create_private(const std::string& path);

/// Copies an open file from its beginning to `path` with its date, whole and synced or not at all.
/// The digest of what was read; nothing when it failed.
std::optional<Digest> copy_durably(int from, const std::string& path);

/// Gives a finished file its name, synced with its folder. False when that fails.
bool publish(const std::string& draft, const std::string& path);

/// Bytes free on the disk of a folder that the process may use; zero when that is not known.
std::int64_t room_at(const std::string& folder);

}  // namespace labd::camera
