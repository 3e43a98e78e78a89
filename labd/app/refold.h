// Folds a journal file again, beside a running daemon: the half of `labd verify` that looks at what
// the entries mean.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "labd/core/ids.h"

namespace labd::app {

/// Folds the first `size` entries from nothing, and again from the newest snapshot; both must give
/// the same state. A text says what does not hold.
std::optional<std::string> refold(const std::filesystem::path& journal_file, Seq size);

}  // namespace labd::app
