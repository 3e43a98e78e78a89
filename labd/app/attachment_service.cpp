#include "labd/app/attachment_service.h"

#include <spdlog/spdlog.h>

#include <set>
#include <string>

#include "labd/app/clocks.h"

namespace labd::app {

namespace {

/// Also of incidents and files that do not stand any more: an entry names them for good.
std::set<std::string> files_named(kernel::Kernel& kernel) {
    std::set<std::string> named;
    const std::set<EntryId> incidents = kernel.state().incidents_with_files;
    for (const EntryId& incident : incidents) {
        const domain::DayLog* log = kernel.load_case(incident);
        if (log == nullptr) {
            continue;
        }
        for (const domain::Item& item : log->items) {
            const auto* attached =
                item.fact ? std::get_if<domain::IncidentAttached>(&*item.fact) : nullptr;
            if (attached != nullptr) {
                named.insert(attached->sha256);
            }
        }
    }
    return named;
}

}  // namespace

std::shared_ptr<journal::AttachmentFolder> open_attachments(const std::filesystem::path& directory,
                                                            kernel::Kernel& kernel,
                                                            ports::Worker& worker) {
    auto folder = std::make_shared<journal::AttachmentFolder>(directory);
    if (std::filesystem::exists(journal::attachments_folder(directory))) {
        const auto count = std::make_shared<std::size_t>(0);
        worker.try_run(
            [folder, count, named = files_named(kernel), before = wall_time() - hours(24)] {
                *count = folder->sweep(named, before);
            },
            [count] {
                if (*count > 0) {
                    spdlog::info("{} files without an entry were swept", *count);
                }
            });
    }
    return folder;
}

}  // namespace labd::app
