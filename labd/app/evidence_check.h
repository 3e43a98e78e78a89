// Whether the files of the evidence folder are those that the journal's entries name.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "labd/domain/entries.h"

namespace labd::app {

/// Told of every entry in order, then asked. One thread.
class EvidenceCheck {
public:
    void note(const domain::Entry& entry);

    /// Reads every clip, and every recording that is on hold: the first that is missing or has
    /// another SHA-256 than was entered, in words. Files that no entry names are left alone: a
    /// process may have ended before it could enter them.
    std::optional<std::string> fault_in(const std::filesystem::path& folder) const;

private:
    std::set<std::string> clips_;
    /// By hold: path below its folder, and SHA-256.
    std::map<std::string, std::map<std::filesystem::path, std::string>> kept_;
};

}  // namespace labd::app
