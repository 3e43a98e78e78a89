// `labd-camera coverage`: what a folder of recordings holds of a window.
#pragma once

#include <iosfwd>
#include <string>

namespace labd::camera {

/// As labd's own subcommands.
enum class CoverageStatus : int { done = 0, unreadable = 1, usage = 2 };

struct CoverageOptions {
    std::string recordings;
    /// `A/B`, two RFC 3339 instants.
    std::string window;
    /// Only this one; also the name of the files that don't say whose they are.
    std::string camera;
    /// Empty for the one that fits.
    std::string pattern;
    /// Of the times in the names, and of the answer.
    std::string zone = "UTC";
    /// `en` or `ja`; empty for what the environment says.
    std::string language;
    bool json = false;
    /// Judge the pictures: without it nothing is more than unproven.
    bool judge = false;
    /// A folder in which the digests of what is there are kept, and compared with later.
    std::string manifests;
    /// A file with labd's answer to the question `coverage`: its roots are compared with those of
    /// the manifests.
    std::string roots;
};

/// The answer goes to `out`, what is wrong to `error`.
CoverageStatus coverage(const CoverageOptions& options, std::ostream& out, std::ostream& error);

}  // namespace labd::camera
