// `labd-camera check`: judges one video file or stream from its beginning to its end.
#pragma once

#include <iosfwd>
#include <string>

namespace labd::camera {

/// As labd's own subcommands: 0 done, 1 broke off on the way, 2 the input cannot be used.
enum class CheckStatus : int { done = 0, broken = 1, unusable = 2 };

struct CheckOptions {
    /// A path or an rtsp, http or https URL.
    std::string input;
    /// One JSON object a line instead of a table.
    bool json = false;
    /// Decode as little as with live cameras, also of a short file.
    bool thrifty = false;
};

/// Faults go to `out`, what is wrong with the input to `error`.
CheckStatus check(const CheckOptions& options, std::ostream& out, std::ostream& error);

}  // namespace labd::camera
