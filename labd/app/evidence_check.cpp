#include "labd/app/evidence_check.h"

#include "labd/core/printable.h"
#include "labd/journal/verify.h"
#include "labd/ports/head.h"

namespace labd::app {

namespace {

std::optional<std::string> fault_of(const std::filesystem::path& file, const std::string& sha256) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed)) {
        return printable(file.string()) + ": is entered as evidence and is not there";
    }
    const auto digest = journal::file_digest(file);
    if (!digest) {
        return printable(file.string()) + ": cannot be read";
    }
    return ports::format_digest(*digest) == sha256
               ? std::nullopt
               : std::optional(printable(file.string()) + ": is not what was entered as evidence");
}

}  // namespace

void EvidenceCheck::note(const domain::Entry& entry) {
    if (const auto* cut = std::get_if<domain::FootageCut>(&entry.body)) {
        if (cut->sha256) {
            clips_.insert(*cut->sha256);
        }
    } else if (const auto* kept = std::get_if<domain::FootageKept>(&entry.body)) {
        for (const domain::FootageSource& segment : kept->segments) {
            kept_[kept->hold.value][std::filesystem::path(kept->camera.value) / segment.name] =
                segment.sha256;
        }
    } else if (const auto* released = std::get_if<domain::FootageReleased>(&entry.body)) {
        kept_.erase(released->hold.value);
    }
}

std::optional<std::string> EvidenceCheck::fault_in(const std::filesystem::path& folder) const {
    for (const std::string& sha256 : clips_) {
        if (auto fault = fault_of(folder / "clips" / sha256, sha256)) {
            return fault;
        }
    }
    for (const auto& [hold, files] : kept_) {
        for (const auto& [path, sha256] : files) {
            if (auto fault = fault_of(folder / "holds" / hold / path, sha256)) {
                return fault;
            }
        }
    }
    return std::nullopt;
}

}  // namespace labd::app
