// A file as the body of an answer, read while it is sent.
#pragma once

#include <filesystem>
#include <memory>

#include "labd/net/http.h"

namespace labd::net {

/// Null when it is no regular file that can be read. Its size is that of now: bytes that are added
/// later are not sent. The system is asked to read ahead, so that the loop seldom waits for a disk.
std::shared_ptr<BodySource> open_file_body(const std::filesystem::path& path);

}  // namespace labd::net
