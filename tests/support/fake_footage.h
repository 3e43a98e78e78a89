// Clips that are where a test puts them.
#pragma once

#include <map>
#include <string>

#include "labd/ports/footage.h"

namespace labd::test {

class FakeFootage : public ports::Footage {
public:
    std::optional<std::filesystem::path> path_of(const std::string& sha256) const override {
        const auto found = files.find(sha256);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }

    std::string trouble(const EntryId& task, const CameraId& camera) const override {
        const auto found = troubles.find(task.value + ' ' + camera.value);
        return found == troubles.end() ? "" : found->second;
    }

    std::map<std::string, std::filesystem::path> files;
    /// By `g cam1`.
    std::map<std::string, std::string> troubles;
};

}  // namespace labd::test
