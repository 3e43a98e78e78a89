// The files of incidents of a running daemon: where they are, and what is swept at its start.
#pragma once

#include <filesystem>
#include <memory>

#include "labd/journal/attachment_folder.h"
#include "labd/kernel/kernel.h"
#include "labd/ports/worker.h"

namespace labd::app {

/// The folder of a data directory. Files that no entry names and that are older than a day go, on
/// the worker. Loop thread; the kernel has started.
std::shared_ptr<journal::AttachmentFolder> open_attachments(const std::filesystem::path& directory,
                                                            kernel::Kernel& kernel,
                                                            ports::Worker& worker);

}  // namespace labd::app
